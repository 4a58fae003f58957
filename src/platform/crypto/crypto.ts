import { createFieldCipher, type FieldCipher } from './field-cipher.ts';
import { createKeyedDigest, type KeyedDigest } from './keyed-digest.ts';
import type { KeyRing } from './key-ring.ts';
import { createPasswordHasher, type PasswordHasher, type PasswordHasherOptions } from './password-hasher.ts';

/** Everything secret-keeping that a noun may need, over the keys of the configuration. */
export interface Crypto {
  readonly cipher: FieldCipher;
  readonly digest: KeyedDigest;
  readonly passwords: PasswordHasher;
}

export interface CryptoKeys {
  /** For values that are read again. */
  readonly encryption: KeyRing;
  /** For digests that are only compared. Its own keys: who can search must not be able to read. */
  readonly index: KeyRing;
}

export function createCrypto(keys: CryptoKeys, passwords: PasswordHasherOptions = {}): Crypto {
  return {
    cipher: createFieldCipher(keys.encryption),
    digest: createKeyedDigest(keys.index),
    passwords: createPasswordHasher(passwords),
  };
}
