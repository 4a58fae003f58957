import { isStale, type SealedColumn } from '../platform/crypto/resealing.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { NotificationKeyEntry } from './model.ts';

const columns = `id, provider_id AS "providerId", created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt"`;

/** Keys that are good at an instant, with their sealed secrets; at most ten. */
export function selectUsable(
  sql: Sql,
  providerId: string,
  now: Date,
): Promise<{ readonly id: string; readonly secret: Buffer }[]> {
  return sql.rows(
    `SELECT id, secret FROM provider_notification_key
      WHERE provider_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
      ORDER BY created_at DESC, id LIMIT 10`,
    [providerId, now],
  );
}

/** Newest first, at most 100. */
export function selectKeys(sql: Sql, providerId: string): Promise<NotificationKeyEntry[]> {
  return sql.rows<NotificationKeyEntry>(
    `SELECT ${columns} FROM provider_notification_key WHERE provider_id = $1 ORDER BY created_at DESC, id LIMIT 100`,
    [providerId],
  );
}

export function selectKey(sql: Sql, providerId: string, id: string): Promise<NotificationKeyEntry | undefined> {
  return sql.first<NotificationKeyEntry>(
    `SELECT ${columns} FROM provider_notification_key WHERE provider_id = $1 AND id = $2`,
    [providerId, id],
  );
}

export async function insertKey(
  sql: Sql,
  key: Pick<NotificationKeyEntry, 'id' | 'providerId' | 'createdAt'> & { readonly secret: Uint8Array },
): Promise<void> {
  await sql.run('INSERT INTO provider_notification_key (id, provider_id, secret, created_at) VALUES ($1, $2, $3, $4)', [
    ...[key.id, key.providerId, key.secret, key.createdAt],
  ]);
}

/** Never later than it would end already. */
export async function updateExpiry(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.run('UPDATE provider_notification_key SET expires_at = least(expires_at, $2) WHERE id = $1', [id, at]);
}

export async function updateRevoked(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.run('UPDATE provider_notification_key SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1', [id, at]);
}

export const sealedSecret: SealedColumn = {
  name: 'provider_notification_key.secret',
  count: (sql, keyId) =>
    sql.first(`SELECT count(*)::int AS count FROM provider_notification_key WHERE ${isStale('secret')}`, [keyId]),
  lock: (sql, keyId, { limit, after }) =>
    sql.rows(
      `SELECT id, id AS bound, secret AS sealed FROM provider_notification_key WHERE ${isStale('secret')} AND id > $3 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [keyId, limit, after],
    ),
  write: (sql, id, sealed) => sql.run('UPDATE provider_notification_key SET secret = $2 WHERE id = $1', [id, sealed]),
};
