import type { Evidence, PayOutcome, PayRequest } from '../../src/kernel/adapter.ts';
import { evidence, type Reason } from '../kit/evidence.ts';
import { providerNumber } from '../kit/provider-number.ts';
import type { ClickAnswer } from './wire.ts';

export type Echo = 'required' | 'optional';

const success = '0';
const amountCode = '-2';
const alreadyPaidCode = '-4';
const accountCode = '-5';

const reasons: ReadonlyMap<string, Reason> = new Map([
  ['-1', 'technical_refusal'],
  [amountCode, 'amount_refused'],
  ['-3', 'unsupported'],
  [alreadyPaidCode, 'reference_conflict'],
  [accountCode, 'account_not_found'],
  ['-6', 'not_found'],
  ['-7', 'temporary_error'],
  ['-8', 'technical_refusal'],
  ['-9', 'cancelled'],
]);

/** Prepare went well, with the number to complete; or how the payment ended with it. */
export type Prepared = { readonly kind: 'prepared'; readonly prepareId: string } | PayOutcome;

/**
 * Nothing is booked by Prepare, so a refusal of account or amount is one of the payment: except of a repeat. "Already
 * paid" does not say by which payment, so it decides nothing here.
 */
export function prepareOutcome(answer: ClickAnswer, request: PayRequest, echo: Echo): Prepared {
  const code = String(answer.error);
  const problem = echoProblem(answer, request, echo);
  if (problem) return unknown(problem, code);
  if (code === accountCode || code === amountCode) {
    if (request.repeat === true) return unknown('refusal_of_a_repeat', code);
    return { kind: 'rejected', evidence: evidence(reasonOf(code), code) };
  }
  if (code !== success) return unknown(reasonOf(code), code);
  const prepareId = providerNumber(answer.merchant_prepare_id);
  return prepareId === null ? unknown('no_provider_transaction', code) : { kind: 'prepared', prepareId };
}

/** Once something is prepared under our reference, "already paid" is said of it, and no error is a refusal. */
export function completeOutcome(
  answer: ClickAnswer,
  asked: { readonly request: PayRequest; readonly prepareId: string },
  echo: Echo,
): PayOutcome {
  const code = String(answer.error);
  const problem = echoProblem(answer, asked.request, echo);
  if (problem) return unknown(problem, code);
  if (code !== success && code !== alreadyPaidCode) return unknown(reasonOf(code), code);
  const prepareId = providerNumber(answer.merchant_prepare_id);
  if (prepareId !== null && prepareId !== asked.prepareId) return unknown('transaction_mismatch', code);
  const providerTransaction = providerNumber(answer.merchant_confirm_id);
  if (code === success && providerTransaction === null) return unknown('no_provider_transaction', code);
  return { kind: 'confirmed', providerTransaction, evidence: evidence('ok') };
}

/** An answer that names another payment or account answers another request; one that names none may. */
function echoProblem(answer: ClickAnswer, request: PayRequest, echo: Echo): Reason | undefined {
  const reference = echoText(answer.click_trans_id);
  const account = echoText(answer.merchant_trans_id);
  if (reference !== undefined && reference !== request.reference) return 'reference_mismatch';
  if (account !== undefined && account !== request.account) return 'account_mismatch';
  if (echo === 'optional') return undefined;
  return reference === undefined || account === undefined ? 'reference_missing' : undefined;
}

/** A number is text only where it is whole; a sixteen-digit reference is, one of twenty is not. */
function echoText(value: number | string | null | undefined): string | undefined {
  return value === null || value === undefined || value === '' ? undefined : String(value);
}

function reasonOf(code: string): Reason {
  return reasons.get(code) ?? 'unknown_code';
}

function unknown(reason: Reason, code: string): { readonly kind: 'unknown'; readonly evidence: Evidence } {
  return { kind: 'unknown', evidence: evidence(reason, code) };
}
