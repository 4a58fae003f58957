import { present } from '../../kernel/assert.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, Sql } from './sql.ts';

/** How often the clock is compared with the database's. */
const compareEveryMs = 10_000;

/** What comparing the clocks has shown. All in whole milliseconds, and only what the time of asking does not explain. */
export interface ClockReadings {
  readonly readings: number;
  /** The machine's clock less the database's. */
  readonly leastSkewMs: number;
  readonly mostSkewMs: number;
  /** The largest step of the database's clock, forward or back, against time that passed. */
  readonly mostStepMs: number;
}

export interface DatabaseClock extends Clock {
  /** What was read since this was last asked; undefined where nothing was. */
  takeReadings(): ClockReadings | undefined;
  close(): void;
}

/** The database's present instant, in the caller's transaction: the time money is stamped with. */
export async function readDatabaseTime(sql: Sql): Promise<Date> {
  const row = await sql.first<{ at: Date }>('SELECT clock_timestamp() AS at', [], { prepared: 'database_time' });
  return present(row, 'the time').at;
}

/**
 * The database's time without a question for each reading: anchored to a reading and carried on by the monotonic clock,
 * so that a machine whose own clock is wrong, or jumps, changes nothing. Compared anew every ten seconds. `machine` is the
 * machine's own clock, which is only watched.
 */
export async function openDatabaseClock(
  db: Database,
  { everyMs = compareEveryMs, machine = Date.now }: { readonly everyMs?: number; readonly machine?: () => number } = {},
): Promise<DatabaseClock> {
  let anchor = await readAnchor(db, machine);
  let readings: ClockReadings | undefined = joined(undefined, anchor, 0);
  const timer = setInterval(() => {
    // A database that is away keeps the anchor it gave last: monotonic time goes on.
    readAnchor(db, machine).then(
      (fresh) => {
        readings = joined(readings, fresh, stepBetween(anchor, fresh));
        anchor = fresh;
      },
      () => undefined,
    );
  }, everyMs).unref();
  return {
    now: () => new Date(anchor.databaseMs + (performance.now() - anchor.monotonicMs)),
    takeReadings() {
      const taken = readings;
      readings = undefined;
      return taken;
    },
    close: () => clearInterval(timer),
  };
}

/** One look at three clocks, right to within `marginMs`. */
interface Anchor {
  readonly databaseMs: number;
  readonly monotonicMs: number;
  readonly machineMs: number;
  readonly marginMs: number;
}

/** The middle of question and answer is when the database read its clock, to within half the round trip. */
async function readAnchor(db: Database, machine: () => number): Promise<Anchor> {
  const askedMs = performance.now();
  const at = await readDatabaseTime(db.sql);
  const marginMs = (performance.now() - askedMs) / 2;
  return {
    databaseMs: at.getTime(),
    monotonicMs: askedMs + marginMs,
    machineMs: machine() - marginMs,
    marginMs,
  };
}

/** How far the database's clock went beyond the time that passed. */
function stepBetween(before: Anchor, after: Anchor): number {
  const step = after.databaseMs - before.databaseMs - (after.monotonicMs - before.monotonicMs);
  return unexplained(step, before.marginMs + after.marginMs);
}

/** What is left of a difference when the time of asking has explained what it can. */
function unexplained(differenceMs: number, marginMs: number): number {
  return Math.sign(differenceMs) * Math.round(Math.max(0, Math.abs(differenceMs) - marginMs));
}

function joined(before: ClockReadings | undefined, anchor: Anchor, stepMs: number): ClockReadings {
  const skewMs = unexplained(anchor.machineMs - anchor.databaseMs, anchor.marginMs);
  return {
    readings: (before?.readings ?? 0) + 1,
    leastSkewMs: Math.min(before?.leastSkewMs ?? skewMs, skewMs),
    mostSkewMs: Math.max(before?.mostSkewMs ?? skewMs, skewMs),
    mostStepMs: Math.max(before?.mostStepMs ?? 0, Math.abs(stepMs)),
  };
}
