import type { Adapter } from '../kernel/adapter.ts';
import { type BusinessDate, businessDateOf } from '../kernel/business-date.ts';
import type { Clock } from '../kernel/clock.ts';
import { type FieldProblem, fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { parseVisibleText } from '../kernel/visible-text.ts';
import { type Audit, createAudit } from '../platform/audit/audit.ts';
import type { FieldCipher } from '../platform/crypto/field-cipher.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import type { ProposalService } from './api.ts';
import { openSecrets, sealSecrets } from './connections.ts';
import { codeOf, completeEntry, entryOf, readEntry } from './entry.ts';
import type { Json } from './entry-reader.ts';
import type { DatedName, Provider } from './model.ts';
import { type ProviderData, providerProblems } from './provider-data.ts';
import { changedParts, type Proposal } from './proposal-model.ts';
import * as proposals from './proposal-store.ts';
import { fixedNameProblems, fixedProblems } from './fixed-data.ts';
import * as store from './store.ts';

export interface ProposalServiceDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly cipher: FieldCipher;
  readonly findAdapter: (protocol: string) => Adapter | undefined;
}

interface Context extends ProposalServiceDeps {
  readonly audit: Audit;
}

const mostListed = 100;
const longestReason = 500;

/** Changes of providers under two persons' eyes. */
export function createProposalService(deps: ProposalServiceDeps): ProposalService {
  const context: Context = { ...deps, audit: createAudit(deps) };
  const { sql } = deps.database;
  return {
    propose: (by, wanted) => propose(context, by, wanted),
    approve: (by, id) => decide(context, { id, by, state: 'approved' }),
    reject: (by, id) => decide(context, { id, by, state: 'rejected' }),
    get: async (id) => {
      const found = await proposals.selectProposal(sql, id);
      return found ? ok(found) : err(refusal('not_found'));
    },
    list: async ({ state, code, before, limit = mostListed }) =>
      proposals.selectProposals(sql, {
        ...{ state: state ?? null, code: code ?? null, before: before ?? null },
        limit: Math.min(Math.max(limit, 1), mostListed),
      }),
    listSecretNames: async (providerId) => {
      const sealed = await store.selectSecrets(sql, providerId);
      return Object.keys(openSecrets(deps.cipher, providerId, sealed)).toSorted();
    },
    readLive: async (code) => {
      const known = await findKnown(context, sql, { code, today: businessDateOf(deps.clock.now()) });
      if (!known) return err(refusal('not_found'));
      return ok(readEntry({ ...entryOf(known.provider), secrets: known.secrets }).data);
    },
    readDraft: async (id) => {
      const proposal = await proposals.selectProposal(sql, id);
      if (!proposal) return err(refusal('not_found'));
      if (proposal.state !== 'open') return err(refusal('proposal_decided'));
      const sealed = await proposals.selectSealedSecrets(sql, id);
      return ok(readEntry(withSecrets(context, proposal, sealed)).data);
    },
  };
}

function withSecrets(context: Context, proposal: Proposal, sealed: Uint8Array | null): Json {
  return { ...proposal.entry, secrets: openSecrets(context.cipher, proposal.providerId, sealed) };
}

async function propose(
  context: Context,
  by: string,
  wanted: { readonly entry: Json; readonly reason: string },
): Promise<Result<Proposal, Refusal>> {
  const reason = parseVisibleText(wanted.reason, { field: '/reason', longest: longestReason });
  const missing = { field: '/reason', rule: 'required', detail: 'why the change is wanted' };
  const reasonProblems = !reason.ok ? reason.error : reason.value === '' ? [missing] : [];
  const code = codeOf(wanted.entry);
  const today = businessDateOf(context.clock.now());
  const known = code.ok ? await findKnown(context, context.database.sql, { code: code.value, today }) : undefined;
  const secrets = known?.secrets ?? {};
  const before = known ? { ...entryOf(known.provider), secrets } : undefined;
  const entry = withAllNames(known?.provider, completeEntry(wanted.entry, before));
  const { data, problems } = examine(context, entry, known?.provider);
  const all = [...under('/provider', problems), ...reasonProblems];
  if (all.length > 0 || !reason.ok) return err(fieldRefusal('invalid_request', ...all));
  const changes = changedParts(before ?? {}, { ...entryOf(data), secrets: data.secrets });
  if (changes.length === 0) {
    return err(fieldRefusal('invalid_request', { field: '/provider', rule: 'no_change', detail: 'it is so already' }));
  }
  const proposal: Proposal = {
    id: context.ids.uuid(),
    providerId: known?.provider.id ?? context.ids.uuid(),
    ...{ code: data.code, baseVersion: known?.provider.version ?? 0, entry: entryOf(data), changes },
    ...{ reason: reason.value, state: 'open', proposedBy: by, proposedAt: context.clock.now() },
    ...{ decidedBy: null, decidedAt: null },
  };
  await context.database.transaction(async (sql) => {
    await proposals.insertProposal(sql, proposal, sealSecrets(context.cipher, proposal.providerId, data.secrets));
    await record(context, sql, { proposal, by, action: 'provider.proposed' });
  });
  return ok(proposal);
}

