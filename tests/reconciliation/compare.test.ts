import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StatementLine } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';
import { createComparison } from '../../src/reconciliation/compare.ts';
import {
  isDue,
  mostBreaks,
  type OurPayment,
  sliceAfter,
  slicesBeyond,
  slicesThrough,
  type Standing,
} from '../../src/reconciliation/model.ts';

const confirmedAt = new Date('2026-11-20T12:00:00Z');
const inDay = { from: new Date('2026-11-20T12:00:00Z'), isOfDay: true };
const outside = { ...inDay, isOfDay: false };

const ours = (reference: string, standing: Standing = 'credited', amount = 1000n): OurPayment => ({
  ...{ reference, account: 'A1', amount, standing, confirmedAt: standing === 'credited' ? confirmedAt : null },
});
const theirs = (reference: string, change: Partial<StatementLine> = {}): StatementLine => ({
  ...{ reference, providerTransaction: `T${reference}`, account: 'A1', amount: minor(1000n), cancelled: false },
  ...change,
});
const byReference = (payments: readonly OurPayment[]) => new Map(payments.map((one) => [one.reference, one]));

/** One slice of the day, held against these payments of the day and of other days. */
function compared(
  payments: readonly OurPayment[],
  lines: readonly StatementLine[],
  others: readonly OurPayment[] = [],
) {
  const comparison = createComparison('AZN', byReference(payments));
  comparison.add(lines, byReference(others), inDay);
  return comparison.end();
}
const kinds = (of: ReturnType<typeof compared>) => of.breaks.map(({ kind, reference }) => `${kind} ${reference}`);

