import { assert, present } from '../kernel/assert.ts';
import type { Currency, Minor } from '../kernel/money.ts';
import { hubOwner, type AccountKind, type AccountRef } from './chart.ts';

/** Transfers of a payment, which only decisions about payments make. */
export type PaymentTransferKind =
  'acceptance' | 'confirmation' | 'rejection' | 'reversal' | 'refund' | 'cancellation' | 'late_success';

/** Movements of money that belong to no payment. */
export type MovementKind =
  | 'deposit'
  | 'withdrawal'
  | 'payout'
  | 'payout_settled'
  | 'payout_returned'
  | 'carry'
  | 'commission_paid'
  | 'correction'
  /** Collected earlier and taken by no provider; out of the position of whoever collected it, whatever that holds. */
  | 'suspense'
  /** Back from suspense, to be given to the payer or paid to another account. */
  | 'suspense_released';

/** Cash of an agent's own, posted by its drawers: it moves no account of any other kind, so that nobody owes more or less by it. */
export type CashTransferKind =
  /** What a shift took, gave back and moved, in one sum: the drawer comes to what was expected in it. */
  | 'shift_closed'
  /** The drawer comes to what was counted in it. */
  | 'cash_difference'
  /** Money that was found, or given to whom it was owed, after a difference was posted. */
  | 'difference_corrected';

/** `hold_posted` carries out what was held: only the decision about the hold makes it. */
export type TransferKind = PaymentTransferKind | MovementKind | CashTransferKind | 'hold_posted';

/** A signed amount on one account: above zero credits it, below zero debits it. */
export interface PostingDraft {
  readonly account: AccountRef;
  readonly amount: bigint;
}

/** A movement of money before the lane has numbered it. Its postings are of one currency and sum to nought. */
export interface TransferDraft {
  readonly kind: TransferKind;
  readonly payment: { readonly id: string; readonly day: string } | null;
  /** Number of the transfer this one undoes. */
  readonly reverses: bigint | null;
  readonly currency: Currency;
  readonly postings: readonly PostingDraft[];
}

/** The amounts of a payment that its postings are made of. All in one currency, none below nought. */
export interface PaymentAmounts {
  readonly paymentId: string;
  readonly paymentDay: string;
  readonly agentId: string;
  readonly providerId: string;
  readonly currency: Currency;
  readonly amount: Minor;
  readonly payerFee: Minor;
  readonly payerFeeVat: Minor;
  readonly providerFee: Minor;
  readonly providerFeeVat: Minor;
  /** The provider's fee is taken out of its payout, or invoiced. */
  readonly providerFeeMode: 'net' | 'gross';
  readonly commission: Minor;
}

/** Agent position → in transit; the payer's fee → fee income and VAT. */
export function acceptanceOf(payment: PaymentAmounts): TransferDraft {
  return transferOf('acceptance', payment, acceptancePostings(payment));
}

/** In transit → provider payable; the provider's fee (out of the payable, or as a receivable to be invoiced) → fee income and VAT; the agent's commission out of fee income. */
export function confirmationOf(payment: PaymentAmounts): TransferDraft {
  return transferOf('confirmation', payment, [
    posting(payment, { kind: 'in_transit', ownerId: payment.providerId }, -payment.amount),
    ...settledPostings(payment),
  ]);
}

/** In transit → refundable to payers. */
export function rejectionOf(payment: PaymentAmounts): TransferDraft {
  return transferOf('rejection', payment, [
    posting(payment, { kind: 'in_transit', ownerId: payment.providerId }, -payment.amount),
    posting(payment, { kind: 'payer_refundable', ownerId: hubOwner }, payment.amount),
  ]);
}

/** Undoes an acceptance that was never sent: everything goes back to the agent, the payer's fee included. */
export function reversalOf(payment: PaymentAmounts): TransferDraft {
  return transferOf('reversal', payment, acceptancePostings(payment).map(opposite));
}

/** Gives a rejected payment back through its agent, the payer's fee included. */
export function refundOf(payment: PaymentAmounts): TransferDraft {
  const acceptance = acceptancePostings(payment).map(opposite);
  const back = acceptance.map((line) =>
    line.account.kind === 'in_transit'
      ? posting(payment, { kind: 'payer_refundable', ownerId: hubOwner }, line.amount)
      : line,
  );
  return transferOf('refund', payment, back);
}

