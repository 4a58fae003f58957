import { present } from '../kernel/assert.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { AccountRef } from './chart.ts';

export interface LaneBehind {
  readonly lane: number;
  readonly lastBatch: bigint;
  /** Postings that no snapshot has taken in yet. */
  readonly postingsBehind: bigint;
  /** When the last snapshot was taken; null before the first. */
  readonly takenAt: Date | null;
}

/** Every lane, and how far its last snapshot is behind it. There are at most ten. */
export async function listLanesBehind(sql: Sql): Promise<LaneBehind[]> {
  return sql.rows<{ lane: number; lastBatch: bigint; postingsBehind: bigint; takenAt: Date | null }>(
    `SELECT l.id AS lane, l.last_batch AS "lastBatch", l.last_posting - coalesce(s.last_posting, 0) AS "postingsBehind",
            s.taken_at AS "takenAt"
       FROM lane l LEFT JOIN LATERAL (SELECT last_posting, taken_at FROM snapshot_batch
                                       WHERE lane = l.id ORDER BY batch DESC LIMIT 1) AS s ON true
      ORDER BY l.id LIMIT 10`,
  );
}

export interface SnapshotRequest {
  readonly lane: number;
  /** A committed batch beyond which nothing is read. */
  readonly through: bigint;
  readonly now: Date;
  readonly mostPostings: bigint;
  readonly mostBatches: number;
}

/**
 * Takes the next snapshot of a lane and returns its batch. Postings are found by the numbers of their transfers, day by day, which
 * is their primary key: no index is kept for this. Another process that works on the same is waited for, and its work not repeated.
 */
export async function takeSnapshot(sql: Sql, request: SnapshotRequest): Promise<bigint> {
  await sql.rows('SELECT pg_advisory_xact_lock(7041, 4)');
  const { lane, through, now, mostPostings, mostBatches } = request;
  const row = await sql.first<{ batch: bigint }>(
    `WITH before AS (
       SELECT s.batch, s.last_posting, s.settlement_day, b.last_transfer
         FROM snapshot_batch s JOIN batch b ON b.lane = s.lane AND b.number = s.batch WHERE s.lane = $1 ORDER BY s.batch DESC LIMIT 1),
     next AS (
       SELECT b.number, b.last_posting, b.last_transfer, b.settlement_day FROM batch b
        WHERE b.lane = $1 AND b.number > coalesce((SELECT batch FROM before), 0)
          AND b.number <= least(coalesce((SELECT batch FROM before), 0) + $4, $2)
          AND (b.last_posting <= coalesce((SELECT last_posting FROM before), 0) + $5
               OR b.number = coalesce((SELECT batch FROM before), 0) + 1)
        ORDER BY b.number DESC LIMIT 1),
     new_snapshot AS (
       INSERT INTO snapshot_batch (lane, batch, last_posting, settlement_day, taken_at)
       SELECT $1, number, last_posting, settlement_day, $3::timestamptz FROM next),
     moved AS (
       SELECT p.account_id, sum(p.amount) AS amount
         FROM next n
         JOIN settlement_window w ON w.day <= n.settlement_day
              AND w.day >= coalesce((SELECT settlement_day FROM before), '-infinity')
         CROSS JOIN LATERAL (SELECT unnest(account_ids) AS account_id, unnest(amounts) AS amount FROM transfer
                              WHERE settlement_day = w.day AND lane = $1 AND number <= n.last_transfer
                                AND number > coalesce((SELECT last_transfer FROM before), 0)) AS p
        GROUP BY p.account_id),
     new_balances AS (
       INSERT INTO snapshot_balance (account_id, lane, batch, balance)
       SELECT m.account_id, $1, n.number, m.amount + coalesce(
                (SELECT s.balance FROM snapshot_balance s WHERE s.account_id = m.account_id AND s.lane = $1
                  ORDER BY s.batch DESC LIMIT 1), 0)
         FROM moved m CROSS JOIN next n JOIN ledger_account a ON a.id = m.account_id AND a.mode = 'deferred')
     SELECT coalesce((SELECT number FROM next), (SELECT batch FROM before)) AS batch`,
    [lane, through, now, mostBatches, mostPostings],
  );
  return present(row?.batch, 'the batch of a snapshot');
}

/** Posted debits and credits of a strict account; what is held of it still belongs to it. */
export async function readStrictBalance(sql: Sql, account: AccountRef): Promise<bigint> {
  const row = await sql.first<{ balance: bigint }>(
    `SELECT b.credits - b.debits AS balance FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
      WHERE a.kind = $1 AND a.owner_id = $2 AND a.currency = $3`,
    [account.kind, account.ownerId, account.currency],
  );
  return row?.balance ?? 0n;
}

/** Per lane: the last snapshot, and the postings after it, found by their transfers' numbers. One statement, so one instant. */
export async function readDeferredBalance(sql: Sql, account: AccountRef): Promise<bigint> {
  const row = await sql.first<{ balance: string }>(
    `WITH account AS (SELECT id FROM ledger_account WHERE kind = $1 AND owner_id = $2 AND currency = $3),
     base AS (
       SELECT l.id AS lane, coalesce(s.last_transfer, 0) AS last_transfer, coalesce(s.settlement_day, '-infinity') AS day,
              (SELECT b.balance FROM snapshot_balance b WHERE b.account_id = (SELECT id FROM account) AND b.lane = l.id
                ORDER BY b.batch DESC LIMIT 1) AS balance
         FROM lane l LEFT JOIN LATERAL (SELECT b.last_transfer, f.settlement_day
                                          FROM snapshot_batch f JOIN batch b ON b.lane = f.lane AND b.number = f.batch
                                         WHERE f.lane = l.id ORDER BY f.batch DESC LIMIT 1) AS s ON true)
     SELECT (coalesce((SELECT sum(balance) FROM base), 0) + coalesce((
              SELECT sum(p.amount) FROM base JOIN settlement_window w ON w.day >= base.day
               CROSS JOIN LATERAL (SELECT unnest(account_ids) AS account_id, unnest(amounts) AS amount FROM transfer
                                    WHERE settlement_day = w.day AND lane = base.lane AND number > base.last_transfer
                                      AND (SELECT id FROM account) = ANY (account_ids)) AS p
              WHERE p.account_id = (SELECT id FROM account)), 0))::text AS balance`,
    [account.kind, account.ownerId, account.currency],
  );
  return BigInt(row?.balance ?? '0');
}
