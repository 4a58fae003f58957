import type { Database } from '../platform/database/sql.ts';
import type { NamedFindingRow, PageCheck } from './statement-check.ts';
import { joinedByHash, listPages } from './store.ts';

/** A JSON text, or null. */
const quoted = (column: string) => `coalesce('"' || ${column} || '"', 'null')`;
/** A number as JSON has it, or null. */
const plain = (column: string) => `coalesce(${column}::text, 'null')`;
const instant = (column: string) =>
  `'"' || to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"'`;
/** Nearly all instants are that of their batch `b`, whose text is there already. */
const instantOf = (column: string) => `CASE ${column} WHEN b.committed_at THEN b.at ELSE ${instant(column)} END`;

/** Nearly no payment has fields of its provider, and opening an empty document costs as much as looking the payment up. */
const fieldCells = `CASE y.fields WHEN '{}' THEN '' ELSE (SELECT string_agg(',' || to_json(f.key)::text || ',' || f.value::text, '' ORDER BY f.key COLLATE "C")
  FROM jsonb_each(y.fields) AS f) END`;

/**
 * In one call, since each `||` would copy all that stands before it. Where a column is never null its quotes are part of the texts beside it; if one
 * is null after all, the hash differs.
 */
const paymentLine = `concat(
    '["y","', y.id, '","', y.receipt_number, '",', to_json(y.receipt_token)::text, ',"', y.transfer, '","', y.basket_id, '",', y.line, ',"',
    y.agent_id, '",', ${quoted('y.outlet_id')}, ',', ${quoted('y.teller_id')}, ',"', y.channel, '","', y.provider_id, '",',
    to_json(y.account)::text, ',', ${quoted('y.citizen_id')}, ',', ${quoted('y.quote_id')}, ',"', y.currency, '","', y.amount, '","',
    y.payer_fee, '","', y.payer_fee_vat, '",', ${quoted('y.payer_fee_rule')}, ',', ${plain('y.payer_fee_version')}, ',"',
    y.provider_fee, '","', y.provider_fee_vat, '",', ${quoted('y.provider_fee_rule')}, ',', ${plain('y.provider_fee_version')}, ',"',
    y.provider_fee_mode, '","', y.commission, '",', ${quoted('y.commission_rule')}, ',', ${plain('y.commission_version')}, ',',
    y.duplicate_confirmed::text, ',', ${instantOf('y.accepted_at')}, ${fieldCells}, E']\n')`;

/**
 * Makes the text that `batchHash` of the ledger hashes a second time, in the database: so that a changed, missing or added
 * row shows, and so that no million rows travel. A batch is hashed onto the hash that it says it follows; that this one is
 * the hash of the batch before it is the check of the gapless batches. Every part is made once and in its order, and payments are looked up
 * by their keys: no cost hangs on what the server believes of tables that grow.
 */
const hashText = `
WITH page AS MATERIALIZED (
  SELECT b.number, b.prev_hash, b.hash, b.committed_at, ${instant('b.committed_at')} AS at,
         concat('["b",', b.lane, ',"', b.number, '","', b.epoch, '","', b.settlement_day, '",', ${instant('b.committed_at')}, ',"', b.credits, E'"]\n') AS text
    FROM batch b WHERE b.lane = $1 AND b.number BETWEEN $4 AND $5),
moved AS MATERIALIZED (
  SELECT b.number AS batch, b.committed_at, b.at, t.payment_day, t.payment_id, t.kind, t.number, t.reverses, t.posted_at, t.first_posting,
         t.account_ids, t.amounts, concat('","', t.number, '","') AS name, concat('","', t.currency, '","') AS currency
    FROM transfer t JOIN page b ON b.number = t.batch
   WHERE t.lane = $1 AND t.settlement_day BETWEEN $2 AND $3 AND t.number BETWEEN $6 AND $7),
transfers AS MATERIALIZED (
  SELECT b.batch, string_agg(concat('["t","', b.number, '","', b.kind, '",', ${quoted('b.payment_id')}, ',', ${quoted('b.payment_day')}, ',',
                                    ${quoted('b.reverses')}, ',', ${instantOf('b.posted_at')}, E']\n'), '' ORDER BY b.number) AS text
    FROM moved b GROUP BY b.batch),
postings AS MATERIALIZED (
  SELECT p.batch, string_agg(concat('["p","', p.number, p.name, p.account_id, p.currency, p.amount, E'"]\n'), '' ORDER BY p.number) AS text
    FROM (SELECT batch, first_posting + generate_subscripts(account_ids, 1) - 1 AS number, name, unnest(account_ids) AS account_id, currency,
                 unnest(amounts) AS amount FROM moved) AS p GROUP BY p.batch),
paid AS (
  SELECT * FROM payment WHERE settlement_day BETWEEN (SELECT min(payment_day) FROM moved WHERE kind = 'acceptance')
                                                 AND (SELECT max(payment_day) FROM moved WHERE kind = 'acceptance')
     AND settlement_day = ANY (ARRAY(SELECT DISTINCT payment_day FROM moved WHERE kind = 'acceptance'))
     AND id = ANY (ARRAY(SELECT payment_id FROM moved WHERE kind = 'acceptance'))),
payments AS MATERIALIZED (
  SELECT b.batch, string_agg(${paymentLine}, '' ORDER BY y.receipt_number COLLATE "C") AS text
    FROM moved b JOIN paid y ON y.settlement_day = b.payment_day AND y.id = b.payment_id
   WHERE b.kind = 'acceptance' GROUP BY b.batch)
SELECT 'batch_hashes_chain' AS check, $1 || '/' || b.number AS subject, 'hash differs from its rows' AS detail
  FROM page b LEFT JOIN transfers t ON t.batch = b.number LEFT JOIN postings p ON p.batch = b.number LEFT JOIN payments y ON y.batch = b.number
 WHERE b.hash IS DISTINCT FROM sha256(b.prev_hash || convert_to(concat(b.text, t.text, p.text, y.text), 'UTF8'))
 ORDER BY b.number LIMIT 100`;

export const chainCheck: PageCheck = {
  names: ['batch_hashes_chain'],
  read: (sql, page) =>
    sql.rows<NamedFindingRow>(hashText, [
      ...[page.lane, page.firstDay, page.lastDay, page.firstBatch, page.lastBatch],
      ...[page.firstTransfer, page.lastTransfer],
    ]),
};

/** Batches of a lane, both ends included. */
export interface BatchRange {
  readonly lane: number;
  readonly from: bigint;
  readonly through: bigint;
}

/** The batches of a range whose hash is not that of their rows, at most 100. No page's transaction waits for another's. */
export async function verifyBatches(db: Database, range: BatchRange): Promise<NamedFindingRow[]> {
  const found: NamedFindingRow[] = [];
  for (const page of await listPages(db.sql, range)) {
    found.push(...(await db.transaction((sql) => joinedByHash(sql, () => chainCheck.read(sql, page)))));
  }
  return found.slice(0, 100);
}
