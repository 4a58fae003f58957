/**
 * The two statements that write what was decided. `d` is the JSON document of write.ts; names inside are its keys.
 * All parts see one snapshot and take effect together.
 */
export const writeBatchText = `
WITH d AS (SELECT $1::jsonb AS doc),
moved_lane AS (
  UPDATE lane SET last_batch = (doc->>'batch')::bigint, last_transfer = (doc->>'lastTransfer')::bigint,
         last_posting = (doc->>'lastPosting')::bigint, last_receipt = last_receipt + (doc->>'receipts')::int,
         last_hash = decode(doc->>'hash', 'hex')
    FROM d WHERE lane.id = (doc->>'lane')::smallint AND lane.epoch = (doc->>'epoch')::bigint
         AND lane.last_transfer = (doc->>'firstTransfer')::bigint - 1 AND lane.settlement_day = (doc->>'day')::date
  RETURNING 1),
new_batch AS (
  INSERT INTO batch (lane, number, epoch, settlement_day, first_transfer, last_transfer, first_posting, last_posting, credits,
                     committed_at, prev_hash, hash)
  SELECT (doc->>'lane')::smallint, (doc->>'batch')::bigint, (doc->>'epoch')::bigint, (doc->>'day')::date,
         (doc->>'firstTransfer')::bigint, (doc->>'lastTransfer')::bigint, (doc->>'firstPosting')::bigint,
         (doc->>'lastPosting')::bigint, (doc->>'credits')::numeric, (doc->>'at')::timestamptz,
         decode(doc->>'prevHash', 'hex'), decode(doc->>'hash', 'hex') FROM d),
new_transfers AS (
  INSERT INTO transfer (settlement_day, lane, number, kind, payment_id, payment_day, reverses, batch, posted_at, first_posting, currency,
                        account_ids, amounts)
  SELECT (doc->>'day')::date, (doc->>'lane')::smallint, t.number, t.kind, t."paymentId", t."paymentDay", t.reverses,
         (doc->>'batch')::bigint, (doc->>'at')::timestamptz, t."firstPosting", t.currency, t."accountIds", t.amounts
    FROM d, jsonb_to_recordset(doc->'transfers')
         AS t (number bigint, kind text, "paymentId" uuid, "paymentDay" date, reverses bigint, "firstPosting" bigint, currency text,
               "accountIds" bigint[], amounts bigint[])),
moved_balances AS (
  UPDATE ledger_balance b SET debits = b.debits + m.debits, credits = b.credits + m.credits
    FROM d, jsonb_to_recordset(doc->'balances') AS m ("accountId" bigint, debits bigint, credits bigint)
   WHERE b.account_id = m."accountId" RETURNING 1),
new_entry_keys AS (
  INSERT INTO entry_key (key, settlement_day, lane, transfer)
  SELECT e.key, (doc->>'day')::date, (doc->>'lane')::smallint, e.transfer
    FROM d, jsonb_to_recordset(doc->'entryKeys') AS e (key text, transfer bigint)),
new_payments AS (
  INSERT INTO payment (settlement_day, id, receipt_number, receipt_token, lane, transfer, basket_id, line, agent_id, outlet_id,
                       teller_id, channel, provider_id, account, fields, citizen_id, quote_id, currency, amount,
                       payer_fee, payer_fee_vat, payer_fee_rule, payer_fee_version,
                       provider_fee, provider_fee_vat, provider_fee_rule, provider_fee_version, provider_fee_mode,
                       commission, commission_rule, commission_version, duplicate_confirmed, accepted_at)
  SELECT y."settlementDay", y.id, y."receiptNumber", y."receiptToken", (doc->>'lane')::smallint, y.transfer, y."basketId", y.line,
         y."agentId", y."outletId", y."tellerId", y.channel, y."providerId", y.account, y.fields, y."citizenId", y."quoteId",
         y.currency, y.amount, y."payerFee", y."payerFeeVat", y."payerFeeRule", y."payerFeeVersion",
         y."providerFee", y."providerFeeVat", y."providerFeeRule", y."providerFeeVersion", y."providerFeeMode",
         y.commission, y."commissionRule", y."commissionVersion", y."duplicateConfirmed", y."acceptedAt"
    FROM d, jsonb_to_recordset(doc->'payments')
         AS y ("settlementDay" date, id uuid, "receiptNumber" text, "receiptToken" text, transfer bigint, "basketId" uuid,
               line smallint, "agentId" uuid, "outletId" uuid, "tellerId" uuid, channel text, "providerId" uuid, account text,
               fields jsonb, "citizenId" uuid, "quoteId" uuid, currency text, amount bigint, "payerFee" bigint,
               "payerFeeVat" bigint, "payerFeeRule" uuid, "payerFeeVersion" int, "providerFee" bigint, "providerFeeVat" bigint,
               "providerFeeRule" uuid, "providerFeeVersion" int, "providerFeeMode" text, commission bigint, "commissionRule" uuid,
               "commissionVersion" int, "duplicateConfirmed" boolean, "acceptedAt" timestamptz)
  RETURNING settlement_day, id, provider_id, receipt_number, accepted_at),
new_deliveries AS (
  INSERT INTO delivery (settlement_day, payment_id, provider_id, receipt_number, state, next_action_at)
  SELECT settlement_day, id, provider_id, receipt_number, 'accepted', accepted_at FROM new_payments)
SELECT (SELECT count(*) FROM moved_lane)::int AS lanes, (SELECT count(*) FROM moved_balances)::int AS balances`;

