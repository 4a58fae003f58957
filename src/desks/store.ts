import { isStale, type SealedColumn } from '../platform/crypto/resealing.ts';
import type { Sql } from '../platform/database/sql.ts';

export interface DeskRow {
  readonly id: string;
  readonly tellerId: string;
  readonly passwordVersion: number;
  readonly customer: Buffer | null;
  readonly lastSeenAt: Date;
}

export async function insertDesk(
  sql: Sql,
  desk: {
    readonly id: string;
    readonly tokenDigest: Buffer;
    readonly tellerId: string;
    readonly passwordVersion: number;
    readonly now: Date;
    readonly expiresAt: Date;
  },
): Promise<void> {
  await sql.run(
    `INSERT INTO teller_desk (id, token_digest, teller_id, password_version, opened_at, last_seen_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $5, $6)`,
    [desk.id, desk.tokenDigest, desk.tellerId, desk.passwordVersion, desk.now, desk.expiresAt],
  );
}

const deskColumns = `id, teller_id AS "tellerId", password_version AS "passwordVersion", customer,
  last_seen_at AS "lastSeenAt"`;

/** The desk of a token while it is open. */
export function selectDesk(
  sql: Sql,
  tokenDigest: Buffer,
  at: { readonly now: Date; readonly seenAfter: Date },
): Promise<DeskRow | undefined> {
  return sql.first<DeskRow>(
    `SELECT ${deskColumns} FROM teller_desk WHERE token_digest = $1 AND expires_at > $2 AND last_seen_at > $3`,
    [tokenDigest, at.now, at.seenAfter],
  );
}

export async function touchDesk(sql: Sql, id: string, now: Date): Promise<void> {
  await sql.run('UPDATE teller_desk SET last_seen_at = $2 WHERE id = $1', [id, now]);
}

export async function updateCustomer(sql: Sql, id: string, customer: Buffer | null): Promise<void> {
  await sql.run('UPDATE teller_desk SET customer = $2 WHERE id = $1', [id, customer]);
}

/** The customer as it stands now, for a change that builds on it. */
export function lockDesk(sql: Sql, id: string): Promise<DeskRow | undefined> {
  return sql.first<DeskRow>(`SELECT ${deskColumns} FROM teller_desk WHERE id = $1 FOR UPDATE`, [id]);
}

export async function deleteDesk(sql: Sql, tokenDigest: Buffer): Promise<string | undefined> {
  const row = await sql.first<{ teller_id: string }>(
    'DELETE FROM teller_desk WHERE token_digest = $1 RETURNING teller_id',
    [tokenDigest],
  );
  return row?.teller_id;
}

/** Removes desks that nobody can come back to; at most 1,000 at once. */
export function deleteClosedDesks(
  sql: Sql,
  before: { readonly now: Date; readonly seenBefore: Date },
): Promise<number> {
  return sql.run(
    `DELETE FROM teller_desk WHERE id IN (
       SELECT id FROM teller_desk WHERE expires_at <= $1 OR last_seen_at <= $2 LIMIT 1000)`,
    [before.now, before.seenBefore],
  );
}

export const sealedCustomer: SealedColumn = {
  name: 'teller_desk.customer',
  count: (sql, keyId) =>
    sql.first(`SELECT count(*)::int AS count FROM teller_desk WHERE ${isStale('customer')}`, [keyId]),
  lock: (sql, keyId, { limit, after }) =>
    sql.rows(
      `SELECT id, id AS bound, customer AS sealed FROM teller_desk WHERE ${isStale('customer')} AND id > $3 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [keyId, limit, after],
    ),
  write: (sql, id, sealed) => sql.run('UPDATE teller_desk SET customer = $2 WHERE id = $1', [id, sealed]),
};
