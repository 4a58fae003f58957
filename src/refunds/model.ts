import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import type { PaymentState } from '../payments/states.ts';

export const refundStates = ['requested', 'approved', 'refused', 'done', 'declined'] as const;
/**
 * `requested`: a second person has to decide. `approved`: the provider is being asked to cancel. `refused`: by the second
 * person. `done`: the money is back. `declined`: the provider refused to cancel.
 */
export type RefundState = (typeof refundStates)[number];

/** Who asks or decides, as it is kept: `teller:<id>` or `operator:<id>`. */
export type Person = `teller:${string}` | `operator:${string}`;

export interface Refund {
  readonly id: string;
  readonly paymentId: string;
  readonly agentId: string;
  /** The agent's own key of the wish; null where an operator asked. */
  readonly key: string | null;
  readonly reason: string;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  /** What was decided is stored; what became of an approval, its payment tells. */
  readonly state: RefundState;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  /** Why it was refused. */
  readonly answer: string | null;
}

/** What decides whether a payment may be refunded. */
export interface RefundFacts {
  readonly state: PaymentState;
  /** Settlement day on which the outcome was booked. */
  readonly decidedDay: string | null;
  readonly openDay: string;
  readonly canCancel: boolean;
  readonly reversal: 'pending' | 'done' | 'refused' | null;
  /** State of the payment's last refund. */
  readonly last: RefundState | null;
}

/** Why a refund cannot be asked for, or null: it is for what was confirmed and can no longer be reversed. */
export function refusalToAsk(facts: RefundFacts): ErrorCode | null {
  if (facts.state === 'reversed') return 'already_reversed';
  if (facts.last === 'requested' || facts.last === 'approved') return 'refund_open';
  if (facts.state !== 'confirmed' || facts.reversal === 'pending') return 'refund_not_due';
  const canReverse = facts.canCancel && facts.reversal === null && facts.decidedDay === facts.openDay;
  return canReverse ? 'refund_not_due' : null;
}

/** How a payment can be given back now: by one person at once, or by a refund that a second one approves. */
export type WayBack = 'reversal' | 'refund';

/** Null where nothing is to be asked for: it was given back, or is being. */
export function wayBackOf(facts: RefundFacts): WayBack | null {
  if (facts.state === 'reversed' || facts.reversal === 'pending') return null;
  const code = refusalToAsk(facts);
  if (code === null) return 'refund';
  return code === 'refund_open' ? null : 'reversal';
}

/** Why a person cannot decide, or null. An approval that was not carried out yet may be given again. */
export function refusalToDecide(
  refund: Pick<Refund, 'state' | 'requestedBy'>,
  { by, to }: { readonly by: Person; readonly to: 'approved' | 'refused' },
): ErrorCode | null {
  const isRepeat = refund.state === 'approved' && to === 'approved';
  if (refund.state !== 'requested' && !isRepeat) return 'refund_decided';
  return to === 'approved' && refund.requestedBy === by ? 'same_actor' : null;
}
