import { createHash } from 'node:crypto';
import type { Ids } from '../../kernel/ids.ts';
import { uniformBelow } from '../../kernel/random.ts';

/** Small letters and digits that cannot be taken for one another, on paper or over the telephone. */
const readableAlphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const passwordGroups = 3;
const groupLength = 4;

/** An initial password such as `k7mp-x4wd-9tqa`: 31¹² possibilities, about 59 bits. */
export function makeReadablePassword(ids: Ids): string {
  const groups = Array.from({ length: passwordGroups }, () =>
    Array.from({ length: groupLength }, () => readableAlphabet[below(ids, readableAlphabet.length)]).join(''),
  );
  return groups.join('-');
}

/** What people make of a printed password: capitals, spaces, forgotten dashes. Only for initial passwords. */
export function readPrintedPassword(typed: string): string {
  const bare = typed.toLowerCase().replace(/[\s-]/g, '');
  return bare.length === passwordGroups * groupLength ? (bare.match(/.{4}/g) ?? []).join('-') : typed;
}

/** A code for an SMS: six digits, leading zeros included. Only for short-lived use with counted tries. */
export function makeShortCode(ids: Ids): string {
  return below(ids, 1_000_000).toString().padStart(6, '0');
}

/** A secret nobody can guess, 256 bits in base64url, for cookies and links. */
export function makeToken(ids: Ids): string {
  return ids.bytes(32).toString('base64url');
}

/** What is stored of a token. It has 256 bits of its own, so a plain hash cannot be searched. */
export function tokenDigest(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}

function below(ids: Ids, bound: number): number {
  return uniformBelow((length) => ids.bytes(length), bound);
}