export const writeEffectsText = `
WITH d AS (SELECT $1::jsonb AS doc),
new_keys AS (
  INSERT INTO idempotency_key (agent_id, client_key, request_hash, status, answer, basket_id, created_at)
  SELECT k."agentId", k."clientKey", decode(k."requestHash", 'hex'), k.status, k.answer, k."basketId", (doc->>'at')::timestamptz
    FROM d, jsonb_to_recordset(doc->'keys')
         AS k ("agentId" uuid, "clientKey" text, "requestHash" text, status text, answer jsonb, "basketId" uuid)),
moved_deliveries AS (
  UPDATE delivery v
     SET state = c."toState", next_action_at = c."nextActionAt", reversal_requested = c."reversalRequested",
         provider_transaction = c."providerTransaction", decided_day = c."decidedDay",
         decided_at = CASE WHEN c."decidedDay" IS NULL THEN NULL WHEN c."toState" = c."fromState" THEN v.decided_at
                           ELSE (doc->>'at')::timestamptz END,
         -- A wish leaves the attempt that is under way alone; where nothing is left to do, there is none.
         lease_until = CASE WHEN c."toState" = c."fromState" AND c."nextActionAt" IS NOT NULL THEN v.lease_until END,
         lease_owner = CASE WHEN c."toState" = c."fromState" AND c."nextActionAt" IS NOT NULL THEN v.lease_owner END,
         unknown_since = CASE WHEN c."toState" = c."fromState" THEN v.unknown_since END
    FROM d, jsonb_to_recordset(doc->'deliveries')
         AS c ("settlementDay" date, "paymentId" uuid, "fromState" text, "attemptNo" int, "toState" text,
               "providerTransaction" text, "nextActionAt" timestamptz, "reversalRequested" boolean, "decidedDay" date)
   WHERE v.settlement_day = c."settlementDay" AND v.payment_id = c."paymentId" AND v.state = c."fromState"
     AND v.attempt_no = c."attemptNo" RETURNING 1),
new_attempt_ends AS (
  INSERT INTO delivery_attempt (settlement_day, payment_id, attempt_no, event, kind, at, worker, outcome, provider_code, reason)
  SELECT a."settlementDay", a."paymentId", a."attemptNo", 'ended', a.kind, a.at, a.worker, a.outcome, a."providerCode", a.reason
    FROM d, jsonb_to_recordset(doc->'attemptEnds')
         AS a ("settlementDay" date, "paymentId" uuid, "attemptNo" int, kind text, at timestamptz, worker text, outcome text,
               "providerCode" text, reason text)
  ON CONFLICT DO NOTHING),
new_references AS (
  INSERT INTO provider_reference (provider_id, provider_transaction, payment_id)
  SELECT r."providerId", r."providerTransaction", r."paymentId"
    FROM d, jsonb_to_recordset(doc->'references') AS r ("providerId" uuid, "providerTransaction" text, "paymentId" uuid)),
new_reversals AS (
  INSERT INTO reversal (payment_id, settlement_day, requested_by, reason, state, requested_at, decided_at)
  SELECT r."paymentId", r."settlementDay", r."requestedBy", r.reason, r.state, (doc->>'at')::timestamptz,
         CASE WHEN r.state <> 'pending' THEN (doc->>'at')::timestamptz END
    FROM d, jsonb_to_recordset(doc->'reversals')
         AS r ("paymentId" uuid, "settlementDay" date, "requestedBy" text, reason text, state text)
  -- What was refused may be wished for anew, by somebody else; what is decided keeps who asked and why.
  ON CONFLICT (payment_id) DO UPDATE SET state = excluded.state, decided_at = excluded.decided_at,
    requested_by = CASE reversal.state WHEN 'refused' THEN excluded.requested_by ELSE reversal.requested_by END,
    reason = CASE reversal.state WHEN 'refused' THEN excluded.reason ELSE reversal.reason END,
    requested_at = CASE reversal.state WHEN 'refused' THEN excluded.requested_at ELSE reversal.requested_at END),
paid_codes AS (
  UPDATE payment_code p SET basket_id = c."basketId", paid_at = (doc->>'at')::timestamptz
    FROM d, jsonb_to_recordset(doc->'codes') AS c (code text, "basketId" uuid)
   WHERE p.code = c.code AND p.basket_id IS NULL RETURNING 1),
new_cases AS (
  INSERT INTO review_case (id, kind, subject_id, detail, opened_at)
  SELECT c.id, c.kind, c."subjectId", c.detail, (doc->>'at')::timestamptz
    FROM d, jsonb_to_recordset(doc->'cases') AS c (id uuid, kind text, "subjectId" uuid, detail text)
  ON CONFLICT (kind, subject_id) WHERE state = 'open' DO NOTHING),
new_outbox AS (
  INSERT INTO outbox (topic, subject_id, created_at, due_at)
  SELECT o.topic, o."subjectId", (doc->>'at')::timestamptz, (doc->>'at')::timestamptz
    FROM d, jsonb_to_recordset(doc->'outbox') AS o (topic text, "subjectId" uuid))
SELECT (SELECT count(*) FROM moved_deliveries)::int AS deliveries, (SELECT count(*) FROM paid_codes)::int AS codes`;
