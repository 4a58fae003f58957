import { isStale, type SealedColumn } from '../platform/crypto/resealing.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Language } from '../platform/messages/language.ts';
import type { Channel } from './model.ts';

export interface PendingRow {
  readonly id: string;
  readonly person: Buffer;
  readonly language: Language;
  readonly confirm_by: Channel;
  readonly consent_version: string;
  readonly code_digest: Buffer;
  readonly code_expires_at: Date;
  readonly tries: number;
  readonly codes_made: number;
  readonly account_failures: number;
  readonly expires_at: Date;
}

export interface NewPending {
  readonly id: string;
  readonly tokenDigest: Buffer;
  readonly person: Buffer;
  readonly language: Language;
  readonly confirmBy: Channel;
  readonly consentVersion: string;
  readonly codeDigest: Buffer;
  readonly codeExpiresAt: Date;
  readonly now: Date;
  readonly expiresAt: Date;
}

export async function insertPending(sql: Sql, pending: NewPending): Promise<void> {
  await sql.run(
    `INSERT INTO pending_registration (id, token_digest, person, language, confirm_by, consent_version, code_digest,
                                       code_expires_at, started_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      pending.id,
      pending.tokenDigest,
      pending.person,
      pending.language,
      pending.confirmBy,
      pending.consentVersion,
      pending.codeDigest,
      pending.codeExpiresAt,
      pending.now,
      pending.expiresAt,
    ],
  );
}

const columns = `id, person, language, confirm_by, consent_version, code_digest, code_expires_at, tries, codes_made,
  account_failures, expires_at`;

export async function findPending(sql: Sql, tokenDigest: Buffer, now: Date): Promise<PendingRow | undefined> {
  return sql.first<PendingRow>(
    `SELECT ${columns} FROM pending_registration WHERE token_digest = $1 AND expires_at > $2`,
    [tokenDigest, now],
  );
}

export async function lockPending(sql: Sql, tokenDigest: Buffer, now: Date): Promise<PendingRow | undefined> {
  return sql.first<PendingRow>(
    `SELECT ${columns} FROM pending_registration WHERE token_digest = $1 AND expires_at > $2 FOR UPDATE`,
    [tokenDigest, now],
  );
}

export async function countTry(sql: Sql, pendingId: string): Promise<void> {
  await sql.run('UPDATE pending_registration SET tries = tries + 1 WHERE id = $1', [pendingId]);
}

export async function replaceCode(
  sql: Sql,
  pendingId: string,
  code: { readonly digest: Buffer; readonly expiresAt: Date },
): Promise<void> {
  await sql.run(
    `UPDATE pending_registration SET code_digest = $2, code_expires_at = $3, tries = 0, codes_made = codes_made + 1
     WHERE id = $1`,
    [pendingId, code.digest, code.expiresAt],
  );
}

/** Counts a failure before the provider is asked, so that many at once cannot all be the last. False: no more are allowed. */
export async function reserveFailure(sql: Sql, pendingId: string, most: number): Promise<boolean> {
  const updated = await sql.run(
    'UPDATE pending_registration SET account_failures = account_failures + 1 WHERE id = $1 AND account_failures < $2',
    [pendingId, most],
  );
  return updated === 1;
}

export async function releaseFailure(sql: Sql, pendingId: string): Promise<void> {
  await sql.run('UPDATE pending_registration SET account_failures = account_failures - 1 WHERE id = $1', [pendingId]);
}

export interface PendingAccountRow {
  readonly id: string;
  readonly provider_id: string;
  readonly account: string;
  readonly fields: Buffer;
  readonly label: string | null;
  readonly proven: boolean;
}

export async function listPendingAccounts(sql: Sql, pendingId: string, limit: number): Promise<PendingAccountRow[]> {
  return sql.rows<PendingAccountRow>(
    `SELECT id, provider_id, account, fields, label, proven FROM pending_account WHERE registration_id = $1
     ORDER BY id LIMIT $2`,
    [pendingId, limit],
  );
}

export interface NewPendingAccount {
  readonly id: string;
  readonly registrationId: string;
  readonly providerId: string;
  readonly account: string;
  readonly fields: Buffer;
  readonly label: string | null;
  readonly proven: boolean;
}

export async function insertPendingAccount(sql: Sql, account: NewPendingAccount): Promise<void> {
  await sql.run(
    `INSERT INTO pending_account (id, registration_id, provider_id, account, fields, label, proven)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      account.id,
      account.registrationId,
      account.providerId,
      account.account,
      account.fields,
      account.label,
      account.proven,
    ],
  );
}

export async function deletePendingAccount(
  sql: Sql,
  pendingId: string,
  account: { readonly providerId: string; readonly account: string },
): Promise<void> {
  await sql.run('DELETE FROM pending_account WHERE registration_id = $1 AND provider_id = $2 AND account = $3', [
    pendingId,
    account.providerId,
    account.account,
  ]);
}

/** The accounts go with it. */
export async function deletePending(sql: Sql, pendingId: string): Promise<void> {
  await sql.run('DELETE FROM pending_registration WHERE id = $1', [pendingId]);
}

export async function deleteExpiredPending(sql: Sql, now: Date): Promise<number> {
  return sql.run('DELETE FROM pending_registration WHERE expires_at <= $1', [now]);
}

export const sealedPendingPerson: SealedColumn = {
  name: 'pending_registration.person',
  count: (sql, keyId) =>
    sql.first(`SELECT count(*)::int AS count FROM pending_registration WHERE ${isStale('person')}`, [keyId]),
  lock: (sql, keyId, { limit, after }) =>
    sql.rows(
      `SELECT id, id AS bound, person AS sealed FROM pending_registration WHERE ${isStale('person')} AND id > $3 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [keyId, limit, after],
    ),
  write: (sql, id, sealed) => sql.run('UPDATE pending_registration SET person = $2 WHERE id = $1', [id, sealed]),
};

export const sealedPendingFields: SealedColumn = {
  name: 'pending_account.fields',
  count: (sql, keyId) =>
    sql.first(`SELECT count(*)::int AS count FROM pending_account WHERE ${isStale('fields')}`, [keyId]),
  lock: (sql, keyId, { limit, after }) =>
    sql.rows(
      `SELECT id, id AS bound, fields AS sealed FROM pending_account WHERE ${isStale('fields')} AND id > $3 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [keyId, limit, after],
    ),
  write: (sql, id, sealed) => sql.run('UPDATE pending_account SET fields = $2 WHERE id = $1', [id, sealed]),
};
