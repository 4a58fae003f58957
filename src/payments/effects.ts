import type { Minor } from '../kernel/money.ts';
import type { AccountRef } from '../ledger/chart.ts';
import type { TransferDraft } from '../ledger/transfers.ts';
import type { RefusedBasket } from './answers.ts';
import type { AttemptEnd } from './commands.ts';
import type { Payment } from './model.ts';
import type { PaymentState } from './states.ts';

/**
 * Everything a decision wants written, as data. A decision is a pure function of what was read; the lane numbers the
 * transfers in order and writes all effects of a batch together, or none.
 */
export interface Effects {
  readonly keys: readonly KeyEffect[];
  readonly payments: readonly Payment[];
  readonly transfers: readonly TransferDraft[];
  readonly deliveries: readonly DeliveryChange[];
  readonly attemptEnds: readonly AttemptEndEffect[];
  readonly providerReferences: readonly ProviderReference[];
  readonly reversals: readonly ReversalEffect[];
  readonly paymentCodes: readonly { readonly code: string; readonly basketId: string }[];
  readonly cases: readonly CaseEffect[];
  readonly outbox: readonly OutboxEffect[];
  /** Keys of movements that are not payments; each belongs to the transfer of the same index in `transfers`. */
  readonly entryKeys: readonly { readonly key: string; readonly transferIndex: number }[];
  readonly holds: readonly HoldEffect[];
  readonly holdResolutions: readonly HoldResolutionEffect[];
}

export interface KeyEffect {
  readonly agentId: string;
  readonly clientKey: string;
  /** SHA-256 of the canonical validated request, hexadecimal. */
  readonly requestHash: string;
  readonly status: 'accepted' | 'refused' | 'abandoned';
  /** Null where the basket was accepted: its payments are the answer. */
  readonly answer: RefusedBasket | { readonly status: 'abandoned' } | null;
  readonly basketId: string | null;
}

/** A change of a delivery that moves money, held to the state and attempt it was decided on. */
export interface DeliveryChange {
  readonly settlementDay: string;
  readonly paymentId: string;
  readonly fromState: PaymentState;
  readonly attemptNo: number;
  readonly toState: PaymentState;
  readonly providerTransaction: string | null;
  readonly nextActionAt: Date | null;
  readonly reversalRequested: boolean;
  readonly decidedDay: string | null;
}

/** Evidence: a row that is written whatever was decided, and once only. */
export interface AttemptEndEffect extends AttemptEnd {
  readonly settlementDay: string;
  readonly paymentId: string;
  readonly attemptNo: number;
}

export interface ProviderReference {
  readonly providerId: string;
  readonly providerTransaction: string;
  readonly paymentId: string;
}

export interface ReversalEffect {
  readonly paymentId: string;
  readonly settlementDay: string;
  readonly requestedBy: string;
  readonly reason: string;
  readonly state: 'pending' | 'done' | 'refused';
}

export interface CaseEffect {
  readonly id: string;
  readonly kind: 'stuck_unknown' | 'integrity' | 'late_success' | 'poison' | 'agent_cap';
  readonly subjectId: string;
  readonly detail: string;
}

export interface OutboxEffect {
  readonly topic:
    | 'payment.accepted'
    | 'payment.confirmed'
    | 'payment.rejected'
    | 'payment.reversed'
    | 'payment.reversal_refused'
    | 'agent.cap';
  readonly subjectId: string;
}

/** Keeps money of a strict account for another account, without a posting. */
export interface HoldEffect {
  readonly id: string;
  readonly key: string;
  readonly from: AccountRef;
  readonly to: AccountRef;
  readonly amount: Minor;
  readonly expiresAt: Date;
}

/** Ends a hold: what it kept is free again, and `amount` of it moved by the transfer of that index in `transfers`. */
export interface HoldResolutionEffect {
  readonly hold: Pick<HoldEffect, 'id' | 'from' | 'to' | 'amount'>;
  readonly state: 'posted' | 'voided' | 'expired';
  readonly amount: Minor;
  readonly transferIndex: number | null;
}

const noEffects: Effects = {
  keys: [],
  payments: [],
  transfers: [],
  deliveries: [],
  attemptEnds: [],
  providerReferences: [],
  reversals: [],
  paymentCodes: [],
  cases: [],
  outbox: [],
  entryKeys: [],
  holds: [],
  holdResolutions: [],
};

/** What the lane stamps on a decision: the settlement day, the instant, and the receipts it may give out. */
export interface Stamp {
  readonly day: string;
  readonly at: Date;
  readonly lane: number;
  /** Counter of the first receipt the decision may use. */
  readonly nextReceipt: number;
}

/** A decision: what to answer, and what to write. */
export interface Decision<A> {
  readonly answer: A;
  readonly effects: Effects;
}

export function decided<A>(answer: A, effects?: Partial<Effects>): Decision<A> {
  return { answer, effects: effects ? wholeOf(effects) : noEffects };
}

/** Written out: every payment comes by here, and laying two objects over each other takes as long as deciding about it. */
function wholeOf(effects: Partial<Effects>): Effects {
  return {
    keys: effects.keys ?? noEffects.keys,
    payments: effects.payments ?? noEffects.payments,
    transfers: effects.transfers ?? noEffects.transfers,
    deliveries: effects.deliveries ?? noEffects.deliveries,
    attemptEnds: effects.attemptEnds ?? noEffects.attemptEnds,
    providerReferences: effects.providerReferences ?? noEffects.providerReferences,
    reversals: effects.reversals ?? noEffects.reversals,
    paymentCodes: effects.paymentCodes ?? noEffects.paymentCodes,
    cases: effects.cases ?? noEffects.cases,
    outbox: effects.outbox ?? noEffects.outbox,
    entryKeys: effects.entryKeys ?? noEffects.entryKeys,
    holds: effects.holds ?? noEffects.holds,
    holdResolutions: effects.holdResolutions ?? noEffects.holdResolutions,
  };
}
