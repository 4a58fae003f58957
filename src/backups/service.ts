import type { Clock } from '../kernel/clock.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Database } from '../platform/database/sql.ts';
import { verifyBooks, type VerificationProgress } from '../verification/service.ts';
import type { Proof, RestoredBackup } from './model.ts';
import * as store from './store.ts';

export interface BackupDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** The copies that have proven themselves, the newest first; at most 100. */
export function listBackups(db: Database): Promise<readonly RestoredBackup[]> {
  return store.selectBackups(db.sql, 100);
}

/**
 * Proves a restored copy: the verifier replays all of it, and its last batches must be ours, hash for hash. Each hash follows from
 * the one before it, so that the last one vouches for all. Nothing is written to the copy.
 */
export async function proveCopy(
  { db, clock, ids }: BackupDeps,
  copy: Database,
  onProgress: (progress: VerificationProgress) => void = () => undefined,
): Promise<Proof> {
  const { identity, isStandby } = await store.selectIdentity(copy.sql);
  if (identity === (await store.selectIdentity(db.sql)).identity) return { kind: 'same_database' };
  if (isStandby) return { kind: 'standby' };
  const last = await store.selectLastBatches(copy.sql);
  if (last.length === 0) return { kind: 'empty' };
  for (const { lane, batch, hash } of last) {
    if ((await store.selectHash(db.sql, lane, batch)) !== hash) return { kind: 'other_books', lane, batch };
  }
  // As of its own end: what was under way then is not late, however long ago that was.
  const end = new Date(Math.max(...last.map(({ committedAt }) => committedAt.getTime())));
  const { findings, payments } = await verifyBooks({ db: copy, clock: { now: () => end }, onProgress });
  if (findings.length > 0) return { kind: 'findings', findings };
  const provenAt = clock.now();
  const backups = last.map(({ lane, batch, settlementDay }) => {
    return { id: ids.uuid(), lane, batch, settlementDay, payments, provenAt };
  });
  await db.transaction(async (sql) => {
    for (const backup of backups) await store.insertBackup(sql, backup);
  });
  return { kind: 'proven', backups };
}