/** The provider confirmed a cancel, or two people agreed to a refund: its leg and the agent's leg are both undone. */
export function cancellationOf(payment: PaymentAmounts): TransferDraft {
  const agentLeg = acceptancePostings(payment)
    .map(opposite)
    .filter((line) => line.account.kind !== 'in_transit');
  return transferOf('cancellation', payment, [...agentLeg, ...settledPostings(payment).map(opposite)]);
}

/** A success that came after the rejection: what was set aside for the payer becomes due to the provider. */
export function lateSuccessOf(payment: PaymentAmounts): TransferDraft {
  return transferOf('late_success', payment, [
    posting(payment, { kind: 'payer_refundable', ownerId: hubOwner }, -payment.amount),
    ...settledPostings(payment),
  ]);
}

/** The same transfer, naming the one that it undoes. */
export function undoing(transfer: bigint, draft: TransferDraft): TransferDraft {
  return { ...draft, reverses: transfer };
}

/** A movement between two accounts that belongs to no payment: `amount` leaves `from` and reaches `to`. */
export function movementOf(
  kind: TransferKind,
  { from, to, amount }: { readonly from: AccountRef; readonly to: AccountRef; readonly amount: Minor },
): TransferDraft {
  assert(amount > 0n && from.currency === to.currency, 'a movement is above nought and in one currency');
  return balanced({
    kind,
    payment: null,
    reverses: null,
    currency: from.currency,
    postings: [
      { account: from, amount: -amount },
      { account: to, amount },
    ],
  });
}

/** Cash of one currency, owner by owner. `reverses`: the transfer of the difference that is corrected. */
export function cashTransferOf(
  kind: CashTransferKind,
  postings: readonly PostingDraft[],
  reverses: bigint | null = null,
): TransferDraft {
  const moved = postings.filter((line) => line.amount !== 0n);
  const { currency } = present(moved[0], 'a posting of a transfer of cash').account;
  return balanced({ kind, payment: null, reverses, currency, postings: moved });
}

function acceptancePostings(payment: PaymentAmounts): PostingDraft[] {
  const charged = payment.amount + payment.payerFee + payment.payerFeeVat;
  return [
    posting(payment, { kind: 'agent_position', ownerId: payment.agentId }, -charged),
    posting(payment, { kind: 'in_transit', ownerId: payment.providerId }, payment.amount),
    posting(payment, { kind: 'fee_income', ownerId: hubOwner }, payment.payerFee),
    posting(payment, { kind: 'vat_payable', ownerId: hubOwner }, payment.payerFeeVat),
  ];
}

function settledPostings(payment: PaymentAmounts): PostingDraft[] {
  const feePayer = payment.providerFeeMode === 'net' ? 'provider_payable' : 'provider_receivable';
  return [
    posting(payment, { kind: 'provider_payable', ownerId: payment.providerId }, payment.amount),
    posting(payment, { kind: feePayer, ownerId: payment.providerId }, -(payment.providerFee + payment.providerFeeVat)),
    posting(payment, { kind: 'fee_income', ownerId: hubOwner }, payment.providerFee),
    posting(payment, { kind: 'vat_payable', ownerId: hubOwner }, payment.providerFeeVat),
    posting(payment, { kind: 'fee_income', ownerId: hubOwner }, -payment.commission),
    posting(payment, { kind: 'agent_commission_payable', ownerId: payment.agentId }, payment.commission),
  ];
}

function posting(
  payment: PaymentAmounts,
  account: { readonly kind: AccountKind; readonly ownerId: string },
  amount: bigint,
): PostingDraft {
  return { account: { kind: account.kind, ownerId: account.ownerId, currency: payment.currency }, amount };
}

function opposite(line: PostingDraft): PostingDraft {
  return { account: line.account, amount: -line.amount };
}

function transferOf(kind: TransferKind, payment: PaymentAmounts, postings: readonly PostingDraft[]): TransferDraft {
  return balanced({
    kind,
    payment: { id: payment.paymentId, day: payment.paymentDay },
    reverses: null,
    currency: payment.currency,
    postings: postings.filter((line) => line.amount !== 0n),
  });
}

function balanced(draft: TransferDraft): TransferDraft {
  let sum = 0n;
  for (const { account, amount } of draft.postings) {
    assert(account.currency === draft.currency, 'a transfer is in one currency');
    sum += amount;
  }
  assert(draft.postings.length >= 2, 'a transfer has at least two postings');
  assert(sum === 0n, `a ${draft.kind} balances`);
  return draft;
}
