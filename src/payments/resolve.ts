import { cancellationOf, confirmationOf, lateSuccessOf, rejectionOf, undoing } from '../ledger/transfers.ts';
import type { ResolveDelivery } from './commands.ts';
import { decided, type Decision, type DeliveryChange, type Effects, type Stamp } from './effects.ts';
import { amountsOf, type PaymentView } from './model.ts';
import { unchanged, type DeliveryState } from './reverse.ts';

/** A delivery with what the decision on an answer needs beside it. */
export interface ResolveState extends DeliveryState {
  /** The provider's number already proves another payment. */
  readonly transactionTaken: boolean;
  /** A success after the rejection or reversal was laid before a person already. */
  readonly lateSuccessSeen: boolean;
}

/**
 * `stale`: a later attempt owns the delivery, so this answer decides nothing. `contradiction`: the answer cannot be
 * true (a provider's number used twice); the payment stays open and a person is asked.
 */
export type ResolveOutcome = { readonly kind: 'done' | 'already' | 'stale' | 'contradiction' | 'late-success' };

/**
 * Books what the provider answered: exactly once, and only for the attempt that owns the delivery. How the attempt ended
 * is kept whatever is decided.
 */
export function decideResolve(
  state: ResolveState | null,
  command: ResolveDelivery,
  stamp: Stamp,
): Decision<ResolveOutcome> {
  if (!state) return decided({ kind: 'stale' });
  const decision = decideAnswer(state, command, stamp);
  const { attemptEnd, attemptNo } = command;
  if (!attemptEnd) return decision;
  const { id: paymentId, settlementDay } = state.payment;
  const attemptEnds = [{ ...attemptEnd, settlementDay, paymentId, attemptNo }];
  return { ...decision, effects: { ...decision.effects, attemptEnds } };
}

function decideAnswer(state: ResolveState, command: ResolveDelivery, stamp: Stamp): Decision<ResolveOutcome> {
  if (command.outcome === 'cancelled' || command.outcome === 'cancel-refused')
    return resolveCancel(state, command, stamp);
  const { payment } = state;
  if (payment.state === command.outcome) return again(state, command);
  if (command.outcome === 'confirmed' && (payment.state === 'rejected' || payment.state === 'reversed')) {
    return lateSuccess(state, command);
  }
  if (payment.state !== 'sending' && payment.state !== 'unknown') return decided({ kind: 'stale' });
  if (state.attemptNo !== command.attemptNo) return decided({ kind: 'stale' });
  return command.outcome === 'confirmed' ? confirm(state, command, stamp) : reject(state, stamp);
}

/** The same outcome once more. Two numbers for one payment may be two credits: that is for a person to find out. */
function again(state: ResolveState, command: ResolveDelivery): Decision<ResolveOutcome> {
  const { payment } = state;
  const numbers = [payment.providerTransaction, command.providerTransaction];
  const isOther = command.outcome === 'confirmed' && !numbers.includes(null) && numbers[0] !== numbers[1];
  return decided({ kind: 'already' }, { cases: isOther ? [caseOf(command, 'integrity', payment)] : [] });
}

function confirm(state: ResolveState, command: ResolveDelivery, stamp: Stamp): Decision<ResolveOutcome> {
  const { payment } = state;
  if (state.transactionTaken) {
    return decided({ kind: 'contradiction' }, { cases: [caseOf(command, 'integrity', payment)] });
  }
  const mustCancel = payment.reversalRequested && command.canCancel;
  const change: DeliveryChange = {
    ...unchanged(state),
    toState: 'confirmed',
    providerTransaction: command.providerTransaction,
    nextActionAt: mustCancel ? stamp.at : null,
    reversalRequested: mustCancel,
    decidedDay: stamp.day,
  };
  const isReversalOver = payment.reversalRequested && !command.canCancel;
  return decided(
    { kind: 'done' },
    {
      transfers: [confirmationOf(amountsOf(payment))],
      deliveries: [change],
      providerReferences: referenceOf(payment, command),
      reversals: isReversalOver ? [reversalDecided(payment, 'refused')] : [],
      outbox: [
        { topic: 'payment.confirmed', subjectId: payment.id },
        ...(isReversalOver ? reversalIsOff(payment) : []),
      ],
    },
  );
}

