import { present } from '../../kernel/assert.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, Sql } from './sql.ts';

/** How often the clock is compared with the database's. */
const compareEveryMs = 10_000;

export interface DatabaseClock extends Clock {
  close(): void;
}

/** The database's present instant, in the caller's transaction: the time money is stamped with. */
export async function readDatabaseTime(sql: Sql): Promise<Date> {
  return present(await sql.first<{ at: Date }>('SELECT clock_timestamp() AS at'), 'the time').at;
}

/**
 * The database's time without a question for each reading: anchored to a reading and carried on by the monotonic clock,
 * so that a machine whose own clock is wrong, or jumps, changes nothing. Compared anew every ten seconds.
 */
export async function openDatabaseClock(db: Database): Promise<DatabaseClock> {
  let anchor = await readAnchor(db);
  const timer = setInterval(() => {
    // A database that is away keeps the anchor it gave last: monotonic time goes on.
    readAnchor(db).then(
      (fresh) => {
        anchor = fresh;
      },
      () => undefined,
    );
  }, compareEveryMs).unref();
  return {
    now: () => new Date(anchor.databaseMs + (performance.now() - anchor.monotonicMs)),
    close: () => clearInterval(timer),
  };
}

/** The middle of question and answer is when the database read its clock, to within half the round trip. */
async function readAnchor(db: Database): Promise<{ databaseMs: number; monotonicMs: number }> {
  const askedMs = performance.now();
  const at = await readDatabaseTime(db.sql);
  return { databaseMs: at.getTime(), monotonicMs: (askedMs + performance.now()) / 2 };
}
