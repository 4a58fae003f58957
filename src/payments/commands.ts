import type { Channel } from '../fees/model.ts';
import type { Currency, Minor } from '../kernel/money.ts';
import type { AccountRef } from '../ledger/chart.ts';
import type { MovementKind, TransferDraft } from '../ledger/transfers.ts';
import type { Question } from './guards.ts';

/** "Take this money for these quotes": one basket, one currency, all or nothing, under the agent's own key. */
export interface AcceptBasket {
  readonly agentId: string;
  readonly outletId: string | null;
  readonly tellerId: string | null;
  readonly channel: Channel;
  /** Of the token that the agent showed, where nobody has looked up since that it may pay; null or left out where somebody has. */
  readonly tokenVersion?: number | null;
  readonly key: string;
  /** SHA-256 of the canonical validated request, hexadecimal. */
  readonly requestHash: string;
  readonly basketId: string;
  readonly currency: Currency;
  readonly lines: readonly BasketLine[];
  readonly paymentCode: string | null;
  /** The money of the basket is held under its own key; accepting it gives that back. Left out where nothing is held. */
  readonly outOfHold?: boolean;
}

export interface BasketLine {
  readonly quoteId: string;
  readonly amount: Minor;
  /** What the payer was asked about this line and said yes to; left out where nothing was asked. */
  readonly confirmed?: readonly Question[];
  /** Identity of the payment to be, and the random secret of its receipt: made beforehand, so that the decision is pure. */
  readonly paymentId: string;
  readonly receiptToken: string;
}

/** Names a payment; the day finds its partition. */
export interface PaymentRef {
  readonly id: string;
  readonly settlementDay: string;
}

/** "Undo this payment": at once when it was not sent, otherwise as soon as the provider's answer allows it. */
export interface ReversePayment {
  readonly payment: PaymentRef;
  /** Only the agent that accepted the payment may ask; null for an operator of the hub. */
  readonly agentId: string | null;
  readonly requestedBy: string;
  readonly reason: string;
  /** The provider's protocol can cancel what it has confirmed. */
  readonly canCancel: boolean;
  /** Two people have agreed to give a confirmed payment back, whatever its day. */
  readonly isRefund?: boolean;
}

/** How an attempt ended, as it is kept for evidence. */
export interface AttemptEnd {
  readonly kind: 'pay' | 'status' | 'cancel';
  readonly at: Date;
  readonly worker: string;
  /** The adapter's word: `confirmed`, `rejected`, `unknown`, `not-found` … */
  readonly outcome: string;
  readonly providerCode: string | null;
  readonly reason: string;
}

/** What an attempt, a status query or a registry said, held to the attempt it belongs to. */
export interface ResolveDelivery {
  readonly payment: PaymentRef;
  readonly attemptNo: number;
  readonly outcome: 'confirmed' | 'rejected' | 'cancelled' | 'cancel-refused';
  readonly providerTransaction: string | null;
  readonly canCancel: boolean;
  /** Identity of the case to open should the answer contradict what is known. */
  readonly caseId: string;
  /** Evidence of the attempt that learnt the outcome; null where a person or a registry says so. */
  readonly attemptEnd: AttemptEnd | null;
}

/** "This key shall never be accepted": or the payment that it already made. */
export interface AbandonKey {
  readonly agentId: string;
  readonly key: string;
  /** Key under which the money goes on; kept with the key, so that whoever finds it closed knows why. Left out where it goes nowhere. */
  readonly movedTo?: string;
}

/** A movement of money that belongs to no payment, posted once for its key. */
export interface PostMovement {
  readonly key: string;
  readonly kind: MovementKind;
  readonly from: AccountRef;
  readonly to: AccountRef;
  readonly amount: Minor;
}

/** Transfers between deferred accounts that belong to no payment, posted together; each once for its key. At most 500. */
export interface PostEntries {
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  readonly transfer: TransferDraft;
}
