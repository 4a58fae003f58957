import { formatAmount } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import { sumOf, type ReadEntry, type ReadStatement } from './model.ts';
import type { Problems } from './problems.ts';
import * as statements from './statement-store.ts';

interface New {
  readonly accountId: string;
  readonly statement: ReadStatement;
  /** Entries of it that no file had brought before. */
  readonly added: readonly Pick<ReadEntry, 'side' | 'amount'>[];
}

/**
 * A statement leads on from where the account has got to: what is new in it comes to its closing balance, from the closing balance of the
 * newest one. So a day that is missing is seen, and an opening balance cannot be invented; a file that overlaps goes through, and so does
 * an older one that brings nothing new. The first statement of an account opens as it will.
 */
export async function checkContinuity(
  sql: Sql,
  { accountId, statement, added }: New,
  problems: Problems,
): Promise<void> {
  const { place, closing, closedOn, currency } = statement;
  const newest = await statements.selectNewest(sql, accountId);
  if (!newest) return;
  const told = await statements.selectClosings(sql, accountId, closedOn);
  if (told.some((one) => one !== closing)) {
    problems.add(`${place}/closing`, 'contradicts', 'an earlier statement closes the day with another balance');
  } else if (closedOn <= newest.closedOn) {
    if (added.length > 0) {
      problems.add(`${place}/entries`, 'late', `nothing new: the account is known up to ${newest.closedOn}`);
    }
  } else if (newest.closing + sumOf(added) !== closing) {
    const expected = `${formatAmount(newest.closing, currency)} ${currency}`;
    problems.add(`${place}/opening`, 'gap', `${expected}, as the statement of ${newest.closedOn} closes`);
  }
}
