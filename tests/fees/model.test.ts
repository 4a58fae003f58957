import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeFee, feeFor, noFee, type FeeQuestion, type FeeRule } from '../../src/fees/model.ts';
import { minor } from '../../src/kernel/money.ts';

const base: FeeRule = {
  id: 'a',
  version: 1,
  bearer: 'payer',
  providerId: null,
  agentId: null,
  channel: null,
  currency: 'AZN',
  slabs: [{ upTo: null, flat: minor(0n), ratePpm: 0 }],
  minFee: minor(0n),
  maxFee: null,
  vatRatePpm: 0,
  validFrom: '2026-01-01',
  validTo: null,
};
/** The slabs of domain.md: 0.10 under 5, then 1.4 % under 70, 1.1 % to 290, 1.0 % above, at most 10. */
const slabs: FeeRule = {
  ...base,
  slabs: [
    { upTo: minor(499n), flat: minor(10n), ratePpm: 0 },
    { upTo: minor(6_999n), flat: minor(0n), ratePpm: 14_000 },
    { upTo: minor(29_000n), flat: minor(0n), ratePpm: 11_000 },
    { upTo: null, flat: minor(0n), ratePpm: 10_000 },
  ],
  maxFee: minor(1_000n),
  vatRatePpm: 180_000,
};
const question: FeeQuestion = {
  bearer: 'payer',
  providerId: 'gas',
  agentId: 'bank',
  channel: 'counter',
  currency: 'AZN',
  day: '2026-11-20',
};

describe('a fee', () => {
  it.each([
    [1n, 10n, 2n],
    [499n, 10n, 2n],
    [500n, 7n, 1n],
    [6_999n, 98n, 18n],
    [7_000n, 77n, 14n],
    [29_000n, 319n, 57n],
    [29_001n, 290n, 52n],
    [500_000n, 1_000n, 180n],
  ])('of %d qəpik is %d and %d VAT by the slabs', (amount, fee, vat) => {
    expect(computeFee(slabs, minor(amount))).toMatchObject({ fee, vat, rule: { id: 'a', version: 1 } });
  });

  it('stays between its minimum and its maximum', () => {
    const rule = {
      ...base,
      slabs: [{ upTo: null, flat: minor(0n), ratePpm: 5_000 }],
      minFee: minor(20n),
      maxFee: minor(150n),
    };
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 1_000_000_000n }), (amount) => {
        const { fee } = computeFee(rule, minor(amount));
        expect(fee >= 20n && fee <= 150n).toBe(true);
      }),
    );
  });

  it('comes from the most specific rule: provider before agent before channel', () => {
    const rules = [
      { ...base, id: 'all' },
      { ...base, id: 'channel', channel: 'counter' as const },
      { ...base, id: 'agent', agentId: 'bank' },
      { ...base, id: 'agent-channel', agentId: 'bank', channel: 'counter' as const },
      { ...base, id: 'provider', providerId: 'gas' },
    ];
    const chosen = [...rules.keys()].map((count) => feeFor(rules.slice(0, count + 1), question, minor(1n)).rule?.id);
    expect(chosen).toEqual(['all', 'channel', 'agent', 'agent-channel', 'provider']);
  });

  it('is none outside the days, the currency or the parties of a rule', () => {
    const cases: Partial<FeeRule>[] = [
      { validFrom: '2026-11-21' },
      { validTo: '2026-11-20' },
      { currency: 'EUR' },
      { providerId: 'water' },
      { agentId: 'post' },
      { channel: 'kiosk' },
      { bearer: 'provider' },
    ];
    for (const change of cases) expect(feeFor([{ ...base, ...change }], question, minor(100n))).toEqual(noFee);
    expect(
      feeFor([{ ...base, validFrom: '2026-11-20', validTo: '2026-11-21' }], question, minor(100n)).rule,
    ).not.toBeNull();
  });
});
