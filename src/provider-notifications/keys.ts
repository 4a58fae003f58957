import { present } from '../kernel/assert.ts';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { NotificationKey } from '../kernel/notification-contract.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Provider } from '../providers/model.ts';
import type { KeyKeeper, NewNotificationKey, ProviderNotificationService } from './api.ts';
import type { NotificationContext } from './context.ts';
import * as store from './key-store.ts';
import { type NotificationKeyEntry, placeOfSecret } from './model.ts';

/** Usable keys of one provider: one, a second while it is renewed, and one for a second system. */
const mostKeys = 3;
const secretBytes = 32;
const idBytes = 4;
/** How long a key still works after another has taken its place. */
const overlapMs = 24 * 3_600_000;

type Keys = Pick<ProviderNotificationService, 'listKeys' | 'addKey' | 'revokeKey'>;

/** The secrets that a provider signs with. */
export function createKeys(context: NotificationContext): Keys {
  const { sql } = context.db;
  return {
    async listKeys(providerCode) {
      const provider = await context.providers.getByCode(providerCode);
      return provider.ok ? ok(await store.selectKeys(sql, provider.value.id)) : provider;
    },
    async addKey(by, key) {
      const provider = await context.providers.getByCode(key.providerCode);
      if (!provider.ok) return provider;
      const { port } = await context.providers.connectTo(provider.value);
      return port.readNotification ? add(context, by, { ...key, provider: provider.value }) : err(refusal('not_found'));
    },
    async revokeKey(by, providerCode, keyId) {
      const provider = await context.providers.getByCode(providerCode);
      return provider.ok ? revoke(context, by, { provider: provider.value, keyId }) : provider;
    },
  };
}

/** The keys that are good now, opened. */
export async function usableKeys(context: NotificationContext, providerId: string): Promise<NotificationKey[]> {
  const keys = await store.selectUsable(context.db.sql, providerId, context.clock.now());
  return keys.map(({ id, secret }) => ({ id, secret: context.cipher.open(placeOfSecret(id), secret) }));
}

async function add(
  context: NotificationContext,
  by: KeyKeeper,
  { provider, replaces }: NewNotificationKey & { readonly provider: Provider },
): ReturnType<Keys['addKey']> {
  const now = context.clock.now();
  const usable = await store.selectUsable(context.db.sql, provider.id, now);
  if (replaces !== undefined && !usable.some((key) => key.id === replaces))
    return wrong('/replaces', 'unknown', 'a usable key of the provider');
  if (usable.length >= mostKeys) return wrong('', 'most', `at most ${mostKeys} usable keys: revoke one`);
  const secret = context.ids.bytes(secretBytes);
  const id = `${provider.code}-${context.ids.bytes(idBytes).toString('hex')}`;
  await context.db.transaction(async (sql) => {
    const sealed = context.cipher.seal(placeOfSecret(id), secret);
    await store.insertKey(sql, { id, providerId: provider.id, secret: sealed, createdAt: now });
    if (replaces !== undefined) await store.updateExpiry(sql, replaces, new Date(now.getTime() + overlapMs));
    await context.audit.record(sql, {
      ...{ actor: by, action: 'notification_key.added', target: { kind: 'provider', id: provider.id } },
      details: { key: id, replaces: replaces ?? null },
    });
  });
  const key = present(await store.selectKey(context.db.sql, provider.id, id), 'the key that was just added');
  return ok({ key, secret: Buffer.from(secret).toString('base64') });
}

async function revoke(
  context: NotificationContext,
  by: KeyKeeper,
  { provider, keyId }: { readonly provider: Provider; readonly keyId: string },
): Promise<Result<NotificationKeyEntry, Refusal>> {
  return context.db.transaction(async (sql) => {
    if (!(await store.selectKey(sql, provider.id, keyId))) return err(refusal('not_found'));
    await store.updateRevoked(sql, keyId, context.clock.now());
    await context.audit.record(sql, {
      ...{ actor: by, action: 'notification_key.revoked', target: { kind: 'provider', id: provider.id } },
      details: { key: keyId },
    });
    return ok(present(await store.selectKey(sql, provider.id, keyId), 'the key that was just revoked'));
  });
}

function wrong(field: string, rule: string, detail: string): Result<never, Refusal> {
  return err(fieldRefusal('invalid_request', { field, rule, detail }));
}
