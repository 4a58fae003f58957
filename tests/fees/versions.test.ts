import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeeRule, FeeSlab } from '../../src/fees/model.ts';
import { addRules, rulesOn } from '../../src/fees/service.ts';
import { minor } from '../../src/kernel/money.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

const id = '01a1f78a-5300-752e-a336-b1033fc90901';
const flat: readonly FeeSlab[] = [{ upTo: null, flat: minor(40n), ratePpm: 0 }];

function version(number: number, validFrom: string, options: Partial<FeeRule> = {}): FeeRule {
  return {
    ...{ id, version: number, bearer: 'payer', providerId: null, agentId: null, channel: null, currency: 'AZN' },
    ...{ slabs: flat, minFee: minor(0n), maxFee: null, vatRatePpm: 180_000, validFrom, validTo: null },
    ...options,
  };
}

describe('versions of a fee rule', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await addRules(database.db.sql, [
      version(1, '2026-01-01'),
      version(2, '2026-03-01', { validTo: '2026-04-01' }),
      version(3, '2026-06-01'),
    ]);
  });
  afterAll(() => database.close());

  const versionOn = async (day: string) => (await rulesOn(database.db.sql, day)).map((rule) => rule.version);

  it('take the place of the one before from their first day', async () => {
    expect(await versionOn('2025-12-31')).toEqual([]);
    expect(await versionOn('2026-02-28')).toEqual([1]);
    expect(await versionOn('2026-03-01')).toEqual([2]);
    expect(await versionOn('2026-06-01')).toEqual([3]);
  });

  it('end the rule with their own end: nothing else can end what is never changed', async () => {
    expect(await versionOn('2026-03-31')).toEqual([2]);
    expect(await versionOn('2026-04-01')).toEqual([]);
  });

  it('are refused when some amount would have no slab', async () => {
    const slab = (upTo: bigint | null): FeeSlab => ({
      upTo: upTo === null ? null : minor(upTo),
      flat: minor(1n),
      ratePpm: 0,
    });
    for (const slabs of [[], [slab(500n)], [slab(null), slab(500n)], [slab(500n), slab(500n), slab(null)]]) {
      await expect(addRules(database.db.sql, [version(4, '2027-01-01', { slabs })])).rejects.toThrow('slab');
    }
  });
});
