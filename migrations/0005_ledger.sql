-- Why: the books. Every movement of money is a transfer whose postings sum to nought per currency; rows are history.
-- Sign: a posting above zero credits its account, below zero debits it. A balance is the sum of an account's postings.

CREATE TABLE ledger_account (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN (
    'agent_position', 'agent_collateral', 'agent_commission_payable', 'teller_drawer', 'in_transit', 'provider_payable',
    'provider_receivable', 'payer_refundable', 'payer_wallet', 'payer_bonus', 'card_clearing', 'chargebacks', 'fee_income',
    'vat_payable', 'payout_in_flight', 'unidentified_deposits', 'undeliverable_suspense', 'rounding', 'bank_mirror')),
  -- The agent, teller, provider or citizen the account is kept for; the nil uuid for the hub itself.
  owner_id uuid NOT NULL,
  currency currency_code NOT NULL,
  mode text NOT NULL CHECK (mode IN ('strict', 'deferred')),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (kind, owner_id, currency),
  CHECK (mode = CASE WHEN kind IN ('agent_position', 'payer_wallet', 'payer_bonus') THEN 'strict' ELSE 'deferred' END)
);

-- Strict accounts only: a row that is locked and checked in order, so that nobody spends what is not there.
CREATE TABLE ledger_balance (
  account_id bigint PRIMARY KEY REFERENCES ledger_account (id),
  debits bigint NOT NULL DEFAULT 0 CHECK (debits >= 0),
  credits bigint NOT NULL DEFAULT 0 CHECK (credits >= 0),
  pending_debits bigint NOT NULL DEFAULT 0 CHECK (pending_debits >= 0),
  pending_credits bigint NOT NULL DEFAULT 0 CHECK (pending_credits >= 0),
  -- Lowest balance allowed: minus the net debit cap of an agent, nought for a wallet.
  floor bigint NOT NULL CHECK (floor <= 0)
);
-- Postings may leave a lowered cap overdrawn (what was accepted stays accepted), so the floor is held by the lane's
-- decision and proved by the verifier at every point in order; the history of floors is what makes that provable.
CREATE TABLE ledger_floor (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES ledger_account (id),
  lane smallint NOT NULL,
  -- The floor holds for transfers numbered above this one.
  after_transfer bigint NOT NULL,
  floor bigint NOT NULL CHECK (floor <= 0),
  set_at timestamptz NOT NULL
);
CREATE INDEX ledger_floor_history ON ledger_floor (account_id, lane, after_transfer, id);

-- The writer lane: who holds it, what day it stamps, and the last number it gave out. One row a lane.
CREATE TABLE lane (
  id smallint PRIMARY KEY CHECK (id BETWEEN 0 AND 9),
  epoch bigint NOT NULL DEFAULT 0,
  holder text,
  backend_pid integer,
  heartbeat_at timestamptz,
  settlement_day date NOT NULL,
  last_batch bigint NOT NULL DEFAULT 0,
  last_transfer bigint NOT NULL DEFAULT 0,
  last_posting bigint NOT NULL DEFAULT 0,
  -- Receipts given out on the settlement day.
  last_receipt integer NOT NULL DEFAULT 0,
  last_hash bytea NOT NULL
);

-- Every calendar day is a settlement day. open → cut (the lane has moved on) → closed (positions and reports stand).
CREATE TABLE settlement_window (
  day date PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('open', 'cut', 'closed')),
  opened_at timestamptz NOT NULL,
  cut_at timestamptz,
  closed_at timestamptz,
  -- The banking day on which the day is paid out, fixed at the close.
  value_date date,
  -- Batches of the day, half-open: after first_batch − 1 up to last_batch; equal bounds for a day without payments.
  batch_after bigint NOT NULL,
  batch_through bigint,
  CHECK ((state = 'open') = (cut_at IS NULL) AND (cut_at IS NULL) = (batch_through IS NULL)),
  CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);
CREATE UNIQUE INDEX settlement_window_one_open ON settlement_window ((true)) WHERE state = 'open';

