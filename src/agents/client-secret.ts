import type { Ids } from '../kernel/ids.ts';
import { makeToken } from '../platform/crypto/secrets.ts';

const beginnings = { sandbox: 'sandbox_', live: 'live_' } as const;

/** A new client secret; its beginning says at sight, in a file or a log, whether it could move money. */
export function makeClientSecret(ids: Ids, isSandbox: boolean): string {
  return `${isSandbox ? beginnings.sandbox : beginnings.live}${makeToken(ids)}`;
}

/** True for a secret of the other kind of hub. One chosen elsewhere has no beginning and is of neither. */
export function isOfOtherHub(secret: string, isSandbox: boolean): boolean {
  return secret.startsWith(isSandbox ? beginnings.live : beginnings.sandbox);
}
