import type { Evidence } from '../../src/kernel/adapter.ts';

/**
 * Words an adapter itself finds for what happened; those of the HTTP port (`timeout`, `reset` …) and `http_<status>`
 * come beside them. They are codes for operators and metrics: never text of the provider's.
 */
export type Reason =
  | 'ok'
  | 'pending'
  | 'not_found'
  | 'no_debt'
  | 'no_registry'
  | 'cancelled'
  | 'account_not_found'
  | 'account_format'
  | 'account_inactive'
  | 'bill_not_open'
  | 'amount_refused'
  | 'amount_too_small'
  | 'amount_too_large'
  | 'payments_forbidden'
  | 'technical_refusal'
  | 'proof_refused'
  | 'other_refusal'
  | 'refusal_of_a_repeat'
  | 'already_booked'
  | 'temporary_error'
  | 'state_not_checkable'
  | 'signature'
  | 'malformed'
  | 'empty_body'
  | 'encoding'
  | 'unknown_code'
  | 'amount_mismatch'
  | 'amount_missing'
  | 'account_mismatch'
  | 'currency_mismatch'
  | 'reference_mismatch'
  | 'reference_missing'
  | 'reference_refused'
  | 'reference_conflict'
  | 'transaction_mismatch'
  | 'date_out_of_range'
  | 'too_late'
  | 'no_provider_transaction'
  | 'unsupported';

/** Evidence in the adapter's own words. The provider's code is kept only once its form has been checked. */
export function evidence(reason: Reason, providerCode: string | null = null): Evidence {
  return { reason, providerCode };
}
