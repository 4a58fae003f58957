import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { parseVisibleText } from '../kernel/visible-text.ts';
import type { Audit } from '../platform/audit/audit.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { AssignmentWish } from './api.ts';
import * as assignments from './assignment-store.ts';
import { findPayer } from './payers.ts';
import type { BankStatementDeps } from './service.ts';
import * as store from './store.ts';

type Context = BankStatementDeps & { readonly audit: Audit };

const longestReason = 200;

/** One person says whose money it is. Refuses: not_found, invalid_state, invalid_request. */
export async function propose(context: Context, by: string, wish: AssignmentWish): Promise<Result<null, Refusal>> {
  const reason = parseReason(wish.reason);
  if (!reason.ok) return reason;
  const agent = await findPayer(context, wish.agentCode);
  if (!agent.ok) return agent;
  const { entryId } = wish;
  return context.db.transaction(async (sql) => {
    const entry = await store.lockEntry(sql, entryId);
    if (!entry) return err(refusal('not_found'));
    if (entry.state !== 'unassigned') return err(refusal('invalid_state', { state: entry.state }));
    const row = { id: context.ids.uuid(), agentId: agent.value.id, reason: reason.value, proposedBy: by };
    const proposedAt = context.clock.now();
    if (!(await assignments.insertAssignment(sql, entryId, { ...row, proposedAt }))) {
      return err(refusal('invalid_state', { state: 'proposed' }));
    }
    await record(context, sql, { by, action: 'bank_entry.proposed', entryId, agent: agent.value.code });
    return ok(null);
  });
}

/** Another person agrees or refuses; an approval that is not posted yet may be given again. */
export async function decide(
  context: Context,
  decision: { readonly by: string; readonly entryId: string; readonly refusedBecause: string | null },
): Promise<Result<null, Refusal>> {
  const { by, entryId, refusedBecause } = decision;
  const answer = refusedBecause === null ? ok(null) : parseReason(refusedBecause);
  if (!answer.ok) return answer;
  return context.db.transaction(async (sql) => {
    const entry = await store.lockEntry(sql, entryId);
    if (!entry) return err(refusal('not_found'));
    const isApproval = answer.value === null;
    if (entry.state === 'assigning' && isApproval) return ok(null);
    const last = (await assignments.selectLast(sql, [entryId])).get(entryId);
    if (entry.state !== 'unassigned' || last?.state !== 'proposed') {
      return err(refusal('invalid_state', { state: entry.state }));
    }
    if (isApproval && last.proposedBy === by) return err(refusal('same_actor'));
    const state = isApproval ? 'approved' : 'refused';
    await assignments.updateDecision(sql, last.id, { state, by, at: context.clock.now(), answer: answer.value });
    if (isApproval) await store.moveEntry(sql, entryId, { from: 'unassigned', to: 'assigning', agentId: last.agentId });
    await record(context, sql, { by, action: `bank_entry.${state}`, entryId });
    return ok(null);
  });
}

/** 1 to 200 visible characters. Refuses: invalid_request. */
export function parseReason(typed: string): Result<string, Refusal> {
  const parsed = parseVisibleText(typed, { field: '/reason', longest: longestReason });
  if (!parsed.ok) return err(fieldRefusal('invalid_request', ...parsed.error));
  if (parsed.value !== '') return ok(parsed.value);
  return err(fieldRefusal('invalid_request', { field: '/reason', rule: 'required', detail: 'needed' }));
}

async function record(
  { audit }: Pick<Context, 'audit'>,
  sql: Sql,
  event: { readonly by: string; readonly action: string; readonly entryId: string; readonly agent?: string },
): Promise<void> {
  await audit.record(sql, {
    actor: { kind: 'operator', id: event.by },
    action: event.action,
    target: { kind: 'bank_entry', id: event.entryId },
    details: event.agent === undefined ? {} : { agent: event.agent },
  });
}
