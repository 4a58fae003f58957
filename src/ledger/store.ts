import { minor, type Currency, type Minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import { type AgentPosition, type EntryPlace, isAlarming } from './model.ts';

/** Positions of an agent by currency; at most one for each currency of the books. */
export async function listAgentPositions(sql: Sql, agentId: string): Promise<AgentPosition[]> {
  const rows = await sql.rows<{ currency: Currency; balance: bigint; floor: bigint }>(
    `SELECT a.currency, b.credits - b.debits - b.pending_debits AS balance, b.floor
       FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
      WHERE a.kind = 'agent_position' AND a.owner_id = $1 ORDER BY a.currency LIMIT 100`,
    [agentId],
  );
  return rows.map((row) => ({
    currency: row.currency,
    balance: minor(row.balance),
    cap: minor(-row.floor),
    available: minor(row.balance - row.floor),
    isAlarming: isAlarming(row),
  }));
}

/** The settlement day that is open now. */
export async function readOpenDay(sql: Sql): Promise<string | undefined> {
  const row = await sql.first<{ day: string }>(`SELECT day FROM settlement_window WHERE state = 'open'`, [], {
    prepared: 'open_day',
  });
  return row?.day;
}

/** Sum of all postings by currency: nought, or the books are broken. */
export async function sumPostings(sql: Sql): Promise<{ currency: Currency; total: Minor }[]> {
  const rows = await sql.rows<{ currency: Currency; total: string }>(
    `SELECT currency, sum(amount)::text AS total FROM (SELECT currency, unnest(amounts) AS amount FROM transfer) AS p
      GROUP BY currency ORDER BY currency LIMIT 100`,
  );
  return rows.map((row) => ({ currency: row.currency, total: minor(BigInt(row.total)) }));
}

/** The transfers that keys of entries stand for; a key that is not posted has none. At most 1,000 keys. */
export async function selectEntries(
  sql: Sql,
  keys: readonly string[],
): Promise<(EntryPlace & { readonly key: string })[]> {
  return sql.rows<EntryPlace & { key: string }>(
    `SELECT key, settlement_day AS "settlementDay", lane, transfer FROM entry_key WHERE key = ANY($1::text[]) LIMIT 1000`,
    [keys],
  );
}
