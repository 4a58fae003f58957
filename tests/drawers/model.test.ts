import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settle } from '../../src/drawers/closing.ts';
import { type DayTurnover, linesOf, type MovedRow, type ShiftFacts, sumOfPieces } from '../../src/drawers/model.ts';
import { type Currency, minor } from '../../src/kernel/money.ts';

const currency = fc.constantFrom<Currency>('AZN', 'EUR', 'RUB');
const amount = fc.bigInt({ min: 1n, max: 100_000n }).map(minor);
const fee = fc.bigInt({ min: 0n, max: 900n }).map(minor);
const day = fc.constantFrom('2026-11-20', '2026-11-21');

/** Something that puts cash into a drawer or takes it out. */
type Happening =
  | {
      readonly what: 'taken' | 'given back';
      readonly currency: Currency;
      readonly amount: bigint;
      readonly fee: bigint;
      readonly day: string;
      readonly isBefore: boolean;
    }
  | { readonly what: MovedRow['direction']; readonly currency: Currency; readonly amount: bigint };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ what: fc.constantFrom('taken', 'given back'), currency, amount, fee, day, isBefore: fc.boolean() }),
  fc.record({
    what: fc.constantFrom<MovedRow['direction']>('toTellers', 'fromTellers', 'toVault', 'change'),
    currency,
    amount,
  }),
);
const float = fc.uniqueArray(fc.record({ currency, amount }), { selector: (one) => one.currency, maxLength: 3 });
const shiftDay = fc.record({ float, happenings: fc.array(happening, { maxLength: 40 }) });

function factsOf({
  float: floats,
  happenings,
}: {
  float: ShiftFacts['floats'];
  happenings: readonly Happening[];
}): ShiftFacts {
  const turnovers: DayTurnover[] = [];
  const moved: MovedRow[] = [];
  for (const one of happenings) {
    const money = { currency: one.currency, amount: minor(one.amount), count: 1 };
    if ('fee' in one) {
      const of = one.what === 'taken' ? 'payments' : 'reversals';
      turnovers.push({ ...money, of, fees: minor(one.fee), day: one.day, isBefore: one.isBefore });
    } else moved.push({ ...money, direction: one.what });
  }
  return { floats, turnovers, moved };
}

/** The drawer itself: what lies in it when everything has been put in and taken out, one piece after the other. */
function drawerAfter({ float: floats, happenings }: { float: ShiftFacts['floats']; happenings: readonly Happening[] }) {
  const drawer = new Map<Currency, bigint>(floats.map((one) => [one.currency, one.amount]));
  for (const one of happenings) {
    const inHand = drawer.get(one.currency) ?? 0n;
    if ('fee' in one) {
      // What came before the opening is in the counted float.
      const cash = one.isBefore ? 0n : one.amount + one.fee;
      drawer.set(one.currency, one.what === 'taken' ? inHand + cash : inHand - cash);
    } else {
      const isIn = one.what === 'fromTellers' || one.what === 'change';
      drawer.set(one.currency, isIn ? inHand + one.amount : inHand - one.amount);
    }
  }
  return drawer;
}

describe('the cash of any day', () => {
  it('is the float with all that was taken in, less all that went out', () => {
    fc.assert(
      fc.property(shiftDay, (some) => {
        const expected = new Map(linesOf(factsOf(some)).map((line) => [line.currency, line.expected]));
        expect(expected).toEqual(drawerAfter(some));
      }),
    );
  });

  it('adds up over its settlement days', () => {
    fc.assert(
      fc.property(shiftDay, (some) => {
        for (const line of linesOf(factsOf(some))) {
          for (const of of ['payments', 'reversals'] as const) {
            const sums = line.days.map((one) => one[of].amount + one[of].fees).reduce((a, b) => a + b, 0n);
            expect(sums).toBe(line[of].amount + line[of].fees);
            expect(line.days.reduce((count, one) => count + one[of].count, 0)).toBe(line[of].count);
          }
        }
      }),
    );
  });

  it('closes without a word when all of it is counted, and with a reason when a qəpik is over or short', () => {
    fc.assert(
      fc.property(shiftDay, fc.bigInt({ min: -5n, max: 5n }), (some, slip) => {
        const lines = linesOf(factsOf(some));
        const counted = lines.map((line, index) => ({
          ...{ currency: line.currency, denominations: null },
          amount: minor(index === 0 ? line.expected + slip : line.expected),
        }));
        const silent = settle(lines, { counted, reason: null });
        const isEven = slip === 0n || lines.length === 0;
        expect(silent.ok ? 'closed' : silent.error.code).toBe(isEven ? 'closed' : 'difference_unexplained');
        const explained = settle(lines, { counted, reason: 'miscounted change' });
        const sum = explained.ok
          ? explained.value.differences.reduce((total, one) => total + one.difference, 0n)
          : null;
        expect(sum).toBe(lines.length === 0 ? 0n : slip);
      }),
    );
  });
});

describe('a count', () => {
  const lines = [
    { currency: 'AZN' as const, expected: minor(500n) },
    { currency: 'EUR' as const, expected: minor(0n) },
  ];

  it('must name every currency that should be there, and none that should not', () => {
    const answer = settle(lines, { counted: [], reason: 'lost the key' });
    expect(answer.ok ? null : answer.error).toMatchObject({
      code: 'count_incomplete',
      fields: [{ field: '/counted' }],
    });
    const counted = [{ currency: 'AZN' as const, amount: minor(500n), denominations: null }];
    expect(settle(lines, { counted, reason: null }).ok).toBe(true);
  });

  it('of a currency that nobody expects is over', () => {
    const counted = (['AZN', 'RUB'] as const).map((one) => ({
      currency: one,
      amount: minor(500n),
      denominations: null,
    }));
    const answer = settle(lines, { counted, reason: 'found under the tray' });
    expect(answer.ok && answer.value.differences).toMatchObject([{ currency: 'RUB', difference: 500n }]);
  });

  it('by pieces is the sum of their values', () => {
    expect(
      sumOfPieces([
        { value: minor(500n), pieces: 3 },
        { value: minor(20n), pieces: 2 },
        { value: minor(1n), pieces: 0 },
      ]),
    ).toBe(1540n);
  });
});
