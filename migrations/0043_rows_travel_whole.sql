-- Why: a batch of three payments cost the server as much to begin as fifty cost to write. It came as ninety arrays, one for each column; of
-- every table that it writes the CHECKs were read from their text, and most of that text were the lists of a few names.
--
-- Stop every process first: the tables are held while all payments are read once and their key is made anew. One that goes on running loses
-- nothing, but waits, and turns payments away after five seconds.

-- What a batch brings, a row each. A version that brings more has types of its own: a holder of the version before goes on with these.
CREATE TYPE written_transfer AS (
  number bigint, kind text, payment_id uuid, payment_day date, reverses bigint, first_posting bigint, currency text,
  account_ids bigint[], amounts bigint[]
);
-- The movement of a strict balance, and what it was before.
CREATE TYPE written_movement AS (account_id bigint, debits bigint, credits bigint, before bigint, floor bigint);
CREATE TYPE written_payment AS (
  id uuid, receipt_number text, receipt_token text, transfer bigint, basket_id uuid, line smallint, agent_id uuid, outlet_id uuid,
  teller_id uuid, channel text, provider_id uuid, account text, fields jsonb, citizen_id uuid, quote_id uuid, currency text, amount bigint,
  payer_fee bigint, payer_fee_vat bigint, payer_fee_rule uuid, payer_fee_version integer,
  provider_fee bigint, provider_fee_vat bigint, provider_fee_rule uuid, provider_fee_version integer, provider_fee_mode text,
  commission bigint, commission_rule uuid, commission_version integer, duplicate_confirmed boolean
);
CREATE TYPE written_key AS (agent_id uuid, client_key text, request_hash text, status text, answer jsonb, basket_id uuid);
CREATE TYPE written_move AS (
  settlement_day date, payment_id uuid, from_state text, attempt_no integer, to_state text, provider_transaction text,
  reversal_requested boolean, decided_day date
);
CREATE TYPE written_attempt_end AS (
  settlement_day date, payment_id uuid, attempt_no integer, kind text, at timestamptz, worker text, outcome text, provider_code text,
  reason text
);
CREATE TYPE written_reference AS (provider_id uuid, provider_transaction text, payment_id uuid);
CREATE TYPE written_event AS (topic text, subject_id uuid);

-- In the order in which a hub makes months: this lock before the tables.
SELECT pg_advisory_xact_lock(7041, 1);
LOCK TABLE transfer, payment, delivery, delivery_attempt, idempotency_key, ledger_balance IN ACCESS EXCLUSIVE MODE;

-- The rules of before in fewer words. A list of names that is one value takes a third of the text that a value for each name does.
ALTER TABLE transfer
  DROP CONSTRAINT transfer_kind_of_chart,
  ADD CONSTRAINT transfer_kind_of_chart CHECK (kind = ANY ('{acceptance,confirmation,rejection,reversal,refund,cancellation,late_success,deposit,withdrawal,payout,payout_settled,payout_returned,carry,commission_paid,correction,hold_posted,suspense,suspense_released,shift_closed,cash_difference,difference_corrected}'::text[]));
ALTER TABLE payment
  DROP CONSTRAINT payment_amount_check,
  DROP CONSTRAINT payment_line_check,
  DROP CONSTRAINT payment_payer_fee_check,
  DROP CONSTRAINT payment_payer_fee_vat_check,
  DROP CONSTRAINT payment_provider_fee_check,
  DROP CONSTRAINT payment_provider_fee_vat_check,
  DROP CONSTRAINT payment_commission_check,
  ADD CONSTRAINT payment_numbers_in_range
    CHECK (amount > 0 AND line >= 0 AND least(payer_fee, payer_fee_vat, provider_fee, provider_fee_vat, commission) >= 0),
  DROP CONSTRAINT payment_channel_known,
  DROP CONSTRAINT payment_provider_fee_mode_check,
  ADD CONSTRAINT payment_names_known
    CHECK (channel = ANY ('{counter,kiosk,cabinet,bulk,collected}'::text[]) AND provider_fee_mode = ANY ('{net,gross}'::text[]));
