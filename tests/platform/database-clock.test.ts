import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { addClockReadings } from '../../src/platform/database/clock-log.ts';
import { openDatabaseClock, readDatabaseTime } from '../../src/platform/database/database-clock.ts';
import type { Database } from '../../src/platform/database/sql.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it("tells the database's time, whatever the machine's own clock says", async () => {
  const clock = await openDatabaseClock(database.db);
  try {
    vi.useFakeTimers({ now: new Date('2001-01-01'), toFake: ['Date'] });
    const before = clock.now();
    vi.useRealTimers();
    const between = await readDatabaseTime(database.db.sql);
    // Half a round trip to a busy server either way.
    expect(Math.abs(between.getTime() - before.getTime())).toBeLessThan(30_000);
    expect(between.getFullYear()).not.toBe(2001);
  } finally {
    vi.useRealTimers();
    clock.close();
  }
});

/** A database whose clock is as far from the monotonic one as it is told, reading by reading; the last one stays. */
function databaseThatIs(...offsetsMs: number[]): Database {
  const startMs = Date.now() - performance.now();
  const first = async () => {
    const offsetMs = (offsetsMs.length > 1 ? offsetsMs.shift() : offsetsMs[0]) ?? 0;
    return { at: new Date(startMs + performance.now() + offsetMs) };
  };
  return { ...database.db, sql: { ...database.db.sql, first: first as Database['sql']['first'] } };
}

it("tells how far the machine's clock was from the database's, once", async () => {
  const clock = await openDatabaseClock(databaseThatIs(0), { machine: () => Date.now() - 5_000 });
  try {
    const read = clock.takeReadings();
    expect(read).toMatchObject({ readings: 1, mostStepMs: 0 });
    expect(Math.abs((read?.mostSkewMs ?? 0) + 5_000)).toBeLessThan(100);
    expect(read?.leastSkewMs).toBe(read?.mostSkewMs);
    expect(clock.takeReadings()).toBeUndefined();
  } finally {
    clock.close();
  }
});

it("tells how far the database's clock jumped, back as well", async () => {
  const clock = await openDatabaseClock(databaseThatIs(0, -60_000), { everyMs: 5 });
  try {
    clock.takeReadings();
    await vi.waitFor(() => expect(clock.takeReadings()?.mostStepMs ?? 0).toBeGreaterThan(59_000), { timeout: 10_000 });
  } finally {
    clock.close();
  }
});

it('explains by the time of asking what it can', async () => {
  const slow = databaseThatIs(0);
  const asked = slow.sql.first;
  const first = (async (text: string) => {
    const answer = await asked(text);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return answer;
  }) as Database['sql']['first'];
  const clock = await openDatabaseClock({ ...slow, sql: { ...slow.sql, first } });
  try {
    // The answer took 200 ms: the clocks may be as much apart as half of that without anybody's fault.
    expect(Math.abs(clock.takeReadings()?.mostSkewMs ?? 999)).toBeLessThan(50);
  } finally {
    clock.close();
  }
});

it('is written down hour by hour and process by process', async () => {
  const { sql } = database.db;
  await addClockReadings(sql, 'api@one', { readings: 6, leastSkewMs: -4, mostSkewMs: 9, mostStepMs: 1 });
  await addClockReadings(sql, 'api@one', { readings: 6, leastSkewMs: -2, mostSkewMs: 30, mostStepMs: 0 });
  await addClockReadings(sql, 'worker@one', { readings: 1, leastSkewMs: 0, mostSkewMs: 0, mostStepMs: 0 });
  const rows = await sql.rows<object>(
    `SELECT process, sum(readings)::int AS readings, min(least_skew_ms)::int AS least, max(most_skew_ms)::int AS most, max(most_step_ms)::int AS step
       FROM clock_reading GROUP BY process ORDER BY process`,
  );
  expect(rows).toEqual([
    { process: 'api@one', readings: 12, least: -4, most: 30, step: 1 },
    { process: 'worker@one', readings: 1, least: 0, most: 0, step: 0 },
  ]);
});
