import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Audit } from '../platform/audit/audit.ts';
import { parseReason } from './assigning.ts';
import type { BankStatement } from './model.ts';
import type { BankStatementDeps } from './service.ts';
import * as statements from './statement-store.ts';
import * as store from './store.ts';

/**
 * Another operator lets the file of a statement be posted, or anybody rejects it; it is decided whole. Files of an account are released in
 * the order in which they came, and rejected from the last one on: a later one was held against what the earlier ones say.
 * Refuses: not_found, same_actor, invalid_state, invalid_request (reason).
 */
export async function decideFile(
  context: BankStatementDeps & { readonly audit: Audit },
  decision: { readonly by: string; readonly statementId: string; readonly rejectedBecause: string | null },
): Promise<Result<readonly BankStatement[], Refusal>> {
  const { by, statementId, rejectedBecause } = decision;
  const answer = rejectedBecause === null ? ok(null) : parseReason(rejectedBecause);
  if (!answer.ok) return answer;
  const isRelease = answer.value === null;
  return context.db.transaction(async (sql) => {
    const accounts = (await statements.selectFileOf(sql, statementId)).map(({ accountId }) => accountId);
    for (const id of [...new Set(accounts)].toSorted()) await store.lockAccount(sql, id);
    const file = await statements.selectFileOf(sql, statementId);
    const [first] = file;
    if (!first) return err(refusal('not_found'));
    if (first.state !== 'waiting') return err(refusal('invalid_state', { state: first.state }));
    if (isRelease && first.receivedBy === by) return err(refusal('same_actor'));
    const which = isRelease ? 'earlier' : 'later';
    if (await statements.isAnotherWaiting(sql, file, which)) {
      return err(refusal('invalid_state', { state: first.state, [which]: 'waiting' }));
    }
    const ids = file.map(({ id }) => id);
    const state = isRelease ? 'released' : 'rejected';
    await statements.decideStatements(sql, ids, { state, by, at: context.clock.now(), answer: answer.value });
    for (const id of ids) {
      await context.audit.record(sql, {
        actor: { kind: 'operator', id: by },
        action: `bank_statement.${state}`,
        target: { kind: 'bank_statement', id },
        details: {},
      });
    }
    return ok(await statements.selectStatementsById(sql, ids));
  });
}
