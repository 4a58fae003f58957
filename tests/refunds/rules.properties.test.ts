import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paymentStates } from '../../src/payments/states.ts';
import { type Person, refundStates, refusalToAsk, refusalToDecide, type RefundFacts } from '../../src/refunds/model.ts';

const openDay = '2026-11-20';
const facts: fc.Arbitrary<RefundFacts> = fc.record({
  state: fc.constantFrom(...paymentStates),
  decidedDay: fc.constantFrom(null, openDay, '2026-11-19', '2026-11-01'),
  openDay: fc.constant(openDay),
  canCancel: fc.boolean(),
  reversal: fc.constantFrom(null, 'pending' as const, 'done' as const, 'refused' as const),
  last: fc.constantFrom(null, ...refundStates),
});
const person: fc.Arbitrary<Person> = fc.constantFrom('teller:1', 'teller:2', 'operator:1', 'operator:2');
const to = fc.constantFrom('approved' as const, 'refused' as const);
const refund = fc.record({ state: fc.constantFrom(...refundStates), requestedBy: person });

describe('a refund', () => {
  test('is asked for only of what was confirmed, while no other one is open and no reversal is on its way', () => {
    fc.assert(
      fc.property(facts, (known) => {
        if (refusalToAsk(known) !== null) return;
        expect(known.state).toBe('confirmed');
        expect(known.reversal).not.toBe('pending');
        expect(['requested', 'approved']).not.toContain(known.last);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is no second way beside a reversal: what can still be reversed is not refunded, and what cannot is', () => {
    fc.assert(
      fc.property(facts, (known) => {
        const isConfirmed = { ...known, state: 'confirmed' as const, reversal: null, last: null };
        const canReverse = known.canCancel && known.decidedDay === openDay;
        expect(refusalToAsk(isConfirmed)).toBe(canReverse ? 'refund_not_due' : null);
        // Where the provider has refused to reverse, the refund is the way that is left.
        expect(refusalToAsk({ ...isConfirmed, reversal: 'refused' })).toBeNull();
      }),
    );
  });

  test('comes once: money that is back is never asked for again', () => {
    fc.assert(
      fc.property(facts, (known) => {
        expect(refusalToAsk({ ...known, state: 'reversed' })).toBe('already_reversed');
      }),
    );
  });

  test('is approved by somebody else than who asked, whoever that is; who asked may take it back', () => {
    fc.assert(
      fc.property(refund, person, (asked, by) => {
        const open = { ...asked, state: 'requested' as const };
        const isSame = by === asked.requestedBy;
        expect(refusalToDecide(open, { by, to: 'approved' })).toBe(isSame ? 'same_actor' : null);
        expect(refusalToDecide(open, { by, to: 'refused' })).toBeNull();
      }),
    );
  });

  test('is decided once: only an approval may be given again', () => {
    fc.assert(
      fc.property(refund, person, to, (asked, by, decision) => {
        if (asked.state === 'requested') return;
        const isRepeat = asked.state === 'approved' && decision === 'approved' && by !== asked.requestedBy;
        const refusal = refusalToDecide(asked, { by, to: decision });
        expect(refusal === null).toBe(isRepeat);
        if (asked.state !== 'approved') expect(refusal).toBe('refund_decided');
      }),
      { numRuns: 500 },
    );
  });
});
