import type { PreparedStatement } from '../../platform/database/session.ts';

/**
 * Everything a batch does, in one statement and so in one transaction: guarded changes first counted, then expected. The order of the
 * parameters is that of write-batch.ts; rows travel as composite values, whose attributes stand in the order of the cells there.
 */
const movedLane = `
moved_lane AS (
  UPDATE lane SET last_batch = $5, last_transfer = $6, last_posting = $7, last_receipt = last_receipt + $8, last_hash = $9::bytea,
         heartbeat_at = clock_timestamp()
   WHERE id = $1 AND epoch = $2 AND settlement_day = $3 AND last_transfer = $4 RETURNING 1),
new_batch AS (
  INSERT INTO batch (lane, number, epoch, settlement_day, first_transfer, last_transfer, first_posting, last_posting, credits,
                     committed_at, prev_hash, hash)
  SELECT $1, $5, $2, $3, $4::bigint + 1, $6, $10, $7, $11::numeric, $12, $13::bytea, $9::bytea WHERE $6::bigint > $4::bigint),
new_transfers AS (
  INSERT INTO transfer (settlement_day, lane, batch, posted_at, number, kind, payment_id, payment_day, reverses, first_posting, currency,
                        account_ids, amounts)
  SELECT $3, $1, $5, $12, t.* FROM unnest($14::written_transfer[]) AS t),
moved_balances AS (
  UPDATE ledger_balance b SET debits = b.debits + m.debits, credits = b.credits + m.credits FROM unnest($15::written_movement[]) AS m
   WHERE b.account_id = m.account_id AND b.credits - b.debits - b.pending_debits = m.before AND b.floor = m.floor RETURNING 1),
new_outbox AS (
  INSERT INTO outbox (created_at, due_at, topic, subject_id) SELECT $12, $12, o.* FROM unnest($16::written_event[]) AS o)`;

const newPayments = (payments: string, keys: string) => `
new_payments AS (
  INSERT INTO payment (settlement_day, lane, accepted_at, id, receipt_number, receipt_token, transfer, basket_id, line, agent_id,
                       outlet_id, teller_id, channel, provider_id, account, fields, citizen_id, quote_id, currency, amount, payer_fee,
                       payer_fee_vat, payer_fee_rule, payer_fee_version, provider_fee, provider_fee_vat, provider_fee_rule,
                       provider_fee_version, provider_fee_mode, commission, commission_rule, commission_version, duplicate_confirmed)
  SELECT $3, $1, $12, y.* FROM unnest(${payments}::written_payment[]) AS y),
new_deliveries AS (
  INSERT INTO delivery (settlement_day, payment_id, provider_id, receipt_number, state, next_action_at)
  SELECT $3, y.id, y.provider_id, y.receipt_number, 'accepted', $12 FROM unnest(${payments}::written_payment[]) AS y),
new_keys AS (
  INSERT INTO idempotency_key (created_at, agent_id, client_key, request_hash, status, answer, basket_id)
  SELECT $12, k.agent_id, k.client_key, decode(k.request_hash, 'hex'), k.status, k.answer, k.basket_id FROM unnest(${keys}::written_key[]) AS k)`;

const movedDeliveries = (moves: string, ends: string, references: string) => `
moved_deliveries AS (
  UPDATE delivery v
     SET state = c.to_state, next_action_at = NULL, reversal_requested = c.reversal_requested, provider_transaction = c.provider_transaction,
         decided_day = c.decided_day, decided_at = $12, lease_until = NULL, lease_owner = NULL, unknown_since = NULL
    FROM unnest(${moves}::written_move[]) AS c
   WHERE v.settlement_day = c.settlement_day AND v.payment_id = c.payment_id AND v.state = c.from_state AND v.attempt_no = c.attempt_no
     AND v.reversal_requested = c.reversal_requested RETURNING 1),
new_attempt_ends AS (
  INSERT INTO delivery_attempt (event, settlement_day, payment_id, attempt_no, kind, at, worker, outcome, provider_code, reason)
  SELECT 'ended', a.* FROM unnest(${ends}::written_attempt_end[]) AS a ON CONFLICT DO NOTHING),
new_references AS (
  INSERT INTO provider_reference (provider_id, provider_transaction, payment_id) SELECT r.* FROM unnest(${references}::written_reference[]) AS r)`;

const laneAndBalances = `
expect_rows('lane', (SELECT count(*) FROM moved_lane), 1, 'VH001')
AND expect_rows('balance', (SELECT count(*) FROM moved_balances), cardinality($15::written_movement[]), 'VH002')`;

const activeParties = (agents: string, tellers: string, providers: string) => `
AND expect_rows('agent', (SELECT count(*) FROM agent WHERE id = ANY (${agents}::uuid[]) AND state = 'active'), cardinality(${agents}::uuid[]), 'VH002')
AND expect_rows('teller', (SELECT count(*) FROM teller t JOIN outlet o ON o.id = t.outlet_id WHERE t.id = ANY (${tellers}::uuid[]) AND t.state = 'active' AND o.state = 'active'), cardinality(${tellers}::uuid[]), 'VH002')
AND expect_rows('provider', (SELECT count(*) FROM provider WHERE id = ANY (${providers}::uuid[]) AND state = 'active'), cardinality(${providers}::uuid[]), 'VH002')`;

const expectedMoves = (moves: string) => `
AND expect_rows('delivery', (SELECT count(*) FROM moved_deliveries), cardinality(${moves}::written_move[]), 'VH002')`;

/** For a batch of payments: each table that a statement names costs it something to begin, also where it has no rows for it. */
export const writePaymentsStatement: PreparedStatement = {
  name: 'write-payments',
  text: `WITH ${movedLane}, ${newPayments('$17', '$18')}
SELECT ${laneAndBalances} ${activeParties('$19', '$20', '$21')} AS written`,
};

/** For a batch of answers that providers gave. */
export const writeAnswersStatement: PreparedStatement = {
  name: 'write-answers',
  text: `WITH ${movedLane}, ${movedDeliveries('$17', '$18', '$19')}
SELECT ${laneAndBalances} ${expectedMoves('$17')} AS written`,
};

/** For a batch that has both. */
export const writeBatchStatement: PreparedStatement = {
  name: 'write-batch',
  text: `WITH ${movedLane}, ${newPayments('$17', '$18')}, ${movedDeliveries('$22', '$23', '$24')}
SELECT ${laneAndBalances} ${activeParties('$19', '$20', '$21')} ${expectedMoves('$22')} AS written`,
};
