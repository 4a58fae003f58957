import { assert, present } from '../kernel/assert.ts';
import { nextDay, settlementDayOf, type CutOff } from '../calendar/model.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { LaneRow } from './numbering.ts';

/** Settlement days a lane walks over at most in one step: more means that a clock is wrong. */
const mostDays = 400;

interface LaneRecord {
  id: number;
  epoch: bigint;
  settlement_day: string;
  last_batch: bigint;
  last_transfer: bigint;
  last_posting: bigint;
  last_receipt: number;
  last_hash: Buffer;
}

/** By name, since a statement that is kept fails where its result has another shape, and a migration may add a column. */
const laneColumns = `id, epoch, settlement_day, last_batch, last_transfer, last_posting, last_receipt, last_hash`;

/** Locks the lane's row until the transaction ends. */
export async function holdLane(sql: Sql, id: number): Promise<LaneRow> {
  const row = await sql.first<LaneRecord>(`SELECT ${laneColumns} FROM lane WHERE id = $1 FOR UPDATE`, [id], {
    prepared: 'hold_lane',
  });
  return laneOf(present(row, 'the lane'));
}

/** The lane's row as it is now, unlocked: whoever writes on the strength of it proves that it has not moved. */
export async function readLane(sql: Sql, id: number): Promise<LaneRow> {
  return laneOf(
    present(await sql.first<LaneRecord>(`SELECT ${laneColumns} FROM lane WHERE id = $1`, [id]), 'the lane'),
  );
}

function laneOf(row: LaneRecord): LaneRow {
  return {
    id: row.id,
    epoch: row.epoch,
    settlementDay: row.settlement_day,
    lastBatch: row.last_batch,
    lastTransfer: row.last_transfer,
    lastPosting: row.last_posting,
    lastReceipt: row.last_receipt,
    lastHash: row.last_hash,
  };
}

/**
 * Ends every settlement day whose cut-off has passed by `at`, one after the other, without ever going back. The lane is
 * held, so a transfer is either before the cut or after it.
 */
export async function rollToDay(
  sql: Sql,
  lane: LaneRow,
  now: { at: Date; cutOff: CutOff },
): Promise<{ lane: LaneRow; cutDays: string[] }> {
  const target = settlementDayOf(now.at, now.cutOff);
  const cutDays: string[] = [];
  let day = lane.settlementDay;
  while (day < target) {
    assert(cutDays.length < mostDays, 'the clock is not more than a year ahead of the lane');
    cutDays.push(day);
    day = nextDay(day);
  }
  const last = cutDays.at(-1);
  if (last === undefined) return { lane, cutDays };
  await sql.run(
    `UPDATE settlement_window SET state = 'cut', cut_at = $2, batch_through = $3 WHERE day = $1 AND state = 'open'`,
    [lane.settlementDay, now.at, lane.lastBatch],
  );
  await sql.run(
    `INSERT INTO settlement_window (day, state, opened_at, cut_at, batch_after, batch_through)
     SELECT d, 'cut', $2, $2, $3, $3 FROM unnest($1::date[]) AS d`,
    [cutDays.slice(1), now.at, lane.lastBatch],
  );
  await openDay(sql, { day, at: now.at, batchAfter: lane.lastBatch });
  await sql.run('UPDATE lane SET settlement_day = $2, last_receipt = 0 WHERE id = $1', [lane.id, day]);
  return { lane: { ...lane, settlementDay: day, lastReceipt: 0 }, cutDays };
}

/** Opens the first day of a new hub, with its lane. Does nothing where a lane is. */
export async function openBooks(
  sql: Sql,
  first: { lane: number; at: Date; cutOff: CutOff; genesis: Uint8Array },
): Promise<void> {
  const day = settlementDayOf(first.at, first.cutOff);
  const opened = await sql.run(
    'INSERT INTO lane (id, settlement_day, last_hash) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING',
    [first.lane, day, first.genesis],
  );
  if (opened === 1) await openDay(sql, { day, at: first.at, batchAfter: 0n });
}

async function openDay(sql: Sql, opening: { day: string; at: Date; batchAfter: bigint }): Promise<void> {
  await sql.run('SELECT make_month_partitions($1)', [opening.day]);
  await sql.run(`INSERT INTO settlement_window (day, state, opened_at, batch_after) VALUES ($1, 'open', $2, $3)`, [
    opening.day,
    opening.at,
    opening.batchAfter,
  ]);
}