interface Known {
  readonly provider: Provider;
  readonly secrets: Readonly<Record<string, string>>;
}

async function findKnown(
  context: Context,
  sql: Sql,
  { code, today }: { readonly code: string; readonly today: BusinessDate },
): Promise<Known | undefined> {
  const provider = await store.selectProviderByCode(sql, today, code);
  if (!provider) return undefined;
  const sealed = await store.selectSecrets(sql, provider.id);
  return { provider, secrets: openSecrets(context.cipher, provider.id, sealed) };
}

/** Names of the past stay: an entry that tells further names only adds them. */
function withAllNames(provider: Provider | undefined, entry: Json): Json {
  const told: unknown = entry['names'];
  if (!provider || !Array.isArray(told)) return entry;
  const dates = new Set(told.map((dated: Partial<DatedName> | null) => dated?.validFrom));
  return { ...entry, names: [...provider.names.filter(({ validFrom }) => !dates.has(validFrom)), ...told] };
}

/** Everything that is wrong with an entry, at once. */
function examine(
  context: Context,
  entry: Json,
  before: Provider | undefined,
): { readonly data: ProviderData; readonly problems: readonly FieldProblem[] } {
  const { data, problems } = readEntry(entry);
  const unread = problems.map(({ field }) => field);
  const isRead = ({ field }: FieldProblem) =>
    !unread.some((broken) => field === broken || field.startsWith(`${broken}/`) || broken.startsWith(`${field}/`));
  const further = [
    ...providerProblems(data, context.findAdapter(data.protocol)),
    ...(before ? [...fixedProblems(before, data), ...fixedNameProblems(before, data)] : []),
  ];
  return { data, problems: [...problems, ...further.filter(isRead)] };
}

function under(pointer: string, problems: readonly FieldProblem[]): FieldProblem[] {
  return problems.map((problem) => ({ ...problem, field: `${pointer}${problem.field}` }));
}

interface Decision {
  readonly id: string;
  readonly by: string;
  readonly state: 'approved' | 'rejected';
}

/** Who proposed may take a proposal back by rejecting it, but never approve it. */
async function decide(context: Context, decision: Decision): Promise<Result<Proposal, Refusal>> {
  const { id, by, state } = decision;
  const at = context.clock.now();
  return context.database.transaction(async (sql) => {
    const found = await proposals.lockProposal(sql, id);
    if (!found) return err(refusal('not_found'));
    const { proposal, sealedSecrets } = found;
    if (proposal.state !== 'open') return err(refusal('proposal_decided'));
    if (state === 'approved') {
      if (proposal.proposedBy === by) return err(refusal('same_actor'));
      const applied = await apply(context, sql, { proposal, sealedSecrets });
      if (!applied.ok) return applied;
    }
    await proposals.updateDecision(sql, id, { state, by, at });
    await record(context, sql, { proposal, by, action: `provider.${state}` });
    return ok({ ...proposal, state, decidedBy: by, decidedAt: at });
  });
}

/** The entry is looked at again: what the hub takes may have changed since it was proposed. */
async function apply(
  context: Context,
  sql: Sql,
  { proposal, sealedSecrets }: { readonly proposal: Proposal; readonly sealedSecrets: Uint8Array | null },
): Promise<Result<void, Refusal>> {
  const { providerId: id, baseVersion: version } = proposal;
  const { data, problems } = examine(context, withSecrets(context, proposal, sealedSecrets), undefined);
  if (problems.length > 0) return err(fieldRefusal('invalid_request', ...under('/provider', problems)));
  const isApplied =
    version === 0
      ? await store.insertProvider(sql, { id, data, sealedSecrets, createdAt: context.clock.now() })
      : await store.updateProviderAt(sql, { id, version }, { data, sealedSecrets });
  if (!isApplied) return err(refusal('proposal_stale'));
  await store.insertNames(sql, id, data.names);
  return ok(undefined);
}

function record(
  context: Context,
  sql: Sql,
  { proposal, by, action }: { readonly proposal: Proposal; readonly by: string; readonly action: string },
): Promise<void> {
  return context.audit.record(sql, {
    actor: { kind: 'operator', id: by },
    action,
    target: { kind: 'provider', id: proposal.providerId },
    details: {
      ...{ proposal: proposal.id, code: proposal.code, version: proposal.baseVersion },
      changes: proposal.changes.join(' '),
    },
  });
}
