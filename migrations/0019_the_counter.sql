-- Why: money that an office took while it was offline comes late and cannot be refused any more. Each provisional receipt is
-- one line, for ever; the line becomes a payment, or its money lies in suspense until it is given back or assigned.

ALTER TABLE payment ADD CONSTRAINT payment_channel_known CHECK (channel IN ('counter', 'kiosk', 'cabinet', 'bulk', 'collected'));
ALTER TABLE payment DROP CONSTRAINT payment_channel_check;
ALTER TABLE fee_rule ADD CONSTRAINT fee_rule_channel_known CHECK (channel IN ('counter', 'kiosk', 'cabinet', 'bulk', 'collected'));
ALTER TABLE fee_rule DROP CONSTRAINT fee_rule_channel_check;
-- The verifier asks which acceptances may go below the floor; there are few of them.
CREATE INDEX payment_collected ON payment (lane, transfer) WHERE channel = 'collected';

ALTER TABLE transfer ADD CONSTRAINT transfer_kind_listed CHECK (kind IN (
  'acceptance', 'confirmation', 'rejection', 'reversal', 'refund', 'cancellation', 'late_success', 'deposit',
  'withdrawal', 'payout', 'payout_settled', 'payout_returned', 'carry', 'commission_paid', 'correction',
  'hold_posted', 'suspense', 'suspense_released'));
ALTER TABLE transfer DROP CONSTRAINT transfer_kind_known;

CREATE TABLE collected_batch (
  id uuid PRIMARY KEY,
  agent_id uuid NOT NULL REFERENCES agent (id),
  outlet_id uuid NOT NULL REFERENCES outlet (id),
  line_count integer NOT NULL CHECK (line_count > 0),
  received_at timestamptz NOT NULL
);
CALL make_append_only('collected_batch');

CREATE TABLE collected_line (
  id uuid PRIMARY KEY,
  batch_id uuid NOT NULL REFERENCES collected_batch (id),
  agent_id uuid NOT NULL REFERENCES agent (id),
  outlet_id uuid NOT NULL REFERENCES outlet (id),
  -- Of the provisional receipt; the office counts from 1.
  number bigint NOT NULL CHECK (number >= 1),
  -- As the office wrote it down; nobody vouches that there is such a provider or account.
  provider_code text NOT NULL,
  account text NOT NULL,
  currency currency_code NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  channel text NOT NULL CHECK (channel IN ('counter', 'kiosk')),
  collected_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN (
    'waiting', 'placing', 'accepted', 'confirmed', 'reversed', 'parking', 'suspense', 'paying', 'paid_out', 'releasing')),
  -- Why no provider took it, a code of the error catalogue.
  reason text,
  -- Grows with every assignment: each has keys of its own.
  attempt integer NOT NULL DEFAULT 1 CHECK (attempt >= 1),
  quote_id uuid,
  payment_id uuid,
  payment_day date,
  assigned_by text CHECK (length(assigned_by) BETWEEN 1 AND 100),
  paid_by uuid REFERENCES teller (id),
  decided_at timestamptz,
  UNIQUE (outlet_id, number),
  CHECK ((payment_id IS NULL) = (payment_day IS NULL)),
  CHECK (state NOT IN ('accepted', 'confirmed', 'reversed') OR payment_id IS NOT NULL),
  CHECK ((state IN ('paying', 'paid_out')) = (paid_by IS NOT NULL))
);
CREATE INDEX collected_line_open ON collected_line (received_at, id)
  WHERE state IN ('waiting', 'placing', 'accepted', 'parking', 'paying', 'releasing');
CREATE INDEX collected_line_of_batch ON collected_line (batch_id, number);
CREATE INDEX collected_line_suspense ON collected_line (received_at, id) WHERE state = 'suspense';
GRANT SELECT, INSERT ON collected_batch, collected_line TO vahid_hub;
GRANT UPDATE (provider_code, account, state, reason, attempt, quote_id, payment_id, payment_day, assigned_by, paid_by, decided_at)
  ON collected_line TO vahid_hub;

-- Cash that leaves a drawer for a payer whose money no provider took.
ALTER TABLE cash_movement ADD CONSTRAINT cash_movement_kind_known CHECK (kind IN ('to_teller', 'to_vault', 'change', 'to_payer'));
ALTER TABLE cash_movement DROP CONSTRAINT cash_movement_kind_check;

