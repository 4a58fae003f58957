import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/platform/database/database.ts';
import { sqlStateOf } from '../../../src/platform/database/sqlstate.ts';
import { testDatabase } from '../../support/database.ts';

const { db, url, close } = await testDatabase({ empty: true });
afterAll(close);

describe('a session', () => {
  const divide = { name: 'divide', text: 'SELECT 12 / $1::int AS n' };

  it('answers statements that were sent before the first was answered, each with its own rows', async () => {
    const session = await db.session('pipelined');
    try {
      const slow = session.sql.rows('SELECT pg_sleep(0.05)');
      const answers = [1, 2, 3].map((n) => session.prepared<{ n: number }>(divide, [n]));
      expect(await Promise.all(answers)).toEqual([[{ n: 12 }], [{ n: 6 }], [{ n: 4 }]]);
      await slow;
    } finally {
      await session.close();
    }
  });

  it('undoes one that fails, and neither those before it nor those behind it', async () => {
    const session = await db.session('pipelined');
    try {
      const sent = [3, 0, 4].map((n) => session.prepared<{ n: number }>(divide, [n]));
      const [before, failed, behind] = await Promise.allSettled(sent);
      expect([before, behind]).toEqual([
        { status: 'fulfilled', value: [{ n: 4 }] },
        { status: 'fulfilled', value: [{ n: 3 }] },
      ]);
      expect(failed?.status === 'rejected' && sqlStateOf(failed.reason)).toBe('22012');
    } finally {
      await session.close();
    }
  });
});

describe('a pool', () => {
  it('plans by index where it is told to, and nowhere else', async () => {
    const text = `SELECT current_setting('plan_cache_mode') || ' ' || current_setting('enable_seqscan') AS mode`;
    const byIndex = openDatabase({ url, poolMax: 1, applicationName: 'by-index', plansByIndex: true });
    try {
      expect(await byIndex.sql.first(text)).toEqual({ mode: 'force_generic_plan off' });
      expect(await db.sql.first(text)).toEqual({ mode: 'auto on' });
    } finally {
      await byIndex.close();
    }
  });
});
