-- Why: payments and their delivery. A payment row is written once and never changes; all that changes about it (its
-- state, its attempts, the provider's answer) lives in its one delivery row, which is also the queue of record.

-- The citizen whose debts a teller looked up: payments by the quote then stand in that citizen's history.
ALTER TABLE quote ADD COLUMN for_citizen_id uuid;

CREATE TABLE fee_rule (
  id uuid NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  -- Who bears it: the payer (shown before money changes hands), the provider, or the hub as the agent's commission.
  bearer text NOT NULL CHECK (bearer IN ('payer', 'provider', 'commission')),
  provider_id uuid REFERENCES provider (id),
  agent_id uuid REFERENCES agent (id),
  channel text CHECK (channel IN ('counter', 'kiosk', 'cabinet', 'bulk')),
  currency currency_code NOT NULL,
  -- [{"upTo": "500" | null, "flat": "10", "ratePpm": 14000}], minor units, ascending, the last without a bound.
  slabs jsonb NOT NULL,
  min_fee bigint NOT NULL DEFAULT 0 CHECK (min_fee >= 0),
  max_fee bigint CHECK (max_fee >= min_fee),
  vat_rate_ppm integer NOT NULL CHECK (vat_rate_ppm >= 0),
  valid_from date NOT NULL,
  valid_to date CHECK (valid_to > valid_from),
  PRIMARY KEY (id, version)
);
CALL make_append_only('fee_rule');

-- One row per client key, for ever: the arbiter of "once".
CREATE TABLE idempotency_key (
  agent_id uuid NOT NULL,
  client_key text NOT NULL CHECK (length(client_key) BETWEEN 1 AND 255),
  request_hash bytea NOT NULL,
  status text NOT NULL CHECK (status IN ('accepted', 'refused', 'abandoned')),
  -- Canonical answer, from which every later answer is rebuilt.
  answer jsonb NOT NULL,
  basket_id uuid,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (agent_id, client_key)
);
CALL make_append_only('idempotency_key');

CREATE TABLE payment (
  settlement_day date NOT NULL,
  id uuid NOT NULL,
  -- 16 digits: yymmdd + lane + counter + check digit. Also the stable reference that the provider hears.
  receipt_number text NOT NULL CHECK (receipt_number ~ '^[0-9]{16}$'),
  -- Random, for the public QR code: whoever holds the paper may check it, nobody can guess it.
  receipt_token text NOT NULL,
  lane smallint NOT NULL,
  transfer bigint NOT NULL,
  basket_id uuid NOT NULL,
  line smallint NOT NULL CHECK (line >= 0),
  agent_id uuid NOT NULL,
  outlet_id uuid,
  teller_id uuid,
  channel text NOT NULL CHECK (channel IN ('counter', 'kiosk', 'cabinet', 'bulk')),
  provider_id uuid NOT NULL,
  account text NOT NULL,
  fields jsonb NOT NULL DEFAULT '{}',
  citizen_id uuid,
  quote_id uuid,
  currency currency_code NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  payer_fee bigint NOT NULL CHECK (payer_fee >= 0),
  payer_fee_vat bigint NOT NULL CHECK (payer_fee_vat >= 0),
  payer_fee_rule uuid,
  payer_fee_version integer,
  provider_fee bigint NOT NULL CHECK (provider_fee >= 0),
  provider_fee_vat bigint NOT NULL CHECK (provider_fee_vat >= 0),
  provider_fee_rule uuid,
  provider_fee_version integer,
  -- Whether the fee is taken out of the payout (net) or invoiced (gross), as it was agreed when the payment was accepted.
  provider_fee_mode text NOT NULL CHECK (provider_fee_mode IN ('net', 'gross')),
  commission bigint NOT NULL CHECK (commission >= 0),
  commission_rule uuid,
  commission_version integer,
  duplicate_confirmed boolean NOT NULL DEFAULT false,
  accepted_at timestamptz NOT NULL,
  PRIMARY KEY (settlement_day, id),
  UNIQUE (settlement_day, receipt_number)
) PARTITION BY RANGE (settlement_day);
CREATE INDEX payment_of_account ON payment (provider_id, account, accepted_at);
CREATE INDEX payment_of_citizen ON payment (citizen_id, accepted_at, receipt_number) WHERE citizen_id IS NOT NULL;
CREATE INDEX payment_of_basket ON payment (basket_id);
CREATE INDEX payment_by_id ON payment (id);
CREATE INDEX payment_of_agent ON payment (agent_id, accepted_at, receipt_number);
-- What a teller has taken today is summed up at each of its payments.
CREATE INDEX payment_of_teller ON payment (teller_id, settlement_day) WHERE teller_id IS NOT NULL;
CALL make_append_only('payment');

-- The transitions of a payment; the same list as src/payments/states.ts, which a test compares.
CREATE FUNCTION check_delivery_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state) = ANY (ARRAY[
    'accepted>sending', 'accepted>reversed',
    'sending>accepted', 'sending>confirmed', 'sending>rejected', 'sending>unknown',
    'unknown>confirmed', 'unknown>rejected', 'unknown>sending',
    'rejected>reversed', 'confirmed>reversed'])
  THEN
    RAISE EXCEPTION 'a payment does not go from % to %', OLD.state, NEW.state USING ERRCODE = '23514';
  END IF;
  IF NEW.attempt_no < OLD.attempt_no THEN
    RAISE EXCEPTION 'the attempt number of a delivery never falls' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END
