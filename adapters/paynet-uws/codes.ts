import type { Reason } from '../kit/evidence.ts';

/** What an error means: for a payment, and for a question that moves no money. */
export interface ErrorMeaning {
  readonly pay: 'rejected' | 'unknown';
  readonly query: 'no-such-account' | 'refused' | 'unavailable';
  readonly reason: Reason;
}

/** The transaction is there already. Not final: what became of it has to be asked. */
export const existsCode = '201';
export const alreadyCancelledCode = '202';
export const notFoundCode = '203';

const undecided = (reason: Reason): ErrorMeaning => ({ pay: 'unknown', query: 'unavailable', reason });
const noSuchAccount: ErrorMeaning = { pay: 'rejected', query: 'no-such-account', reason: 'account_not_found' };
const badParameter: ErrorMeaning = { pay: 'rejected', query: 'refused', reason: 'other_refusal' };

/**
 * The protocol's table. It does not say which errors are final, so only those that speak of the account or the amount
 * reject; one implementation answers 501 to wrong credentials. The setting `codes` says what a contract adds.
 */
const meanings: ReadonlyMap<string, ErrorMeaning> = new Map([
  ...['-32300', '-32700', '-32600', '-32601', '-32602', '-32603'].map(
    (code) => [code, undecided('technical_refusal')] as const,
  ),
  ['100', undecided('temporary_error')],
  ['101', undecided('temporary_error')],
  ['102', undecided('temporary_error')],
  ['103', undecided('other_refusal')],
  [existsCode, undecided('reference_conflict')],
  [alreadyCancelledCode, undecided('cancelled')],
  [notFoundCode, undecided('not_found')],
  ['301', noSuchAccount],
  ['302', noSuchAccount],
  ['305', undecided('unsupported')],
  ...Array.from({ length: 10 }, (_, index) => [String(401 + index), badParameter] as const),
  ['411', undecided('technical_refusal')],
  ['412', undecided('technical_refusal')],
  ['413', { pay: 'rejected', query: 'refused', reason: 'amount_refused' }],
  ['414', undecided('technical_refusal')],
  ['501', undecided('payments_forbidden')],
  ['601', undecided('technical_refusal')],
  ['603', undecided('unsupported')],
]);

/** Errors of a cancellation that leave the payment as it is. */
export const cancelRefusals: ReadonlyMap<string, Reason> = new Map([
  ['77', 'other_refusal'],
  [notFoundCode, 'not_found'],
]);

/** What an error means at a provider whose setting `codes` is `overrides`. */
export function meaningOf(code: string, overrides: ReadonlyMap<string, 'rejected' | 'unknown'>): ErrorMeaning {
  const meaning = meanings.get(code) ?? undecided('unknown_code');
  const pay = overrides.get(code);
  if (pay === undefined) return meaning;
  const refused = pay === 'rejected' && meaning.query === 'unavailable';
  const reason = meaning.reason === 'unknown_code' ? 'other_refusal' : meaning.reason;
  return { pay, query: refused ? 'refused' : meaning.query, reason };
}
