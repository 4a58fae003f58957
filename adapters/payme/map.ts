import type {
  CancelOutcome,
  Evidence,
  PayOutcome,
  PayRequest,
  QueryOutcome,
  StatusOutcome,
} from '../../src/kernel/adapter.ts';
import { evidence, type Reason } from '../kit/evidence.ts';
import { isAnotherNumber, providerNumber } from '../kit/provider-number.ts';
import { amountCode, cannotCancelCode, isAccountCode, undecidedReason } from './codes.ts';
import type { PaymeSettings } from './settings.ts';
import { transactionIdOf } from './transaction-id.ts';
import type { Cancelled, Checked, Created, Performed, Transaction } from './wire.ts';

const dayMs = 86_400_000;
const created = 1;
const performed = 2;

/** A step that went well, with the provider's number of the transaction, or how the payment ended with it. */
export type Step<Outcome> = { readonly kind: 'done'; readonly transaction: string | null } | Outcome;

/** CreateTransaction: a repeat of one that was performed may come back as created or as performed. */
export function createdStep(answer: Created): Step<PayOutcome> {
  const state = String(answer.state);
  if (answer.state < 0) return unknown('cancelled', state);
  if (answer.state !== created && answer.state !== performed) return unknown('unknown_code', state);
  return { kind: 'done', transaction: providerNumber(answer.transaction) };
}

/** Nothing is booked by CreateTransaction, so a refusal of it is one of the payment: except of a repeat. */
export function createRefusal(code: string, request: PayRequest): PayOutcome {
  const reason = code === amountCode ? 'amount_refused' : isAccountCode(code) ? 'account_not_found' : undefined;
  if (reason === undefined) return unknown(undecidedReason(code), code);
  if (request.repeat === true) return unknown('refusal_of_a_repeat', code);
  return { kind: 'rejected', evidence: evidence(reason, code) };
}

export function performedStep(
  answer: Performed,
  asked: { readonly request: PayRequest; readonly transaction: string | null },
  settings: PaymeSettings,
): Step<PayOutcome> {
  const state = String(answer.state);
  const transaction = providerNumber(answer.transaction);
  if (answer.state !== performed) return unknown('unknown_code', state);
  if (isAnotherNumber(transaction, asked.transaction)) return unknown('transaction_mismatch', state);
  if (!isBelievable(answer.perform_time, asked.request, settings)) return unknown('date_out_of_range', state);
  return { kind: 'done', transaction };
}

/** CheckTransaction. One that is created only has booked nothing, and repeating the payment performs it: not found. */
export function checkedStep(answer: Checked, request: PayRequest, settings: PaymeSettings): Step<StatusOutcome> {
  const state = String(answer.state);
  const transaction = providerNumber(answer.transaction);
  if (isAnotherNumber(transaction, request.providerTransaction)) return unknown('transaction_mismatch', state);
  if (answer.state === created) return { kind: 'not-found', evidence: evidence('pending', state) };
  if (answer.state === -created || answer.state === -performed) {
    return { kind: 'rejected', evidence: evidence('cancelled', state) };
  }
  if (answer.state !== performed) return unknown('unknown_code', state);
  if (!isBelievable(answer.perform_time ?? 0, request, settings)) return unknown('date_out_of_range', state);
  return { kind: 'done', transaction };
}

export function checkRefusal(code: string, settings: PaymeSettings): StatusOutcome {
  if (code === settings.notFoundCode) return { kind: 'not-found', evidence: evidence('not_found', code) };
  return unknown(undecidedReason(code), code);
}

/** A performed transaction beside what the statement has under its id: the only place that repeats our terms. */
export function provenOutcome(
  transactions: readonly Transaction[],
  asked: { readonly request: PayRequest; readonly transaction: string | null },
  settings: PaymeSettings,
): PayOutcome {
  const { request, transaction } = asked;
  const ours = transactions.filter((line) => line.id === transactionIdOf(request.reference));
  const [line] = ours;
  if (!line) return unknown('amount_missing');
  if (ours.some((one) => BigInt(one.amount) !== request.amount)) return unknown('amount_mismatch');
  if (line.account[settings.inputNames.accountField] !== request.account) return unknown('account_mismatch');
  if (isAnotherNumber(providerNumber(line.transaction), transaction)) return unknown('transaction_mismatch');
  if (line.state !== performed) return unknown('unknown_code', String(line.state));
  return confirmed(transaction);
}

export function cancelOutcome(answer: Cancelled, request: PayRequest): CancelOutcome {
  const state = String(answer.state);
  if (isAnotherNumber(providerNumber(answer.transaction), request.providerTransaction)) {
    return unknown('transaction_mismatch', state);
  }
  if (answer.state !== -created && answer.state !== -performed) return unknown('unknown_code', state);
  return { kind: 'cancelled', evidence: evidence('ok', state) };
}

export function cancelRefusal(code: string, settings: PaymeSettings): CancelOutcome {
  if (code === cannotCancelCode) return { kind: 'refused', evidence: evidence('too_late', code) };
  if (code === settings.notFoundCode) return { kind: 'refused', evidence: evidence('not_found', code) };
  return unknown(undecidedReason(code), code);
}

/** An error of CheckPerformTransaction. Which account errors mean a closed account, each provider says for itself. */
export function queryRefusal(code: string, settings: PaymeSettings): QueryOutcome<never> {
  if (code === settings.proofRefusedCode) return { kind: 'proof-refused', evidence: evidence('proof_refused', code) };
  if (settings.refusedCodes.includes(code)) return { kind: 'refused', evidence: evidence('account_inactive', code) };
  if (isAccountCode(code)) return { kind: 'no-such-account', evidence: evidence('account_not_found', code) };
  if (code === amountCode) return { kind: 'refused', evidence: evidence('amount_refused', code) };
  return { kind: 'unavailable', evidence: evidence(undecidedReason(code), code) };
}

export function confirmed(transaction: string | null): PayOutcome {
  return { kind: 'confirmed', providerTransaction: transaction, evidence: evidence('ok') };
}

function isBelievable(performTime: number, request: PayRequest, settings: PaymeSettings): boolean {
  const afterMs = performTime - request.acceptedAt.getTime();
  return afterMs >= -dayMs && afterMs <= settings.bookedWithinDays * dayMs;
}

function unknown(
  reason: Reason,
  code: string | null = null,
): { readonly kind: 'unknown'; readonly evidence: Evidence } {
  return { kind: 'unknown', evidence: evidence(reason, code) };
}
