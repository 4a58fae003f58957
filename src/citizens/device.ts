import type { UniqueCode } from '../kernel/unique-code.ts';
import { makeToken } from '../platform/crypto/secrets.ts';
import type { CitizenContext } from './context.ts';

/**
 * A device that has signed a citizen in before carries a token that says so. Its tries are counted apart from everybody
 * else's, so that a stranger who keeps guessing uses up the strangers' tries and never the citizen's own. The token opens
 * nothing and is not stored: it carries its own keyed digest.
 */
export function makeDeviceToken(ctx: CitizenContext, code: UniqueCode): string {
  const random = makeToken(ctx.ids);
  return `${random}.${ctx.crypto.digest.of('device', `${code}:${random}`).toString('base64url')}`;
}

/** True for a token that the hub made for this citizen. */
export function isKnownDevice(ctx: CitizenContext, code: UniqueCode, token: string | undefined): token is string {
  const match = /^([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/.exec(token ?? '');
  const [, random, digest] = match ?? [];
  if (random === undefined || digest === undefined) return false;
  return ctx.crypto.digest.matches('device', `${code}:${random}`, Buffer.from(digest, 'base64url'));
}
