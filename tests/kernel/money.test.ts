import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  applyRate,
  formatAmount,
  minor,
  negate,
  parseAmount,
  parseBalance,
  split,
  subtract,
} from '../../src/kernel/money.ts';

const amount = fc.bigInt({ min: 1n, max: 1_000_000_000_000n });

describe('an amount', () => {
  it('is written with all decimals and read back as it was', () => {
    fc.assert(
      fc.property(amount, fc.constantFrom('AZN' as const, 'EUR' as const, 'RUB' as const), (value, currency) => {
        expect(parseAmount(formatAmount(value, currency), currency)).toEqual({ ok: true, value });
      }),
    );
  });

  it.each(['10.45', '10.4', '10', '0.01', '9999999999.99', '10000000000.00'])('is taken as %s', (text) => {
    expect(parseAmount(text, 'AZN').ok).toBe(true);
  });

  it.each([
    '',
    '0',
    '0.00',
    '-1',
    '+1',
    '.5',
    '1.',
    '01',
    '00.10',
    '1e3',
    '0x10',
    '1 000',
    '1,5',
    '1,000.00',
    '0.001',
    '10.455',
    'NaN',
    'Infinity',
    '１００',
    '١٠٠',
    '10000000000.01',
    '9'.repeat(30),
    ' 1',
    '1 ',
    '1\n',
  ])('is refused as %j', (text) => {
    expect(parseAmount(text, 'AZN')).toEqual({ ok: false, error: 'invalid_amount' });
  });

  it('may be nothing or a credit where it is a balance', () => {
    expect(parseBalance('0.00', 'AZN')).toEqual({ ok: true, value: 0n });
    expect(parseBalance('-3.80', 'AZN')).toEqual({ ok: true, value: -380n });
    expect(parseBalance('--1', 'AZN').ok).toBe(false);
  });

  it('is written with its sign before all else', () => {
    expect([0n, 5n, -5n, 100n, -123_456n].map((value) => formatAmount(value, 'AZN'))).toEqual([
      '0.00',
      '0.05',
      '-0.05',
      '1.00',
      '-1234.56',
    ]);
  });
});

describe('arithmetic of money', () => {
  it('adds, subtracts and negates without loss', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
        expect(subtract(add(minor(a), minor(b)), minor(b))).toBe(a);
        expect(add(minor(a), negate(minor(a)))).toBe(0n);
      }),
    );
  });

  it('splits so that the parts add up to the whole and none is off by a full unit', () => {
    fc.assert(
      fc.property(
        amount,
        fc.array(fc.bigInt({ min: 1n, max: 1_000_000n }), { minLength: 1, maxLength: 20 }),
        (whole, weights) => {
          const total = weights.reduce((sum, weight) => sum + weight, 0n);
          const parts = split(minor(whole), weights);
          expect(parts.reduce<bigint>((sum, part) => sum + part, 0n)).toBe(whole);
          for (const [index, part] of parts.entries()) {
            const exact = whole * (weights[index] ?? 0n);
            expect(part * total > exact - total && part * total < exact + total).toBe(true);
          }
        },
      ),
    );
  });

  it('rounds a rate as it is told, and half-up between down and up', () => {
    expect(applyRate(minor(150n), 10_000, 'down')).toBe(1n);
    expect(applyRate(minor(150n), 10_000, 'half-up')).toBe(2n);
    expect(applyRate(minor(149n), 10_000, 'half-up')).toBe(1n);
    expect(applyRate(minor(101n), 10_000, 'up')).toBe(2n);
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 1_000_000 }), (value, ratePpm) => {
        const [down, half, up] = (['down', 'half-up', 'up'] as const).map((mode) =>
          applyRate(minor(value), ratePpm, mode),
        );
        expect((down ?? 0n) <= (half ?? 0n) && (half ?? 0n) <= (up ?? 0n) && (up ?? 0n) - (down ?? 0n) <= 1n).toBe(
          true,
        );
      }),
    );
  });

  it('stops at a rate of a negative amount and at weights that sum to nothing', () => {
    expect(() => applyRate(minor(-1n), 10_000, 'down')).toThrow('not negative');
    expect(() => split(minor(10n), [0n, 0n])).toThrow('positive weights');
  });
});
