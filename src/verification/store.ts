import type { Sql } from '../platform/database/sql.ts';
import type { Turnover } from './replay.ts';
import type { Page, Scope } from './statement-check.ts';

/** Transfers of a page: bounds the memory whatever the size of the books, and is enough for the planner to read in order. */
const transfersPerPage = 20_000n;

/** Where a lane was proved up to, with what its accounts had turned over by then. */
export interface Point {
  readonly lane: number;
  readonly batch: bigint;
  readonly hash: Buffer;
  readonly transfer: bigint;
  readonly posting: bigint;
  readonly settlementDay: string;
  readonly committedAt: Date;
  readonly turnover: ReadonlyMap<bigint, Turnover>;
}

interface PointRow extends Omit<Point, 'turnover'> {
  turnover: [string, string, string][];
}

/** The last point of each lane, at most 10. */
export async function readPoints(sql: Sql): Promise<Point[]> {
  const rows = await sql.rows<PointRow>(
    `SELECT DISTINCT ON (lane) lane, batch, hash, transfer, posting, settlement_day AS "settlementDay", committed_at AS "committedAt", turnover
       FROM verification_point ORDER BY lane, batch DESC, id DESC LIMIT 10`,
  );
  return rows.map((row) => ({
    ...row,
    turnover: new Map(
      row.turnover.map(([account, credits, debits]) => [
        BigInt(account),
        { credits: BigInt(credits), debits: BigInt(debits) },
      ]),
    ),
  }));
}

export async function insertPoint(sql: Sql, point: Point, verifiedAt: Date): Promise<void> {
  const turnover = [...point.turnover].map(([account, { credits, debits }]) =>
    [account, credits, debits].map((value) => value.toString()),
  );
  await sql.run(
    `INSERT INTO verification_point (lane, batch, hash, transfer, posting, settlement_day, committed_at, turnover, verified_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9)`,
    [
      ...[point.lane, point.batch, point.hash, point.transfer, point.posting, point.settlementDay, point.committedAt],
      JSON.stringify(turnover),
      verifiedAt,
    ],
  );
}

/** The last batch of each lane, at most 10: where this run ends. */
export async function readLaneEnds(sql: Sql): Promise<Omit<Point, 'turnover'>[]> {
  return sql.rows<Omit<Point, 'turnover'>>(
    `SELECT DISTINCT ON (lane) lane, number AS batch, hash, last_transfer AS transfer, last_posting AS posting,
            settlement_day AS "settlementDay", committed_at AS "committedAt" FROM batch ORDER BY lane, number DESC LIMIT 10`,
  );
}

/** The batches of a lane after one of them, in pages. */
export async function listPages(
  sql: Sql,
  { lane, from, through }: { readonly lane: number; readonly from: bigint; readonly through: bigint | null },
): Promise<Page[]> {
  return sql.rows<Page>(
    `SELECT lane, min(settlement_day) AS "firstDay", max(settlement_day) AS "lastDay", min(number) AS "firstBatch", max(number) AS "lastBatch",
            min(first_transfer) AS "firstTransfer", max(last_transfer) AS "lastTransfer",
            min(first_posting) AS "firstPosting", max(last_posting) AS "lastPosting"
       FROM batch WHERE lane = $1 AND number >= $2 AND ($4::bigint IS NULL OR number <= $4) GROUP BY lane, last_transfer / $3::bigint ORDER BY min(number) LIMIT 10000000`,
    [lane, from, transfersPerPage, through],
  );
}

/** Bounds on memory are the server's; these are for one run that reads much, and end with its transaction. */
export async function prepareSession(sql: Sql): Promise<void> {
  await sql.rows(
    `SELECT set_config('work_mem', '128MB', true), set_config('max_parallel_workers_per_gather', '0', true),
            set_config('random_page_cost', '1.1', true)`,
  );
}

/** A page is a small part of its tables and read by index; the planner, who takes the tables of a day for small, would scan them for each page. */
export async function readByIndex(sql: Sql, isPage: boolean): Promise<void> {
  await sql.rows(`SELECT set_config('enable_seqscan', $1, true)`, [isPage ? 'off' : 'on']);
}

/**
 * Joins and counts many rows by hash, without sorting them by texts first: a server that has not counted a growing table yet takes thousands of rows for one, and would
 * compare each with each. What is looked up by its key says so itself (LATERAL … LIMIT 1).
 */
export async function joinedByHash<T>(sql: Sql, read: () => Promise<T>): Promise<T> {
  await sql.rows(`SELECT set_config('enable_nestloop', 'off', true), set_config('enable_sort', 'off', true)`);
  const found = await read();
  await sql.rows(`SELECT set_config('enable_nestloop', 'on', true), set_config('enable_sort', 'on', true)`);
  return found;
}

/** Points whose batch is not there any more as it was when it was proved. */
export async function readFallenPoints(
  sql: Sql,
  points: readonly Point[],
): Promise<{ check: 'point_stands'; subject: string; detail: string }[]> {
  return sql.rows(
    `SELECT 'point_stands' AS check, p.lane || '/' || p.batch AS subject, 'the batch that was proved is another one now' AS detail
       FROM unnest($1::smallint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[]) AS p (lane, batch, hash, transfer, posting)
       LEFT JOIN batch b ON b.lane = p.lane AND b.number = p.batch
      WHERE (encode(b.hash, 'hex'), b.last_transfer, b.last_posting) IS DISTINCT FROM (p.hash, p.transfer, p.posting) LIMIT 100`,
    [
      ...[points.map((point) => point.lane), points.map((point) => point.batch)],
      points.map((point) => point.hash.toString('hex')),
      ...[points.map((point) => point.transfer), points.map((point) => point.posting)],
    ],
  );
}

/** Payments that were accepted after the points. */
export async function countPayments(sql: Sql, { lanes, sinceDay }: Scope): Promise<number> {
  const row = await sql.first<{ payments: bigint }>(
    `SELECT count(*) AS payments FROM payment y
       LEFT JOIN unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS point (lane, batch, transfer, posting) ON point.lane = y.lane
      WHERE y.settlement_day >= $5 AND y.transfer > coalesce(point.transfer, 0)`,
    [...lanes, sinceDay],
  );
  return Number(row?.payments ?? 0n);
}
