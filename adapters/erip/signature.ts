import { createHash, timingSafeEqual } from 'node:crypto';

/** The header that requests and answers are signed in, as it is sent and as it is asked for. */
export const signatureHeader = 'ServiceProvider-Signature';

const scheme = 'SALT+MD5: ';

/** `SALT+MD5: ` and the MD5 of the salt followed by the document, byte for byte. */
export function signatureOf(xml: Uint8Array, salt: string): string {
  return `${scheme}${createHash('md5').update(salt, 'utf8').update(xml).digest('hex')}`;
}

/** Capitals in the digits are the same signature; anything else is none. */
export function isSigned(xml: Uint8Array, salt: string, header: string | undefined): boolean {
  if (header === undefined || !header.startsWith(scheme)) return false;
  const [given, expected] = [header.slice(scheme.length).toLowerCase(), signatureOf(xml, salt).slice(scheme.length)];
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
