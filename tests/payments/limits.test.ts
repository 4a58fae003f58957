import { describe, expect, test } from 'vitest';
import {
  limitDetails,
  type Limits,
  noLimits,
  noTakings,
  roomsOf,
  strictestOfDay,
  strictestOfPayment,
} from '../../src/payments/limits.ts';

const all: Limits = {
  payment: { agent: 900n, outlet: 500n, teller: 700n },
  day: { outlet: 5_000n, teller: 3_000n },
};

describe('of several limits the strictest holds', () => {
  test('for one payment the lowest', () => {
    expect(strictestOfPayment(all)).toEqual({ of: 'outlet', per: 'payment', limit: 500n, left: 500n });
    expect(strictestOfPayment({ ...all, payment: { ...all.payment, outlet: null } })?.of).toBe('teller');
  });

  test('for the day the one with least left, which need not be the lowest', () => {
    expect(strictestOfDay(all, { outlet: 0n, teller: 0n })).toMatchObject({ of: 'teller', left: 3_000n });
    expect(strictestOfDay(all, { outlet: 4_900n, teller: 100n })).toMatchObject({ of: 'outlet', left: 100n });
  });

  test('less than nothing is never left, as after a limit was lowered', () => {
    expect(strictestOfDay(all, { outlet: 9_000n, teller: 0n })).toMatchObject({ of: 'outlet', left: 0n });
  });

  test('where there is none, nothing bounds', () => {
    expect([strictestOfPayment(noLimits), strictestOfDay(noLimits, noTakings), roomsOf(noLimits, noTakings)]).toEqual([
      null,
      null,
      [],
    ]);
  });
});

test('a refusal says whose limit it is, of what, how much it is and how much is left', () => {
  const room = { of: 'teller', per: 'day', limit: 300_000n, left: 1_050n } as const;
  expect(limitDetails(room, 'AZN')).toEqual({
    ...{ limitOf: 'teller', limitPer: 'day', limit: '3000.00', left: '10.50', currency: 'AZN' },
  });
});
