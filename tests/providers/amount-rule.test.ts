import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Minor, minor } from '../../src/kernel/money.ts';
import { checkAmount, type OwedAmount, suggestedAmount } from '../../src/providers/amount-rule.ts';
import { type AmountRule, exactnesses } from '../../src/providers/model.ts';

const noLimits: AmountRule = { exactness: 'any', multipleOf: null, minAmount: null, maxAmount: null };

function owed(balance: bigint, balanceTold = true): OwedAmount {
  return { currency: 'AZN', balance: minor(balance), balanceTold };
}

function codeOf(rule: Partial<AmountRule>, debt: OwedAmount, amount: bigint): string | undefined {
  return checkAmount({ ...noLimits, ...rule }, debt, minor(amount))?.code;
}

describe('which amounts a provider takes', () => {
  test('an exact rule takes what is owed and not a qəpik beside it', () => {
    expect(codeOf({ exactness: 'exact' }, owed(2000n), 2000n)).toBeUndefined();
    expect(codeOf({ exactness: 'exact' }, owed(2000n), 1999n)).toBe('amount_mismatch');
    expect(codeOf({ exactness: 'exact' }, owed(2000n), 2001n)).toBe('amount_mismatch');
    expect(codeOf({ exactness: 'exact' }, owed(0n), 1n)).toBe('amount_mismatch');
    expect(codeOf({ exactness: 'exact' }, owed(-500n), 500n)).toBe('amount_mismatch');
  });

  test('an exact rule names what is owed as a decimal string', () => {
    expect(checkAmount({ ...noLimits, exactness: 'exact' }, owed(2000n), minor(50n))).toEqual({
      code: 'amount_mismatch',
      details: { exactness: 'exact', owed: '20.00' },
    });
  });

  test('at least: the debt or more, and anything once nothing is owed', () => {
    expect(codeOf({ exactness: 'at-least' }, owed(2000n), 1999n)).toBe('amount_mismatch');
    expect(codeOf({ exactness: 'at-least' }, owed(2000n), 5000n)).toBeUndefined();
    expect(codeOf({ exactness: 'at-least' }, owed(-300n), 1n)).toBeUndefined();
  });

  test('at most: up to the debt, and nothing once nothing is owed', () => {
    expect(codeOf({ exactness: 'at-most' }, owed(2000n), 2001n)).toBe('amount_mismatch');
    expect(codeOf({ exactness: 'at-most' }, owed(2000n), 1n)).toBeUndefined();
    expect(codeOf({ exactness: 'at-most' }, owed(0n), 1n)).toBe('amount_mismatch');
  });

  test('multiples of a step only', () => {
    const rule = { exactness: 'multiple', multipleOf: minor(500n) } as const;
    expect(codeOf(rule, owed(0n), 1500n)).toBeUndefined();
    expect(codeOf(rule, owed(0n), 1501n)).toBe('amount_mismatch');
  });

  test('the limits of a range are part of it', () => {
    const rule = { exactness: 'range', minAmount: minor(100n), maxAmount: minor(500n) } as const;
    expect(codeOf(rule, owed(0n), 99n)).toBe('amount_below_minimum');
    expect(codeOf(rule, owed(0n), 100n)).toBeUndefined();
    expect(codeOf(rule, owed(0n), 500n)).toBeUndefined();
    expect(codeOf(rule, owed(0n), 501n)).toBe('amount_above_maximum');
  });

  test('rules that compare with a debt take nothing while the provider does not tell it; the others do', () => {
    for (const exactness of ['exact', 'at-least', 'at-most'] as const) {
      expect(codeOf({ exactness }, owed(0n, false), 100n)).toBe('amount_mismatch');
    }
    expect(codeOf({ exactness: 'any' }, owed(0n, false), 100n)).toBeUndefined();
  });
});

