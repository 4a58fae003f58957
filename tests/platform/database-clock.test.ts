import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openDatabaseClock, readDatabaseTime } from '../../src/platform/database/database-clock.ts';
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