ALTER TABLE delivery
  DROP CONSTRAINT delivery_state_check,
  DROP CONSTRAINT delivery_check,
  DROP CONSTRAINT delivery_check1,
  ADD CONSTRAINT delivery_state_of_table
    CHECK (state = ANY ('{accepted,sending,unknown,confirmed,rejected,reversed}'::text[]) AND (state <> 'sending' OR lease_until IS NOT NULL)
           AND ((state = ANY ('{accepted,sending,unknown}'::text[])) = (next_action_at IS NOT NULL) OR state = 'confirmed' AND reversal_requested));
ALTER TABLE delivery_attempt
  DROP CONSTRAINT delivery_attempt_event_check,
  DROP CONSTRAINT delivery_attempt_kind_check,
  DROP CONSTRAINT delivery_attempt_check,
  ADD CONSTRAINT delivery_attempt_names_known
    CHECK (event = ANY ('{started,ended}'::text[]) AND kind = ANY ('{pay,status,cancel}'::text[]) AND (event = 'ended') = (outcome IS NOT NULL));
ALTER TABLE idempotency_key
  DROP CONSTRAINT idempotency_key_status_check,
  ADD CONSTRAINT idempotency_key_status_known CHECK (status = ANY ('{accepted,refused,abandoned,basket}'::text[]));
ALTER TABLE ledger_balance
  DROP CONSTRAINT ledger_balance_debits_check,
  DROP CONSTRAINT ledger_balance_credits_check,
  DROP CONSTRAINT ledger_balance_pending_debits_check,
  DROP CONSTRAINT ledger_balance_pending_credits_check,
  ADD CONSTRAINT ledger_balance_sums_in_range CHECK (least(debits, credits, pending_debits, pending_credits) >= 0);

-- One index finds a payment by its id with or without its day; there were two, and each costs every payment something.
DROP INDEX payment_by_id;
ALTER TABLE payment DROP CONSTRAINT payment_pkey, ADD CONSTRAINT payment_pkey PRIMARY KEY (id, settlement_day);

-- The days of a month stand in the bounds of its partition. The CHECK that spared the attaching a look at its rows is read for every batch too.
CREATE OR REPLACE FUNCTION make_month_partitions(some_day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE
  first_day date := date_trunc('month', some_day)::date;
  next_month date := (date_trunc('month', some_day) + interval '1 month')::date;
  parent text;
  child text;
BEGIN
  PERFORM pg_advisory_xact_lock(7041, 1);
  FOREACH parent IN ARRAY ARRAY['transfer', 'payment', 'delivery', 'delivery_attempt'] LOOP
    child := parent || '_' || to_char(first_day, 'YYYYMM');
    CONTINUE WHEN to_regclass(child) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', child, parent);
    IF parent = 'delivery' THEN
      EXECUTE format('ALTER TABLE %I SET (fillfactor = 50)', child);
    ELSE
      EXECUTE format('CALL make_append_only(%L)', child);
    END IF;
    IF parent = 'transfer' THEN
      EXECUTE format('CREATE TRIGGER balanced AFTER INSERT ON %I REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION check_transfer_balanced()', child);
    END IF;
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, child, first_day, next_month);
  END LOOP;
END
$$;
DO $$
DECLARE
  extra record;
BEGIN
  FOR extra IN SELECT k.conrelid::regclass AS month, k.conname FROM pg_inherits i JOIN pg_constraint k ON k.conrelid = i.inhrelid
                WHERE i.inhparent IN ('transfer'::regclass, 'payment'::regclass, 'delivery'::regclass, 'delivery_attempt'::regclass)
                  AND k.contype = 'c' AND k.conislocal AND k.coninhcount = 0 LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', extra.month, extra.conname);
  END LOOP;
END
$$;
