import * as store from './removal-store.ts';
import type { ReceiveDeps } from './receive-debts.ts';

/** A file of which nothing was heard for so long has lost its sender. */
const silentMs = 3_600_000;
/** Lines that one statement removes. */
const linesPerDelete = 10_000;
/** What one sweep does at most; the next one goes on with the oldest that is left. */
const mostPerSweep = { lines: 500_000, registries: 1_000 };

/**
 * Removes the lines that nobody reads any more, the oldest registry first, until none is left or the sweep has done its share. Each
 * statement is short, so that the lines of a large registry leave without holding anybody up. Files whose sender fell silent are
 * broken off before any line of theirs is removed: whoever wakes up then finds that, instead of making half a file count.
 */
export async function sweep({ db, clock }: Pick<ReceiveDeps, 'db' | 'clock'>): Promise<number> {
  const { sql } = db;
  const now = clock.now();
  await store.breakOffSilent(sql, { since: new Date(now.getTime() - silentMs), at: now });
  let removed = 0;
  for (let registries = 0; registries < mostPerSweep.registries; registries += 1) {
    const oldest = await store.selectRemovable(sql);
    if (!oldest) return removed;
    for (;;) {
      const count = await store.deleteLines(sql, oldest.generation, linesPerDelete);
      removed += count;
      if (count < linesPerDelete) break;
      if (removed >= mostPerSweep.lines) return removed;
    }
    await store.markRemoved(sql, oldest.id, now);
    if (removed >= mostPerSweep.lines) return removed;
  }
  return removed;
}
