import type { StalePage } from '../platform/crypto/resealing.ts';
import { present } from '../kernel/assert.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Proof } from './api.ts';

export interface LinkRow {
  readonly id: string;
  readonly citizen_id: string;
  readonly account_id: string;
  readonly provider_id: string;
  readonly account: string;
  readonly fields: Buffer;
  readonly label: string | null;
  readonly proof: Proof;
  readonly linked_at: Date;
}

const columns = `link.id, link.citizen_id, link.account_id, account.provider_id, account.account, link.fields, link.label,
  link.proof, link.linked_at`;
const tables = 'account_link link JOIN subscriber_account account ON account.id = link.account_id';

/** One citizen's links change one after the other, so that their number can be counted. */
export async function lockLinksOf(sql: Sql, citizenId: string): Promise<void> {
  await sql.rows(`SELECT pg_advisory_xact_lock(hashtextextended('account_link:' || $1, 0))`, [citizenId]);
}

/** The id of the account, which is made when nobody has linked it yet. */
export async function ensureAccount(
  sql: Sql,
  account: { readonly id: string; readonly providerId: string; readonly account: string; readonly now: Date },
): Promise<string> {
  await sql.run(
    `INSERT INTO subscriber_account (id, provider_id, account, created_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (provider_id, account) DO NOTHING`,
    [account.id, account.providerId, account.account, account.now],
  );
  const row = await sql.first<{ id: string }>(
    'SELECT id FROM subscriber_account WHERE provider_id = $1 AND account = $2',
    [account.providerId, account.account],
  );
  return present(row, 'subscriber account').id;
}

export async function listOpenLinks(sql: Sql, citizenId: string, limit: number): Promise<LinkRow[]> {
  return sql.rows<LinkRow>(
    `SELECT ${columns} FROM ${tables} WHERE link.citizen_id = $1 AND link.unlinked_at IS NULL
     ORDER BY link.linked_at, link.id LIMIT $2`,
    [citizenId, limit],
  );
}

export async function findOpenLink(sql: Sql, citizenId: string, linkId: string): Promise<LinkRow | undefined> {
  return sql.first<LinkRow>(
    `SELECT ${columns} FROM ${tables} WHERE link.id = $2 AND link.citizen_id = $1 AND link.unlinked_at IS NULL`,
    [citizenId, linkId],
  );
}

export async function findOpenLinkTo(sql: Sql, citizenId: string, accountId: string): Promise<LinkRow | undefined> {
  return sql.first<LinkRow>(
    `SELECT ${columns} FROM ${tables}
     WHERE link.citizen_id = $1 AND link.account_id = $2 AND link.unlinked_at IS NULL`,
    [citizenId, accountId],
  );
}

export async function countOpenLinksOf(sql: Sql, citizenId: string): Promise<number> {
  const row = await sql.first<{ count: bigint }>(
    'SELECT count(*) AS count FROM account_link WHERE citizen_id = $1 AND unlinked_at IS NULL',
    [citizenId],
  );
  return Number(row?.count ?? 0n);
}

export async function countOpenLinks(sql: Sql): Promise<number> {
  const row = await sql.first<{ count: bigint }>(
    'SELECT count(*) AS count FROM account_link WHERE unlinked_at IS NULL',
  );
  return Number(row?.count ?? 0n);
}

export interface NewLink {
  readonly id: string;
  readonly citizenId: string;
  readonly accountId: string;
  readonly label: string | null;
  readonly fields: Buffer;
  readonly keyId: string;
  readonly proof: Proof;
  readonly linkedBy: 'registration' | 'citizen' | 'teller';
  readonly now: Date;
}

export async function insertLink(sql: Sql, link: NewLink): Promise<void> {
  await sql.run(
    `INSERT INTO account_link (id, citizen_id, account_id, label, fields, key_id, proof, linked_by, linked_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [link.id, link.citizenId, link.accountId, link.label, link.fields, link.keyId, link.proof, link.linkedBy, link.now],
  );
}

export interface LinkChange {
  readonly id: string;
  readonly label: string | null;
  readonly fields: Buffer;
  readonly keyId: string;
  readonly proof: Proof;
}

export async function updateLink(sql: Sql, link: LinkChange): Promise<void> {
  await sql.run('UPDATE account_link SET label = $2, fields = $3, key_id = $4, proof = $5 WHERE id = $1', [
    link.id,
    link.label,
    link.fields,
    link.keyId,
    link.proof,
  ]);
}

export async function updateLabel(
  sql: Sql,
  link: { readonly citizenId: string; readonly linkId: string },
  label: string | null,
): Promise<number> {
  return sql.run('UPDATE account_link SET label = $3 WHERE id = $2 AND citizen_id = $1 AND unlinked_at IS NULL', [
    link.citizenId,
    link.linkId,
    label,
  ]);
}

export interface LinkEnd {
  readonly reason: 'citizen' | 'teller' | 'taken-over';
  readonly now: Date;
}

/** False when the citizen has no such link. */
export async function endLink(
  sql: Sql,
  link: { readonly citizenId: string; readonly linkId: string },
  end: LinkEnd,
): Promise<boolean> {
  const updated = await sql.run(
    `UPDATE account_link SET unlinked_at = $3, unlink_reason = $4
     WHERE id = $2 AND citizen_id = $1 AND unlinked_at IS NULL`,
    [link.citizenId, link.linkId, end.now, end.reason],
  );
  return updated === 1;
}

export async function endLinksOf(sql: Sql, citizenId: string, end: LinkEnd): Promise<number> {
  return sql.run(
    'UPDATE account_link SET unlinked_at = $2, unlink_reason = $3 WHERE citizen_id = $1 AND unlinked_at IS NULL',
    [citizenId, end.now, end.reason],
  );
}

export async function countStaleLinks(sql: Sql, keyId: string): Promise<number> {
  const text = 'SELECT count(*)::int AS count FROM account_link WHERE key_id <> $1';
  return (await sql.first<{ count: number }>(text, [keyId]))?.count ?? 0;
}

/** Links whose fields are still sealed with a key of before, held for this transaction. */
export async function lockStaleLinks(
  sql: Sql,
  keyId: string,
  { limit, after }: StalePage,
): Promise<{ readonly id: string; readonly fields: Buffer }[]> {
  return sql.rows(
    'SELECT id, fields FROM account_link WHERE key_id <> $1 AND id > $3 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED',
    [keyId, limit, after],
  );
}

export async function resealLink(
  sql: Sql,
  link: { readonly id: string; readonly fields: Buffer; readonly keyId: string },
): Promise<void> {
  await sql.run('UPDATE account_link SET fields = $2, key_id = $3 WHERE id = $1', [link.id, link.fields, link.keyId]);
}
