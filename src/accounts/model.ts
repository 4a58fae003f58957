import { cardWasSeen, type Assurance } from '../citizens/model.ts';
import type { ErrorCode, FieldProblem } from '../kernel/errors/catalogue.ts';
import { ok, type Result } from '../kernel/result.ts';
import { parseVisibleText } from '../kernel/visible-text.ts';
import type { Proof } from './api.ts';

/** Most accounts that one citizen may have linked at a time: a large family, not a collector of numbers. */
export const maxLinksPerCitizen = 50;

/** Most accounts in one registration. */
export const maxAccountsPerRegistration = 20;

const longestLabel = 60;

/** Until ownership is proven and a counter has seen the card, holder and address stay masked. */
export function showsProviderData(proof: Proof, assurance: Assurance): boolean {
  return proof === 'proven' && cardWasSeen(assurance);
}

/** Answers that tell whoever asks something about an account that need not be theirs. */
const telling: readonly ErrorCode[] = ['account_not_found', 'proof_refused', 'account_refused'];

/** True for an answer that somebody may have guessed for; only these count as tries. */
export function isWrongGuess(code: ErrorCode): boolean {
  return telling.includes(code);
}

/** A citizen's own name for an account; empty is none. */
export function parseLabel(typed: string | null | undefined): Result<string | null, FieldProblem[]> {
  const text = parseVisibleText(typed ?? '', { field: '/label', longest: longestLabel });
  return text.ok && text.value === '' ? ok(null) : text;
}
