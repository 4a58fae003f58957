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

/** What a key stands for: a basket by its hash, or, where it is null, nothing for ever. */
export interface BoundKey {
  readonly hash: string | null;
}

/** A refusal as it is kept. */
export interface KeptRefusal {
  /** Index of the line that it is about; null: the basket as a whole. */
  readonly line: number | null;
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string>> | null;
}

/** A line of a basket, or, as 0, a basket that is all or nothing. */
export interface PartName {
  readonly agentId: string;
  readonly key: string;
  readonly part: number;
}

/** Undefined where nobody has used the key for a basket yet. */
export async function selectKey(sql: Sql, agentId: string, key: string): Promise<BoundKey | undefined> {
  return sql.first<{ hash: string | null }>(
    `SELECT encode(request_hash, 'hex') AS hash FROM cash_basket WHERE agent_id = $1 AND client_key = $2`,
    [agentId, key],
  );
}

/**
 * Binds a key to a basket here and among the keys of payments, both or neither, so that no payment is made under it. Nothing where
 * the key stands for a basket already, or was abandoned; refused (23505) where payments know the key.
 */
export async function insertBasket(sql: Sql, basket: BoundBasket): Promise<void> {
  const { agentId, key, requestHash, mode, currency, tendered, madeAt } = basket;
  await sql.run(
    `WITH bound AS (
       INSERT INTO cash_basket (agent_id, client_key, request_hash, mode, currency, tendered, made_at)
       VALUES ($1, $2, decode($3, 'hex'), $4, $5, $6, $7) ON CONFLICT DO NOTHING
       RETURNING agent_id, client_key, request_hash, made_at)
     INSERT INTO idempotency_key (agent_id, client_key, request_hash, status, answer, created_at)
     SELECT agent_id, client_key, request_hash, 'basket', '{"status":"basket"}', made_at FROM bound`,
    [agentId, key, requestHash, mode, currency, tendered, madeAt],
  );
}

/** No basket is bound to the key from now on. Nothing where one is, or where the key was abandoned before. */
export async function insertAbandoned(
  sql: Sql,
  of: Pick<BoundBasket, 'agentId' | 'key'> & { readonly at: Date },
): Promise<void> {
  await sql.run('INSERT INTO cash_basket (agent_id, client_key, made_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    of.agentId,
    of.key,
    of.at,
  ]);
}

/** The first refusal of a part stands. */
export async function insertRefusal(sql: Sql, of: PartName, { line, code, details }: KeptRefusal): Promise<void> {
  await sql.run(
    `INSERT INTO cash_basket_refusal (agent_id, client_key, part, line, code, details)
     VALUES ($1, $2, $3, $4, $5, $6::jsonb) ON CONFLICT DO NOTHING`,
    [of.agentId, of.key, of.part, line, code, details && JSON.stringify(details)],
  );
}

export async function selectRefusal(sql: Sql, of: PartName): Promise<KeptRefusal | undefined> {
  return sql.first<KeptRefusal>(
    'SELECT line, code, details FROM cash_basket_refusal WHERE agent_id = $1 AND client_key = $2 AND part = $3',
    [of.agentId, of.key, of.part],
  );
}