describe('a day of a provider', () => {
  it('agrees where both have the same payments', () => {
    const outcome = compared([ours('1'), ours('2')], [theirs('2'), theirs('1')]);
    expect(outcome).toEqual({ lines: 2, matched: 2, breakCount: 0, breaks: [] });
  });

  it('names what one side has and the other has not, with what it says', () => {
    const outcome = compared([ours('1')], [theirs('9', { amount: minor(500n) })]);
    expect(outcome.breaks).toEqual([
      {
        ...{ kind: 'missing_there', reference: '1', currency: 'AZN', there: null, providerTransaction: null },
        here: { amount: 1000n, state: 'credited' },
      },
      {
        ...{ kind: 'missing_here', reference: '9', currency: 'AZN', here: null, providerTransaction: 'T9' },
        there: { amount: 500n, state: 'credited' },
      },
    ]);
  });

  it.each<[string, OurPayment, Partial<StatementLine>, string | null]>([
    ['another amount', ours('1'), { amount: minor(999n) }, 'other_amount'],
    ['another account', ours('1'), { account: 'A2' }, 'other_account'],
    ['no account, since its protocol tells none', ours('1'), { account: null }, null],
    ['a cancellation that we know nothing of', ours('1'), { cancelled: true }, 'other_state'],
    ['a payment that we gave back', ours('1', 'undone'), { cancelled: false }, 'other_state'],
    ['a payment that both took back', ours('1', 'undone'), { cancelled: true }, null],
    ['a payment that we gave back, and it does not say whether it did', ours('1', 'undone'), { cancelled: null }, null],
    ['a payment that it had refused', ours('1', 'refused'), { cancelled: null }, 'other_state'],
    ['a payment of which we do not know yet', ours('1', 'open'), {}, 'other_state'],
    ['a payment of which we do not know yet, cancelled', ours('1', 'open'), { cancelled: true }, null],
  ])('where the provider has %s', (_what, ...[own, change, kind]) => {
    expect(kinds(compared([own], [theirs('1', change)]))).toEqual(kind === null ? [] : [`${kind} 1`]);
  });

  it('finds a payment that the provider booked twice, in one slice or in two', () => {
    expect(kinds(compared([ours('1')], [theirs('1'), theirs('1')]))).toEqual(['repeated_there 1']);
    const comparison = createComparison('AZN', byReference([ours('1')]));
    comparison.add([theirs('1')], new Map(), outside);
    comparison.add([theirs('1')], new Map(), inDay);
    expect(comparison.end()).toMatchObject({ breakCount: 1, breaks: [{ kind: 'repeated_there' }] });
  });

  it('finds one that the provider booked again days after it was confirmed, and not one that it books late', () => {
    const daysLater = (days: number) => {
      const comparison = createComparison('AZN', new Map());
      const from = new Date(confirmedAt.getTime() + days * 86_400_000);
      comparison.add([theirs('1')], byReference([ours('1')]), { from, isOfDay: true });
      return kinds(comparison.end());
    };
    expect([daysLater(0.9), daysLater(2)]).toEqual([[], ['repeated_there 1']]);
  });

  it('counts what stands: taken back and booked anew, or booked twice and mended, is booked once', () => {
    const [stands, back] = [theirs('1'), theirs('1', { cancelled: true })];
    expect(compared([ours('1')], [back, stands])).toMatchObject({ matched: 1, breakCount: 0 });
    expect(compared([ours('1')], [stands, back])).toMatchObject({ matched: 1, breakCount: 0 });
    expect(kinds(compared([ours('1')], [back]))).toEqual(['other_state 1']);
    expect(compared([], [back]).breakCount).toBe(0);
  });

  it('knows payments of other days that the provider booked on this one', () => {
    expect(compared([], [theirs('1')], [ours('1')])).toMatchObject({ lines: 1, matched: 1, breakCount: 0 });
    expect(kinds(compared([], [theirs('1')], [ours('1', 'open')]))).toEqual(['other_state 1']);
  });

  it('looks outside of the day for payments of the day alone', () => {
    const comparison = createComparison('AZN', byReference([ours('1')]));
    comparison.add([theirs('1'), theirs('8')], new Map(), outside);
    expect(comparison.end()).toEqual({ lines: 0, matched: 1, breakCount: 0, breaks: [] });
  });

  it('does not miss what was given back', () => {
    expect(compared([ours('1', 'undone')], []).breakCount).toBe(0);
    const comparison = createComparison('AZN', byReference([ours('1'), ours('2', 'undone'), ours('3')]));
    comparison.add([theirs('1'), theirs('3', { cancelled: true })], new Map(), inDay);
    expect(comparison.isMissingSome()).toBe(false);
  });

  it('keeps the first thousand breaks and counts all of them', () => {
    const many = Array.from({ length: mostBreaks + 7 }, (_, index) => theirs(String(index)));
    const outcome = compared([], many);
    expect([outcome.breakCount, outcome.breaks.length]).toEqual([mostBreaks + 7, mostBreaks]);
  });

  it('keeps no control characters and no novels of what a provider writes', () => {
    const [kept] = compared([], [theirs('1', { reference: `a\u0000${'b'.repeat(500)}` })]).breaks;
    expect(kept?.reference).toBe(`a?${'b'.repeat(198)}`);
  });

  it('finds exactly what was changed, whatever it is and wherever the slices are cut', () => {
    const change = fc.constantFrom('same', 'lost', 'doubled', 'amount', 'account', 'cancelled', 'unknown here');
    const run = fc.property(
      fc.array(change, { maxLength: 40 }),
      fc.array(fc.boolean(), { maxLength: 80 }),
      (all, cuts) => {
        const payments: OurPayment[] = [];
        const lines: StatementLine[] = [];
        const expected: string[] = [];
        for (const [index, what] of all.entries()) {
          const reference = String(100 + index);
          if (what !== 'unknown here') payments.push(ours(reference));
          if (what !== 'lost') {
            lines.push(
              theirs(reference, {
                amount: minor(what === 'amount' ? 1n : 1000n),
                account: what === 'account' ? 'B' : 'A1',
                cancelled: what === 'cancelled',
              }),
            );
          }
          if (what === 'doubled') lines.push(theirs(reference));
          const kind = {
            ...{ same: null, lost: 'missing_there', doubled: 'repeated_there', amount: 'other_amount' },
            ...{ account: 'other_account', cancelled: 'other_state', 'unknown here': 'missing_here' },
          }[what];
          if (kind) expected.push(`${kind} ${reference}`);
        }
        const comparison = createComparison('AZN', byReference(payments));
        let slice: StatementLine[] = [];
        for (const [index, line] of lines.entries()) {
          slice.push(line);
          if (cuts[index] !== true) continue;
          comparison.add(slice, new Map(), inDay);
          slice = [];
        }
        comparison.add(slice, new Map(), inDay);
        const outcome = comparison.end();
        expect(kinds(outcome)).toEqual(expected);
        expect(outcome.matched).toBe(all.filter((what) => what === 'same' || what === 'doubled').length);
      },
    );
    fc.assert(run);
  });
});

