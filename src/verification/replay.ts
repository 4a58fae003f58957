import type { Sql } from '../platform/database/sql.ts';
import type { Finding } from './model.ts';
import type { Page } from './statement-check.ts';

/** What a page moves on one account. */
export interface AccountMovement {
  readonly accountId: bigint;
  readonly credits: bigint;
  readonly debits: bigint;
  /** Strict accounts: the lowest that the page takes the balance to, counted from its beginning and from the floor then in force. */
  readonly lowest: bigint | null;
  /** The posting that does. */
  readonly lowestAt: bigint | null;
}

/**
 * Sums of a page by account; for strict accounts also how deep each taking goes, at every posting in order. Only what
 * takes from the account is held to the floor: a cap that was lowered leaves earlier payments as they are, and what was
 * held before it, and what was collected before the hub heard of it is owed whatever is left. `holds_held` proves those at the place where they were made.
 */
export function readMovements(sql: Sql, page: Page): Promise<AccountMovement[]> {
  return sql.rows<AccountMovement>(
    `WITH p AS (
       SELECT unnest(account_ids) AS account_id, first_posting + generate_subscripts(account_ids, 1) - 1 AS number, number AS transfer, kind,
              unnest(amounts) AS amount
         FROM transfer WHERE lane = $1 AND settlement_day BETWEEN $2 AND $3 AND number BETWEEN $4 AND $5),
     floors AS (
       SELECT account_id, floor, after_transfer, lead(after_transfer) OVER (PARTITION BY account_id ORDER BY after_transfer, id) AS until
         FROM ledger_floor WHERE lane = $1),
     taken AS (
       SELECT p.account_id, p.number, p.transfer, p.kind, p.amount,
              sum(p.amount) OVER (PARTITION BY p.account_id ORDER BY p.number) - coalesce(f.floor, 0) AS above
         FROM p JOIN ledger_balance b ON b.account_id = p.account_id
         LEFT JOIN floors f ON f.account_id = p.account_id AND p.transfer > f.after_transfer AND p.transfer <= coalesce(f.until, p.transfer)),
     lowest AS (
       SELECT DISTINCT ON (account_id) account_id, above, number FROM taken
        WHERE amount < 0 AND kind NOT IN ('hold_posted', 'suspense')
          AND transfer NOT IN (
              SELECT y.transfer FROM payment y WHERE y.lane = $1 AND y.settlement_day BETWEEN $2 AND $3 AND y.channel = 'collected')
        ORDER BY account_id, above, number)
     SELECT s.account_id AS "accountId", s.credits, s.debits, l.above::bigint AS lowest, l.number AS "lowestAt"
       FROM (SELECT account_id, coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::bigint AS credits,
                    coalesce(-sum(amount) FILTER (WHERE amount < 0), 0)::bigint AS debits
               FROM p GROUP BY account_id) AS s
       LEFT JOIN lowest l USING (account_id) ORDER BY s.account_id LIMIT 10000000`,
    [...[page.lane, page.firstDay, page.lastDay, page.firstTransfer, page.lastTransfer]],
  );
}

/** Turnover of an account in the books as far as they were replayed. */
export interface Turnover {
  readonly credits: bigint;
  readonly debits: bigint;
}

/** The books of a lane replayed up to a batch. */
export interface Replay {
  readonly turnover: ReadonlyMap<bigint, Turnover>;
  readonly findings: readonly Finding[];
}

const none: Turnover = { credits: 0n, debits: 0n };

/** Adds the movements of a lane's pages, in their order, to what the books held before the first of them. */
export function replayLane(
  before: ReadonlyMap<bigint, Turnover>,
  pages: readonly (readonly AccountMovement[])[],
): Replay {
  const turnover = new Map(before);
  const findings: Finding[] = [];
  for (const page of pages) {
    for (const moved of page) {
      const sum = turnover.get(moved.accountId) ?? none;
      turnover.set(moved.accountId, { credits: sum.credits + moved.credits, debits: sum.debits + moved.debits });
      const { accountId } = moved;
      const above = sum.credits - sum.debits + (moved.lowest ?? 0n);
      if (moved.lowest === null || above >= 0n) continue;
      const detail = `after posting ${moved.lowestAt} below its floor by ${-above}`;
      findings.push({ check: 'floors_held', subject: accountId.toString(), detail });
    }
  }
  return { turnover, findings };
}

/** Turnover over all lanes. */
export function addUp(replays: readonly Pick<Replay, 'turnover'>[]): Map<bigint, Turnover> {
  const total = new Map<bigint, Turnover>();
  for (const { turnover } of replays) {
    for (const [accountId, { credits, debits }] of turnover) {
      const sum = total.get(accountId) ?? none;
      total.set(accountId, { credits: sum.credits + credits, debits: sum.debits + debits });
    }
  }
  return total;
}
