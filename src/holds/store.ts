import type { Sql } from '../platform/database/sql.ts';
import type { Hold } from './model.ts';
import { holdColumns, holdFromRow, holdJoin, type HoldRow } from './rows.ts';

export async function findHold(sql: Sql, id: string): Promise<Hold | undefined> {
  const row = await sql.first<HoldRow>(`SELECT ${holdColumns} FROM ${holdJoin} WHERE h.id = $1`, [id]);
  return row && holdFromRow(row);
}

export async function findHoldByKey(sql: Sql, key: string): Promise<Hold | undefined> {
  const row = await sql.first<HoldRow>(`SELECT ${holdColumns} FROM ${holdJoin} WHERE h.key = $1`, [key]);
  return row && holdFromRow(row);
}

/** Open holds that are over, the oldest first. */
export async function listExpired(sql: Sql, now: Date, limit: number): Promise<string[]> {
  const rows = await sql.rows<{ hold_id: string }>(
    'SELECT hold_id FROM hold_open WHERE expires_at <= $1 ORDER BY expires_at, hold_id LIMIT $2',
    [now, limit],
  );
  return rows.map((row) => row.hold_id);
}
