/**
 * The two statements that add a piece of a cut day to its sums: one reads postings, the other transfers with their
 * payments, so that each can be held against the other. Whatever a piece touches it finds by primary key: the sub-selects
 * with LIMIT 1 keep the planner from reading a whole month for it.
 */
export const addPostingsText = `
INSERT INTO closing_account AS c (account_id, lane, debits, credits, moved)
SELECT p.account_id, p.lane,
       coalesce(-sum(p.amount) FILTER (WHERE p.amount < 0 AND p.payment_id IS NOT NULL), 0),
       coalesce(sum(p.amount) FILTER (WHERE p.amount > 0 AND p.payment_id IS NOT NULL), 0),
       coalesce(sum(p.amount) FILTER (WHERE p.payment_id IS NULL), 0)
  FROM (SELECT lane, payment_id, unnest(account_ids) AS account_id, unnest(amounts) AS amount
          FROM transfer WHERE settlement_day = $1 AND lane = $2 AND number BETWEEN $3 AND $4) AS p
 GROUP BY p.account_id, p.lane
 ON CONFLICT (account_id, lane) DO UPDATE
   SET debits = c.debits + excluded.debits, credits = c.credits + excluded.credits, moved = c.moved + excluded.moved`;

/**
 * `leg` says what a transfer does to the agent, to what is in transit, to what is due back to payers and to the provider,
 * and in which states its payment can be. A payment is counted where it touches somebody for the first time on the day:
 * `accepted_today` and `decided_today` say what came before on the same day.
 */
