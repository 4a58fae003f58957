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
