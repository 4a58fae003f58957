import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillBooks, type FillOptions } from '../../src/bench/fill/fill-books.ts';
import { settleParties } from '../../src/bench/fill/parties.ts';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { cutOff } from '../support/books.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

describe('books that are filled for a benchmark', () => {
  let database: TestDatabase;
  const from = new Date('2026-10-30T06:00:00Z');
  const until = new Date('2026-11-02T06:00:00Z');
  const shares = { confirmedShare: 0.8, rejectedShare: 0.1, batchSize: 30 };
  const fill = (options: Pick<FillOptions, 'payments' | 'seed' | 'from' | 'until'> & Partial<FillOptions>) =>
    fillBooks(database.db, { lane: 1, cutOff, ...shares, ...options });

  beforeAll(async () => {
    database = await testDatabase();
    await settleParties(database.db, { lane: 1, at: from, cutOff, seed: 'parties' });
  });
  afterAll(() => database.close());

  it('hold the payments that were asked for, in every state, over the days between', async () => {
    const told: number[] = [];
    const onProgress = (done: number) => told.push(done);
    const filled = await fill({ payments: 100, seed: 'first', from, until, onProgress });
    expect(told).toEqual([30, 60, 90, 100, 100]);
    const rows = await database.db.sql.rows<{ state: string; count: bigint; days: bigint }>(
      'SELECT state, count(*) AS count, count(DISTINCT settlement_day) AS days FROM delivery GROUP BY state ORDER BY state LIMIT 10',
    );
    const counts = Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
    const open = 100 - filled.confirmed - filled.rejected;
    expect(counts).toEqual({ accepted: open, confirmed: filled.confirmed, rejected: filled.rejected });
    const windows = await database.db.sql.rows<{ day: string }>(
      'SELECT day FROM settlement_window ORDER BY day LIMIT 10',
    );
    expect(windows.map(({ day }) => day)).toEqual(['2026-10-30', '2026-10-31', '2026-11-01', '2026-11-02']);
  });

  it('go on where they ended, and are as the verifier wants them', async () => {
    await fill({ payments: 40, seed: 'second', from: until, until: new Date('2026-11-03T06:00:00Z') });
    const { findings, payments } = await verifyBooks({ db: database.db, clock: simulatedClock(until) });
    expect(payments).toBe(140);
    expect(findings).toEqual([]);
  });
});
