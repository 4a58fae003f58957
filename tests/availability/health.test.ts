import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addCounts,
  type CallCounts,
  figuresOf,
  latencyBoundsMs,
  noCalls,
  type ObservedCall,
  windowStart,
  withCall,
} from '../../src/availability/health.ts';
import { createHealthService } from '../../src/availability/health-service.ts';
import { observedPort } from '../../src/availability/observed-port.ts';
import type { PayOutcome, ProviderPort } from '../../src/kernel/adapter.ts';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { fakeAdapter } from '../providers/fake-adapter.ts';
import { providerData, providerFixture } from '../providers/provider-fixture.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const calls = fc.array(
  fc.record({
    purpose: fc.constant('query' as const),
    outcome: fc.constantFrom('answered' as const, 'failed' as const, 'held-back' as const),
    tookMs: fc.double({ min: 0, max: 40_000, noNaN: true }),
  }),
  { maxLength: 60 },
);
const counted = (all: readonly Omit<ObservedCall, 'providerId'>[]) => all.reduce<CallCounts>(withCall, noCalls);

async function aProvider(code: string): Promise<string> {
  const { providers } = providerFixture(database.db, fakeAdapter({}));
  const added = await providers.add(providerData(code));
  if (!added.ok) throw new Error('not added');
  return added.value.id;
}

describe('the figures of a provider', () => {
  test('are the same however the calls were spread over windows', () => {
    fc.assert(
      fc.property(calls, calls, (some, others) => {
        expect(addCounts(counted(some), counted(others))).toEqual(counted([...some, ...others]));
      }),
    );
  });

  test('bound what really happened: half of the calls took no longer than p50 says', () => {
    fc.assert(
      fc.property(calls, (all) => {
        const out = all.filter((call) => call.outcome !== 'held-back');
        const { asked, heldBack, availability, p50Ms, p95Ms } = figuresOf(counted(all));
        expect([asked, heldBack]).toEqual([out.length, all.length - out.length]);
        const answered = out.filter((call) => call.outcome === 'answered').length;
        expect(availability).toBe(out.length === 0 ? null : answered / out.length);
        for (const [bound, share] of [
          [p50Ms, 0.5],
          [p95Ms, 0.95],
        ] as const) {
          const limit = bound ?? Infinity;
          expect(out.filter((call) => call.tookMs <= limit).length).toBeGreaterThanOrEqual(share * out.length);
        }
      }),
    );
  });

  test('say nothing where nobody asked, and no bound where it is above all of them', () => {
    expect(figuresOf(noCalls)).toEqual({ asked: 0, heldBack: 0, availability: null, p50Ms: null, p95Ms: null });
    const slow = withCall(noCalls, { purpose: 'query', outcome: 'failed', tookMs: (latencyBoundsMs.at(-1) ?? 0) + 1 });
    expect(figuresOf(slow)).toMatchObject({ asked: 1, availability: 0, p50Ms: null });
  });

  test('windows of five minutes begin where the clock says', () => {
    expect(windowStart(new Date('2026-11-22T08:04:59.999Z')).toISOString()).toBe('2026-11-22T08:00:00.000Z');
    expect(windowStart(new Date('2026-11-22T08:05:00Z')).toISOString()).toBe('2026-11-22T08:05:00.000Z');
  });
});

describe('calls that are counted', () => {
  test('by two processes add up in one row a window, and grow old', async () => {
    const clock = simulatedClock(new Date('2026-11-22T08:01:00Z'));
    const here = createHealthService({ database: database.db, clock });
    const there = createHealthService({ database: database.db, clock });
    const providerId = await aProvider('counted');
    const call = { providerId, purpose: 'query' as const, tookMs: 80 };
    here.observe({ ...call, outcome: 'answered' });
    here.observe({ ...call, outcome: 'held-back' });
    await here.flush();
    there.observe({ ...call, outcome: 'failed', tookMs: 6_000 });
    there.observe({ ...call, outcome: 'answered' });
    here.observe({ ...call, purpose: 'payment', outcome: 'answered' });
    await there.flush();
    const [report] = await here.report([providerId]);
    const expected = { asked: 3, heldBack: 1, availability: 2 / 3, p50Ms: 100, p95Ms: 7_000 };
    expect(report).toEqual({
      ...{ providerId, lastHour: expected, lastDay: expected, lastWeek: expected },
      paymentsLastWeek: { asked: 1, heldBack: 0, availability: 1, p50Ms: 100, p95Ms: 100 },
    });
    const rows = await database.owner.sql.rows('SELECT 1 FROM provider_health WHERE provider_id = $1', [providerId]);
    expect(rows).toHaveLength(2);

    clock.advanceMs(2 * 3_600_000);
    const [later] = await there.report([providerId]);
    expect(later?.lastHour.asked).toBe(0);
    expect(later?.lastDay.asked).toBe(3);
    clock.advanceMs(9 * 24 * 3_600_000);
    expect(await there.sweep()).toBe(2);
    expect(await there.report()).toEqual([]);
  });

  test('are not lost while the database is away', async () => {
    const clock = simulatedClock(new Date('2026-11-22T08:01:00Z'));
    const providerId = await aProvider('away');
    let isAway = true;
    const run: TestDatabase['db']['sql']['run'] = (text, params) =>
      isAway ? Promise.reject(new Error('away')) : database.db.sql.run(text, params);
    const health = createHealthService({ database: { ...database.db, sql: { ...database.db.sql, run } }, clock });
    health.observe({ providerId, purpose: 'query', outcome: 'answered', tookMs: 1 });
    await expect(health.flush()).rejects.toThrow('away');
    health.observe({ providerId, purpose: 'query', outcome: 'answered', tookMs: 1 });
    isAway = false;
    expect((await health.report([providerId]))[0]?.lastHour.asked).toBe(2);
  });

  test('a payment that was refused was answered, one without an answer was not', async () => {
    const seen: string[] = [];
    const evidence = { providerCode: null, reason: 'ok' };
    const outcomes: PayOutcome[] = [
      { kind: 'confirmed', providerTransaction: null, evidence },
      { kind: 'rejected', evidence },
      { kind: 'unknown', evidence },
      { kind: 'not-sent', evidence },
    ];
    const pay = async () => outcomes.shift() ?? Promise.reject(new Error('too many'));
    const port = observedPort({ pay } as Partial<ProviderPort> as ProviderPort, (call) => seen.push(call.outcome));
    while (outcomes.length > 0) await port.pay({} as Parameters<ProviderPort['pay']>[0]);
    expect(seen).toEqual(['answered', 'answered', 'failed', 'failed']);
  });
});
