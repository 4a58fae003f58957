import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyRing, NamedKey } from './key-ring.ts';

/**
 * Keyed digests (HMAC-SHA-256) of values too guessable for a plain hash: identity numbers that must be found without being
 * readable, short codes, addresses that are counted. The purpose keeps equal values of different kinds apart.
 */
export interface KeyedDigest {
  /** The digest under the current key, 32 bytes: what is stored. */
  of(purpose: string, value: string): Buffer;
  /** Under every key of the ring, current first: what is looked for while a rotation is under way. */
  candidates(purpose: string, value: string): Buffer[];
  /** Compares in constant time, under every key of the ring. */
  matches(purpose: string, value: string, stored: Uint8Array): boolean;
  /** Name of the key that new digests are made with. */
  readonly keyId: string;
}

export function createKeyedDigest(ring: KeyRing): KeyedDigest {
  const candidates = (purpose: string, value: string) => ring.all.map((key) => digest(key, purpose, value));
  return {
    of: (purpose, value) => digest(ring.current, purpose, value),
    candidates,
    matches: (purpose, value, stored) =>
      candidates(purpose, value)
        .map((candidate) => equalInConstantTime(candidate, stored))
        .includes(true),
    keyId: ring.current.id,
  };
}

/** Compares secrets without telling by its duration where they differ. The length is no secret. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The length before the purpose keeps purpose and value from running into each other. */
function digest(key: NamedKey, purpose: string, value: string): Buffer {
  const name = Buffer.from(purpose, 'utf8');
  return createHmac('sha256', key.bytes)
    .update(Buffer.from([name.length >> 8, name.length & 0xff]))
    .update(name)
    .update(value, 'utf8')
    .digest();
}