-- Why: terminals of other networks speak OSMP and know the hub by an address only. Who may call, which of their numbers means which
-- provider, and what became of each of their transactions.
CREATE TABLE network (
  agent_id uuid PRIMARY KEY REFERENCES agent (id),
  -- SHA-256 of a secret of 256 bits; null where the address alone is believed.
  secret_digest bytea CHECK (length(secret_digest) = 32),
  -- Addresses and ranges it calls from; empty where the secret alone is believed.
  addresses text[] NOT NULL CHECK (cardinality(addresses) <= 50),
  -- The device that takes the money of a call that names none.
  teller_id uuid NOT NULL REFERENCES teller (id),
  changed_at timestamptz NOT NULL,
  CHECK (secret_digest IS NOT NULL OR cardinality(addresses) > 0)
);
CREATE TABLE network_service (
  agent_id uuid NOT NULL REFERENCES network (agent_id),
  -- The network's own number or name of the provider.
  code text NOT NULL CHECK (code ~ '^[0-9A-Za-z_-]{1,32}$'),
  provider_id uuid NOT NULL REFERENCES provider (id),
  PRIMARY KEY (agent_id, code)
);
CREATE TABLE network_transaction (
  agent_id uuid NOT NULL REFERENCES network (agent_id),
  txn_id text NOT NULL CHECK (txn_id ~ '^[0-9]{1,20}$'),
  provider_id uuid NOT NULL REFERENCES provider (id),
  account text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  teller_id uuid NOT NULL REFERENCES teller (id),
  -- As the terminal said it, by its own clock; a record, not the day of the payment.
  txn_date text,
  -- Keyed digest of the payer's telephone, by which a lost receipt is found.
  phone_digest bytea CHECK (length(phone_digest) = 32),
  -- Grows when an attempt ended without a decision; each attempt has a key of its own.
  attempt integer NOT NULL DEFAULT 1 CHECK (attempt >= 1),
  quote_id uuid,
  payment_id uuid,
  receipt_number text,
  -- A refusal that is final, as OSMP's number; the same answer for ever.
  refused_result integer,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (agent_id, txn_id),
  CHECK ((payment_id IS NULL) = (receipt_number IS NULL)),
  CHECK (payment_id IS NULL OR refused_result IS NULL)
);
CREATE INDEX network_transaction_of_phone ON network_transaction (agent_id, phone_digest, received_at) WHERE phone_digest IS NOT NULL;
GRANT SELECT, INSERT, DELETE ON network, network_service TO vahid_hub;
GRANT UPDATE (secret_digest, addresses, teller_id, changed_at) ON network TO vahid_hub;
GRANT UPDATE (provider_id) ON network_service TO vahid_hub;
GRANT SELECT, INSERT ON network_transaction TO vahid_hub;
GRANT UPDATE (attempt, quote_id, payment_id, receipt_number, refused_result) ON network_transaction TO vahid_hub;

-- What a kiosk's note reader did, note by note, numbered by the device itself.
CREATE TABLE kiosk_cash_event (
  teller_id uuid NOT NULL REFERENCES teller (id),
  number bigint NOT NULL CHECK (number >= 1),
  kind text NOT NULL CHECK (kind IN ('stacked', 'returned', 'rejected', 'collected')),
  currency currency_code NOT NULL,
  -- Of the note; of a collection the sum that was in the box.
  amount bigint NOT NULL CHECK (amount >= 0),
  occurred_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (teller_id, number)
);
CALL make_append_only('kiosk_cash_event');
GRANT SELECT, INSERT ON kiosk_cash_event TO vahid_hub;

-- Why: an agent that waits for the outcome of a payment should not have to ask. The event of the outbox becomes a delivery for each
-- address that wants it, in the transaction that takes it out of the outbox, and is sent until it is taken.
CREATE TABLE webhook (
  id uuid PRIMARY KEY,
  agent_id uuid NOT NULL REFERENCES agent (id),
  url text NOT NULL CHECK (length(url) BETWEEN 8 AND 500),
  topics text[] NOT NULL CHECK (cardinality(topics) BETWEEN 1 AND 10),
  state text NOT NULL CHECK (state IN ('active', 'disabled', 'removed')),
  -- Sealed: the hub signs with it. After a renewal the earlier one signs beside it for a day.
  secret bytea NOT NULL,
  previous_secret bytea,
  previous_until timestamptz,
  created_at timestamptz NOT NULL,
  -- Since when nothing was taken; null while deliveries arrive.
  failing_since timestamptz,
  CHECK ((previous_secret IS NULL) = (previous_until IS NULL))
);
CREATE INDEX webhook_of_agent ON webhook (agent_id) WHERE state <> 'removed';
CREATE TABLE webhook_delivery (
  id uuid PRIMARY KEY,
  -- The order of lists; gaps mean nothing.
  number bigint GENERATED ALWAYS AS IDENTITY,
  webhook_id uuid NOT NULL REFERENCES webhook (id),
  topic text NOT NULL,
  payment_id uuid NOT NULL,
  payment_day date NOT NULL,
  receipt_number text NOT NULL,
  happened_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'delivered', 'dropped')),
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  lease_until timestamptz,
  -- HTTP status of the last answer, or why there was none.
  last_status integer,
  last_reason text,
  finished_at timestamptz,
  UNIQUE (webhook_id, payment_id, topic)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (due_at) WHERE state = 'due';
CREATE INDEX webhook_delivery_list ON webhook_delivery (webhook_id, number DESC);
CREATE INDEX webhook_delivery_finished ON webhook_delivery (finished_at) WHERE state <> 'due';
GRANT SELECT, INSERT ON webhook TO vahid_hub;
GRANT UPDATE (state, secret, previous_secret, previous_until, failing_since) ON webhook TO vahid_hub;
GRANT SELECT, INSERT, DELETE ON webhook_delivery TO vahid_hub;
GRANT UPDATE (state, attempts, due_at, lease_until, last_status, last_reason, finished_at) ON webhook_delivery TO vahid_hub;

-- The notice that nobody takes what an agent asked for.
ALTER TABLE review_case ADD CONSTRAINT review_case_kind_known
  CHECK (kind IN ('stuck_unknown', 'integrity', 'late_success', 'poison', 'agent_cap', 'file_unacknowledged', 'webhook_down'));
ALTER TABLE review_case DROP CONSTRAINT review_case_kind_check;
