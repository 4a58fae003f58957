import { describe, expect, test } from 'vitest';
import type { AccountLink } from '../../src/accounts/api.ts';
import type { LastKnownDebt, Quote } from '../../src/debts/model.ts';
import type { Bill } from '../../src/kernel/adapter.ts';
import { minor, type Currency } from '../../src/kernel/money.ts';
import type { PaymentView } from '../../src/payments/model.ts';
import type { PaymentState } from '../../src/payments/states.ts';
import {
  type AccountLine,
  byCurrency,
  duenessOf,
  isSettledByPayment,
  owedAmount,
  paidLately,
  type ShownDebt,
  sumUp,
  targetOf,
} from '../../src/web/debts/account-line.ts';
import type { Language } from '../../src/platform/messages/language.ts';
import { carryTold } from '../../src/payments/told.ts';
import { asOfWords, lineWords } from '../../src/web/debts/line-words.ts';
import { aLine, aQuote, aSilence, told } from './line-samples.ts';

const today = '2026-11-20';
const now = new Date('2026-11-20T06:42:00Z');
const earlier = new Date('2026-11-20T06:00:00Z');

const bill = (dueOn: string | null, amount = 100n): Bill => ({
  number: '1',
  period: null,
  dueOn,
  amount: minor(amount),
});

const payment = (state: PaymentState, amount: bigint, acceptedAt = now) =>
  ({ state, amount: minor(amount), acceptedAt }) as PaymentView;

const owing = (balance: bigint, more: Partial<Quote> = {}) =>
  aLine({ debt: told({ balance: minor(balance), ...more }) });

const silent = (lastKnown: LastKnownDebt | null, more: Partial<AccountLine> = {}) =>
  aLine({ debt: { kind: 'silent', reason: 'timeout', lastKnown }, ...more });

describe('what an account owes', () => {
  test('is what its provider says, and never less than nothing', () => {
    expect(owedAmount(owing(4620n))).toBe(4620n);
    expect(owedAmount(owing(0n))).toBe(0n);
    expect(owedAmount(owing(-380n))).toBe(0n);
  });

  test('is what was last known while the provider is silent, and nobody knows it where nothing was', () => {
    expect(owedAmount(silent(aSilence(2410n)))).toBe(2410n);
    expect(owedAmount(silent(null))).toBeNull();
    expect(owedAmount(owing(0n, { balanceTold: false }))).toBeNull();
    expect(owedAmount(aLine({ debt: { kind: 'asking' } }))).toBeNull();
  });

  test('is nothing once a payment that is on its way covers it, and the whole while it covers a part', () => {
    const paid = (amount: bigint) => ({ ...owing(4620n), paid: { amount, at: now } });
    expect(owedAmount(paid(4620n))).toBe(0n);
    expect(owedAmount(paid(5000n))).toBe(0n);
    expect(owedAmount(paid(4619n))).toBe(4620n);
    expect(isSettledByPayment(paid(4620n))).toBe(true);
    expect(isSettledByPayment(paid(4619n))).toBe(false);
    expect(isSettledByPayment(owing(0n))).toBe(false);
  });
});

test('a debt from a file says in each language as of when it is, and any other says nothing', () => {
  const filed = aLine({ debt: told({ fields: carryTold({}, { line: null, asOf: '2026-11-03' }, now) }) });
  const said = (language: Language) => asOfWords(language, filed, today)?.replaceAll('\u00a0', ' ');
  expect(said('az')).toBe('Borc 3 noyabr tarixinə göstərilib');
  expect(said('ru')).toBe('Задолженность по состоянию на 3 ноября');
  expect(said('en')).toBe('Debt as of 3 November');
  expect(asOfWords('en', aLine({ debt: told() }), today)).toBeNull();
});

describe('payments that an answer cannot know of', () => {
  const answer: ShownDebt = { kind: 'told', quote: aQuote({ obtainedAt: now }), holder: noHolder(), notice: null };

  test.each(['accepted', 'sending', 'unknown'] as const)(
    'count while they are %s, whenever they were taken',
    (state) => {
      expect(paidLately(answer, [payment(state, 300n, earlier)])).toEqual({ amount: 300n, at: earlier });
    },
  );

  test('count when they were taken after the answer, confirmed or not', () => {
    const old: ShownDebt = { kind: 'silent', reason: 'timeout', lastKnown: aSilence(2410n, earlier) };
    expect(paidLately(old, [payment('confirmed', 2410n)])?.amount).toBe(2410n);
    expect(paidLately(answer, [payment('confirmed', 2410n, earlier)])).toBeNull();
  });

  test('count no longer when they were rejected or reversed', () => {
    expect(paidLately(answer, [payment('rejected', 300n), payment('reversed', 300n)])).toBeNull();
  });

  test('are added up, with the time of the newest', () => {
    const both = [payment('accepted', 300n), payment('unknown', 200n, earlier)];
    expect(paidLately(answer, both)).toEqual({ amount: 500n, at: now });
  });
});

describe('how urgent bills are', () => {
  test('late by the oldest that is past its date', () => {
    expect(duenessOf([bill('2026-11-25'), bill('2026-11-08'), bill('2026-11-12')], today)).toEqual({
      kind: 'late',
      days: 12,
    });
  });

  test('due on the first date to come; on the day itself nothing is late', () => {
    expect(duenessOf([bill('2026-12-20'), bill('2026-11-25'), bill(null)], today)).toEqual({
      kind: 'due',
      on: '2026-11-25',
    });
    expect(duenessOf([bill(today)], today)).toEqual({ kind: 'due', on: today });
    expect(duenessOf([bill('2026-11-19')], today)).toEqual({ kind: 'late', days: 1 });
  });

  test('undated where no bill has a date', () => {
    expect(duenessOf([bill(null)], today)).toEqual({ kind: 'undated' });
    expect(duenessOf([], today)).toEqual({ kind: 'undated' });
  });
});