describe('the slices of a day', () => {
  const at = (text: string) => new Date(`2026-11-${text}Z`);
  const day = { start: at('19T20:00:00'), end: at('20T20:00:00'), now: at('21T00:00:00') };

  it('cover the day, what is close to it, and the time since its first payment was accepted, without a gap', () => {
    const slices = [...slicesThrough(day, at('19T14:10:00')), ...sliceAfter(day)];
    expect([slices[0]?.from, slices.at(-1)?.to]).toEqual([at('19T13:55:00'), at('20T20:15:00')]);
    for (const [index, { from, to }] of slices.entries()) {
      expect(to.getTime() - from.getTime()).toBeLessThanOrEqual(3 * 3_600_000);
      if (index > 0) expect(from).toEqual(slices[index - 1]?.to);
    }
    const own = slices.filter(({ isOfDay }) => isOfDay);
    expect([own[0]?.from, own.at(-1)?.to]).toEqual([day.start, day.end]);
  });

  it('end now where the day has only just ended, and begin at most five weeks before it', () => {
    expect(sliceAfter({ ...day, now: at('20T20:05:00') }).at(-1)?.to).toEqual(at('20T20:05:00'));
    expect(sliceAfter({ ...day, now: day.end })).toEqual([]);
    const [oldest] = slicesThrough(day, new Date('2026-01-01T00:00:00Z'));
    expect(oldest?.from).toEqual(new Date('2026-10-15T19:45:00Z'));
  });

  it('are few on a day on which nothing happened', () => {
    const still = { ...day, start: day.end };
    expect([...slicesThrough(still, null), ...sliceAfter(still)].map(({ isOfDay }) => isOfDay)).toEqual([false, false]);
  });

  it('reach a day further on both sides for what was found in none of them, as far as it is past', () => {
    const beyond = slicesBeyond({ ...day, now: at('22T00:00:00') }, null);
    expect(beyond.every(({ isOfDay }) => !isOfDay)).toBe(true);
    expect([beyond[0]?.from, beyond.at(-1)?.to]).toEqual([at('18T19:45:00'), at('21T20:00:00')]);
    expect(slicesBeyond(day, null).at(-1)?.to).toEqual(at('21T00:00:00'));
  });
});

describe('a day is compared', () => {
  const now = new Date('2026-11-21T12:00:00Z');
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  const due = (outcome: 'agrees' | 'differs' | 'not_read', hours: number) =>
    isDue({ outcome, at: hoursAgo(hours) }, hoursAgo(50), now);

  it('once where both agree, again after six hours where they differ, after one where nothing could be read', () => {
    expect(isDue(undefined, hoursAgo(50), now)).toBe(true);
    expect(due('agrees', 49)).toBe(false);
    expect([due('differs', 5), due('differs', 6)]).toEqual([false, true]);
    expect([due('not_read', 0.9), due('not_read', 1)]).toEqual([false, true]);
  });

  it('whatever was said of it while it went on', () => {
    expect(due('agrees', 51)).toBe(true);
  });
});
