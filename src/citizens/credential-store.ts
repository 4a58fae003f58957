import type { UniqueCode } from '../kernel/unique-code.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Language } from '../platform/messages/language.ts';
import type { Assurance } from './model.ts';

export interface CredentialRow {
  readonly citizen_id: string;
  readonly password_digest: string;
  readonly must_change: boolean;
  readonly version: number;
}

export async function findCredentialByCode(sql: Sql, code: UniqueCode): Promise<CredentialRow | undefined> {
  return sql.first<CredentialRow>(
    `SELECT credential.citizen_id, credential.password_digest, credential.must_change, credential.version
     FROM citizen JOIN credential ON credential.citizen_id = citizen.id WHERE citizen.unique_code = $1`,
    [code],
  );
}

export async function findCredential(sql: Sql, citizenId: string): Promise<CredentialRow | undefined> {
  return sql.first<CredentialRow>(
    'SELECT citizen_id, password_digest, must_change, version FROM credential WHERE citizen_id = $1',
    [citizenId],
  );
}

/** As `findCredential`, and nobody else changes it until the transaction ends. */
export async function lockCredential(sql: Sql, citizenId: string): Promise<CredentialRow | undefined> {
  return sql.first<CredentialRow>(
    'SELECT citizen_id, password_digest, must_change, version FROM credential WHERE citizen_id = $1 FOR UPDATE',
    [citizenId],
  );
}

export interface NewPassword {
  readonly citizenId: string;
  readonly digest: string;
  readonly mustChange: boolean;
  readonly now: Date;
}

/** Sets the password and raises the version, which ends every session; they are removed as well. Returns the version. */
export async function setPassword(sql: Sql, password: NewPassword): Promise<number> {
  const row = await sql.first<{ version: number }>(
    `INSERT INTO credential AS held (citizen_id, password_digest, must_change, changed_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (citizen_id) DO UPDATE SET password_digest = excluded.password_digest,
       must_change = excluded.must_change, changed_at = excluded.changed_at, version = held.version + 1
     RETURNING version`,
    [password.citizenId, password.digest, password.mustChange, password.now],
  );
  await sql.run('DELETE FROM session WHERE citizen_id = $1', [password.citizenId]);
  await sql.run('DELETE FROM password_renewal WHERE citizen_id = $1', [password.citizenId]);
  return row?.version ?? 1;
}

/** A stronger digest of the same password; sessions stay. False when the password was changed meanwhile. */
export async function strengthenDigest(
  sql: Sql,
  credential: { readonly citizenId: string; readonly version: number },
  digest: string,
): Promise<boolean> {
  const updated = await sql.run('UPDATE credential SET password_digest = $3 WHERE citizen_id = $1 AND version = $2', [
    credential.citizenId,
    credential.version,
    digest,
  ]);
  return updated === 1;
}

export interface NewSession {
  readonly id: string;
  readonly citizenId: string;
  readonly tokenDigest: Buffer;
  readonly credentialVersion: number;
  readonly now: Date;
  readonly expiresAt: Date;
}

/** False when the password was changed since it was verified; nothing is written then. */
export async function insertSession(sql: Sql, session: NewSession): Promise<boolean> {
  const inserted = await sql.run(
    `INSERT INTO session (id, citizen_id, token_digest, credential_version, opened_at, last_seen_at, expires_at)
     SELECT $1, citizen_id, $3, version, $5, $5, $6 FROM credential WHERE citizen_id = $2 AND version = $4`,
    [session.id, session.citizenId, session.tokenDigest, session.credentialVersion, session.now, session.expiresAt],
  );
  return inserted === 1;
}

export interface SessionRow {
  readonly id: string;
  readonly citizen_id: string;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
  readonly unique_code: UniqueCode;
  readonly assurance: Assurance;
  readonly language: Language;
  readonly must_change: boolean;
}

/** The session of a token, as long as it may be used and its password is still the citizen's. */
export async function findSession(
  sql: Sql,
  tokenDigest: Buffer,
  at: { readonly now: Date; readonly seenAfter: Date },
): Promise<SessionRow | undefined> {
  return sql.first<SessionRow>(
    `SELECT session.id, session.citizen_id, session.last_seen_at, session.expires_at, citizen.unique_code,
            citizen.assurance, citizen.language, credential.must_change
     FROM session
     JOIN credential ON credential.citizen_id = session.citizen_id AND credential.version = session.credential_version
     JOIN citizen ON citizen.id = session.citizen_id
     WHERE session.token_digest = $1 AND session.expires_at > $2 AND session.last_seen_at > $3`,
    [tokenDigest, at.now, at.seenAfter],
  );
}

export async function touchSession(sql: Sql, sessionId: string, now: Date): Promise<void> {
  await sql.run('UPDATE session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2', [sessionId, now]);
}

/** Returns whose session it was. */
export async function deleteSession(
  sql: Sql,
  tokenDigest: Buffer,
): Promise<{ readonly id: string; readonly citizen_id: string } | undefined> {
  return sql.first('DELETE FROM session WHERE token_digest = $1 RETURNING id, citizen_id', [tokenDigest]);
}

export interface RenewalRow {
  readonly id: string;
  readonly citizen_id: string | null;
  readonly code_digest: Buffer;
  readonly tries: number;
  readonly expires_at: Date;
}

export async function insertRenewal(
  sql: Sql,
  renewal: {
    readonly id: string;
    readonly tokenDigest: Buffer;
    readonly citizenId: string | null;
    readonly codeDigest: Buffer;
    readonly expiresAt: Date;
  },
): Promise<void> {
  await sql.run(
    `INSERT INTO password_renewal (id, token_digest, citizen_id, code_digest, expires_at) VALUES ($1, $2, $3, $4, $5)`,
    [renewal.id, renewal.tokenDigest, renewal.citizenId, renewal.codeDigest, renewal.expiresAt],
  );
}

export async function lockRenewal(sql: Sql, tokenDigest: Buffer): Promise<RenewalRow | undefined> {
  return sql.first<RenewalRow>(
    'SELECT id, citizen_id, code_digest, tries, expires_at FROM password_renewal WHERE token_digest = $1 FOR UPDATE',
    [tokenDigest],
  );
}

export async function countRenewalTry(sql: Sql, renewalId: string): Promise<void> {
  await sql.run('UPDATE password_renewal SET tries = tries + 1 WHERE id = $1', [renewalId]);
}

/** Removes sessions and renewals that nobody can use any more. */
export async function deleteExpired(sql: Sql, at: { readonly now: Date; readonly seenBefore: Date }): Promise<number> {
  const sessions = await sql.run('DELETE FROM session WHERE expires_at <= $1 OR last_seen_at <= $2', [
    at.now,
    at.seenBefore,
  ]);
  return sessions + (await sql.run('DELETE FROM password_renewal WHERE expires_at <= $1', [at.now]));
}
