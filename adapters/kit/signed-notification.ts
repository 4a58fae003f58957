import { isUtf8 } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import { fitsKey, isFresh, readSignature } from '../../src/kernel/message-signature.ts';
import type {
  NotificationMessage,
  NotificationReader,
  NotificationReading,
} from '../../src/kernel/notification-contract.ts';

/** The text of a message that is signed rightly, and now; or what else the message is. */
export type SignedText =
  | {
      readonly kind: 'signed';
      readonly keyId: string;
      readonly nonce: string;
      readonly signedAt: Date;
      readonly text: string;
    }
  | Exclude<NotificationReading, { readonly kind: 'read' }>;

const secretBytes = 32;

/**
 * Looks at the signature of a message: HTTP Message Signatures with a shared secret over method, path, query, digest of the
 * body, instant and nonce. Whatever is wrong with it gets one answer, an unknown key after the work of a known one.
 */
export function readSignedText(message: NotificationMessage, { keys, now }: NotificationReader): SignedText {
  const claims = readSignature(message);
  if (!claims) return notSigned;
  const key = keys.find(({ id }) => id === claims.keyId);
  const material = key ? Buffer.from(key.secret) : Buffer.alloc(secretBytes);
  const isRight = fitsKey(claims, { algorithm: 'hmac-sha256', material });
  if (!key || !isRight || !isDigest(claims.digest, message.body)) return notSigned;
  if (!isFresh(claims.created, now)) return { kind: 'stale' };
  if (!isUtf8(message.body)) return { kind: 'malformed' };
  const { keyId, nonce, created: signedAt } = claims;
  return { kind: 'signed', keyId, nonce, signedAt, text: Buffer.from(message.body).toString('utf8') };
}

const notSigned: SignedText = { kind: 'not-signed' };

function isDigest(digest: Buffer | null, body: Uint8Array): boolean {
  return digest !== null && timingSafeEqual(createHash('sha256').update(body).digest(), digest);
}
