import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { createKeyedDigest } from '../../src/platform/crypto/keyed-digest.ts';
import { createThrottle, networkOf } from '../../src/platform/throttle/throttle.ts';
import { newKey, ringOf } from '../citizens/citizen-fixture.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});

afterAll(() => database.close());

const rule = { scope: 'test-tries', limit: 5, windowSeconds: 60 };

function throttleAt(start = '2026-11-22T08:00:00Z') {
  const clock = simulatedClock(new Date(start));
  const throttle = createThrottle({ db: database.db, clock, digest: createKeyedDigest(ringOf(newKey('i1'))) });
  return { clock, throttle };
}

async function takenOf(scope: string): Promise<number[]> {
  const rows = await database.db.sql.rows<{ taken: number }>('SELECT taken FROM throttle WHERE scope = $1', [scope]);
  return rows.map(({ taken }) => taken);
}

describe('a throttle', () => {
  it('lets exactly the allowed tries through when a hundred come at once', async () => {
    const { throttle } = throttleAt();
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => throttle.take({ rule, subject: 'crowd' })));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(5);
  });

  it('says how long to wait, and forgives when the window is over', async () => {
    const { clock, throttle } = throttleAt();
    const take = () => throttle.take({ rule, subject: 'patient' });
    for (let tries = 0; tries < 5; tries += 1) expect((await take()).ok).toBe(true);
    clock.advanceMs(20_000);
    const refused = { code: 'too_many_requests', details: { retryAfterSeconds: '40' } };
    expect(await take()).toEqual({ ok: false, error: refused });
    clock.advanceMs(40_000);
    expect((await take()).ok).toBe(true);
  });

  it('counts each subject and each rule apart, and stores none of them', async () => {
    const { throttle } = throttleAt();
    const other = { ...rule, scope: 'test-others' };
    for (let tries = 0; tries < 6; tries += 1) await throttle.take({ rule, subject: '198.51.100.7' });
    expect((await throttle.take({ rule, subject: '198.51.100.8' })).ok).toBe(true);
    expect((await throttle.take({ rule: other, subject: '198.51.100.7' })).ok).toBe(true);
    expect((await throttle.take({ rule: other, subject: 'x' }, { rule, subject: '198.51.100.7' })).ok).toBe(false);
    const rows = await database.db.sql.rows<{ row: string }>('SELECT whole::text AS row FROM throttle whole');
    expect(rows.some(({ row }) => row.includes(Buffer.from('198.51.100.7').toString('hex')))).toBe(false);
  });

  it('counts in memory after the first of a window: exactly, and known to other processes a moment later', async () => {
    const { throttle, clock } = throttleAt();
    const soon = () => throttle.takeSoon({ rule, subject: 'busy' });
    const outcomes = [];
    for (let tries = 0; tries < 8; tries += 1) outcomes.push((await soon()).ok);
    expect(outcomes).toEqual([true, true, true, true, true, false, false, false]);
    const elsewhere = createThrottle({ db: database.db, clock, digest: createKeyedDigest(ringOf(newKey('i1'))) });
    const other = throttleAt().throttle;
    expect((await other.takeSoon({ rule, subject: 'somebody else' })).ok).toBe(true);
    const key = { scope: rule.scope, limit: 1_000, windowSeconds: rule.windowSeconds };
    await expect.poll(() => takenOf('test-tries'), { timeout: 10_000 }).toContain(8);
    expect((await elsewhere.take({ rule: key, subject: 'busy' })).ok).toBe(true);
    clock.advanceMs(60_000);
    expect((await soon()).ok).toBe(true);
  });

  it('takes a try back, and forgets all of them', async () => {
    const { throttle } = throttleAt();
    const counted = { rule, subject: 'honest' };
    for (let tries = 0; tries < 20; tries += 1) {
      expect((await throttle.take(counted)).ok).toBe(true);
      await throttle.giveBack(counted);
    }
    for (let tries = 0; tries < 5; tries += 1) await throttle.take(counted);
    expect((await throttle.take(counted)).ok).toBe(false);
    await throttle.forgive(counted);
    expect((await throttle.take(counted)).ok).toBe(true);
  });

  it('keeps nothing of a day ago', async () => {
    const { clock, throttle } = throttleAt('2026-11-20T08:00:00Z');
    await throttle.take({ rule, subject: 'long gone' });
    clock.advanceMs(24 * 60 * 60_000 + 1);
    expect(await throttle.sweep()).toBeGreaterThanOrEqual(1);
    expect(await throttle.sweep()).toBe(0);
  });
});

describe('a network address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2::9', '2001:db8:1:2'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('%s stands for %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });
});
