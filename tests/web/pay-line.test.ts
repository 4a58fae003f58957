import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAmount, minor } from '../../src/kernel/money.ts';
import { formatFigure } from '../../src/platform/messages/format-amount.ts';
import { languages } from '../../src/platform/messages/language.ts';
import type { AmountRule } from '../../src/providers/model.ts';
import type { UnavailableReason } from '../../src/debts/model.ts';
import { checkLine, firstOffer, isPayable, readAmount, ruleWords } from '../../src/web/paying/pay-line.ts';
import { aLine, aSilence, told } from './line-samples.ts';

const anyRule: AmountRule = { exactness: 'any', multipleOf: null, minAmount: null, maxAmount: null };
const rule = (more: Partial<AmountRule>): AmountRule => ({ ...anyRule, ...more });
const owing = (balance: bigint, more: Partial<AmountRule> = {}) =>
  aLine({ debt: told({ balance: minor(balance), rule: rule(more) }) });
const silent = (reason: UnavailableReason, balance: bigint | null) =>
  aLine({ debt: { kind: 'silent', reason, lastKnown: balance === null ? null : aSilence(balance) } });

describe('an amount as people write it', () => {
  test.each([
    ['46,20', 4620n],
    ['46.20', 4620n],
    ['46', 4600n],
    ['46,2', 4620n],
    [' 1 234,50 ', 123450n],
    ['1\u00a0234,50', 123450n],
    ['1.234,50', 123450n],
    ['1,234.50', 123450n],
    ['0,01', 1n],
    ['007', 700n],
  ])('%s is read', (text, amount) => {
    expect(readAmount(text, 'AZN')).toEqual({ ok: true, value: amount });
  });

  test.each([
    '',
    '0',
    '0,00',
    '-5',
    '+5',
    '1,234',
    '1.234',
    '1.2.3',
    '12,34,56',
    '5₼',
    '1e3',
    '１００',
    '١٠',
    ',5',
    '5,',
  ])('%j is refused, not guessed at', (text) => {
    expect(readAmount(text, 'AZN').ok).toBe(false);
  });

  test('is read back from every way in which the pages print it', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 99_999_999_999n), fc.constantFrom(...languages), (amount, language) => {
        expect(readAmount(formatFigure(language, amount, 'AZN'), 'AZN')).toEqual({ ok: true, value: amount });
        expect(readAmount(formatAmount(amount, 'AZN'), 'AZN')).toEqual({ ok: true, value: amount });
      }),
    );
  });
});

describe('a line can be chosen', () => {
  test('where the provider takes money for it now', () => {
    expect(isPayable(owing(100n))).toBe(true);
    expect(isPayable(owing(0n))).toBe(true);
    expect(isPayable(owing(0n, { exactness: 'exact' }))).toBe(false);
    expect(isPayable(owing(100n, { exactness: 'exact' }))).toBe(true);
    expect(isPayable(owing(-5n, { exactness: 'at-most' }))).toBe(false);
  });

  test('by its last known amount while the provider is silent, never while it is out of service', () => {
    expect(isPayable(silent('timeout', 2410n))).toBe(true);
    expect(isPayable(silent('timeout', null))).toBe(false);
    expect(isPayable(silent('timeout', 0n))).toBe(false);
    expect(isPayable(silent('maintenance', 2410n))).toBe(false);
    expect(isPayable(silent('suspended', 2410n))).toBe(false);
  });

  test('never while it is asked for, gone or refused', () => {
    expect(isPayable(aLine({ debt: { kind: 'asking' } }))).toBe(false);
    expect(isPayable(aLine({ debt: { kind: 'gone' } }))).toBe(false);
    expect(isPayable(aLine({ debt: { kind: 'refused', reason: 'account' } }))).toBe(false);
  });
});

describe('the first offer', () => {
  test('is what is owed, chosen, in the writing of the language', () => {
    expect(firstOffer('az', owing(4620n), 'all')).toMatchObject({ chosen: true, amount: '46,20' });
    expect(firstOffer('en', owing(4620n), 'all')).toMatchObject({ chosen: true, amount: '46.20' });
  });

  test('is chosen by nobody else where somebody wants to choose', () => {
    expect(firstOffer('az', owing(4620n), 'some')).toMatchObject({ chosen: false, amount: '46,20' });
  });

  test('is empty where nothing is owed', () => {
    expect(firstOffer('az', owing(0n), 'all')).toMatchObject({ chosen: false, amount: '' });
  });

  test('waits to be chosen where the provider is silent, and where a payment is on its way', () => {
    expect(firstOffer('az', silent('timeout', 2410n), 'all')).toMatchObject({ chosen: false, amount: '24,10' });
    const partly = { ...owing(4620n), paid: { amount: 1000n, at: new Date(0) } };
    expect(firstOffer('az', partly, 'all')).toMatchObject({ chosen: false, amount: '46,20' });
    const wholly = { ...owing(4620n), paid: { amount: 4620n, at: new Date(0) } };
    expect(firstOffer('az', wholly, 'all')).toMatchObject({ chosen: false, amount: '' });
  });
});

describe('an amount that the provider does not take', () => {
  const problem = (line: ReturnType<typeof aLine>, typed: string) => {
    const checked = checkLine('en', line, typed);
    return checked.ok ? null : checked.error;
  };

  test('is refused with what would be right', () => {
    expect(problem(owing(3199n, { exactness: 'exact' }), '20')).toBe(
      'This provider takes only the full debt: 31.99\u00a0₼',
    );
    expect(problem(owing(3199n, { exactness: 'at-least' }), '20')).toBe('Pay at least 31.99\u00a0₼');
    expect(problem(owing(3199n, { exactness: 'at-most' }), '40')).toBe('Pay at most 31.99\u00a0₼');
    expect(problem(owing(0n, { exactness: 'multiple', multipleOf: minor(10n) }), '1,05')).toBe(
      'The amount must be a multiple of 0.10\u00a0₼',
    );
    expect(problem(owing(0n, { minAmount: minor(100n) }), '0,99')).toBe('The least amount is 1.00\u00a0₼');
    expect(problem(owing(0n, { maxAmount: minor(100n) }), '1,01')).toBe('The most is 1.00\u00a0₼');
    expect(problem(owing(0n), 'ten')).toBe('Write the amount in digits, such as 10.45');
  });

  test('is taken where it fits, and of a silent provider’s line only read', () => {
    expect(checkLine('en', owing(3199n, { exactness: 'exact' }), '31,99')).toEqual({ ok: true, value: 3199n });
    expect(checkLine('en', silent('timeout', 2410n), '1')).toEqual({ ok: true, value: 100n });
    expect(problem(silent('timeout', 2410n), 'x')).not.toBeNull();
  });
});

test('each rule is said beside the field, and none where any amount will do', () => {
  expect(ruleWords('en', anyRule, 'AZN')).toBeNull();
  expect(ruleWords('en', rule({ exactness: 'exact' }), 'AZN')).toBe('Only the full amount is taken');
  expect(ruleWords('en', rule({ exactness: 'range', minAmount: minor(100n), maxAmount: minor(50_000n) }), 'AZN')).toBe(
    'From 1.00\u00a0₼ to 500.00\u00a0₼',
  );
});
