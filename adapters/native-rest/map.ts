import type { CancelOutcome, PayOutcome, PayRequest, StatusOutcome } from '../../src/kernel/adapter.ts';
import { parseAmount } from '../../src/kernel/money.ts';
import { evidence, type Reason } from '../kit/evidence.ts';
import { cancelRefusals, conflictCode, notFoundCode, payRefusals } from './codes.ts';
import type { PaymentBody, RefusalBody } from './wire.ts';

const dayMs = 86_400_000;

/** What is believed about a booking's date: from a day before acceptance to this long after it. */
export interface Belief {
  readonly bookedWithinDays: number;
}

/** A payment in an answer to `PUT /payments/{reference}`. */
export function payOutcome(payment: PaymentBody, request: PayRequest, belief: Belief): PayOutcome {
  const problem = mismatch(payment, request);
  if (problem) return unknown(problem, payment.state);
  if (payment.state === 'confirmed') return confirmation(payment, request, belief);
  if (payment.state === 'pending') return unknown('pending', payment.state);
  // Refusals of a payment are not payments: they come as a refusal with its own status.
  return unknown(payment.state === 'cancelled' ? 'cancelled' : 'malformed', payment.state);
}

/** A refusal in an answer to `PUT /payments/{reference}`. */
export function payRefusal(refusal: RefusalBody, request: PayRequest, status: number): PayOutcome {
  if (refusal.reference !== request.reference) return unknown('reference_mismatch', refusal.code);
  if (status === 409)
    return unknown(refusal.code === conflictCode ? 'reference_conflict' : 'unknown_code', refusal.code);
  const reason = status === 422 ? payRefusals.get(refusal.code) : undefined;
  if (reason === undefined) return unknown('unknown_code', refusal.code);
  if (request.repeat === true) return unknown('refusal_of_a_repeat', refusal.code);
  return { kind: 'rejected', evidence: evidence(reason, refusal.code) };
}

/** A payment in an answer to `GET /payments/{reference}`. */
export function statusOutcome(payment: PaymentBody, request: PayRequest, belief: Belief): StatusOutcome {
  const problem = mismatch(payment, request);
  if (problem) return unknown(problem, payment.state);
  if (payment.state === 'confirmed') return confirmation(payment, request, belief);
  if (payment.state === 'pending') return { kind: 'pending', evidence: evidence('pending', payment.state) };
  if (payment.state === 'cancelled') return { kind: 'rejected', evidence: evidence('cancelled', payment.state) };
  const reason = payRefusals.get(payment.code ?? '');
  if (reason === undefined) return unknown('unknown_code', payment.state);
  return { kind: 'rejected', evidence: evidence(reason, payment.code) };
}

/** A refusal in an answer to `GET /payments/{reference}`: "not found" only with our reference and the protocol's code. */
export function statusRefusal(refusal: RefusalBody, request: PayRequest, status: number): StatusOutcome {
  if (refusal.reference !== request.reference) return unknown('reference_mismatch', refusal.code);
  if (status !== 404 || refusal.code !== notFoundCode) return unknown('unknown_code', refusal.code);
  return { kind: 'not-found', evidence: evidence('not_found', refusal.code) };
}

/** A payment in an answer to `PUT /payments/{reference}/cancellation`. */
export function cancelOutcome(payment: PaymentBody, request: PayRequest): CancelOutcome {
  const problem = mismatch(payment, request);
  if (problem) return unknown(problem, payment.state);
  if (payment.state !== 'cancelled')
    return unknown(payment.state === 'pending' ? 'pending' : 'malformed', payment.state);
  return { kind: 'cancelled', evidence: evidence('ok', payment.state) };
}

/** A refusal in an answer to `PUT /payments/{reference}/cancellation`. */
export function cancelRefusal(refusal: RefusalBody, request: PayRequest): CancelOutcome {
  if (refusal.reference !== request.reference) return unknown('reference_mismatch', refusal.code);
  const reason = cancelRefusals.get(refusal.code);
  if (reason === undefined) return unknown('unknown_code', refusal.code);
  return { kind: 'refused', evidence: evidence(reason, refusal.code) };
}

/** The first of our terms that an answer does not repeat; an answer that says another thing answers another request. */
function mismatch(payment: PaymentBody, request: PayRequest): Reason | undefined {
  if (payment.reference !== request.reference) return 'reference_mismatch';
  if (payment.account !== request.account) return 'account_mismatch';
  if (payment.currency !== request.currency) return 'currency_mismatch';
  const amount = parseAmount(payment.amount, request.currency);
  return amount.ok && amount.value === request.amount ? undefined : 'amount_mismatch';
}

function confirmation(payment: PaymentBody, request: PayRequest, belief: Belief): PayOutcome {
  if (payment.code !== null || payment.bookedAt === null) return unknown('malformed', payment.state);
  if (!isBelievable(payment.bookedAt, request, belief)) return unknown('date_out_of_range', payment.state);
  return { kind: 'confirmed', providerTransaction: payment.transaction, evidence: evidence('ok', payment.state) };
}

function isBelievable(bookedAt: string, request: PayRequest, belief: Belief): boolean {
  const afterMs = Date.parse(bookedAt) - request.acceptedAt.getTime();
  return afterMs >= -dayMs && afterMs <= belief.bookedWithinDays * dayMs;
}

function unknown(reason: Reason, providerCode: string): { kind: 'unknown'; evidence: ReturnType<typeof evidence> } {
  return { kind: 'unknown', evidence: evidence(reason, providerCode) };
}
