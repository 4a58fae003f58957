import type { FindingRow, StatementCheck } from './statement-check.ts';

export const paymentChecks: readonly StatementCheck[] = [
  {
    // An accepted key names one basket and a basket has one key; `since` reaches back far enough for a basket to lie on one side of it.
    name: 'keys_match_payments',
    read: (sql, { since, sinceDay }) =>
      sql.rows<FindingRow>(
        `WITH baskets AS (
             SELECT y.agent_id, y.basket_id, count(*) = max(y.line) + 1 AS is_whole FROM payment y
              WHERE y.settlement_day >= cast($2 AS date) - 1 AND ($1::timestamptz IS NULL OR y.accepted_at > $1) GROUP BY y.agent_id, y.basket_id),
           keys AS NOT MATERIALIZED (
             SELECT k.agent_id, k.client_key, k.status, k.basket_id, k.answer FROM idempotency_key k WHERE $1::timestamptz IS NULL OR k.created_at > $1)
           SELECT coalesce(b.basket_id::text, k.client_key) AS subject, CASE WHEN k.basket_id IS NULL THEN 'payments of a basket without its key'
                  WHEN b.basket_id IS NULL THEN 'names a basket that has no payments' ELSE 'a line of its basket is not there' END AS detail
             FROM baskets b FULL JOIN (SELECT * FROM keys WHERE status = 'accepted') AS k ON k.basket_id = b.basket_id AND k.agent_id = b.agent_id
            WHERE k.basket_id IS NULL OR b.basket_id IS NULL OR NOT b.is_whole
            UNION ALL
           SELECT k.client_key, 'refused or abandoned, and yet a basket or no word of it' FROM keys k
            WHERE k.status <> 'accepted' AND (k.basket_id IS NOT NULL OR k.answer IS NULL)
            UNION ALL
           SELECT basket_id::text, count(*) || ' keys name this basket' FROM keys WHERE status = 'accepted' GROUP BY basket_id HAVING count(*) > 1
            UNION ALL
           SELECT c.basket_id::text, 'a payment code is paid by no basket' FROM payment_code c
            WHERE c.basket_id IS NOT NULL AND ($1::timestamptz IS NULL OR c.paid_at > $1)
              AND NOT EXISTS (SELECT 1 FROM payment y WHERE y.basket_id = c.basket_id)
            LIMIT 100`,
        [since, sinceDay],
      ),
  },
  {
    // One by one the pages compare payments with their deliveries; the counts find deliveries that no payment has.
    name: 'one_delivery_per_payment',
    read: (sql, { sinceDay }) =>
      sql.rows<FindingRow>(
        `SELECT coalesce(y.day, v.day)::text AS subject, coalesce(y.rows, 0) || ' payments, ' || coalesce(v.rows, 0) || ' deliveries' AS detail
             FROM (SELECT settlement_day AS day, count(*) AS rows FROM payment WHERE settlement_day >= $1 GROUP BY settlement_day) AS y
             FULL JOIN (SELECT settlement_day AS day, count(*) AS rows FROM delivery WHERE settlement_day >= $1 GROUP BY settlement_day) AS v USING (day)
            WHERE y.rows IS DISTINCT FROM v.rows
            LIMIT 100`,
        [sinceDay],
      ),
  },
  {
    name: 'one_accepted_attempt',
    read: (sql, { sinceDay }) =>
      sql.rows<FindingRow>(
        `SELECT a.payment_id::text AS subject, 'an attempt at no payment' AS detail
             FROM delivery_attempt a LEFT JOIN delivery v ON v.settlement_day = a.settlement_day AND v.payment_id = a.payment_id
            WHERE a.settlement_day >= $1 AND v.payment_id IS NULL
            LIMIT 100`,
        [sinceDay],
      ),
  },
  {
    // A receipt number holds its day: days stand apart, and within one each is given once.
    name: 'references_used_once',
    read: (sql, { sinceDay }) =>
      sql.rows<FindingRow>(
        `SELECT receipt_number AS subject, count(*) || ' payments' AS detail FROM payment WHERE settlement_day >= $1
            GROUP BY receipt_number HAVING count(*) > 1
            LIMIT 100`,
        [sinceDay],
      ),
  },
  {
    // One commit gives a basket its receipts or gives none out: the day's counter has no gap, and stands where the lane does.
    name: 'receipts_gapless',
    read: (sql, { sinceDay }) =>
      sql.rows<FindingRow>(
        `SELECT settlement_day || ' lane ' || lane AS subject, payments || ' payments, last receipt ' || last AS detail
             FROM (SELECT settlement_day, lane, count(*) AS payments, max(substr(receipt_number, 8, 8)::bigint) AS last,
                          bool_and(substr(receipt_number, 1, 7) = to_char(settlement_day, 'YYMMDD') || lane) AS are_of_day
                     FROM payment WHERE settlement_day >= $1 GROUP BY settlement_day, lane) AS given
            WHERE payments <> last OR NOT are_of_day
            UNION ALL
           SELECT 'lane ' || l.id, 'gave out ' || l.last_receipt || ' receipts' FROM lane l
            WHERE l.last_receipt <> (SELECT count(*) FROM payment y WHERE y.settlement_day = l.settlement_day AND y.lane = l.id)
            LIMIT 100`,
        [sinceDay],
      ),
  },
  {
    // A minute of grace: leases are expired by a worker, and workers take turns.
    name: 'work_is_scheduled',
    read: (sql, { now }) =>
      sql.rows<FindingRow>(
        `SELECT payment_id::text AS subject, 'sending past its lease' AS detail FROM delivery
            WHERE state = 'sending' AND lease_until < cast($1 AS timestamptz) - interval '1 minute'
            UNION ALL
           SELECT payment_id::text, state || ' without a next step' FROM delivery
            WHERE (state IN ('accepted', 'sending', 'unknown') OR state = 'confirmed' AND reversal_requested) AND next_action_at IS NULL
            LIMIT 100`,
        [now],
      ),
  },
];

/** What only a run from the beginning can count: rows of tables without a day. */
export const wholeTableChecks: readonly StatementCheck[] = [
  {
    name: 'references_used_once',
    read: (sql) =>
      sql.rows<FindingRow>(`SELECT 'provider_reference' AS subject, told.rows || ' numbers, ' || used.rows || ' payments that name theirs' AS detail
             FROM (SELECT count(*) AS rows FROM provider_reference) AS told,
                  (SELECT count(*) AS rows FROM delivery WHERE provider_transaction IS NOT NULL) AS used
            WHERE told.rows <> used.rows LIMIT 100`),
  },
  {
    name: 'reversals_match_states',
    read: (sql) =>
      sql.rows<FindingRow>(`SELECT r.payment_id::text AS subject, 'reversal of no payment' AS detail
             FROM reversal r LEFT JOIN delivery v ON v.payment_id = r.payment_id AND v.settlement_day = r.settlement_day
            WHERE v.payment_id IS NULL LIMIT 100`),
  },
];
