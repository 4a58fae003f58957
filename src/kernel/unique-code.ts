import { dammDigit, dammValid } from './damm.ts';
import type { Ids } from './ids.ts';
import { uniformBelow } from './random.ts';
import { err, ok, type Result } from './result.ts';

/** The hub's own number of a citizen: eleven random digits and a check digit. Never an amount, never a JSON number. */
export type UniqueCode = string & { readonly __brand: 'unique-code' };

/** Which rule a typed code breaks: it is not twelve digits, or its digits do not belong together. */
export type UniqueCodeProblem = 'pattern' | 'check_digit';

const length = 12;

/** A new code, every one of the 10¹¹ equally likely. Whether it is taken already only the database can say. */
export function makeUniqueCode(ids: Ids): UniqueCode {
  let digits = '';
  while (digits.length < length - 1) digits += uniformBelow((count) => ids.bytes(count), 10).toString();
  return `${digits}${dammDigit(digits)}` as UniqueCode;
}

/** Reads a code as people write it: twelve digits, with single spaces or dashes between any two of them. */
export function parseUniqueCode(text: string): Result<UniqueCode, UniqueCodeProblem> {
  if (!/^\s*[0-9](?:[ \u00a0-]?[0-9]){11}\s*$/.test(text)) return err('pattern');
  const digits = text.replace(/[^0-9]/g, '');
  return dammValid(digits) ? ok(digits as UniqueCode) : err('check_digit');
}

/** The code in groups of four, as it is printed and read aloud: `4829 1730 5563`. */
export function formatUniqueCode(code: UniqueCode): string {
  return `${code.slice(0, 4)} ${code.slice(4, 8)} ${code.slice(8)}`;
}
