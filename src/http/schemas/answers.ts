import type { TSchema } from 'typebox';
import { type ErrorCode, errorEntry } from '../../kernel/errors/catalogue.ts';
import { named } from './shapes.ts';
import { ProblemSchema } from './common.ts';

/** What any request with a JSON body may be refused with before it is looked at. */
export const bodyRefusals = [
  'invalid_request',
  'invalid_json',
  'duplicate_key',
  'unknown_field',
  'unsupported_media_type',
  'payload_too_large',
] as const satisfies readonly ErrorCode[];

const everywhere = [
  'invalid_request',
  'unknown_field',
  'too_many_requests',
  'temporarily_unavailable',
  'internal_error',
] as const;
/** Beside its own: for routes of everybody, of an agent, and of a teller. */
export const publicRefusals = [...everywhere] as const satisfies readonly ErrorCode[];
export const agentRefusals = [
  ...everywhere,
  'invalid_token',
  'agent_suspended',
  'signature_required',
  'bad_signature',
  'stale_timestamp',
  'replayed_nonce',
  'certificate_refused',
  'forbidden',
  'device_not_allowed',
  'device_mismatch',
  'device_credentials_required',
] as const satisfies readonly ErrorCode[];
export const operatorRefusals = [...everywhere, 'invalid_token'] as const satisfies readonly ErrorCode[];
export const tellerRefusals = [...agentRefusals] as const satisfies readonly ErrorCode[];

const problem = named(ProblemSchema);

/** An answer with a body. Headers that it always or sometimes carries are named for the document. */
export function answers<S extends TSchema>(
  description: string,
  schema: S,
  headers?: Readonly<Record<string, { readonly type: 'string'; readonly description: string }>>,
) {
  return { description, content: { 'application/json': { schema } }, ...(headers ? { headers } : {}) };
}

interface ProblemAnswer {
  readonly description: string;
  readonly content: { readonly 'application/problem+json': { readonly schema: typeof problem } };
}

/** The answers of a route that are problems: one per status, each with the codes it can carry. */
export function refuses(...codes: readonly ErrorCode[]): Record<number, ProblemAnswer> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes)) {
    const { status } = errorEntry(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const grouped = [...byStatus].map(([status, list]) => [status, problemAnswer(list)] as const);
  return Object.fromEntries(grouped.toSorted(([a], [b]) => a - b));
}

function problemAnswer(codes: readonly ErrorCode[]): ProblemAnswer {
  return {
    description: codes
      .toSorted()
      .map((code) => `\`${code}\``)
      .join(', '),
    content: { 'application/problem+json': { schema: problem } },
  };
}