describe('bills and channels', () => {
  test('while one of several bills has to be chosen, no amount is right', () => {
    const debt = { ...owed(2000n), mustChoose: true };
    expect(codeOf({ exactness: 'any', bills: 'one' }, debt, 2000n)).toBe('bill_choice_required');
    expect(suggestedAmount({ ...noLimits, bills: 'one' }, debt)).toBeNull();
  });

  test('the narrower of the general limits and those of the channel holds, and a channel without its own has the general', () => {
    const rule = {
      ...{ minAmount: minor(100n), maxAmount: minor(500n) },
      channels: {
        kiosk: { minAmount: minor(50n), maxAmount: minor(200n) },
        cabinet: { minAmount: null, maxAmount: minor(900n) },
      },
    };
    const at = (channel: 'kiosk' | 'cabinet' | 'counter' | 'collected', amount: bigint) =>
      codeOf(rule, { ...owed(0n), channel }, amount);
    expect([at('kiosk', 99n), at('kiosk', 200n), at('kiosk', 201n)]).toEqual([
      'amount_below_minimum',
      undefined,
      'amount_above_maximum',
    ]);
    expect([at('cabinet', 500n), at('cabinet', 501n)]).toEqual([undefined, 'amount_above_maximum']);
    expect([at('counter', 500n), at('collected', 500n)]).toEqual([undefined, undefined]);
  });
});

const amounts = fc.bigInt({ min: 1n, max: 100_000n }).map(minor);
const limits = fc.option(amounts, { nil: null });
const rules: fc.Arbitrary<AmountRule> = fc
  .record({ exactness: fc.constantFrom(...exactnesses), step: amounts, low: limits, high: limits })
  .map(({ exactness, step, low, high }) => ({
    exactness,
    multipleOf: exactness === 'multiple' ? step : null,
    minAmount: exactness === 'range' ? (low ?? minor(1n)) : low,
    maxAmount: exactness === 'range' ? (high ?? minor(100_000n)) : high,
  }));
const debts = fc.bigInt({ min: -100_000n, max: 100_000n }).map((balance) => owed(balance));

/** The same rule told another way: by what an accepted amount has in common, not by how it is refused. */
function takes(rule: AmountRule, debt: OwedAmount, amount: Minor): boolean {
  const inLimits = amount >= (rule.minAmount ?? 1n) && amount <= (rule.maxAmount ?? amount);
  const fits = {
    exact: amount === debt.balance,
    'at-least': amount >= debt.balance,
    'at-most': amount <= debt.balance,
    any: true,
    range: true,
    multiple: amount % (rule.multipleOf ?? 1n) === 0n,
  };
  return amount > 0n && inLimits && fits[rule.exactness];
}

describe('for every rule, debt and amount', () => {
  test('an amount is taken exactly when it fits the rule and both limits', () => {
    fc.assert(
      fc.property(rules, debts, fc.bigInt({ min: -5n, max: 200_000n }).map(minor), (rule, debt, amount) => {
        expect(checkAmount(rule, debt, amount) === null).toBe(takes(rule, debt, amount));
      }),
      { numRuns: 2000 },
    );
  });

  test('the amount that the rule turns on, and its neighbours, are judged the same way', () => {
    fc.assert(
      fc.property(rules, debts, fc.constantFrom(-1n, 0n, 1n), (rule, debt, beside) => {
        for (const edge of [debt.balance, rule.minAmount ?? 1n, rule.maxAmount ?? 1n, rule.multipleOf ?? 1n]) {
          const amount = minor(edge + beside);
          expect(checkAmount(rule, debt, amount) === null).toBe(takes(rule, debt, amount));
        }
      }),
    );
  });

  test('the amount that is offered first is always taken, and it is the debt', () => {
    fc.assert(
      fc.property(rules, debts, (rule, debt) => {
        const suggested = suggestedAmount(rule, debt);
        if (suggested === null) return;
        expect(suggested).toBe(debt.balance);
        expect(checkAmount(rule, debt, suggested)).toBeNull();
      }),
    );
  });
});
