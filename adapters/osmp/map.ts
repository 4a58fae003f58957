import type { CancelOutcome, Evidence, PayOutcome, PayRequest, StatusOutcome } from '../../src/kernel/adapter.ts';
import { parseAmount } from '../../src/kernel/money.ts';
import { evidence, type Reason } from '../kit/evidence.ts';
import { bookingDateProblem } from './booking-date.ts';
import { meaningOf } from './result-codes.ts';
import type { OsmpSettings } from './settings.ts';
import type { OsmpResponse } from './wire.ts';

/** What an answer to `pay` says about the money. Success counts only with our reference and our sum in it. */
export function payOutcome(response: OsmpResponse, request: PayRequest, settings: OsmpSettings): PayOutcome {
  const meaning = meaningOf(response.result, settings);
  if (meaning.pay === 'success') return confirmation(response, request, settings);
  if (meaning.pay === 'booked-before') {
    // To a first sending it says that somebody else holds our reference.
    return request.repeat === true
      ? confirmation(response, request, settings)
      : unknown('reference_conflict', response);
  }
  const seen = evidence(meaning.reason, response.result);
  if (meaning.pay === 'unknown') return { kind: 'unknown', evidence: seen };
  const other = otherThanAsked(response, request);
  if (other) return unknown(other, response);
  if (request.repeat === true) return unknown('refusal_of_a_repeat', response);
  return { kind: 'rejected', evidence: seen };
}

/**
 * What an answer to the status variant says. The protocol has no table for it, so only results that the settings name
 * decide anything, and a refusal or cancellation only with our reference in it.
 */
export function statusOutcome(response: OsmpResponse, request: PayRequest, settings: OsmpSettings): StatusOutcome {
  const { result } = response;
  if (result === '0') return confirmation(response, request, settings);
  const other = otherThanAsked(response, request);
  if (other) return unknown(other, response);
  if (result === settings.statusNotFoundCode) return { kind: 'not-found', evidence: evidence('not_found', result) };
  const cancelled = result === settings.statusCancelledCode;
  if (cancelled || settings.statusRefusedCodes.includes(result)) {
    if (!echoesOurs(response, request)) return unknown('reference_missing', response);
    const reason = cancelled ? 'cancelled' : meaningOf(result, settings).reason;
    return { kind: 'rejected', evidence: evidence(reason, result) };
  }
  const meaning = meaningOf(result, settings);
  const pending = meaning.reason === 'pending' || meaning.reason === 'temporary_error';
  return { kind: pending ? 'pending' : 'unknown', evidence: evidence(meaning.reason, result) };
}

/** What an answer to the cancel variant says: taken back only when our reference and the provider's number are in it. */
export function cancelOutcome(
  response: OsmpResponse,
  asked: { readonly request: PayRequest; readonly providerTransaction: string },
  settings: OsmpSettings,
): CancelOutcome {
  const { request, providerTransaction } = asked;
  const meaning = meaningOf(response.result, settings);
  if (meaning.pay === 'unknown' || meaning.pay === 'booked-before') return unknown(meaning.reason, response);
  const other = otherThanAsked(response, request);
  if (other) return unknown(other, response);
  if (response.prv_txn && response.prv_txn !== providerTransaction) return unknown('transaction_mismatch', response);
  if (meaning.pay === 'rejected') return { kind: 'refused', evidence: evidence(meaning.reason, response.result) };
  const sum = sumProblem(response, request, 'optional');
  if (sum) return unknown(sum, response);
  if (!echoesOurs(response, request) && settings.referenceEcho === 'required')
    return unknown('reference_missing', response);
  return { kind: 'cancelled', evidence: evidence('ok', response.result) };
}

function confirmation(response: OsmpResponse, request: PayRequest, settings: OsmpSettings): PayOutcome {
  const other = otherThanAsked(response, request);
  if (other) return unknown(other, response);
  const referenceIsMissing = !echoesOurs(response, request);
  if (referenceIsMissing && settings.referenceEcho === 'required') return unknown('reference_missing', response);
  const sum = sumProblem(response, request, settings.sumEcho);
  if (sum) return unknown(sum, response);
  const date = bookingDateProblem(response, request, settings);
  if (date) return unknown(date, response);
  const providerTransaction = response.prv_txn === undefined || response.prv_txn === '' ? null : response.prv_txn;
  return { kind: 'confirmed', providerTransaction, evidence: evidence('ok', response.result) };
}

function echoesOurs(response: OsmpResponse, request: PayRequest): boolean {
  return response.osmp_txn_id === request.reference;
}

/** What of ours an answer names otherwise: it answers somebody else's request. */
function otherThanAsked(response: OsmpResponse, request: PayRequest): Reason | undefined {
  const { osmp_txn_id: reference = '', account = '' } = response;
  if (reference !== '' && reference !== request.reference) return 'reference_mismatch';
  return account !== '' && account !== request.account ? 'account_mismatch' : undefined;
}

function sumProblem(response: OsmpResponse, request: PayRequest, echo: 'required' | 'optional'): Reason | undefined {
  if (response.sum === undefined || response.sum === '') return echo === 'required' ? 'amount_missing' : undefined;
  const sum = parseAmount(response.sum, request.currency);
  return sum.ok && sum.value === request.amount ? undefined : 'amount_mismatch';
}

function unknown(reason: Reason, response: OsmpResponse): { readonly kind: 'unknown'; readonly evidence: Evidence } {
  return { kind: 'unknown', evidence: evidence(reason, response.result) };
}