$$;

CREATE TABLE delivery (
  settlement_day date NOT NULL,
  payment_id uuid NOT NULL,
  provider_id uuid NOT NULL,
  receipt_number text NOT NULL,
  state text NOT NULL CHECK (state IN ('accepted', 'sending', 'unknown', 'confirmed', 'rejected', 'reversed')),
  -- Counts claims of every kind; the fence that a late worker fails at.
  attempt_no integer NOT NULL DEFAULT 0,
  -- When somebody must act next; null when the provider's part is over.
  next_action_at timestamptz,
  lease_until timestamptz,
  lease_owner text,
  -- Some attempt to pay ended unknown: from then on a refusal alone proves nothing.
  ever_unknown boolean NOT NULL DEFAULT false,
  unknown_since timestamptz,
  inquiries integer NOT NULL DEFAULT 0,
  -- A status answer allowed the payment to be sent again under its reference.
  resend_allowed boolean NOT NULL DEFAULT false,
  reversal_requested boolean NOT NULL DEFAULT false,
  provider_transaction text,
  -- When and on which settlement day the outcome was booked.
  decided_at timestamptz,
  decided_day date,
  PRIMARY KEY (settlement_day, payment_id),
  CHECK ((state IN ('accepted', 'sending', 'unknown')) = (next_action_at IS NOT NULL) OR (state = 'confirmed' AND reversal_requested)),
  CHECK (state <> 'sending' OR lease_until IS NOT NULL)
) PARTITION BY RANGE (settlement_day);
CREATE INDEX delivery_due ON delivery (provider_id, next_action_at, receipt_number) WHERE next_action_at IS NOT NULL;
CREATE INDEX delivery_reversal ON delivery (provider_id) WHERE reversal_requested;
CREATE INDEX delivery_lease ON delivery (provider_id, lease_until) WHERE state = 'sending';
CREATE TRIGGER legal_transition BEFORE UPDATE ON delivery FOR EACH ROW EXECUTE FUNCTION check_delivery_transition();

-- Evidence: a row before a byte leaves, and a row when the attempt ended.
CREATE TABLE delivery_attempt (
  settlement_day date NOT NULL,
  payment_id uuid NOT NULL,
  attempt_no integer NOT NULL,
  event text NOT NULL CHECK (event IN ('started', 'ended')),
  kind text NOT NULL CHECK (kind IN ('pay', 'status', 'cancel')),
  at timestamptz NOT NULL,
  worker text NOT NULL,
  outcome text,
  provider_code text,
  reason text,
  PRIMARY KEY (settlement_day, payment_id, attempt_no, event),
  CHECK ((event = 'ended') = (outcome IS NOT NULL))
) PARTITION BY RANGE (settlement_day);
CALL make_append_only('delivery_attempt');

