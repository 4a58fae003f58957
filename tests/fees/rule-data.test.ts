import { describe, expect, it } from 'vitest';
import { parseRuleData } from '../../src/fees/rule-data.ts';

/** The slabs of Belarus's ERIP: 0.10 under 5, then 1.4 % under 70, 1.1 % to 290, 1.0 % above, at most 10. */
const erip = {
  ...{ bearer: 'payer', provider: 'azerigas', agent: null, channel: 'counter', currency: 'AZN' },
  slabs: [
    { upTo: '4.99', flat: '0.10' },
    { upTo: '69.99', percent: '1.4' },
    { upTo: '290', percent: '1.1' },
    { upTo: null, percent: '1' },
  ],
  ...{ minFee: '0.05', maxFee: '10.00', vatPercent: '18', validFrom: '2027-01-01', validTo: '2028-01-01' },
};
const problemsOf = (change: Record<string, unknown>) => {
  const parsed = parseRuleData({ ...erip, ...change });
  return parsed.ok ? [] : parsed.error.map(({ field, rule }) => `${field} ${rule}`);
};

describe('a fee rule as an operator writes it', () => {
  it('says who pays, by slabs of flat and per cent, with bounds, channel, dates and VAT', () => {
    expect(parseRuleData(erip)).toEqual({
      ok: true,
      value: {
        ...{ rule: null, bearer: 'payer', provider: 'azerigas', agent: null, channel: 'counter', currency: 'AZN' },
        slabs: [
          { upTo: 499n, flat: 10n, ratePpm: 0 },
          { upTo: 6_999n, flat: 0n, ratePpm: 14_000 },
          { upTo: 29_000n, flat: 0n, ratePpm: 11_000 },
          { upTo: null, flat: 0n, ratePpm: 10_000 },
        ],
        ...{ minFee: 5n, maxFee: 1_000n, vatRatePpm: 180_000, validFrom: '2027-01-01', validTo: '2028-01-01' },
      },
    });
  });

  it('may leave out what is null or nought', () => {
    const least = { bearer: 'provider', currency: 'EUR', slabs: [{ percent: '0.25' }], validFrom: '2027-01-01' };
    expect(parseRuleData(least)).toMatchObject({
      value: { provider: null, agent: null, channel: null, minFee: 0n, maxFee: null, vatRatePpm: 0, validTo: null },
    });
  });

  const slab = (upTo: unknown, rest = {}) => ({ upTo, flat: '0.10', ...rest });
  it.each<[string, Record<string, unknown>]>([
    ['/bearer unknown', { bearer: 'agent' }],
    ['/currency unknown', { currency: 'USD' }],
    ['/channel unknown', { channel: 'phone' }],
    ['/provider pattern', { provider: 'Azəriqaz' }],
    ['/rule pattern', { rule: 7 }],
    ['/colour unknown_field', { colour: 'red' }],
    ['/slabs count', { slabs: [] }],
    ['/slabs count', { slabs: { upTo: null } }],
    ['/slabs/0 object', { slabs: ['1 %'] }],
    ['/slabs/0/upTo gap', { slabs: [slab('5.00')] }],
    ['/slabs/0/upTo gap', { slabs: [slab(null), slab(null)] }],
    ['/slabs/1/upTo overlap', { slabs: [slab('5.00'), slab('5.00'), slab(null)] }],
    ['/slabs/0/upTo overlap', { slabs: [slab('0.00'), slab(null)] }],
    ['/slabs/0/rate unknown_field', { slabs: [slab(null, { rate: '1' })] }],
    ['/slabs/0/flat amount', { slabs: [slab(null, { flat: '-0.10' })] }],
    ['/slabs/0/flat amount', { slabs: [slab(null, { flat: 0.1 })] }],
    ['/slabs/0/percent percent', { slabs: [slab(null, { percent: '1.23456' })] }],
    ['/slabs/0/percent percent', { slabs: [slab(null, { percent: '100.0001' })] }],
    ['/minFee amount', { minFee: '0.001' }],
    ['/maxFee range', { maxFee: '0.01' }],
    ['/vatPercent percent', { vatPercent: 18 }],
    ['/vatPercent range', { bearer: 'commission' }],
    ['/validFrom date', { validFrom: '2027-02-30' }],
    ['/validTo range', { validTo: '2027-01-01' }],
  ])('is refused with %s', (problem, change) => {
    expect(problemsOf(change)).toEqual([problem]);
  });

  it('is refused with everything that is wrong at once, and when it is no object', () => {
    expect(problemsOf({ bearer: null, minFee: 1, validFrom: 'soon', validTo: null })).toEqual([
      '/bearer unknown',
      '/minFee amount',
      '/validFrom date',
    ]);
    for (const input of [null, [], 'rule', 7]) expect(parseRuleData(input)).toMatchObject({ ok: false });
  });
});
