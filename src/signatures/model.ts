import { createPublicKey } from 'node:crypto';
import type { SignatureAlgorithm } from '../kernel/message-signature.ts';

export interface SigningKey {
  readonly id: string;
  readonly agentId: string;
  /** Whose it is where it is one device's, which signs with it what it sends with its own token; null: the agent's. */
  readonly deviceId: string | null;
  readonly algorithm: SignatureAlgorithm;
  readonly createdAt: Date;
  /** Set where a newer key takes over. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export function isUsable(key: Pick<SigningKey, 'expiresAt' | 'revokedAt'>, now: Date): boolean {
  return key.revokedAt === null && (key.expiresAt === null || key.expiresAt > now);
}

/** The public key of an ed25519 pair from base64 of its SubjectPublicKeyInfo; null where it is anything else. */
export function parsePublicKey(text: string): Buffer | null {
  if (!/^[A-Za-z0-9+/]{58,60}={0,2}$/.test(text)) return null;
  const der = Buffer.from(text, 'base64');
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? der : null;
  } catch {
    return null;
  }
}

/** Where the shared secret of a key belongs. */
export function placeOfMaterial(keyId: string): string {
  return `signing_key.material:${keyId}`;
}
