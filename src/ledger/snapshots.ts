import { minor, type Minor } from '../kernel/money.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import { chart, type AccountRef } from './chart.ts';
import * as store from './snapshot-store.ts';

/** A snapshot is due when this many postings have come since the last one … */
const mostPostingsBehind = 250_000n;
/** … or when any has come and the last one is this old. */
const oldestMs = 10 * 60_000;
/** Postings and batches that one snapshot takes in; what is further behind takes several. */
const mostPostingsAtOnce = 1_000_000n;
const mostBatchesAtOnce = 5_000;
/** Snapshots taken in one round at most. */
const mostAtOnce = 1_000;

export interface SnapshotRhythm {
  readonly mostPostingsBehind: bigint;
  readonly oldestMs: number;
}

/**
 * Writes down the balances of the deferred accounts that moved since the last snapshot, as of a committed batch. Works beside
 * the lane and holds nothing that payments wait for. Returns how many snapshots were taken.
 */
export async function takeDueSnapshots(
  db: Database,
  now: Date,
  rhythm: SnapshotRhythm = { mostPostingsBehind, oldestMs },
): Promise<number> {
  const goals = (await store.listLanesBehind(db.sql)).filter(
    (lane) =>
      lane.postingsBehind >= rhythm.mostPostingsBehind ||
      (lane.postingsBehind > 0n && now.getTime() - (lane.takenAt?.getTime() ?? 0) >= rhythm.oldestMs),
  );
  let taken = 0;
  for (const { lane, lastBatch } of goals) {
    for (let batch = 0n; batch < lastBatch && taken < mostAtOnce; taken += 1) {
      const limits = { mostPostings: mostPostingsAtOnce, mostBatches: mostBatchesAtOnce };
      batch = await db.transaction((sql) => store.takeSnapshot(sql, { lane, through: lastBatch, now, ...limits }));
    }
  }
  return taken;
}

/** What an account holds, as of the last commit: nought where it was never opened. */
export async function balanceOf(sql: Sql, account: AccountRef): Promise<Minor> {
  const isStrict = chart[account.kind].mode === 'strict';
  const balance = isStrict
    ? await store.readStrictBalance(sql, account)
    : await store.readDeferredBalance(sql, account);
  return minor(balance);
}
