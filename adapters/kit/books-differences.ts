import type { Minor } from '../../src/kernel/money.ts';
import type { BookedPayment } from './booked-payment.ts';

/** A payment as the hub has it, for comparison with a provider's own books. */
export interface OurPayment {
  readonly reference: string;
  readonly account: string;
  readonly amount: Minor;
  /**
   * Must the provider have it? `yes` when confirmed; `no` when rejected, reversed or never sent; `open` while the
   * outcome is unknown, when both are right.
   */
  readonly booked: 'yes' | 'no' | 'open';
}

export interface BooksDifference {
  readonly kind:
    'missing-there' | 'missing-here' | 'booked-there-only' | 'amount-differs' | 'account-differs' | 'credited-twice';
  readonly reference: string;
}

type Compared = Pick<BookedPayment, 'reference' | 'account' | 'amount' | 'credits' | 'cancelled'>;

/** Both directions: every payment of ours must be there as we have it, and nothing else may be there. */
export function differencesBetween(
  ours: readonly OurPayment[],
  theirs: readonly Compared[],
): readonly BooksDifference[] {
  const booked = new Map(theirs.map((payment) => [payment.reference, payment]));
  const known = new Set(ours.map((payment) => payment.reference));
  const unknownHere = theirs.filter((payment) => !known.has(payment.reference) && !payment.cancelled);
  return [
    ...ours.flatMap((payment) => compare(payment, booked.get(payment.reference))),
    ...unknownHere.map((payment) => ({ kind: 'missing-here' as const, reference: payment.reference })),
  ];
}

function compare(ours: OurPayment, theirs: Compared | undefined): BooksDifference[] {
  const found: BooksDifference['kind'][] = [];
  const held = theirs !== undefined && !theirs.cancelled;
  if (ours.booked === 'yes' && !held) found.push('missing-there');
  if (ours.booked === 'no' && held) found.push('booked-there-only');
  if (theirs && theirs.amount !== ours.amount) found.push('amount-differs');
  if (theirs && theirs.account !== ours.account) found.push('account-differs');
  if (theirs && theirs.credits > 1) found.push('credited-twice');
  return found.map((kind) => ({ kind, reference: ours.reference }));
}
