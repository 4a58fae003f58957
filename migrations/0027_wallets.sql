-- Why: payment apps (Payme, Click, ePay.bg) see the hub as one of their merchants, for one provider each. They prove themselves by a
-- key that signs, so the hub has to know it; they make a transaction first and perform it later, and ask about it under a number of their own.

CREATE TABLE wallet_door (
  id uuid PRIMARY KEY,
  agent_id uuid NOT NULL REFERENCES agent (id),
  protocol text NOT NULL CHECK (protocol IN ('payme', 'click', 'epay')),
  provider_id uuid NOT NULL REFERENCES provider (id),
  -- Sealed: a signature is checked with the key itself.
  secret bytea NOT NULL,
  -- The number that the app gave the merchant: Click's service_id, ePay's MERCHANTID; null for Payme.
  merchant text CHECK (merchant ~ '^[0-9]{1,15}$'),
  -- The device that takes the money.
  teller_id uuid NOT NULL REFERENCES teller (id),
  changed_at timestamptz NOT NULL,
  UNIQUE (agent_id, protocol, provider_id),
  CHECK ((protocol = 'payme') = (merchant IS NULL))
);

CREATE TABLE wallet_transaction (
  -- The merchant's number of the transaction.
  number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  door_id uuid NOT NULL REFERENCES wallet_door (id),
  -- The app's number, as it writes it.
  txn_id text COLLATE "C" NOT NULL CHECK (txn_id ~ '^[0-9A-Za-z]{1,40}$'),
  account text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  -- By the app's own clock, milliseconds since 1970; statements go by it.
  app_time bigint NOT NULL CHECK (app_time >= 0),
  state text NOT NULL CHECK (state IN ('created', 'performed', 'cancelled', 'taken_back')),
  created_at timestamptz NOT NULL,
  performed_at timestamptz,
  cancelled_at timestamptz,
  -- Why it was cancelled, as the app numbers it.
  reason integer,
  -- Grows when an attempt ended without a decision; each attempt has a key and a hold of its own.
  attempt integer NOT NULL DEFAULT 1 CHECK (attempt >= 1),
  quote_id uuid,
  payment_id uuid,
  receipt_number text,
  PRIMARY KEY (door_id, txn_id),
  CHECK ((payment_id IS NULL) = (receipt_number IS NULL)),
  CHECK ((state IN ('performed', 'taken_back')) = (payment_id IS NOT NULL)),
  CHECK ((payment_id IS NULL) = (performed_at IS NULL)),
  CHECK ((state IN ('cancelled', 'taken_back')) = (cancelled_at IS NOT NULL))
);
CREATE INDEX wallet_transaction_by_time ON wallet_transaction (door_id, app_time);

GRANT SELECT, INSERT ON wallet_door, wallet_transaction TO vahid_hub;
GRANT UPDATE (secret, merchant, teller_id, changed_at) ON wallet_door TO vahid_hub;
GRANT UPDATE (state, performed_at, cancelled_at, reason, attempt, quote_id, payment_id, receipt_number) ON wallet_transaction TO vahid_hub;