function reject(state: ResolveState, stamp: Stamp): Decision<ResolveOutcome> {
  const { payment } = state;
  const change: DeliveryChange = {
    ...unchanged(state),
    toState: 'rejected',
    nextActionAt: null,
    decidedDay: stamp.day,
  };
  return decided(
    { kind: 'done' },
    {
      transfers: [rejectionOf(amountsOf(payment))],
      deliveries: [change],
      outbox: [{ topic: 'payment.rejected', subjectId: payment.id }],
    },
  );
}

/**
 * A success after the rejection changes no state: it opens a case. While the money still lies aside for the payer it
 * becomes the provider's, and a refund that waited for its turn is off; once it was given back, only a person can say
 * who bears it.
 */
function lateSuccess(state: ResolveState, command: ResolveDelivery): Decision<ResolveOutcome> {
  const { payment } = state;
  if (state.successBooked) return again(state, command);
  if (state.lateSuccessSeen) return decided({ kind: 'already' });
  if (state.transactionTaken) {
    return decided({ kind: 'contradiction' }, { cases: [caseOf(command, 'integrity', payment)] });
  }
  const cases = [caseOf(command, 'late_success', payment)];
  if (payment.state === 'reversed') return decided({ kind: 'late-success' }, { cases });
  const { providerTransaction } = command;
  return decided(
    { kind: 'late-success' },
    {
      transfers: [lateSuccessOf(amountsOf(payment))],
      deliveries: [{ ...unchanged(state), providerTransaction, reversalRequested: false }],
      providerReferences: referenceOf(payment, command),
      reversals: payment.reversalRequested ? [reversalDecided(payment, 'refused')] : [],
      outbox: payment.reversalRequested ? reversalIsOff(payment) : [],
      cases,
    },
  );
}

function resolveCancel(state: ResolveState, command: ResolveDelivery, stamp: Stamp): Decision<ResolveOutcome> {
  const { payment } = state;
  if (payment.state === 'reversed') return decided({ kind: 'already' });
  const isOwner = payment.state === 'confirmed' && payment.reversalRequested && state.attemptNo === command.attemptNo;
  if (!isOwner) return decided({ kind: 'stale' });
  const base: DeliveryChange = { ...unchanged(state), nextActionAt: null, reversalRequested: false };
  if (command.outcome === 'cancel-refused') {
    return decided(
      { kind: 'done' },
      {
        deliveries: [base],
        reversals: [reversalDecided(payment, 'refused')],
        outbox: reversalIsOff(payment),
      },
    );
  }
  const effects: Partial<Effects> = {
    transfers: [undoing(payment.acceptance, cancellationOf(amountsOf(payment)))],
    deliveries: [{ ...base, toState: 'reversed', decidedDay: stamp.day }],
    reversals: [reversalDecided(payment, 'done')],
    outbox: [{ topic: 'payment.reversed', subjectId: payment.id }],
  };
  return decided({ kind: 'done' }, effects);
}

function referenceOf(payment: PaymentView, command: ResolveDelivery) {
  if (command.providerTransaction === null) return [];
  return [{ providerId: payment.providerId, providerTransaction: command.providerTransaction, paymentId: payment.id }];
}

function caseOf(command: ResolveDelivery, kind: 'integrity' | 'late_success', payment: PaymentView) {
  return { id: command.caseId, kind, subjectId: payment.id, detail: `attempt ${command.attemptNo}` };
}

/** Moves the stored wish on; who asked and why stays as it was written. */
function reversalDecided(payment: PaymentView, state: 'done' | 'refused') {
  return { paymentId: payment.id, settlementDay: payment.settlementDay, requestedBy: '', reason: '', state };
}

/** Whoever waited with the cash is told that the payment stands. */
function reversalIsOff(payment: PaymentView) {
  return [{ topic: 'payment.reversal_refused' as const, subjectId: payment.id }];
}
