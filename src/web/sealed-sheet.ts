import { createHash } from 'node:crypto';
import type { SheetData } from '../citizens/api.ts';
import type { FieldCipher } from '../platform/crypto/field-cipher.ts';
import { SealBroken } from '../platform/crypto/field-cipher.ts';

/** How long the sheet can be downloaded from the page that shows it. */
const downloadableMs = 15 * 60 * 1000;

interface Sealed {
  readonly sheet: Omit<SheetData, 'issuedAt'> & { readonly issuedAt: string };
  /** Milliseconds since 1970. */
  readonly until: number;
}

/**
 * The registration sheet, sealed, so that the page can hand it back for the download and the hub need not keep the
 * initial password. It opens only with the secret that this browser holds in a cookie, and only for a quarter of an hour.
 */
export function sealSheet(cipher: FieldCipher, sheet: SheetData, bound: { secret: string; now: Date }): string {
  const until = bound.now.getTime() + downloadableMs;
  return cipher.sealText(placeOf(bound.secret), JSON.stringify({ sheet, until })).toString('base64url');
}

/** The sheet, or undefined where it is too late, another browser's, or no sheet at all. */
export function openSheet(
  cipher: FieldCipher,
  text: string,
  bound: { secret: string; now: Date },
): SheetData | undefined {
  try {
    const opened = cipher.openText(placeOf(bound.secret), Buffer.from(text, 'base64url'));
    const { sheet, until } = JSON.parse(opened) as Sealed;
    if (bound.now.getTime() >= until) return undefined;
    return { ...sheet, issuedAt: new Date(sheet.issuedAt) };
  } catch (error) {
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
}

function placeOf(secret: string): string {
  return `web.sheet:${createHash('sha256').update(secret).digest('base64url')}`;
}
