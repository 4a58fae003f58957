import { isStale, type SealedColumn } from '../platform/crypto/resealing.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { SigningKey } from './model.ts';

const columns = `id, agent_id AS "agentId", teller_id AS "deviceId", algorithm, created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt"`;

export type StoredKey = SigningKey & { readonly material: Buffer };

export function selectKey(sql: Sql, id: string): Promise<StoredKey | undefined> {
  return sql.first<StoredKey>(`SELECT ${columns}, material FROM signing_key WHERE id = $1`, [id]);
}

/** Of the agent itself, or of one of its devices. Newest first, at most 100. */
export function selectKeys(
  sql: Sql,
  { agentId, deviceId }: Pick<SigningKey, 'agentId' | 'deviceId'>,
): Promise<SigningKey[]> {
  return sql.rows<SigningKey>(
    `SELECT ${columns} FROM signing_key WHERE agent_id = $1 AND teller_id IS NOT DISTINCT FROM $2
      ORDER BY created_at DESC, id LIMIT 100`,
    [agentId, deviceId],
  );
}

export async function insertKey(
  sql: Sql,
  key: Omit<SigningKey, 'expiresAt' | 'revokedAt'> & { readonly material: Buffer },
): Promise<void> {
  await sql.run(
    'INSERT INTO signing_key (id, agent_id, teller_id, algorithm, material, created_at) VALUES ($1, $2, $3, $4, $5, $6)',
    [key.id, key.agentId, key.deviceId, key.algorithm, key.material, key.createdAt],
  );
}

/** Never later than it would end already. */
export async function updateExpiry(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.run('UPDATE signing_key SET expires_at = least(expires_at, $2) WHERE id = $1', [id, at]);
}

export async function updateRevoked(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.run('UPDATE signing_key SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1', [id, at]);
}

/** False where the key has used the nonce already. */
export async function insertNonce(
  sql: Sql,
  seen: { readonly keyId: string; readonly nonce: string; readonly expiresAt: Date },
): Promise<boolean> {
  const inserted = await sql.run(
    'INSERT INTO signature_nonce (key_id, nonce, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [seen.keyId, seen.nonce, seen.expiresAt],
  );
  return inserted === 1;
}

export function deleteNonces(sql: Sql, before: Date, limit: number): Promise<number> {
  return sql.run(
    `DELETE FROM signature_nonce WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM signature_nonce WHERE expires_at < $1 ORDER BY expires_at LIMIT $2))`,
    [before, limit],
  );
}

export const sealedMaterial: SealedColumn = {
  name: 'signing_key.material',
  count: (sql, keyId) =>
    sql.first(
      `SELECT count(*)::int AS count FROM signing_key WHERE algorithm = 'hmac-sha256' AND ${isStale('material')}`,
      [keyId],
    ),
  lock: (sql, keyId, { limit, after }) =>
    sql.rows(
      `SELECT id, id AS bound, material AS sealed FROM signing_key WHERE algorithm = 'hmac-sha256' AND ${isStale('material')} AND id > $3 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [keyId, limit, after],
    ),
  write: (sql, id, sealed) => sql.run('UPDATE signing_key SET material = $2 WHERE id = $1', [id, sealed]),
};
