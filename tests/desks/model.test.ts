import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  askToUndo,
  type BasketOutcome,
  beginPaying,
  changeOf,
  type Customer,
  customerIdleMs,
  dropUndoing,
  giveWay,
  type DeskLine,
  hasGone,
  nobodyYet,
  noteOutcomes,
  noteUndoing,
  type Paying,
} from '../../src/desks/model.ts';

const lineOf = (key: string): DeskLine => ({
  ...{ key, linkId: null, providerId: 'p', account: '1', fields: {}, label: null, choice: null, wanted: null },
  answer: { kind: 'told', quoteId: `q-${key}`, holderName: null },
});

const payingOf = (keys: readonly string[]): Paying => ({
  ...{ currency: 'AZN', cash: '10000', paymentCode: null, confirmed: [] },
  baskets: keys.map((key) => ({
    key,
    lines: [{ lineKey: `line-${key}`, quoteId: `q-${key}`, amount: '100' }],
    outcome: null,
  })),
});

const customerOf = (keys: readonly string[]): Customer => ({
  ...nobodyYet,
  id: 'c',
  cashTyped: '100',
  lines: keys.map((key) => lineOf(`line-${key}`)),
});

const outcomeOf = (key: string, isAccepted: boolean): BasketOutcome =>
  isAccepted
    ? {
        kind: 'accepted',
        total: '101',
        payments: [{ paymentId: `y-${key}`, receiptNumber: key, lineKey: `line-${key}`, amount: '101' }],
      }
    : { kind: 'refused', refusal: { code: 'insufficient_position', lineKey: null, details: {} } };

const verdicts = fc
  .uniqueArray(fc.stringMatching(/^[a-z]{3}$/), { minLength: 1, maxLength: 8 })
  .chain((keys) =>
    fc.record({ keys: fc.constant(keys), accepted: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }) }),
  );

describe('a payment at a desk', () => {
  test('is begun once: whoever presses again changes nothing', () => {
    const begun = beginPaying(customerOf(['a']), payingOf(['a']));
    expect(beginPaying(begun, payingOf(['b']))).toBe(begun);
    expect(begun.paying?.baskets[0]?.key).toBe('a');
  });

  test('stays open until every basket has an outcome, in whatever order and however often they come', () => {
    fc.assert(
      fc.property(verdicts, fc.infiniteStream(fc.nat()), ({ keys, accepted }, chance) => {
        const outcomes = keys.map((key, index) => [key, outcomeOf(key, accepted[index] === true)] as const);
        let customer = beginPaying(customerOf(keys), payingOf(keys));
        const order = outcomes.toSorted(() => ((chance.next().value ?? 0) % 2 === 0 ? 1 : -1));
        for (const [index, one] of order.entries()) {
          customer = noteOutcomes(noteOutcomes(customer, new Map([one])), new Map([one]));
          expect(customer.paying === null).toBe(index === order.length - 1);
        }
        const paid = keys.filter((_, index) => accepted[index] === true);
        const taken = customer.taken.flatMap((one) => one.payments.map((payment) => payment.receiptNumber));
        expect(taken.toSorted()).toEqual(paid.toSorted());
        expect(
          customer.lines
            .filter((line) => line.answer.kind === 'paid')
            .map((line) => line.key)
            .toSorted(),
        ).toEqual(paid.map((key) => `line-${key}`).toSorted());
        expect(customer.taken.reduce((sum, one) => sum + BigInt(one.total), 0n)).toBe(101n * BigInt(paid.length));
        expect(customer.refusal !== null).toBe(paid.length < keys.length);
      }),
    );
  });

  test('an outcome that is known is never replaced by another', () => {
    const begun = beginPaying(customerOf(['a', 'b']), payingOf(['a', 'b']));
    const first = noteOutcomes(begun, new Map([['a', outcomeOf('a', true)]]));
    const second = noteOutcomes(
      first,
      new Map([
        ['a', outcomeOf('a', false)],
        ['b', outcomeOf('b', true)],
      ]),
    );
    expect(second.taken[0]?.payments).toHaveLength(2);
  });
});

test('whoever comes next takes the place, but never that of a payment whose outcome is not known', () => {
  const [first, next] = [customerOf(['a']), { ...customerOf(['b']), id: 'next' }];
  expect(giveWay(first, next)).toBe(next);
  expect(giveWay(first, null)).toBeNull();
  const begun = beginPaying(first, payingOf(['a']));
  expect(giveWay(begun, next)).toBe(begun);
});

test('a customer has gone after some minutes of silence, but never while an outcome is not known', () => {
  const then = new Date('2026-11-20T06:00:00Z');
  const later = (ms: number) => new Date(then.getTime() + ms);
  const customer = customerOf(['a']);
  expect(hasGone(customer, then, later(customerIdleMs - 1))).toBe(false);
  expect(hasGone(customer, then, later(customerIdleMs))).toBe(true);
  expect(hasGone(beginPaying(customer, payingOf(['a'])), then, later(customerIdleMs * 10))).toBe(false);
});

test('change and total are the cash again; less cash than the total has no change', () => {
  const sums = fc.bigInt({ min: 0n, max: 10n ** 12n });
  fc.assert(
    fc.property(sums, sums, (cash, total) => {
      const change = changeOf(cash, total);
      if (cash < total) expect(change).toBeNull();
      else expect((change ?? -1n) + total).toBe(cash);
    }),
  );
});

describe('a payment that was found again', () => {
  const opened = { ...customerOf([]), opened: { paymentId: 'p', undoing: null } };
  const wish = { kind: 'reversal', key: 'k', reason: 'wrong account' } as const;
  const asked = askToUndo(opened, 'p', wish);

  test('is wished back once: what was sent keeps its key until there is an answer', () => {
    expect(asked.opened?.undoing).toEqual({ ...wish, state: 'asked', refusal: null });
    const sent = noteUndoing(asked, 'k', { state: 'sent', refusal: null });
    expect(askToUndo(sent, 'p', { ...wish, key: 'another' })).toBe(sent);
    const answered = noteUndoing(sent, 'k', { state: 'answered', refusal: null });
    expect(askToUndo(answered, 'p', { ...wish, key: 'another' }).opened?.undoing?.key).toBe('another');
  });

  test('of another window, or under another key, changes nothing', () => {
    expect(askToUndo(opened, 'another payment', wish)).toBe(opened);
    expect(noteUndoing(asked, 'another key', { state: 'sent', refusal: null })).toBe(asked);
    expect(dropUndoing(asked, 'another key')).toBe(asked);
  });

  test('is left alone as long as nothing was sent', () => {
    expect(dropUndoing(asked, 'k').opened?.undoing).toBeNull();
    const sent = noteUndoing(asked, 'k', { state: 'sent', refusal: null });
    expect(dropUndoing(sent, 'k')).toBe(sent);
  });
});
