import type { Sql } from '../platform/database/sql.ts';
import { addPostingsText, addTransfersText } from './piece-statements.ts';

/** The part of a lane's day that is not added up yet. */
export interface Progress {
  readonly lane: number;
  readonly nextBatch: bigint;
  readonly lastBatch: bigint;
  readonly batchesAtOnce: bigint;
}

/** The day in preparation. The id tells two preparations of one day apart. */
export interface Closing {
  readonly id: bigint;
  readonly day: string;
  readonly valueDate: string;
}

/** The day in preparation, if there is one. */
export async function findClosing(sql: Sql): Promise<Closing | undefined> {
  return sql.first<Closing>(
    'SELECT min(id) AS id, day, value_date AS "valueDate" FROM closing GROUP BY day, value_date',
  );
}

/** Forgets all that was prepared. */
export async function clearClosing(sql: Sql): Promise<void> {
  await sql.run('TRUNCATE closing, closing_account, closing_pair, closing_line, closing_report, closing_finding');
}

/** Begins to prepare a cut day: its batches stand in the window's range, lane by lane. */
export async function beginClosing(
  sql: Sql,
  { day, valueDate, transfersPerPiece }: { day: string; valueDate: string; transfersPerPiece: number },
): Promise<void> {
  // Parts outlive a server that dies, the sums do not.
  await sql.run('DELETE FROM settlement_report_part WHERE day = $1', [day]);
  await sql.run(
    `INSERT INTO closing (lane, day, value_date, next_batch, last_batch, batches_at_once)
     SELECT l.id, w.day, $2, w.batch_after + 1, w.batch_through,
            greatest(1, cast($3 AS bigint) * (w.batch_through - w.batch_after) / greatest(1, last.last_transfer - first.first_transfer + 1))
       FROM settlement_window w CROSS JOIN lane l
       LEFT JOIN batch first ON first.lane = l.id AND first.number = w.batch_after + 1
       LEFT JOIN batch last ON last.lane = l.id AND last.number = w.batch_through
      WHERE w.day = $1`,
    [day, valueDate, transfersPerPiece],
  );
  // What the day before left to be set off stands on the report of this day, also when it has no lines.
  await sql.run(
    `INSERT INTO closing_report (provider_id, currency, brought_forward)
     SELECT provider_id, currency, net FROM settlement_report WHERE day = cast($1 AS date) - 1 AND net < 0`,
    [day],
  );
}

/** A lane with batches that are not added up yet. */
export async function findProgress(sql: Sql): Promise<Progress | undefined> {
  return sql.first<Progress>(
    `SELECT lane, next_batch AS "nextBatch", last_batch AS "lastBatch", batches_at_once AS "batchesAtOnce" FROM closing
      WHERE next_batch <= last_batch ORDER BY lane LIMIT 1`,
  );
}

/** Adds the next batches of a lane to the sums of the day; the sums and how far they go change together. */
export async function addPiece(sql: Sql, day: string, { lane, nextBatch, lastBatch, batchesAtOnce }: Progress) {
  const wanted = nextBatch + batchesAtOnce - 1n;
  const through = wanted < lastBatch ? wanted : lastBatch;
  const range = await sql.first<PieceRange>(
    `SELECT min(first_transfer) AS "firstTransfer", max(last_transfer) AS "lastTransfer",
            min(committed_at) AS since, max(committed_at) AS until
       FROM batch WHERE lane = $1 AND number BETWEEN $2 AND $3 HAVING count(*) > 0`,
    [lane, nextBatch, through],
  );
  if (range) {
    const transfers = [day, lane, range.firstTransfer, range.lastTransfer] as const;
    await sql.run(addPostingsText, transfers);
    await sql.run(addTransfersText, [...transfers, range.since, range.until]);
  }
  await sql.run('UPDATE closing SET next_batch = $2 WHERE lane = $1', [lane, through + 1n]);
}

interface PieceRange {
  firstTransfer: bigint;
  lastTransfer: bigint;
  since: Date;
  until: Date;
}
