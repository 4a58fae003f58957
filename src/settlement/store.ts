import type { Sql } from '../platform/database/sql.ts';
import type { SettlementWindow } from './api.ts';

interface WindowRow {
  day: string;
  state: SettlementWindow['state'];
  opened_at: Date;
  cut_at: Date | null;
  closed_at: Date | null;
  value_date: string | null;
}

const windowColumns = 'day, state, opened_at, cut_at, closed_at, value_date';

export async function findWindow(sql: Sql, day: string): Promise<SettlementWindow | undefined> {
  const row = await sql.first<WindowRow>(`SELECT ${windowColumns} FROM settlement_window WHERE day = $1`, [day]);
  return row && windowOf(row);
}

/** Newest first, at most 400. */
export async function listWindows(sql: Sql): Promise<SettlementWindow[]> {
  const rows = await sql.rows<WindowRow>(`SELECT ${windowColumns} FROM settlement_window ORDER BY day DESC LIMIT 400`);
  return rows.map(windowOf);
}

/** Days that are cut and not closed, oldest first, at most 400. */
export async function listCutDays(sql: Sql): Promise<string[]> {
  const rows = await sql.rows<{ day: string }>(
    `SELECT day FROM settlement_window WHERE state = 'cut' ORDER BY day LIMIT 400`,
  );
  return rows.map((row) => row.day);
}

/** Serialises closes: whoever comes second sees what the first one wrote. */
export async function lockClose(sql: Sql): Promise<void> {
  await sql.rows('SELECT pg_advisory_xact_lock(7041, 3)');
}

export async function hasOpenDayBefore(sql: Sql, day: string): Promise<boolean> {
  const row = await sql.first<{ day: string }>(
    `SELECT day FROM settlement_window WHERE day < $1 AND state <> 'closed' ORDER BY day LIMIT 1`,
    [day],
  );
  return row !== undefined;
}

/** The closed day nearest before `day`. */
export async function findClosedBefore(sql: Sql, day: string): Promise<string | undefined> {
  const row = await sql.first<{ day: string }>(
    `SELECT day FROM settlement_window WHERE day < $1 AND state = 'closed' ORDER BY day DESC LIMIT 1`,
    [day],
  );
  return row?.day;
}

export async function markClosed(sql: Sql, day: string, closed: { at: Date; valueDate: string }): Promise<void> {
  await sql.run(
    `UPDATE settlement_window SET state = 'closed', closed_at = $2, value_date = $3 WHERE day = $1 AND state = 'cut'`,
    [day, closed.at, closed.valueDate],
  );
}

/** Which of these movements are posted. */
export async function findPostedKeys(sql: Sql, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await sql.rows<{ key: string }>('SELECT key FROM entry_key WHERE key = ANY($1::text[]) LIMIT 200000', [
    keys,
  ]);
  return new Set(rows.map((row) => row.key));
}

function windowOf(row: WindowRow): SettlementWindow {
  return {
    day: row.day,
    state: row.state,
    openedAt: row.opened_at,
    cutAt: row.cut_at,
    closedAt: row.closed_at,
    valueDate: row.value_date,
  };
}
