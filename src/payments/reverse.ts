import { unreachable } from '../kernel/assert.ts';
import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import { cancellationOf, refundOf, reversalOf, undoing, type TransferDraft } from '../ledger/transfers.ts';
import type { ReversePayment } from './commands.ts';
import { decided, type Decision, type DeliveryChange, type Stamp } from './effects.ts';
import { amountsOf, type PaymentView } from './model.ts';

/** A payment and its delivery, read with the delivery's row locked. */
export interface DeliveryState {
  readonly payment: PaymentView;
  readonly attemptNo: number;
  readonly everUnknown: boolean;
  readonly nextActionAt: Date | null;
  readonly reversal: 'pending' | 'done' | 'refused' | null;
  /** Of a payment that is rejected or reversed: the books nevertheless hold a success of the provider, late or cancelled. */
  readonly successBooked: boolean;
}

export type ReverseOutcome =
  | { readonly kind: 'reversed' | 'pending'; readonly payment: PaymentView }
  | { readonly kind: 'refused'; readonly code: ErrorCode };

/**
 * Reversal and delivery race for one row lock and exactly one wins: what was not sent is reversed at once; what was
 * sent waits for the provider's answer; what was rejected is refunded, unless a late success has made the money the
 * provider's; what was confirmed needs the provider's cancel on the same settlement day, or two people who agree to a refund.
 */
export function decideReverse(
  state: DeliveryState | null,
  command: ReversePayment,
  stamp: Stamp,
): Decision<ReverseOutcome> {
  if (!state || (command.agentId !== null && state.payment.agentId !== command.agentId)) return refused('not_found');
  const { payment } = state;
  switch (payment.state) {
    case 'reversed':
      return refused('already_reversed');
    case 'accepted':
      return finish(state, { command, stamp, transfer: reversalOf(amountsOf(payment)) });
    case 'rejected':
      if (state.successBooked) return refused('not_reversible');
      return finish(state, { command, stamp, transfer: refundOf(amountsOf(payment)) });
    case 'sending':
    case 'unknown':
      return wait(state, command, state.nextActionAt);
    case 'confirmed':
      if (state.reversal === 'pending') return wait(state, command, state.nextActionAt);
      if (command.isRefund === true) return refundConfirmed(state, command, stamp);
      return command.canCancel && state.reversal === null && payment.decidedDay === stamp.day
        ? wait(state, command, stamp.at)
        : refused('not_reversible');
    default:
      return unreachable(payment.state);
  }
}

/**
 * A provider that can cancel is told first, and may refuse, also what it refused before. From any other the amount is taken
 * back out of what is due to it.
 */
function refundConfirmed(state: DeliveryState, command: ReversePayment, stamp: Stamp): Decision<ReverseOutcome> {
  if (command.canCancel) return wait(state, command, stamp.at);
  return finish(state, { command, stamp, transfer: cancellationOf(amountsOf(state.payment)) });
}

function finish(
  state: DeliveryState,
  {
    command,
    stamp,
    transfer,
  }: { readonly command: ReversePayment; readonly stamp: Stamp; readonly transfer: TransferDraft },
): Decision<ReverseOutcome> {
  const { payment } = state;
  const change: DeliveryChange = {
    ...unchanged(state),
    toState: 'reversed',
    nextActionAt: null,
    reversalRequested: false,
    decidedDay: stamp.day,
  };
  const reversed: PaymentView = {
    ...payment,
    state: 'reversed',
    reversalRequested: false,
    decidedAt: stamp.at,
    decidedDay: stamp.day,
  };
  return decided(
    { kind: 'reversed', payment: reversed },
    {
      transfers: [undoing(payment.acceptance, transfer)],
      deliveries: [change],
      reversals: [reversalEffect(state, command, 'done')],
      outbox: [{ topic: 'payment.reversed', subjectId: payment.id }],
    },
  );
}

/** Keeps the wish: the attempt that learns the provider's answer carries it out. */
function wait(state: DeliveryState, command: ReversePayment, nextActionAt: Date | null): Decision<ReverseOutcome> {
  const pending: PaymentView = { ...state.payment, reversalRequested: true };
  if (state.payment.reversalRequested) return decided({ kind: 'pending', payment: pending });
  return decided(
    { kind: 'pending', payment: pending },
    {
      deliveries: [{ ...unchanged(state), nextActionAt, reversalRequested: true }],
      reversals: [reversalEffect(state, command, 'pending')],
    },
  );
}

export function unchanged(state: DeliveryState): DeliveryChange {
  const { payment } = state;
  return {
    settlementDay: payment.settlementDay,
    paymentId: payment.id,
    fromState: payment.state,
    toState: payment.state,
    attemptNo: state.attemptNo,
    providerTransaction: payment.providerTransaction,
    nextActionAt: state.nextActionAt,
    reversalRequested: payment.reversalRequested,
    decidedDay: payment.decidedDay,
  };
}

function reversalEffect(state: DeliveryState, command: ReversePayment, to: 'pending' | 'done') {
  return {
    paymentId: state.payment.id,
    settlementDay: state.payment.settlementDay,
    requestedBy: command.requestedBy,
    reason: command.reason,
    state: to,
  };
}

function refused(code: ErrorCode): Decision<ReverseOutcome> {
  return decided({ kind: 'refused', code });
}
