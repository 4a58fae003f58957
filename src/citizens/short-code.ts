import type { CitizenContext } from './context.ts';
import { codeMinutes, codeTries } from './limits.ts';
import { makeShortCode, makeToken } from '../platform/crypto/secrets.ts';
import { later } from './context.ts';

/** What a code is for; a code of one kind and row fits no other. */
export type CodePurpose = 'registration-code' | 'renewal-code';

export interface MadeCode {
  readonly code: string;
  readonly digest: Buffer;
  readonly expiresAt: Date;
}

/**
 * A new code for one row. `meant` is false for a row that nobody may confirm: its digest then belongs to no six digits, and
 * every try fails as a wrong one does.
 */
export function makeCode(
  ctx: CitizenContext,
  row: { readonly purpose: CodePurpose; readonly id: string },
  meant: boolean,
): MadeCode {
  const [code, decoy] = [makeShortCode(ctx.ids), makeToken(ctx.ids)];
  const digest = ctx.crypto.digest.of(`${row.purpose}:${row.id}`, meant ? code : decoy);
  return { code, digest, expiresAt: later(ctx.clock, codeMinutes * 60_000) };
}

/** True while a code may still be tried. */
export function isOpen(ctx: CitizenContext, row: { readonly tries: number; readonly expiresAt: Date }): boolean {
  return row.tries < codeTries && ctx.clock.now() < row.expiresAt;
}

export function codeFits(
  ctx: CitizenContext,
  row: { readonly purpose: CodePurpose; readonly id: string; readonly digest: Uint8Array },
  typed: string,
): boolean {
  const code = typed.slice(0, 20).replace(/[\s-]/g, '');
  return /^[0-9]{6}$/.test(code) && ctx.crypto.digest.matches(`${row.purpose}:${row.id}`, code, row.digest);
}
