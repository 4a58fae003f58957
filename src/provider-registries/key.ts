import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { readBasic } from '../platform/crypto/basic-credentials.ts';
import { equalInConstantTime } from '../platform/crypto/keyed-digest.ts';
import { makeToken, tokenDigest } from '../platform/crypto/secrets.ts';
import * as store from './key-store.ts';
import type { ReceiveDeps } from './receive-debts.ts';

/** A new key of a provider, which is handed out once; the one before it ends. */
export async function renewKey({ db, clock, ids }: ReceiveDeps, providerId: string): Promise<string> {
  const key = makeToken(ids);
  await store.upsertKey(db.sql, { providerId, digest: tokenDigest(key), at: clock.now() });
  return key;
}

/** The code of the provider whose key is shown. The answer does not say what is wrong. */
export async function recognize(
  { db }: Pick<ReceiveDeps, 'db'>,
  authorization: string | undefined,
): Promise<Result<string, Refusal>> {
  const shown = readBasic(authorization);
  const digest = shown && (await store.selectKey(db.sql, shown.user));
  if (!digest || !equalInConstantTime(tokenDigest(shown.secret), digest)) return err(refusal('invalid_credentials'));
  return ok(shown.user);
}
