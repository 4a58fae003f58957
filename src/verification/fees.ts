import type { NamedFindingRow, PageCheck } from './statement-check.ts';

/**
 * Computes every fee again from the version of the rule that the payment names, and holds the rule's scope and dates against
 * the payment. `computeFee` of the fees says the same in code: flat and rate of the slab, half up, then the bounds, then VAT.
 */
const feeText = `
WITH slab AS MATERIALIZED (
  SELECT r.*, (s.slab->>'flat')::bigint AS flat, (s.slab->>'ratePpm')::bigint AS rate_ppm,
         coalesce(lag((s.slab->>'upTo')::bigint) OVER (PARTITION BY r.id, r.version ORDER BY s.n), 0) AS above,
         coalesce((s.slab->>'upTo')::bigint, 9223372036854775807) AS up_to
    FROM fee_rule r CROSS JOIN LATERAL jsonb_array_elements(r.slabs) WITH ORDINALITY AS s (slab, n)),
accepted AS MATERIALIZED (
  SELECT payment_day, payment_id FROM transfer
   WHERE lane = $1 AND settlement_day BETWEEN $2 AND $3 AND number BETWEEN $4 AND $5 AND kind = 'acceptance'),
paid AS (
  SELECT * FROM payment
   WHERE settlement_day BETWEEN (SELECT min(payment_day) FROM accepted) AND (SELECT max(payment_day) FROM accepted)
     AND settlement_day = ANY (ARRAY(SELECT DISTINCT payment_day FROM accepted)) AND id = ANY (ARRAY(SELECT payment_id FROM accepted))),
charged AS (
  SELECT y.id, y.settlement_day, y.provider_id, y.agent_id, y.channel, y.currency, y.amount, part.*
    FROM accepted t JOIN paid y ON y.settlement_day = t.payment_day AND y.id = t.payment_id
   CROSS JOIN LATERAL (VALUES ('payer', payer_fee, payer_fee_vat, payer_fee_rule, payer_fee_version),
                              ('provider', provider_fee, provider_fee_vat, provider_fee_rule, provider_fee_version),
                              ('commission', commission, NULL, commission_rule, commission_version)) AS part (bearer, fee, vat, rule, version)),
computed AS (
  SELECT c.*, s.id AS found, coalesce(least(greatest(s.flat + (c.amount * s.rate_ppm + 500000) / 1000000, s.min_fee), s.max_fee), 0) AS due,
         coalesce(s.vat_rate_ppm, 0) AS vat_rate_ppm,
         s.bearer = c.bearer AND s.currency = c.currency AND s.valid_from <= c.settlement_day AND (s.valid_to IS NULL OR s.valid_to > c.settlement_day)
           AND coalesce(s.provider_id, c.provider_id) = c.provider_id AND coalesce(s.agent_id, c.agent_id) = c.agent_id
           AND coalesce(s.channel, c.channel) = c.channel AS applies
    FROM charged c LEFT JOIN slab s ON s.id = c.rule AND s.version = c.version AND c.amount > s.above AND c.amount <= s.up_to)
SELECT 'fees_recompute' AS check, id::text AS subject,
       CASE WHEN rule IS NOT NULL AND found IS NULL THEN bearer || ' fee names a rule that does not exist'
            WHEN found IS NOT NULL AND NOT applies THEN bearer || ' fee names a rule that does not apply'
            ELSE bearer || ' fee is ' || fee || ', its rule says ' || due END AS detail
  FROM computed
 WHERE (rule IS NULL) <> (version IS NULL) OR rule IS NOT NULL AND applies IS NOT TRUE
    OR fee <> due OR vat <> (due * vat_rate_ppm + 500000) / 1000000
 LIMIT 100`;

export const feeCheck: PageCheck = {
  names: ['fees_recompute'],
  read: (sql, page) =>
    sql.rows<NamedFindingRow>(feeText, [page.lane, page.firstDay, page.lastDay, page.firstTransfer, page.lastTransfer]),
};
