import type { StalePage } from '../platform/crypto/resealing.ts';
import type { Sql } from '../platform/database/sql.ts';

/** A row that is still sealed with keys of before. */
export interface StaleRow {
  readonly id: string;
  readonly sealed: Buffer;
}

export async function countStaleCitizens(sql: Sql, keyIds: string): Promise<number> {
  const text = 'SELECT count(*)::int AS count FROM citizen WHERE key_ids <> $1';
  return (await sql.first<{ count: number }>(text, [keyIds]))?.count ?? 0;
}

export async function countStaleCards(sql: Sql, keyIds: string): Promise<number> {
  const text = 'SELECT count(*)::int AS count FROM identity_card WHERE key_ids <> $1';
  return (await sql.first<{ count: number }>(text, [keyIds]))?.count ?? 0;
}

export async function lockStaleCitizens(sql: Sql, keyIds: string, { limit, after }: StalePage): Promise<StaleRow[]> {
  return sql.rows<StaleRow>(
    `SELECT id, person AS sealed FROM citizen WHERE key_ids <> $1 AND id > $3 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [keyIds, limit, after],
  );
}

export async function lockStaleCards(sql: Sql, keyIds: string, { limit, after }: StalePage): Promise<StaleRow[]> {
  return sql.rows<StaleRow>(
    `SELECT id, card AS sealed FROM identity_card WHERE key_ids <> $1 AND id > $3 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [keyIds, limit, after],
  );
}

export interface Resealed {
  readonly id: string;
  readonly index: Buffer;
  readonly sealed: Buffer;
  readonly keyIds: string;
}

export async function resealCitizen(sql: Sql, row: Resealed): Promise<void> {
  await sql.run('UPDATE citizen SET fin_index = $2, person = $3, key_ids = $4 WHERE id = $1', [
    row.id,
    row.index,
    row.sealed,
    row.keyIds,
  ]);
}

export async function resealCard(sql: Sql, row: Resealed): Promise<void> {
  await sql.run('UPDATE identity_card SET card_index = $2, card = $3, key_ids = $4 WHERE id = $1', [
    row.id,
    row.index,
    row.sealed,
    row.keyIds,
  ]);
}
