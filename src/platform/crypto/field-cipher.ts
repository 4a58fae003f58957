import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyRing, NamedKey } from './key-ring.ts';

/** Stored bytes that do not open: changed, moved to another row, or made with a key that is gone. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

/**
 * Encrypts single values of a row (AES-256-GCM). `place` names where the value belongs (`citizen.person:<row id>`) and is
 * authenticated with it, so that a value copied into another row or column does not open.
 */
export interface FieldCipher {
  seal(place: string, clear: Buffer): Buffer;
  /** Throws `SealBroken`. */
  open(place: string, sealed: Uint8Array): Buffer;
  sealText(place: string, clear: string): Buffer;
  /** Throws `SealBroken`. */
  openText(place: string, sealed: Uint8Array): string;
  /** Name of the key new values are sealed with; rows keep it, so that rotation finds what is left. */
  readonly keyId: string;
}

const algorithm = 'aes-256-gcm';
const formatVersion = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** Layout: version (1 byte), length of key id (1), key id, nonce (12), tag (16), cipher text. */
export function createFieldCipher(ring: KeyRing): FieldCipher {
  const cipher: Pick<FieldCipher, 'seal' | 'open'> = {
    seal: (place, clear) => seal(ring.current, place, clear),
    open: (place, sealed) => open(ring, place, Buffer.from(sealed)),
  };
  return {
    ...cipher,
    sealText: (place, clear) => cipher.seal(place, Buffer.from(clear, 'utf8')),
    openText: (place, sealed) => cipher.open(place, sealed).toString('utf8'),
    keyId: ring.current.id,
  };
}

/**
 * The nonce is the operating system's, never the injected source: a seeded run that is started twice on one database
 * would use a nonce twice, which gives AES-GCM away.
 */
function seal(key: NamedKey, place: string, clear: Buffer): Buffer {
  const header = Buffer.concat([Buffer.from([formatVersion, key.id.length]), Buffer.from(key.id, 'ascii')]);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key.bytes, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.concat([header, Buffer.from(place, 'utf8')]));
  const body = Buffer.concat([cipher.update(clear), cipher.final()]);
  return Buffer.concat([header, nonce, cipher.getAuthTag(), body]);
}

function open(ring: KeyRing, place: string, sealed: Buffer): Buffer {
  const headerLength = 2 + (sealed[1] ?? 0);
  const header = sealed.subarray(0, headerLength);
  const keyId = header.subarray(2).toString('ascii');
  const key = ring.all.find((candidate) => candidate.id === keyId);
  const bodyFrom = headerLength + nonceBytes + tagBytes;
  if (sealed[0] !== formatVersion || sealed.length < bodyFrom) throw new SealBroken('not a sealed value');
  if (!key) throw new SealBroken('sealed with a key that is not in the ring');
  const nonce = sealed.subarray(headerLength, headerLength + nonceBytes);
  const decipher = createDecipheriv(algorithm, key.bytes, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.concat([header, Buffer.from(place, 'utf8')]));
  decipher.setAuthTag(sealed.subarray(headerLength + nonceBytes, bodyFrom));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(bodyFrom)), decipher.final()]);
  } catch (cause) {
    throw new SealBroken('the value was changed or belongs to another place', { cause });
  }
}
