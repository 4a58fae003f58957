-- Why: closing the day. Everything here follows from closed rows of the books: written once, the same however often
-- the close is run.

-- Days on which banks do not work although it is no weekend, and working days that fall on a weekend.
CREATE TABLE holiday (
  day date PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('off', 'working')),
  name text NOT NULL
);

CREATE TABLE settlement_position (
  day date NOT NULL REFERENCES settlement_window (day),
  party text NOT NULL CHECK (party IN ('agent', 'provider', 'in_transit', 'refundable', 'commission', 'hub_fees', 'vat', 'other')),
  -- The agent or provider; the nil uuid for the hub's own positions.
  party_id uuid NOT NULL,
  currency currency_code NOT NULL,
  payments integer NOT NULL CHECK (payments >= 0),
  debits bigint NOT NULL CHECK (debits >= 0),
  credits bigint NOT NULL CHECK (credits >= 0),
  -- credits − debits; over all positions of a day and currency the sum is nought.
  net bigint NOT NULL,
  PRIMARY KEY (day, party, party_id, currency),
  CHECK (net = credits - debits)
);
CALL make_append_only('settlement_position');

-- Who collected for whom: sums to the positions, leg by leg.
CREATE TABLE settlement_bilateral (
  day date NOT NULL REFERENCES settlement_window (day),
  leg text NOT NULL CHECK (leg IN ('accepted', 'confirmed')),
  agent_id uuid NOT NULL,
  provider_id uuid NOT NULL,
  currency currency_code NOT NULL,
  payments integer NOT NULL,
  amount bigint NOT NULL,
  PRIMARY KEY (day, leg, agent_id, provider_id, currency)
);
CALL make_append_only('settlement_bilateral');

CREATE TABLE payout_order (
  number text PRIMARY KEY,
  day date NOT NULL REFERENCES settlement_window (day),
  provider_id uuid NOT NULL,
  currency currency_code NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  -- Null where the hub does not know where to pay; the order waits, the close does not.
  iban text,
  value_date date NOT NULL,
  state text NOT NULL DEFAULT 'ordered' CHECK (state IN ('ordered', 'in_flight', 'settled')),
  created_at timestamptz NOT NULL,
  UNIQUE (day, provider_id, currency)
);

CREATE TABLE settlement_report (
  day date NOT NULL REFERENCES settlement_window (day),
  provider_id uuid NOT NULL,
  currency currency_code NOT NULL,
  mode text NOT NULL CHECK (mode IN ('net', 'gross')),
  payments integer NOT NULL,
  gross bigint NOT NULL,
  cancelled bigint NOT NULL,
  fee bigint NOT NULL,
  vat bigint NOT NULL,
  -- What an earlier day left to be set off, nought or below.
  brought_forward bigint NOT NULL CHECK (brought_forward <= 0),
  net bigint NOT NULL,
  payout_order text REFERENCES payout_order (number),
  csv bytea NOT NULL,
  csv_sha256 bytea NOT NULL,
  pdf bytea NOT NULL,
  pdf_sha256 bytea NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (day, provider_id, currency)
);
CALL make_append_only('settlement_report');

GRANT SELECT, INSERT ON holiday, settlement_position, settlement_bilateral, payout_order, settlement_report TO vahid_hub;
GRANT UPDATE (state) ON payout_order TO vahid_hub;
