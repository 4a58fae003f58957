import type { Reason } from '../kit/evidence.ts';

/** Every code that a refused payment can carry. Another one decides nothing. */
export const payRefusals: ReadonlyMap<string, Reason> = new Map([
  ['account_not_found', 'account_not_found'],
  ['account_inactive', 'account_inactive'],
  ['bill_not_open', 'bill_not_open'],
  ['proof_refused', 'proof_refused'],
  ['amount_too_small', 'amount_too_small'],
  ['amount_too_large', 'amount_too_large'],
  ['currency_not_accepted', 'currency_mismatch'],
  ['payments_forbidden', 'payments_forbidden'],
  ['other_refusal', 'other_refusal'],
]);

/** Every code that a refused cancellation can carry. */
export const cancelRefusals: ReadonlyMap<string, Reason> = new Map([
  ['payment_not_found', 'not_found'],
  ['too_late', 'too_late'],
  ['cancel_forbidden', 'payments_forbidden'],
]);

/** The status of a reference that never arrived, 404. */
export const notFoundCode = 'payment_not_found';

/** The reference is booked with other terms, 409: an earlier request under it was not this one. */
export const conflictCode = 'reference_conflict';