CREATE TABLE batch (
  lane smallint NOT NULL,
  number bigint NOT NULL,
  epoch bigint NOT NULL,
  settlement_day date NOT NULL,
  first_transfer bigint NOT NULL,
  last_transfer bigint NOT NULL,
  first_posting bigint NOT NULL,
  last_posting bigint NOT NULL,
  -- Sum of the credits of all postings, whatever the currency: a cheap total beside the hash.
  credits numeric NOT NULL,
  committed_at timestamptz NOT NULL,
  prev_hash bytea NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (lane, number),
  CHECK (last_transfer >= first_transfer AND last_posting >= first_posting)
);
CALL make_append_only('batch');

CREATE TABLE transfer (
  settlement_day date NOT NULL,
  lane smallint NOT NULL,
  number bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN (
    'acceptance', 'confirmation', 'rejection', 'reversal', 'refund', 'cancellation', 'late_success',
    'deposit', 'withdrawal', 'payout', 'payout_settled', 'payout_returned', 'carry', 'commission_paid', 'correction')),
  payment_id uuid,
  payment_day date,
  -- The transfer this one undoes.
  reverses bigint,
  batch bigint NOT NULL,
  posted_at timestamptz NOT NULL,
  PRIMARY KEY (settlement_day, lane, number),
  CHECK ((payment_id IS NULL) = (payment_day IS NULL))
) PARTITION BY RANGE (settlement_day);
CREATE INDEX transfer_of_payment ON transfer (payment_id) WHERE payment_id IS NOT NULL;

CREATE TABLE posting (
  settlement_day date NOT NULL,
  lane smallint NOT NULL,
  number bigint NOT NULL,
  transfer bigint NOT NULL,
  account_id bigint NOT NULL,
  currency currency_code NOT NULL,
  amount bigint NOT NULL CHECK (amount <> 0),
  PRIMARY KEY (settlement_day, lane, number)
) PARTITION BY RANGE (settlement_day);

-- All postings of a transfer come in one statement; a statement that leaves a transfer unbalanced is refused whole.
CREATE FUNCTION check_transfer_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  broken record;
BEGIN
  SELECT lane, transfer, currency, sum(amount) AS total INTO broken
    FROM added GROUP BY lane, transfer, currency HAVING sum(amount) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'transfer % of lane % does not balance in %: %', broken.transfer, broken.lane, broken.currency, broken.total
      USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER balanced AFTER INSERT ON posting REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION check_transfer_balanced();

-- Balance of each account at the end of a settlement day: where a replay and a report may begin.
CREATE TABLE balance_snapshot (
  account_id bigint NOT NULL REFERENCES ledger_account (id),
  settlement_day date NOT NULL,
  lane smallint NOT NULL,
  batch bigint NOT NULL,
  balance bigint NOT NULL,
  PRIMARY KEY (account_id, settlement_day, lane)
);
CALL make_append_only('balance_snapshot');

-- Keys of movements that are not payments (deposits, payouts): each is posted once, for ever.
CREATE TABLE entry_key (
  key text PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 200),
  settlement_day date NOT NULL,
  lane smallint NOT NULL,
  transfer bigint NOT NULL
);
CALL make_append_only('entry_key');

GRANT SELECT, INSERT ON ledger_account, ledger_balance, ledger_floor, batch, transfer, posting, balance_snapshot, entry_key TO vahid_hub;
GRANT UPDATE (debits, credits, pending_debits, pending_credits, floor) ON ledger_balance TO vahid_hub;
GRANT SELECT, INSERT ON lane, settlement_window TO vahid_hub;
GRANT UPDATE ON lane TO vahid_hub;
GRANT UPDATE (state, cut_at, closed_at, value_date, batch_through) ON settlement_window TO vahid_hub;
CALL make_append_only('ledger_account');
CALL make_append_only('ledger_floor');
CALL make_append_only('transfer');
CALL make_append_only('posting');
