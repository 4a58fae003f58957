import type { Evidence, QueryOutcome } from '../../src/kernel/adapter.ts';
import { parseBalance, type Currency } from '../../src/kernel/money.ts';
import type { AccountFields } from '../kit/account-fields.ts';
import { evidence } from '../kit/evidence.ts';
import { meaningOf } from './result-codes.ts';
import type { OsmpSettings } from './settings.ts';
import type { OsmpResponse } from './wire.ts';

/** A check that did not find the account, or found it; in the second case the answer still has to be read. */
export type CheckVerdict = Exclude<QueryOutcome<never>, { kind: 'answered' }> | { readonly kind: 'found' };

export function checkVerdict(response: OsmpResponse, settings: OsmpSettings): CheckVerdict {
  const { result } = response;
  if (settings.proofRefusedCode !== undefined && result === settings.proofRefusedCode) {
    return { kind: 'proof-refused', evidence: evidence('proof_refused', result) };
  }
  const meaning = meaningOf(result, settings);
  if (meaning.query === 'success') return { kind: 'found' };
  return { kind: meaning.query, evidence: evidence(meaning.reason, result) };
}

/** The `<fields>` of a check by the provider's names for them; amounts are decimal. */
export function accountFields(response: OsmpResponse, settings: OsmpSettings, currency: Currency): AccountFields {
  return { values: response.fields, names: settings.fields, currency, parseBalance };
}

export const malformedAnswer: { readonly kind: 'unavailable'; readonly evidence: Evidence } = {
  kind: 'unavailable',
  evidence: evidence('malformed'),
};
