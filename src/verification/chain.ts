import type { Sql } from '../platform/database/sql.ts';
import type { NamedFindingRow, PageCheck } from './statement-check.ts';
import { listPages } from './store.ts';

/** A JSON text, or null. */
const quoted = (column: string) => `coalesce('"' || ${column} || '"', 'null')`;
/** A number as JSON has it, or null. */
const plain = (column: string) => `coalesce(${column}::text, 'null')`;
const instant = (column: string) =>
  `'"' || to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"'`;

const paymentLine = [
  `'["y"'`,
  ...[quoted('y.id'), quoted('y.receipt_number'), 'to_json(y.receipt_token)::text', quoted('y.transfer')],
  ...[quoted('y.basket_id'), plain('y.line'), quoted('y.agent_id'), quoted('y.outlet_id'), quoted('y.teller_id')],
  ...[quoted('y.channel'), quoted('y.provider_id'), 'to_json(y.account)::text', quoted('y.citizen_id')],
  ...[quoted('y.quote_id'), quoted('y.currency'), quoted('y.amount')],
  ...[quoted('y.payer_fee'), quoted('y.payer_fee_vat'), quoted('y.payer_fee_rule'), plain('y.payer_fee_version')],
  ...[quoted('y.provider_fee'), quoted('y.provider_fee_vat'), quoted('y.provider_fee_rule')],
  ...[plain('y.provider_fee_version'), quoted('y.provider_fee_mode')],
  ...[quoted('y.commission'), quoted('y.commission_rule'), plain('y.commission_version')],
  ...['y.duplicate_confirmed::text', instant('y.accepted_at')],
].join(` || ',' || `);

/**
 * Makes the text that `batchHash` of the ledger hashes a second time, in the database: so that a changed, missing or added
 * row shows, and so that no million rows travel. A batch is hashed onto the hash that it says it follows; that this one is
 * the hash of the batch before it is the check of the gapless batches. Every line is made with the number of its batch and put
 * in order once, without a join whose cost would hang on what the server believes of tables that grow: postings stand in their
 * transfer, and a payment is looked up by its key.
 */
const hashText = `
WITH page AS MATERIALIZED (
  SELECT b.number,
         b.prev_hash, b.hash, '["b",' || b.lane || ',"' || b.number || '","' || b.epoch || '","' || b.settlement_day || '",' ||
         ${instant('b.committed_at')} || ',"' || b.credits || E'"]\\n' AS text
    FROM batch b WHERE b.lane = $1 AND b.number BETWEEN $4 AND $5),
line AS (
  SELECT number AS batch, 0 AS part, number AS place, '' AS name, text, prev_hash, hash FROM page
   UNION ALL
  SELECT t.batch, 1, t.number, '',
         '["t","' || t.number || '","' || t.kind || '",' || ${quoted('t.payment_id')} || ',' || ${quoted('t.payment_day')} || ',' ||
         ${quoted('t.reverses')} || ',' || ${instant('t.posted_at')} || E']\\n', NULL, NULL
    FROM transfer t WHERE t.lane = $1 AND t.settlement_day BETWEEN $2 AND $3 AND t.number BETWEEN $6 AND $7
   UNION ALL
  SELECT p.batch, 2, p.number, '',
         '["p","' || p.number || '","' || p.transfer || '","' || p.account_id || '","' || p.currency || '","' || p.amount || E'"]\\n', NULL, NULL
    FROM (SELECT t.batch, t.first_posting + generate_subscripts(t.account_ids, 1) - 1 AS number, t.number AS transfer,
                 unnest(t.account_ids) AS account_id, t.currency, unnest(t.amounts) AS amount
            FROM transfer t WHERE t.lane = $1 AND t.settlement_day BETWEEN $2 AND $3 AND t.number BETWEEN $6 AND $7) AS p
   UNION ALL
  SELECT t.batch, 3, 0, y.receipt_number, ${paymentLine} ||
         coalesce((SELECT string_agg(',' || to_json(f.key)::text || ',' || f.value::text, '' ORDER BY f.key COLLATE "C") FROM jsonb_each(y.fields) AS f), '') ||
         E']\\n', NULL, NULL
    FROM transfer t CROSS JOIN LATERAL (SELECT * FROM payment WHERE settlement_day = t.payment_day AND id = t.payment_id LIMIT 1) AS y
   WHERE t.lane = $1 AND t.settlement_day BETWEEN $2 AND $3 AND t.number BETWEEN $6 AND $7 AND t.kind = 'acceptance')
SELECT 'batch_hashes_chain' AS check, $1 || '/' || batch AS subject, 'hash differs from its rows' AS detail
  FROM line GROUP BY batch
HAVING bool_or(part = 0) AND (array_agg(hash) FILTER (WHERE part = 0))[1] IS DISTINCT FROM
       sha256((array_agg(prev_hash) FILTER (WHERE part = 0))[1] ||
              convert_to(string_agg(text, '' ORDER BY part, place, name COLLATE "C"), 'UTF8'))
 ORDER BY batch LIMIT 100`;

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

/** The batches of a range whose hash is not that of their rows, at most 100. */
export async function verifyBatches(sql: Sql, range: BatchRange): Promise<NamedFindingRow[]> {
  const found: NamedFindingRow[] = [];
  for (const page of await listPages(sql, range)) found.push(...(await chainCheck.read(sql, page)));
  return found.slice(0, 100);
}
