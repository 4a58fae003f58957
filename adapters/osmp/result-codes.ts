import type { Reason } from '../kit/evidence.ts';

/**
 * What a result code means: for a payment, and for a question that moves no money. `booked-before` confirms a repeat
 * and decides nothing about a first sending.
 */
export interface ResultMeaning {
  readonly pay: 'success' | 'booked-before' | 'rejected' | 'unknown';
  readonly query: 'success' | 'no-such-account' | 'refused' | 'unavailable';
  readonly reason: Reason;
}

export type ResultMeanings = Readonly<Record<string, ResultMeaning>>;

/**
 * OSMP's own table. Codes whose finality is only recalled (79, 243; 90 is not final) decide nothing about money
 * unless the provider's setting `codes` says so; a code that is not here is `unknown_code`.
 */
export const osmpMeanings: ResultMeanings = {
  '0': { pay: 'success', query: 'success', reason: 'ok' },
  '1': { pay: 'unknown', query: 'unavailable', reason: 'temporary_error' },
  '4': { pay: 'rejected', query: 'no-such-account', reason: 'account_format' },
  '5': { pay: 'rejected', query: 'no-such-account', reason: 'account_not_found' },
  '7': { pay: 'rejected', query: 'refused', reason: 'payments_forbidden' },
  '8': { pay: 'rejected', query: 'refused', reason: 'technical_refusal' },
  '79': { pay: 'unknown', query: 'refused', reason: 'account_inactive' },
  '90': { pay: 'unknown', query: 'unavailable', reason: 'pending' },
  '241': { pay: 'rejected', query: 'refused', reason: 'amount_too_small' },
  '242': { pay: 'rejected', query: 'refused', reason: 'amount_too_large' },
  '243': { pay: 'unknown', query: 'unavailable', reason: 'state_not_checkable' },
  '300': { pay: 'rejected', query: 'refused', reason: 'other_refusal' },
};

const unlisted: ResultMeaning = { pay: 'unknown', query: 'unavailable', reason: 'unknown_code' };

/** What a provider's table and its setting `codes` make of a result. */
export interface ResultTable {
  readonly meanings: ResultMeanings;
  /** What results of a payment mean here where the contract differs from the table. */
  readonly codes: ReadonlyMap<string, 'rejected' | 'unknown'>;
}

/** `codes` speaks of payments; a refusal that no table has refuses questions as well. */
export function meaningOf(code: string, { meanings, codes }: ResultTable): ResultMeaning {
  const listed = Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  const pay = codes.get(code);
  if (pay === undefined) return listed ?? unlisted;
  if (listed) return { ...listed, pay };
  return { pay, query: pay === 'rejected' ? 'refused' : 'unavailable', reason: 'other_refusal' };
}
