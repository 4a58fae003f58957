import type { AgentService } from '../agents/api.ts';
import type { Lane } from '../engine/lane.ts';
import type { Clock } from '../kernel/clock.ts';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { type Audit, createAudit } from '../platform/audit/audit.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import type { BankStatementService, DepositReference } from './api.ts';
import { decide, propose } from './assigning.ts';
import * as assignments from './assignment-store.ts';
import type { ReadXml } from './camt053.ts';
import type { BankAccount, BankEntry } from './model.ts';
import { findPayer } from './payers.ts';
import { workOff } from './post.ts';
import { decideFile } from './releasing.ts';
import * as statements from './statement-store.ts';
import * as store from './store.ts';
import { take } from './take.ts';

export interface BankStatementDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly agents: Pick<AgentService, 'list' | 'findByCode'>;
  readonly move: Lane['move'];
  readonly readXml: ReadXml;
}

type Context = BankStatementDeps & { readonly audit: Audit };

const mostListed = 100;
const numberPattern = /^[A-Z0-9]{4,34}$/;
const referencePattern = /^(?=.*[0-9])[A-Z0-9-]{6,34}$/;

/** Statements of the hub's bank: what agents paid in, each entry posted once, and what nobody can be found for. */
export function createBankStatementService(deps: BankStatementDeps): BankStatementService {
  const context: Context = { ...deps, audit: createAudit(deps) };
  const { sql } = deps.db;
  const get = async (id: string): Promise<Result<BankEntry, Refusal>> => {
    const entry = await store.selectEntry(sql, id);
    if (!entry) return err(refusal('not_found'));
    const last = await assignments.selectLast(sql, [id]);
    return ok({ ...entry, assignment: last.get(id) ?? null });
  };
  /** What was decided is posted at once; what the lane does not take now, the next run posts. */
  const settled = async (decided: Result<null, Refusal>, id: string) => {
    if (!decided.ok) return decided;
    await workOff(deps);
    return get(id);
  };
  return {
    listAccounts: () => store.selectAccounts(sql),
    addAccount: (by, account) => addAccount(context, by, account),
    listReferences: () => store.selectReferences(sql),
    addReference: (by, given) => addReference(context, by, given),
    removeReference: (by, reference) => removeReference(context, by, reference),
    take: (by, chunks) => take(context, by, chunks),
    async release(by, statementId) {
      const released = await decideFile(context, { by, statementId, rejectedBecause: null });
      if (released.ok) await workOff(deps);
      return released;
    },
    reject: (by, statementId, reason) => decideFile(context, { by, statementId, rejectedBecause: reason }),
    async getStatement(id) {
      const [found] = await statements.selectStatementsById(sql, [id]);
      return found ? ok(found) : err(refusal('not_found'));
    },
    listStatements: ({ before, limit }) =>
      statements.selectStatements(sql, { before: before ?? null, limit: Math.min(limit, mostListed) }),
    async listEntries({ limit, ...filter }) {
      return withAssignments(sql, await store.selectEntries(sql, filter, Math.min(limit, mostListed)));
    },
    getEntry: get,
    async propose(by, wish) {
      const proposed = await propose(context, by, wish);
      return proposed.ok ? get(wish.entryId) : proposed;
    },
    approve: async (by, entryId) => settled(await decide(context, { by, entryId, refusedBecause: null }), entryId),
    async refuse(by, entryId, reason) {
      const refused = await decide(context, { by, entryId, refusedBecause: reason });
      return refused.ok ? get(entryId) : refused;
    },
    workOff: () => workOff(deps),
  };
}

async function withAssignments(sql: Sql, entries: readonly Omit<BankEntry, 'assignment'>[]): Promise<BankEntry[]> {
  const last = await assignments.selectLast(
    sql,
    entries.map(({ id }) => id),
  );
  return entries.map((entry) => ({ ...entry, assignment: last.get(entry.id) ?? null }));
}

async function addAccount(
  context: Context,
  by: string,
  given: Omit<BankAccount, 'id'>,
): Promise<Result<BankAccount, Refusal>> {
  const number = given.number.replace(/\s/g, '').toUpperCase();
  const detail = 'an IBAN or another number of 4 to 34 letters and digits';
  if (!numberPattern.test(number)) return err(wrong('/number', 'pattern', detail));
  const account = { ...given, id: context.ids.uuid(), number };
  const isAdded = await context.db.transaction(async (sql) => {
    const added = await store.insertAccount(sql, account, { id: by, at: context.clock.now() });
    if (added) await record(context, sql, { by, action: 'bank_account.added', target: account.id });
    return added;
  });
  return isAdded ? ok(account) : err(wrong('/number', 'taken', 'this account is known'));
}

async function addReference(
  context: Context,
  by: string,
  given: { readonly reference: string; readonly agentCode: string },
): Promise<Result<DepositReference, Refusal>> {
  const reference = given.reference.replace(/\s/g, '').toUpperCase();
  const detail = '6 to 34 letters, digits and hyphens, with a digit among them';
  if (!referencePattern.test(reference)) return err(wrong('/reference', 'pattern', detail));
  const agent = await findPayer(context, given.agentCode);
  if (!agent.ok) return agent;
  const added = { reference, agentId: agent.value.id };
  const isAdded = await context.db.transaction(async (sql) => {
    const inserted = await store.insertReference(sql, added, { id: by, at: context.clock.now() });
    if (inserted) await record(context, sql, { by, action: 'deposit_reference.added', target: added.agentId });
    return inserted;
  });
  return isAdded ? ok(added) : err(wrong('/reference', 'taken', 'an agent has this reference'));
}

async function removeReference(
  context: Context,
  by: string,
  given: string,
): Promise<Result<DepositReference, Refusal>> {
  const reference = given.replace(/\s/g, '').toUpperCase();
  const removed = await context.db.transaction(async (sql) => {
    const gone = await store.deleteReference(sql, reference);
    if (gone) await record(context, sql, { by, action: 'deposit_reference.removed', target: gone.agentId });
    return gone;
  });
  return removed ? ok(removed) : err(refusal('not_found'));
}

function wrong(field: string, rule: string, detail: string): Refusal {
  return fieldRefusal('invalid_request', { field, rule, detail });
}

/** Numbers of accounts and references stand in their tables and nowhere else. */
async function record(
  { audit }: Pick<Context, 'audit'>,
  sql: Sql,
  event: { readonly by: string; readonly action: string; readonly target: string },
): Promise<void> {
  const kind = event.action.startsWith('bank_account') ? 'bank_account' : 'agent';
  await audit.record(sql, {
    actor: { kind: 'operator', id: event.by },
    action: event.action,
    target: { kind, id: event.target },
  });
}
