import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import type { Currency, Minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { BasketMode } from './api.ts';

export interface BoundBasket {
  readonly agentId: string;
  readonly key: string;
  /** SHA-256, hexadecimal. */
  readonly requestHash: string;
  readonly mode: BasketMode;
  readonly currency: Currency;
  readonly tendered: Minor;
  readonly madeAt: Date;
}

/** The hash of what a key stands for; undefined where it stands for nothing. */
export async function selectHash(sql: Sql, agentId: string, key: string): Promise<string | undefined> {
  const row = await sql.first<{ hash: string }>(
    `SELECT encode(request_hash, 'hex') AS hash FROM cash_basket WHERE agent_id = $1 AND client_key = $2`,
    [agentId, key],
  );
  return row?.hash;
}

/** Nothing where the key stands for a basket already. */
export async function insertBasket(sql: Sql, basket: BoundBasket): Promise<void> {
  const { agentId, key, requestHash, mode, currency, tendered, madeAt } = basket;
  await sql.run(
    `INSERT INTO cash_basket (agent_id, client_key, request_hash, mode, currency, tendered, made_at)
     VALUES ($1, $2, decode($3, 'hex'), $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [agentId, key, requestHash, mode, currency, tendered, madeAt],
  );
}

/** The first refusal of a line stands. */
export async function insertRefusal(
  sql: Sql,
  of: { readonly agentId: string; readonly key: string; readonly line: number; readonly code: ErrorCode },
): Promise<void> {
  await sql.run(
    'INSERT INTO cash_basket_refusal (agent_id, client_key, line, code) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [of.agentId, of.key, of.line, of.code],
  );
}

/** Codes of refused lines, by line. */
export async function selectRefusals(sql: Sql, agentId: string, key: string): Promise<ReadonlyMap<number, ErrorCode>> {
  const rows = await sql.rows<{ line: number; code: ErrorCode }>(
    'SELECT line, code FROM cash_basket_refusal WHERE agent_id = $1 AND client_key = $2 LIMIT 100',
    [agentId, key],
  );
  return new Map(rows.map(({ line, code }) => [line, code]));
}
