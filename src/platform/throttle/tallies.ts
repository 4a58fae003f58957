import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../database/sql.ts';
import { createRecent } from '../recent.ts';
import { createWriteBehind } from '../write-behind.ts';
import { takeMany, type ThrottleRow } from './store.ts';

/** Whom a tally counts, and for how long. */
export interface TallyKey {
  readonly scope: string;
  readonly subject: Buffer;
  readonly windowSeconds: number;
}

/** What one process knows of a subject's open window. */
interface Tally extends TallyKey {
  fromMs: number;
  /** Everything that is known to have been counted, also by others. */
  taken: number;
  /** Those of it that are not written down yet. */
  unwritten: number;
}

/** Subjects at once; who is forgotten begins with a look into the database again. */
const mostTallies = 10_000;
/** What a process that is killed forgets, and others do not know of it. */
const writtenAfterMs = 500;

/** Counts in memory what the database has begun to count. `name` tells subjects apart. */
export function createTallies(deps: { readonly db: Database; readonly clock: Clock }) {
  const { db, clock } = deps;
  const tallies = createRecent<string, Tally>(mostTallies);
  const behind = createWriteBehind<Tally>({ afterMs: writtenAfterMs, write: writeDown });

  async function writeDown(waiting: readonly Tally[]): Promise<void> {
    const now = clock.now();
    for (const windowSeconds of new Set(waiting.map((tally) => tally.windowSeconds))) {
      const due = [...new Set(waiting)].filter((tally) => tally.windowSeconds === windowSeconds && tally.unwritten > 0);
      if (due.length === 0) continue;
      const tries = due.map(({ scope, subject, unwritten }) => ({ scope, subject, count: unwritten }));
      const overBefore = new Date(now.getTime() - windowSeconds * 1000);
      const rows = await takeMany(db.sql, tries, { now, overBefore });
      const byKey = new Map(rows.map((row) => [keyOf(row), row]));
      due.forEach((tally, index) => {
        tally.unwritten -= tries[index]?.count ?? 0;
        const row = byKey.get(keyOf(tally));
        if (row) Object.assign(tally, { fromMs: row.window_from.getTime(), taken: row.taken + tally.unwritten });
      });
    }
  }

  return {
    /** Counts one try in an open window that is known; undefined where none is. */
    add(name: string): ThrottleRow | undefined {
      const tally = tallies.get(name);
      const age = tally && clock.now().getTime() - tally.fromMs;
      if (!tally || age === undefined || age < 0 || age >= tally.windowSeconds * 1000) return undefined;
      tally.taken += 1;
      tally.unwritten += 1;
      behind.add(tally);
      return { window_from: new Date(tally.fromMs), taken: tally.taken };
    },
    /** Goes on from what the database has just counted. */
    begin(name: string, key: TallyKey, row: ThrottleRow): void {
      const fromMs = row.window_from.getTime();
      const known = tallies.get(name);
      if (known?.fromMs === fromMs) known.taken = Math.max(known.taken, row.taken);
      else tallies.set(name, { ...key, fromMs, taken: row.taken, unwritten: 0 });
    },
  };
}

function keyOf({ scope, subject }: { readonly scope: string; readonly subject: Buffer }): string {
  return `${scope} ${subject.toString('hex')}`;
}
