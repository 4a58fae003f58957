import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeFee, type FeeRule } from '../../src/fees/model.ts';
import { minor } from '../../src/kernel/money.ts';

const amount = fc.bigInt({ min: 1n, max: 1_000_000_000_000n }).map(minor);
const bound = fc.bigInt({ min: 1n, max: 1_000_000_000n });
const rate = fc.integer({ min: 0, max: 1_000_000 });
const rules: fc.Arbitrary<FeeRule> = fc
  .record({
    bounds: fc.uniqueArray(bound, { maxLength: 5 }),
    flats: fc.array(fc.bigInt({ min: 0n, max: 10_000n }), { minLength: 6, maxLength: 6 }),
    rates: fc.array(rate, { minLength: 6, maxLength: 6 }),
    least: fc.bigInt({ min: 0n, max: 5_000n }),
    above: fc.option(fc.bigInt({ min: 0n, max: 100_000n })),
    vat: rate,
  })
  .map(({ bounds, flats, rates, least, above, vat }) => ({
    ...{ id: 'a', version: 1, bearer: 'payer', providerId: null, agentId: null, channel: null, currency: 'AZN' },
    slabs: [...bounds.toSorted((a, b) => (a < b ? -1 : 1)), null].map((upTo, index) => ({
      ...{ upTo: upTo === null ? null : minor(upTo), flat: minor(flats[index] ?? 0n), ratePpm: rates[index] ?? 0 },
    })),
    minFee: minor(least),
    maxFee: above === null ? null : minor(least + above),
    ...{ vatRatePpm: vat, validFrom: '2026-01-01', validTo: null },
  }));
const slabOf = (rule: FeeRule, value: bigint) => rule.slabs.findIndex(({ upTo }) => upTo === null || value <= upTo);

describe('every fee of every rule', () => {
  it('is held between its minimum and its maximum', () => {
    fc.assert(
      fc.property(rules, amount, (rule, value) => {
        const { fee } = computeFee(rule, value);
        expect(fee >= rule.minFee && (rule.maxFee === null || fee <= rule.maxFee)).toBe(true);
      }),
    );
  });

  it('never falls when the amount grows within a slab', () => {
    fc.assert(
      fc.property(rules, amount, fc.bigInt({ min: 0n, max: 1_000_000n }), (rule, value, more) => {
        const larger = minor(value + more);
        fc.pre(slabOf(rule, value) === slabOf(rule, larger));
        expect(computeFee(rule, value).fee <= computeFee(rule, larger).fee).toBe(true);
      }),
    );
  });

  it('is flat plus rate to within half a unit, where no bound holds it', () => {
    fc.assert(
      fc.property(rules, amount, (rule, value) => {
        const { fee } = computeFee({ ...rule, minFee: minor(0n), maxFee: null }, value);
        const slab = rule.slabs[slabOf(rule, value)];
        const exactMillionths = (slab?.flat ?? 0n) * 1_000_000n + value * BigInt(slab?.ratePpm ?? 0);
        const off = fee * 1_000_000n - exactMillionths;
        expect(off > -500_000n && off <= 500_000n).toBe(true);
      }),
    );
  });

  it('bears VAT on what is charged, to within half a unit', () => {
    fc.assert(
      fc.property(rules, amount, (rule, value) => {
        const { fee, vat } = computeFee(rule, value);
        const off = vat * 1_000_000n - fee * BigInt(rule.vatRatePpm);
        expect(off > -500_000n && off <= 500_000n).toBe(true);
      }),
    );
  });
});
