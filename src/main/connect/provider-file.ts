import { type FieldProblem, fieldRefusal, type Refusal } from '../../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { isObject, type Json } from '../../providers/entry-reader.ts';
import type { Proposal } from '../../providers/proposal-model.ts';
import { findOperator } from '../find-operator.ts';
import type { Hub } from '../hub.ts';

/** What a file of `vahid provider propose` holds, and the body of `POST /v1/operator/provider-proposals`. */
interface ProviderFile {
  readonly reason: string;
  readonly entry: Json;
}

function parseProviderFile(input: unknown): Result<ProviderFile, Refusal> {
  const problems: FieldProblem[] = [];
  const file: Json = isObject(input) ? input : {};
  if (!isObject(input)) problems.push({ field: '', rule: 'type', detail: 'an object with reason and provider' });
  for (const name of Object.keys(file)) {
    if (!['reason', 'provider'].includes(name)) {
      problems.push({ field: `/${name}`, rule: 'unknown_field', detail: 'only reason and provider' });
    }
  }
  const { reason, provider } = file;
  if (typeof reason !== 'string') problems.push({ field: '/reason', rule: 'required', detail: 'why, in a sentence' });
  if (!isObject(provider)) problems.push({ field: '/provider', rule: 'required', detail: 'the provider as an object' });
  if (problems.length > 0 || typeof reason !== 'string' || !isObject(provider)) {
    return err(fieldRefusal('invalid_request', ...problems));
  }
  return ok({ reason, entry: provider });
}

/** Proposes what a file holds, as an operator; `endpoint` takes the place of the file's where it is given. */
export async function proposeFile(
  hub: Pick<Hub, 'operators' | 'proposals'>,
  input: unknown,
  how: { readonly login: string; readonly endpoint?: string },
): Promise<Result<Proposal, Refusal>> {
  const operator = await findOperator(hub, how.login);
  if (!operator.ok) return operator;
  const file = parseProviderFile(input);
  if (!file.ok) return file;
  const entry = how.endpoint === undefined ? file.value.entry : { ...file.value.entry, endpoint: how.endpoint };
  return hub.proposals.propose(operator.value.id, { entry, reason: file.value.reason });
}

/** Approves or rejects as an operator. */
export async function decideProposal(
  hub: Pick<Hub, 'operators' | 'proposals'>,
  id: string,
  how: { readonly login: string; readonly decision: 'approve' | 'reject' },
): Promise<Result<Proposal, Refusal>> {
  const operator = await findOperator(hub, how.login);
  return operator.ok ? hub.proposals[how.decision](operator.value.id, id) : operator;
}