describe('the sum of all accounts', () => {
  const inCurrency = (currency: Currency, balance: bigint) => ({ ...owing(balance), currency });

  test('is kept per currency, the hub’s own first, and leaves out what nobody owes', () => {
    const lines = [inCurrency('EUR', 3199n), inCurrency('AZN', 4620n), inCurrency('AZN', 5810n), inCurrency('RUB', 0n)];
    expect(sumUp(lines, today).sums).toEqual([
      { currency: 'AZN', amount: 10430n },
      { currency: 'EUR', amount: 3199n },
    ]);
  });

  test('is nought in one currency where nothing is owed', () => {
    expect(sumUp([inCurrency('EUR', 0n), inCurrency('AZN', -10n)], today).sums).toEqual([
      { currency: 'AZN', amount: 0n },
    ]);
  });

  test('counts who is late, what comes next, who is silent with and without a known amount, who is still asked', () => {
    const lines = [
      owing(100n, { bills: [bill('2026-11-08')] }),
      owing(100n, { bills: [bill('2026-11-30')] }),
      owing(100n, { bills: [bill('2026-11-25')] }),
      silent(aSilence(2410n)),
      silent(null),
      aLine({ debt: { kind: 'asking' } }),
    ];
    expect(sumUp(lines, today)).toEqual({
      sums: [{ currency: 'AZN', amount: 2710n }],
      accounts: 6,
      asking: 1,
      late: 1,
      nextDue: '2026-11-25',
      counted: 1,
      uncounted: 1,
    });
  });

  test('asks nobody to hurry for a bill that is covered already', () => {
    const covered = { ...owing(100n, { bills: [bill('2026-11-08')] }), paid: { amount: 100n, at: now } };
    expect(sumUp([covered], today)).toMatchObject({ late: 0, nextDue: null, sums: [{ amount: 0n }] });
  });

  test('stands over blocks of one currency each', () => {
    const lines = [inCurrency('EUR', 1n), inCurrency('AZN', 2n), inCurrency('EUR', 3n)];
    expect(byCurrency(lines).map((block) => [block.currency, block.lines.length])).toEqual([
      ['AZN', 1],
      ['EUR', 2],
    ]);
  });
});

describe('the words of a line', () => {
  const say = (line: AccountLine) => lineWords('en', line, { now, today });

  test('name each state, and say what it means where that is not plain', () => {
    expect(say(owing(100n, { bills: [bill('2026-11-08')] }))).toEqual({
      tone: 'late',
      tag: '12 days overdue',
      meaning: null,
    });
    expect(say(owing(100n, { bills: [bill('2026-11-25')] })).tag).toBe('Due 25\u00a0November');
    expect(say(owing(100n)).tag).toBe('To pay');
    expect(say(owing(0n)).tag).toBe('Nothing to pay');
    expect(say(owing(-380n)).tag).toBe('In credit: 3.80\u00a0₼');
    expect(say(owing(-380n, { line: { kind: 'prepaid', plan: null, renewsOn: null } })).tag).toBe(
      'Balance 3.80\u00a0₼',
    );
    expect(say(owing(0n, { balanceTold: false })).meaning).toContain('does not tell how much is owed');
    expect(say(aLine({ debt: { kind: 'gone' } })).meaning).toContain('no longer knows this number');
    expect(say(aLine({ debt: { kind: 'refused', reason: 'proof' } })).tag).toBe('Proof out of date');
  });

  test('say of a silent provider that it is silent, and how old the amount is', () => {
    const yesterday = new Date('2026-11-19T10:02:11Z');
    expect(say(silent(aSilence(2410n, yesterday)))).toEqual({
      tone: 'off',
      tag: 'Not answering now',
      meaning: 'Azersu is not answering now. The amount shown is from yesterday, 14:02. You can pay it, or try again.',
    });
    expect(say(silent(null)).meaning).toContain('No earlier amount is known');
    expect(say(silent(null, { debt: { kind: 'silent', reason: 'maintenance', lastKnown: null } })).tag).toBe(
      'Planned maintenance',
    );
  });

  test.each(['maintenance', 'suspended'] as const)(
    'of a provider in %s: how old the amount is, not to pay it',
    (reason) => {
      const lastKnown = aSilence(2410n, new Date('2026-11-19T10:02:11Z'));
      expect(say(aLine({ debt: { kind: 'silent', reason, lastKnown } })).meaning).toBe(
        'Last known amount: yesterday, 14:02',
      );
    },
  );

  test('call a bill paid as soon as its payment was accepted', () => {
    const line = { ...owing(100n, { bills: [bill('2026-11-08')] }), paid: { amount: 100n, at: now } };
    expect(say(line)).toEqual({ tone: 'ok', tag: 'Paid', meaning: null });
  });
});

test('a provider is asked with the values of the link; its data come in full only where they may be shown', () => {
  const link = {
    linkId: 'l',
    providerId: 'p',
    account: '1',
    fields: { authorizationCode: '9' },
    showsProviderData: false,
  } as unknown as AccountLink;
  expect(targetOf(link)).toEqual({
    key: 'l',
    providerId: 'p',
    input: { account: '1', fields: { authorizationCode: '9' } },
    unmasked: false,
  });
});

function noHolder() {
  return { name: null, address: null, masked: true };
}
