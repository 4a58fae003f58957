import * as store from './removal-store.ts';
import type { ReceiveDeps } from './receive-debts.ts';

/** A file of which nothing was heard for so long has lost its sender. */
const silentMs = 3_600_000;
/** Lines that one statement removes, and that one sweep removes altogether. */
const linesPerDelete = 10_000;
const linesPerSweep = 500_000;

/** Each statement is short, so that the lines of a large registry leave without holding anybody up. */
export async function sweep({ db, clock }: Pick<ReceiveDeps, 'db' | 'clock'>): Promise<number> {
  const { sql } = db;
  const now = clock.now();
  let removed = 0;
  for (const { id, generation } of await store.selectRemovable(sql, new Date(now.getTime() - silentMs))) {
    for (;;) {
      const count = await store.deleteLines(sql, generation, linesPerDelete);
      removed += count;
      if (count < linesPerDelete) break;
      if (removed >= linesPerSweep) return removed;
    }
    await store.markRemoved(sql, id, now);
  }
  return removed;
}
