import type { Reason } from '../kit/evidence.ts';

export const amountCode = '-31001';
export const cannotCancelCode = '-31007';
/** The transaction is not in a state for it. Says nothing of why, so what became of it has to be asked. */
export const cannotPerformCode = '-31008';

/** Errors that say what is wrong with the account; each provider numbers its own reasons. */
export function isAccountCode(code: string): boolean {
  const number = -Number(code);
  return number >= 31_050 && number <= 31_099;
}

/** What an error is called where it decides nothing. */
export function undecidedReason(code: string): Reason {
  if (code === cannotPerformCode) return 'payments_forbidden';
  return code === '-32504' || code.startsWith('-326') || code.startsWith('-327') ? 'technical_refusal' : 'unknown_code';
}
