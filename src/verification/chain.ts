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

/** In one call: each `||` would copy all that stands before it. */
const paymentLine = `concat(${[
  `'["y"'`,
  ...[quoted('y.id'), quoted('y.receipt_number'), 'to_json(y.receipt_token)::text', quoted('y.transfer')],
  ...[quoted('y.basket_id'), plain('y.line'), quoted('y.agent_id'), quoted('y.outlet_id'), quoted('y.teller_id')],
  ...[quoted('y.channel'), quoted('y.provider_id'), 'to_json(y.account)::text', quoted('y.citizen_id')],
  ...[quoted('y.quote_id'), quoted('y.currency'), quoted('y.amount')],
  ...[quoted('y.payer_fee'), quoted('y.payer_fee_vat'), quoted('y.payer_fee_rule'), plain('y.payer_fee_version')],
  ...[quoted('y.provider_fee'), quoted('y.provider_fee_vat'), quoted('y.provider_fee_rule')],
  ...[plain('y.provider_fee_version'), quoted('y.provider_fee_mode')],
  ...[quoted('y.commission'), quoted('y.commission_rule'), plain('y.commission_version')],
  ...['y.duplicate_confirmed::text', instantOf('y.accepted_at')],
].join(`, ',', `)})`;

/** Nearly no payment has fields of its provider, and opening an empty document costs as much as looking the payment up. */
const fieldCells = `CASE y.fields WHEN '{}' THEN '' ELSE (SELECT string_agg(',' || to_json(f.key)::text || ',' || f.value::text, '' ORDER BY f.key COLLATE "C")
  FROM jsonb_each(y.fields) AS f) END`;

/**
 * Makes the text that `batchHash` of the ledger hashes a second time, in the database: so that a changed, missing or added
 * row shows, and so that no million rows travel. A batch is hashed onto the hash that it says it follows; that this one is
 * the hash of the batch before it is the check of the gapless batches. The lines of postings are put together by transfer, and those of
 * transfers by batch: sorting fourteen texts for each payment took longer than making them. A payment is looked up by its key, and every
 * part is made once: no cost hangs on what the server believes of tables that grow.
 */
const hashText = `
WITH page AS MATERIALIZED (
  SELECT b.number, b.prev_hash, b.hash, b.committed_at, ${instant('b.committed_at')} AS at,
         concat('["b",', b.lane, ',"', b.number, '","', b.epoch, '","', b.settlement_day, '",', ${instant('b.committed_at')}, ',"', b.credits, E'"]\n') AS text
    FROM batch b WHERE b.lane = $1 AND b.number BETWEEN $4 AND $5),
moved AS MATERIALIZED (
  SELECT b.number AS batch, b.committed_at, b.at, t.number, t.payment_day, t.payment_id, t.kind, t.first_posting, t.currency, t.account_ids, t.amounts,
         concat('["t","', t.number, '","', t.kind, '",', ${quoted('t.payment_id')}, ',', ${quoted('t.payment_day')}, ',', ${quoted('t.reverses')}, ',',
                ${instantOf('t.posted_at')}, E']\n') AS text
    FROM transfer t JOIN page b ON b.number = t.batch
   WHERE t.lane = $1 AND t.settlement_day BETWEEN $2 AND $3 AND t.number BETWEEN $6 AND $7),
posted AS MATERIALIZED (
  SELECT p.transfer, string_agg(concat('["p","', p.number, '","', p.transfer, '","', p.account_id, '","', p.currency, '","', p.amount, E'"]\n'), ''
                                ORDER BY p.number) AS text
    FROM (SELECT number AS transfer, first_posting + generate_subscripts(account_ids, 1) - 1 AS number, unnest(account_ids) AS account_id, currency,
                 unnest(amounts) AS amount FROM moved) AS p GROUP BY p.transfer),
transfers AS MATERIALIZED (
  SELECT m.batch, string_agg(m.text, '' ORDER BY m.number) AS text, string_agg(p.text, '' ORDER BY m.number) AS postings
    FROM moved m LEFT JOIN posted p ON p.transfer = m.number GROUP BY m.batch),
payments AS MATERIALIZED (
  SELECT b.batch, string_agg(concat(${paymentLine}, ${fieldCells}, E']\n'), '' ORDER BY y.receipt_number COLLATE "C") AS text
    FROM moved b CROSS JOIN LATERAL (SELECT * FROM payment WHERE settlement_day = b.payment_day AND id = b.payment_id LIMIT 1) AS y
   WHERE b.kind = 'acceptance' GROUP BY b.batch)
SELECT 'batch_hashes_chain' AS check, $1 || '/' || b.number AS subject, 'hash differs from its rows' AS detail
  FROM page b LEFT JOIN transfers t ON t.batch = b.number LEFT JOIN payments y ON y.batch = b.number
 WHERE b.hash IS DISTINCT FROM sha256(b.prev_hash || convert_to(concat(b.text, t.text, t.postings, y.text), 'UTF8'))
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