-- A provider's own number proves one payment only.
CREATE TABLE provider_reference (
  provider_id uuid NOT NULL,
  provider_transaction text NOT NULL,
  payment_id uuid NOT NULL,
  PRIMARY KEY (provider_id, provider_transaction)
);
CALL make_append_only('provider_reference');

-- At most one reversal a payment, for ever.
CREATE TABLE reversal (
  payment_id uuid PRIMARY KEY,
  settlement_day date NOT NULL,
  requested_by text NOT NULL,
  reason text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'done', 'refused')),
  requested_at timestamptz NOT NULL,
  decided_at timestamptz,
  CHECK ((state = 'pending') = (decided_at IS NULL))
);

-- What needs a person: unknown for too long, an answer that contradicts itself, a success after a rejection.
CREATE TABLE review_case (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('stuck_unknown', 'integrity', 'late_success', 'poison', 'agent_cap')),
  subject_id uuid NOT NULL,
  detail text NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'resolved')),
  opened_at timestamptz NOT NULL,
  resolved_at timestamptz
);
CREATE UNIQUE INDEX review_case_one_open ON review_case (kind, subject_id) WHERE state = 'open';

-- Names a basket that a citizen made, so that any counter can take its money.
CREATE TABLE payment_code (
  code text PRIMARY KEY CHECK (code ~ '^[0-9]{10}$'),
  citizen_id uuid NOT NULL,
  currency currency_code NOT NULL,
  -- [{"providerId", "account", "fields", "amount"}], minor units as text.
  lines jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  basket_id uuid,
  paid_at timestamptz,
  CHECK ((basket_id IS NULL) = (paid_at IS NULL))
);
CREATE INDEX payment_code_of_citizen ON payment_code (citizen_id, created_at);

-- Work that must follow a commit and leaves the hub (webhooks, messages). Read unpublished rows with SKIP LOCKED.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL,
  subject_id uuid NOT NULL,
  payload jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  published_at timestamptz,
  attempts integer NOT NULL DEFAULT 0
);
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE published_at IS NULL;

GRANT SELECT, INSERT ON fee_rule, idempotency_key, payment, delivery, delivery_attempt, provider_reference, reversal,
  review_case, payment_code, outbox TO vahid_hub;
GRANT UPDATE (state, attempt_no, next_action_at, lease_until, lease_owner, ever_unknown, unknown_since, inquiries, resend_allowed,
  reversal_requested, provider_transaction, decided_at, decided_day) ON delivery TO vahid_hub;
GRANT UPDATE (state, decided_at) ON reversal TO vahid_hub;
GRANT UPDATE (state, resolved_at) ON review_case TO vahid_hub;
GRANT UPDATE (basket_id, paid_at) ON payment_code TO vahid_hub;
GRANT UPDATE (due_at, published_at, attempts) ON outbox TO vahid_hub;

-- Makes the partitions of a month, ahead of time, with the guards that a parent's statement triggers do not give them.
-- The new table is attached (a weak lock on the parent), so payments go on meanwhile.
CREATE FUNCTION make_month_partitions(some_day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE
  first_day date := date_trunc('month', some_day)::date;
  next_month date := (date_trunc('month', some_day) + interval '1 month')::date;
  parent text;
  child text;
BEGIN
  PERFORM pg_advisory_xact_lock(7041, 1);
  FOREACH parent IN ARRAY ARRAY['transfer', 'posting', 'payment', 'delivery', 'delivery_attempt'] LOOP
    child := parent || '_' || to_char(first_day, 'YYYYMM');
    CONTINUE WHEN to_regclass(child) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', child, parent);
    EXECUTE format('ALTER TABLE %I ADD CHECK (settlement_day >= %L AND settlement_day < %L)', child, first_day, next_month);
    IF parent <> 'delivery' THEN
      EXECUTE format('CALL make_append_only(%L)', child);
    END IF;
    IF parent = 'posting' THEN
      EXECUTE format('CREATE TRIGGER balanced AFTER INSERT ON %I REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION check_transfer_balanced()', child);
    END IF;
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, child, first_day, next_month);
  END LOOP;
END
$$;
REVOKE ALL ON FUNCTION make_month_partitions(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_month_partitions(date) TO vahid_hub;