export const addTransfersText = `
WITH moved AS MATERIALIZED (
  SELECT t.number, t.lane, t.kind, t.posted_at, t.reverses, t.payment_id, t.payment_day, leg.agent, leg.transit, leg.refundable,
         leg.provider, leg.states, y.id, y.transfer, y.receipt_number, y.basket_id, y.agent_id, y.provider_id, y.currency, y.account,
         y.amount, y.payer_fee, y.payer_fee_vat, y.provider_fee, y.provider_fee_vat, y.provider_fee_mode, y.commission,
         y.duplicate_confirmed, y.accepted_at, r.state, r.decided_day, r.provider_transaction,
         t.kind <> 'acceptance' AND t.payment_day = t.settlement_day AS accepted_today,
         t.kind IN ('refund', 'cancellation', 'late_success') AND EXISTS (
           SELECT 1 FROM transfer m WHERE m.payment_id = t.payment_id AND m.settlement_day = t.settlement_day
                                      AND m.kind IN ('confirmation', 'rejection')) AS decided_today
    FROM transfer t
    JOIN (VALUES ('acceptance', 1, 1, 0, 0, ARRAY['accepted', 'sending', 'unknown', 'confirmed', 'rejected', 'reversed']),
                 ('confirmation', 0, -1, 0, 1, ARRAY['confirmed', 'reversed']), ('rejection', 0, -1, 1, 0, ARRAY['rejected', 'reversed']),
                 ('reversal', -1, -1, 0, 0, ARRAY['reversed']), ('refund', -1, 0, -1, 0, ARRAY['reversed']),
                 ('cancellation', -1, 0, 0, -1, ARRAY['reversed']), ('late_success', 0, 0, -1, 1, ARRAY['rejected']))
         AS leg (kind, agent, transit, refundable, provider, states) ON leg.kind = t.kind
    LEFT JOIN LATERAL (SELECT * FROM payment y WHERE y.settlement_day = t.payment_day AND y.id = t.payment_id LIMIT 1) AS y ON true
    LEFT JOIN LATERAL (SELECT * FROM delivery r WHERE r.settlement_day = t.payment_day AND r.payment_id = t.payment_id LIMIT 1) AS r ON true
   WHERE t.settlement_day = $1 AND t.lane = $2 AND t.number BETWEEN $3 AND $4),
touched AS MATERIALIZED (
  SELECT moved.*, agent <> 0 AND NOT accepted_today AS is_agent, transit <> 0 AND NOT accepted_today AS is_transit,
         refundable <> 0 AND NOT decided_today AS is_refundable,
         provider <> 0 AND NOT (kind = 'cancellation' AND decided_today) AS is_provider,
         payer_fee <> 0 AS has_payer_fee, payer_fee_vat <> 0 AS has_payer_vat,
         provider_fee <> 0 OR commission <> 0 AS has_provider_fee, provider_fee_vat <> 0 AS has_provider_vat
    FROM moved WHERE id IS NOT NULL),
pairs AS (
  INSERT INTO closing_pair AS c (agent_id, provider_id, currency, accepted, accepted_amount, charged, confirmed, confirmed_amount,
                                 transit, transit_amount, refundable, invoiced, commission, fees, vat, undone, settled)
  SELECT agent_id, provider_id, currency, count(*) FILTER (WHERE is_agent), sum(agent * amount),
         sum(agent * (amount + payer_fee + payer_fee_vat)), count(*) FILTER (WHERE is_provider), sum(provider * amount),
         count(*) FILTER (WHERE is_transit), sum(transit * amount), count(*) FILTER (WHERE is_refundable),
         count(*) FILTER (WHERE is_provider AND provider_fee_mode = 'gross' AND provider_fee + provider_fee_vat <> 0),
         count(*) FILTER (WHERE is_provider AND commission <> 0),
         count(*) FILTER (WHERE (agent <> 0 AND has_payer_fee OR provider <> 0 AND has_provider_fee)
                            AND NOT (accepted_today AND has_payer_fee OR kind = 'cancellation' AND decided_today AND has_provider_fee)),
         count(*) FILTER (WHERE (agent <> 0 AND has_payer_vat OR provider <> 0 AND has_provider_vat)
                            AND NOT (accepted_today AND has_payer_vat OR kind = 'cancellation' AND decided_today AND has_provider_vat)),
         count(*) FILTER (WHERE agent < 0), count(*) FILTER (WHERE provider <> 0)
    FROM touched GROUP BY agent_id, provider_id, currency
  ON CONFLICT (agent_id, provider_id, currency) DO UPDATE
    SET accepted = c.accepted + excluded.accepted, accepted_amount = c.accepted_amount + excluded.accepted_amount,
        charged = c.charged + excluded.charged, confirmed = c.confirmed + excluded.confirmed,
        confirmed_amount = c.confirmed_amount + excluded.confirmed_amount, transit = c.transit + excluded.transit,
        transit_amount = c.transit_amount + excluded.transit_amount, refundable = c.refundable + excluded.refundable,
        invoiced = c.invoiced + excluded.invoiced, commission = c.commission + excluded.commission, fees = c.fees + excluded.fees,
        vat = c.vat + excluded.vat, undone = c.undone + excluded.undone, settled = c.settled + excluded.settled),
lines AS (
  INSERT INTO closing_line (provider_id, currency, receipt_number, number, lane, kind, mode, account, agent_id, accepted_at, posted_at,
                            provider_transaction, amount, fee, vat)
  SELECT provider_id, currency, receipt_number, number, lane, kind, provider_fee_mode, account, agent_id, accepted_at, posted_at,
         provider_transaction, amount, provider_fee, provider_fee_vat
    FROM touched WHERE provider <> 0),
reports AS (
  INSERT INTO closing_report AS c (provider_id, currency, lines, payments, gross, cancelled, withheld_fee, withheld_vat,
                                   invoiced_lines, invoiced_fee, invoiced_vat)
  SELECT provider_id, currency, count(*), count(*) FILTER (WHERE provider > 0), coalesce(sum(amount) FILTER (WHERE provider > 0), 0),
         coalesce(sum(amount) FILTER (WHERE provider < 0), 0),
         coalesce(sum(provider * provider_fee) FILTER (WHERE provider_fee_mode = 'net'), 0),
         coalesce(sum(provider * provider_fee_vat) FILTER (WHERE provider_fee_mode = 'net'), 0),
         count(*) FILTER (WHERE provider_fee_mode = 'gross'),
         coalesce(sum(provider * provider_fee) FILTER (WHERE provider_fee_mode = 'gross'), 0),
         coalesce(sum(provider * provider_fee_vat) FILTER (WHERE provider_fee_mode = 'gross'), 0)
    FROM touched WHERE provider <> 0 GROUP BY provider_id, currency
  ON CONFLICT (provider_id, currency) DO UPDATE
    SET lines = c.lines + excluded.lines, payments = c.payments + excluded.payments, gross = c.gross + excluded.gross,
        cancelled = c.cancelled + excluded.cancelled, withheld_fee = c.withheld_fee + excluded.withheld_fee,
        withheld_vat = c.withheld_vat + excluded.withheld_vat, invoiced_lines = c.invoiced_lines + excluded.invoiced_lines,
        invoiced_fee = c.invoiced_fee + excluded.invoiced_fee, invoiced_vat = c.invoiced_vat + excluded.invoiced_vat),
counted AS (
  UPDATE closing c SET transfers = c.transfers + piece.transfers, payments = c.payments + piece.payments,
                       last_receipt = greatest(c.last_receipt, piece.last_receipt)
    FROM (SELECT (SELECT count(*) FROM transfer WHERE settlement_day = $1 AND lane = $2 AND number BETWEEN $3 AND $4) AS transfers,
                 count(*) FILTER (WHERE kind = 'acceptance') AS payments,
                 coalesce(max(substr(receipt_number, 8, 8)::bigint) FILTER (WHERE kind = 'acceptance'), 0) AS last_receipt
            FROM touched) AS piece
   WHERE c.lane = $2),
keys AS MATERIALIZED (
  SELECT agent_id, client_key, basket_id FROM idempotency_key WHERE created_at BETWEEN $5 AND $6 AND status = 'accepted'),
baskets AS MATERIALIZED (
  SELECT DISTINCT basket_id, agent_id, min(receipt_number) AS receipt_number FROM touched WHERE kind = 'acceptance'
   GROUP BY basket_id, agent_id),
found AS (
  SELECT 'lines_complete' AS name, payment_id::text AS subject, kind || ' of a payment that is ' || coalesce(state, 'not there') AS detail
    FROM moved WHERE id IS NULL OR state IS NULL OR state <> ALL (states)
  UNION ALL
  SELECT 'lines_complete', payment_id::text, 'confirmed on the day without a confirmation' FROM touched
   WHERE kind = 'acceptance' AND state = 'confirmed' AND decided_day = $1 AND NOT EXISTS (
         SELECT 1 FROM transfer m WHERE m.payment_id = touched.payment_id AND m.settlement_day = $1 AND m.kind = 'confirmation')
  UNION ALL
  SELECT 'reversals', payment_id::text, kind || ' undoes ' || coalesce(reverses::text, 'nothing') FROM touched
   WHERE agent < 0 AND (reverses IS DISTINCT FROM transfer
         OR NOT EXISTS (SELECT 1 FROM reversal v WHERE v.payment_id = touched.payment_id AND v.state = 'done'))
  UNION ALL
  SELECT 'keys', b.receipt_number, count(k.client_key) || ' keys' FROM baskets b
    LEFT JOIN keys k ON k.basket_id = b.basket_id AND k.agent_id = b.agent_id
   GROUP BY b.basket_id, b.receipt_number HAVING count(k.client_key) <> 1
  UNION ALL
  SELECT 'keys', k.client_key, 'accepted without a payment' FROM keys k
   WHERE NOT EXISTS (SELECT 1 FROM baskets b WHERE b.basket_id = k.basket_id)
     AND NOT EXISTS (SELECT 1 FROM payment y WHERE y.basket_id = k.basket_id)
  UNION ALL
  SELECT 'receipt_numbers', receipt_number, 'is not of its day and lane' FROM touched
   WHERE kind = 'acceptance' AND substr(receipt_number, 1, 7) <> to_char(cast($1 AS date), 'YYMMDD') || lane
  UNION ALL
  SELECT 'duplicates', t.receipt_number, 'as ' || before.receipt_number FROM touched t
    JOIN LATERAL (SELECT b.receipt_number FROM payment b
                   WHERE b.settlement_day BETWEEN cast($1 AS date) - 1 AND $1 AND b.provider_id = t.provider_id AND b.account = t.account
                     AND b.accepted_at BETWEEN t.accepted_at - interval '10 minutes' AND t.accepted_at
                     AND b.receipt_number < t.receipt_number AND b.amount = t.amount AND b.currency = t.currency LIMIT 1) AS before ON true
   WHERE t.kind = 'acceptance' AND NOT t.duplicate_confirmed AND t.state <> 'reversed')
INSERT INTO closing_finding ("check", subject, detail)
SELECT name, subject, detail FROM (SELECT found.*, row_number() OVER (PARTITION BY name) AS nth FROM found) AS numbered WHERE nth <= 20`;
