import type { Sql } from '../platform/database/sql.ts';
import type { Counter, DeviceRow, DevicesWish } from './api.ts';
import type { DeviceCredential } from './model.ts';
import { callerOf, type CallerRow, placeColumns } from './place-store.ts';
import { agentColumns } from './store.ts';

const credentialColumns = `c.id, c.client_id AS "clientId", c.created_at AS "createdAt", c.expires_at AS "expiresAt",
  c.revoked_at AS "revokedAt", c.last_used_at AS "lastUsedAt"`;

interface KnownCredential {
  readonly credential: DeviceCredential;
  readonly counter: Counter;
  readonly secretHash: string;
}

/** The credential of a client id with the counter of its device. */
export async function selectByClientId(sql: Sql, clientId: string): Promise<KnownCredential | undefined> {
  const row = await sql.first<
    CallerRow & Omit<DeviceCredential, 'id'> & { credential_id: string; secret_hash: string }
  >(
    `SELECT ${agentColumns}, ${placeColumns}, c.id AS credential_id, c.client_id AS "clientId", c.created_at AS "createdAt",
            c.expires_at AS "expiresAt", c.revoked_at AS "revokedAt", c.last_used_at AS "lastUsedAt", c.secret_hash
       FROM device_credential c JOIN teller t ON t.id = c.teller_id JOIN outlet o ON o.id = t.outlet_id
            JOIN agent a ON a.id = t.agent_id
      WHERE c.client_id = $1`,
    [clientId],
  );
  if (!row) return undefined;
  const { agent, place } = callerOf(row);
  if (!place) return undefined;
  const { clientId: name, createdAt, expiresAt, revokedAt, lastUsedAt } = row;
  const credential = { id: row.credential_id, clientId: name, createdAt, expiresAt, revokedAt, lastUsedAt };
  return { credential, counter: { agent, ...place }, secretHash: row.secret_hash };
}

/** Those that were not revoked first, of these the newest, at most 100: one that opens the door is never hidden behind those that do not. */
export function selectCredentials(sql: Sql, tellerId: string): Promise<DeviceCredential[]> {
  return sql.rows<DeviceCredential>(
    `SELECT ${credentialColumns} FROM device_credential c WHERE c.teller_id = $1
      ORDER BY (c.revoked_at IS NULL) DESC, c.created_at DESC, c.id DESC LIMIT 100`,
    [tellerId],
  );
}

export async function insertCredential(
  sql: Sql,
  credential: Pick<DeviceCredential, 'id' | 'clientId' | 'createdAt'> & {
    readonly tellerId: string;
    readonly secretHash: string;
  },
): Promise<void> {
  await sql.run(
    'INSERT INTO device_credential (id, teller_id, client_id, secret_hash, created_at) VALUES ($1, $2, $3, $4, $5)',
    [credential.id, credential.tellerId, credential.clientId, credential.secretHash, credential.createdAt],
  );
}

/** Never later than it would end already. */
export async function updateExpiry(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.run('UPDATE device_credential SET expires_at = least(expires_at, $2) WHERE id = $1', [id, at]);
}

export async function updateRevoked(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.run('UPDATE device_credential SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1', [id, at]);
}

export async function updateLastUsed(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.run('UPDATE device_credential SET last_used_at = greatest(last_used_at, $2) WHERE id = $1', [id, at]);
}

/** Devices by their codes, with how many of their credentials are good at the instant and when one was used last. */
export function selectDevices(sql: Sql, { agentId, outletId, after, limit, at }: DevicesWish & { readonly at: Date }) {
  return sql.rows<DeviceRow>(
    `SELECT t.code, t.name, t.state, o.code AS outlet, o.state AS "outletState",
            (count(c.id) FILTER (WHERE c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > $5)))::int AS usable,
            max(c.last_used_at) AS "lastUsedAt"
       FROM teller t JOIN outlet o ON o.id = t.outlet_id LEFT JOIN device_credential c ON c.teller_id = t.id
      WHERE t.agent_id = $1 AND t.role = 'device' AND ($2::uuid IS NULL OR t.outlet_id = $2) AND t.code > $3
      GROUP BY t.id, o.id ORDER BY t.code LIMIT $4`,
    [agentId, outletId, after, limit, at],
  );
}

export async function selectCertificates(sql: Sql, tellerId: string): Promise<readonly string[]> {
  const row = await sql.first<{ certificates: string[] }>(
    'SELECT client_certificates AS certificates FROM teller WHERE id = $1',
    [tellerId],
  );
  return row?.certificates ?? [];
}

export async function updateCertificates(sql: Sql, tellerId: string, certificates: readonly string[]): Promise<void> {
  await sql.run('UPDATE teller SET client_certificates = $2 WHERE id = $1', [tellerId, certificates]);
}
