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
  INSERT INTO transfer (settlement_day, lane, number, kind, payment_id, payment_day, reverses, batch, posted_at, first_posting, currency,
                        account_ids, amounts)
  SELECT $3, $1, number, kind, payment_id, payment_day, reverses, $5, $12, first_posting, currency,
         ($22::bigint[])[first_posting - $10::bigint + 1 : first_posting - $10::bigint + lines],
         ($23::bigint[])[first_posting - $10::bigint + 1 : first_posting - $10::bigint + lines]
    FROM unnest($14::bigint[], $15::text[], $16::uuid[], $17::date[], $18::bigint[], $19::bigint[], $20::int[], $21::text[])
         AS t (number, kind, payment_id, payment_day, reverses, first_posting, lines, currency)),
moved_balances AS (
  UPDATE ledger_balance b SET debits = b.debits + m.debits, credits = b.credits + m.credits
    FROM unnest($24::bigint[], $25::bigint[], $26::bigint[], $27::bigint[], $28::bigint[]) AS m (account_id, debits, credits, before, floor)
   WHERE b.account_id = m.account_id AND b.credits - b.debits - b.pending_debits = m.before AND b.floor = m.floor RETURNING 1),
new_payments AS (
  INSERT INTO payment (settlement_day, lane, accepted_at, id, receipt_number, receipt_token, transfer, basket_id, line, agent_id,
                       outlet_id, teller_id, channel, provider_id, account, fields, citizen_id, quote_id, currency, amount, payer_fee,
                       payer_fee_vat, payer_fee_rule, payer_fee_version, provider_fee, provider_fee_vat, provider_fee_rule,
                       provider_fee_version, provider_fee_mode, commission, commission_rule, commission_version, duplicate_confirmed)
  SELECT $3, $1, $12, y.* FROM unnest($29::uuid[], $30::text[], $31::text[], $32::bigint[], $33::uuid[], $34::smallint[], $35::uuid[],
         $36::uuid[], $37::uuid[], $38::text[], $39::uuid[], $40::text[], $41::jsonb[], $42::uuid[], $43::uuid[], $44::text[], $45::bigint[],
         $46::bigint[], $47::bigint[], $48::uuid[], $49::int[], $50::bigint[], $51::bigint[], $52::uuid[], $53::int[], $54::text[],
         $55::bigint[], $56::uuid[], $57::int[], $58::boolean[]) AS y),
new_deliveries AS (
  INSERT INTO delivery (settlement_day, payment_id, provider_id, receipt_number, state, next_action_at)
  SELECT $3, v.*, 'accepted', $12 FROM unnest($29::uuid[], $39::uuid[], $30::text[]) AS v),
new_keys AS (
  INSERT INTO idempotency_key (created_at, agent_id, client_key, request_hash, status, answer, basket_id)
  SELECT $12, agent_id, client_key, decode(request_hash, 'hex'), status, answer, basket_id
    FROM unnest($59::uuid[], $60::text[], $61::text[], $62::text[], $63::jsonb[], $64::uuid[])
         AS k (agent_id, client_key, request_hash, status, answer, basket_id)),
moved_deliveries AS (
  UPDATE delivery v
     SET state = c.to_state, next_action_at = NULL, reversal_requested = c.reversal_requested, provider_transaction = c.provider_transaction,
         decided_day = c.decided_day, decided_at = $12, lease_until = NULL, lease_owner = NULL, unknown_since = NULL
    FROM unnest($65::date[], $66::uuid[], $67::text[], $68::int[], $69::text[], $70::text[], $71::boolean[], $72::date[])
         AS c (settlement_day, payment_id, from_state, attempt_no, to_state, provider_transaction, reversal_requested, decided_day)
   WHERE v.settlement_day = c.settlement_day AND v.payment_id = c.payment_id AND v.state = c.from_state AND v.attempt_no = c.attempt_no
     AND v.reversal_requested = c.reversal_requested RETURNING 1),
new_attempt_ends AS (
  INSERT INTO delivery_attempt (event, settlement_day, payment_id, attempt_no, kind, at, worker, outcome, provider_code, reason)
  SELECT 'ended', a.* FROM unnest($81::date[], $82::uuid[], $83::int[], $84::text[], $85::timestamptz[], $86::text[], $87::text[],
         $88::text[], $89::text[]) AS a
  ON CONFLICT DO NOTHING),
new_references AS (
  INSERT INTO provider_reference (provider_id, provider_transaction, payment_id)
  SELECT * FROM unnest($73::uuid[], $74::text[], $75::uuid[])),
new_outbox AS (
  INSERT INTO outbox (created_at, due_at, topic, subject_id) SELECT $12, $12, o.* FROM unnest($76::text[], $77::uuid[]) AS o)
SELECT expect_rows('lane', (SELECT count(*) FROM moved_lane), 1, 'VH001'),
       expect_rows('balance', (SELECT count(*) FROM moved_balances), cardinality($24::bigint[]), 'VH002'),
       expect_rows('delivery', (SELECT count(*) FROM moved_deliveries), cardinality($66::uuid[]), 'VH002'),
       expect_rows('agent', (SELECT count(*) FROM agent WHERE id = ANY ($78::uuid[]) AND state = 'active'), cardinality($78::uuid[]), 'VH002'),
       expect_rows('teller', (SELECT count(*) FROM teller t JOIN outlet o ON o.id = t.outlet_id WHERE t.id = ANY ($79::uuid[]) AND t.state = 'active' AND o.state = 'active'), cardinality($79::uuid[]), 'VH002'),
       expect_rows('provider', (SELECT count(*) FROM provider WHERE id = ANY ($80::uuid[]) AND state = 'active'), cardinality($80::uuid[]), 'VH002')`,
};
