import type { PreparedStatement } from '../../platform/database/session.ts';

/**
 * Everything a batch does, in one statement and so in one transaction: guarded changes first counted, then expected. The
 * order of the parameters is that of write-batch.ts. Columns of a part stand in the order of its arrays.
 */
export const writeBatchStatement: PreparedStatement = {
  name: 'write-batch',
  text: `
WITH moved_lane AS (
  UPDATE lane SET last_batch = $5, last_transfer = $6, last_posting = $7, last_receipt = last_receipt + $8, last_hash = $9::bytea,
         heartbeat_at = clock_timestamp()
   WHERE id = $1 AND epoch = $2 AND settlement_day = $3 AND last_transfer = $4 RETURNING 1),
new_batch AS (
  INSERT INTO batch (lane, number, epoch, settlement_day, first_transfer, last_transfer, first_posting, last_posting, credits,
                     committed_at, prev_hash, hash)
  SELECT $1, $5, $2, $3, $4::bigint + 1, $6, $10, $7, $11::numeric, $12, $13::bytea, $9::bytea WHERE $6::bigint > $4::bigint),
new_transfers AS (
  INSERT INTO transfer (settlement_day, lane, number, kind, payment_id, payment_day, reverses, batch, posted_at)
  SELECT $3, $1, number, kind, payment_id, payment_day, reverses, $5, $12
    FROM unnest($14::bigint[], $15::text[], $16::uuid[], $17::date[], $18::bigint[]) AS t (number, kind, payment_id, payment_day, reverses)),
new_postings AS (
  INSERT INTO posting (settlement_day, lane, number, transfer, account_id, currency, amount)
  SELECT $3, $1, $10::bigint - 1 + ordinal, transfer, account_id, currency, amount
    FROM unnest($19::bigint[], $20::bigint[], $21::text[], $22::bigint[]) WITH ORDINALITY AS p (transfer, account_id, currency, amount, ordinal)),
moved_balances AS (
  UPDATE ledger_balance b SET debits = b.debits + m.debits, credits = b.credits + m.credits
    FROM unnest($23::bigint[], $24::bigint[], $25::bigint[], $26::bigint[], $27::bigint[]) AS m (account_id, debits, credits, before, floor)
   WHERE b.account_id = m.account_id AND b.credits - b.debits - b.pending_debits = m.before AND b.floor = m.floor RETURNING 1),
new_payments AS (
  INSERT INTO payment (settlement_day, lane, accepted_at, id, receipt_number, receipt_token, transfer, basket_id, line, agent_id,
                       outlet_id, teller_id, channel, provider_id, account, fields, citizen_id, quote_id, currency, amount, payer_fee,
                       payer_fee_vat, payer_fee_rule, payer_fee_version, provider_fee, provider_fee_vat, provider_fee_rule,
                       provider_fee_version, provider_fee_mode, commission, commission_rule, commission_version, duplicate_confirmed)
  SELECT $3, $1, $12, y.* FROM unnest($28::uuid[], $29::text[], $30::text[], $31::bigint[], $32::uuid[], $33::smallint[], $34::uuid[],
         $35::uuid[], $36::uuid[], $37::text[], $38::uuid[], $39::text[], $40::jsonb[], $41::uuid[], $42::uuid[], $43::text[], $44::bigint[],
         $45::bigint[], $46::bigint[], $47::uuid[], $48::int[], $49::bigint[], $50::bigint[], $51::uuid[], $52::int[], $53::text[],
         $54::bigint[], $55::uuid[], $56::int[], $57::boolean[]) AS y),
new_deliveries AS (
  INSERT INTO delivery (settlement_day, payment_id, provider_id, receipt_number, state, next_action_at)
  SELECT $3, v.*, 'accepted', $12 FROM unnest($28::uuid[], $38::uuid[], $29::text[]) AS v),
new_keys AS (
  INSERT INTO idempotency_key (created_at, agent_id, client_key, request_hash, status, answer, basket_id)
  SELECT $12, agent_id, client_key, decode(request_hash, 'hex'), status, answer, basket_id
    FROM unnest($58::uuid[], $59::text[], $60::text[], $61::text[], $62::jsonb[], $63::uuid[])
         AS k (agent_id, client_key, request_hash, status, answer, basket_id)),
moved_deliveries AS (
  UPDATE delivery v
     SET state = c.to_state, next_action_at = NULL, reversal_requested = c.reversal_requested, provider_transaction = c.provider_transaction,
         decided_day = c.decided_day, decided_at = $12, lease_until = NULL, lease_owner = NULL, unknown_since = NULL
    FROM unnest($64::date[], $65::uuid[], $66::text[], $67::int[], $68::text[], $69::text[], $70::boolean[], $71::date[])
         AS c (settlement_day, payment_id, from_state, attempt_no, to_state, provider_transaction, reversal_requested, decided_day)
   WHERE v.settlement_day = c.settlement_day AND v.payment_id = c.payment_id AND v.state = c.from_state AND v.attempt_no = c.attempt_no
     AND v.reversal_requested = c.reversal_requested RETURNING 1),
new_attempt_ends AS (
  INSERT INTO delivery_attempt (event, settlement_day, payment_id, attempt_no, kind, at, worker, outcome, provider_code, reason)
  SELECT 'ended', a.* FROM unnest($80::date[], $81::uuid[], $82::int[], $83::text[], $84::timestamptz[], $85::text[], $86::text[],
         $87::text[], $88::text[]) AS a
  ON CONFLICT DO NOTHING),
new_references AS (
  INSERT INTO provider_reference (provider_id, provider_transaction, payment_id)
  SELECT * FROM unnest($72::uuid[], $73::text[], $74::uuid[])),
new_outbox AS (
  INSERT INTO outbox (created_at, due_at, topic, subject_id) SELECT $12, $12, o.* FROM unnest($75::text[], $76::uuid[]) AS o)
SELECT expect_rows('lane', (SELECT count(*) FROM moved_lane), 1, 'VH001'),
       expect_rows('balance', (SELECT count(*) FROM moved_balances), cardinality($23::bigint[]), 'VH002'),
       expect_rows('delivery', (SELECT count(*) FROM moved_deliveries), cardinality($65::uuid[]), 'VH002'),
       expect_rows('agent', (SELECT count(*) FROM agent WHERE id = ANY ($77::uuid[]) AND state = 'active'), cardinality($77::uuid[]), 'VH002'),
       expect_rows('teller', (SELECT count(*) FROM teller WHERE id = ANY ($78::uuid[]) AND state = 'active'), cardinality($78::uuid[]), 'VH002'),
       expect_rows('provider', (SELECT count(*) FROM provider WHERE id = ANY ($79::uuid[]) AND state = 'active'), cardinality($79::uuid[]), 'VH002')`,
};
