import type { Crypto } from '../../src/platform/crypto/crypto.ts';
import { testCrypto } from './citizen-fixture.ts';

/** Notes which codes are digested, and which are compared. */
export function listening() {
  const own = testCrypto();
  const digested: string[] = [];
  const compared: string[] = [];
  const isCode = (purpose: string) => purpose.startsWith('registration-code:');
  const digest: Crypto['digest'] = {
    ...own.digest,
    of: (purpose, value) => {
      if (isCode(purpose)) digested.push(value);
      return own.digest.of(purpose, value);
    },
    matches: (purpose, value, stored) => {
      if (isCode(purpose)) compared.push(value);
      return own.digest.matches(purpose, value, stored);
    },
  };
  return { crypto: { ...own, digest }, digested, compared };
}
