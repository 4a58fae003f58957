-- Why: money that is promised and not yet moved (holds), and balances of deferred accounts that are read at once,
-- however large the books are (snapshots between the ends of days). Neither changes a posting: a hold that is posted
-- becomes one ordinary transfer of the chain.

-- The kinds of transfers grow by `hold_posted`; partitions take the new list from their parent.
ALTER TABLE transfer ADD CONSTRAINT transfer_kind_known CHECK (kind IN (
  'acceptance', 'confirmation', 'rejection', 'reversal', 'refund', 'cancellation', 'late_success', 'deposit',
  'withdrawal', 'payout', 'payout_settled', 'payout_returned', 'carry', 'commission_paid', 'correction',
  'hold_posted'));
ALTER TABLE transfer DROP CONSTRAINT transfer_kind_check;

-- Order of what happens to holds, given out while the lane is held: it says which of two came first. Gaps mean nothing.
CREATE SEQUENCE hold_order AS bigint;

-- A promise: `amount` of a strict account is kept for another account until it is posted, given back or too old.
CREATE TABLE hold (
  id uuid PRIMARY KEY,
  -- Whoever asks again with the same key finds this hold, for ever.
  key text NOT NULL UNIQUE CHECK (length(key) BETWEEN 1 AND 200),
  from_account bigint NOT NULL REFERENCES ledger_account (id),
  to_account bigint NOT NULL REFERENCES ledger_account (id),
  currency currency_code NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > made_at),
  settlement_day date NOT NULL,
  lane smallint NOT NULL,
  -- The last transfer before it: where it stands among the movements of the lane.
  after_transfer bigint NOT NULL,
  place bigint NOT NULL DEFAULT nextval('hold_order'),
  CHECK (from_account <> to_account)
);
CREATE INDEX hold_of_account ON hold (from_account);
CALL make_append_only('hold');

-- How it ended: once, for ever. What is not posted of a hold is free again.
CREATE TABLE hold_resolution (
  hold_id uuid PRIMARY KEY REFERENCES hold (id),
  state text NOT NULL CHECK (state IN ('posted', 'voided', 'expired')),
  amount bigint NOT NULL CHECK (amount >= 0),
  -- Number of the transfer that posted it.
  transfer bigint,
  resolved_at timestamptz NOT NULL,
  settlement_day date NOT NULL,
  lane smallint NOT NULL,
  -- The last transfer that the lane had written by then, its own included.
  after_transfer bigint NOT NULL,
  place bigint NOT NULL DEFAULT nextval('hold_order'),
  CHECK ((state = 'posted') = (transfer IS NOT NULL) AND (state = 'posted') = (amount > 0))
);
CALL make_append_only('hold_resolution');

-- Holds without a resolution, so that looking for expired ones never reads the resolved ones of all years.
CREATE TABLE hold_open (
  hold_id uuid PRIMARY KEY REFERENCES hold (id),
  expires_at timestamptz NOT NULL
);
CREATE INDEX hold_open_expiry ON hold_open (expires_at, hold_id);

GRANT SELECT, INSERT ON hold, hold_resolution, hold_open TO vahid_hub;
GRANT DELETE ON hold_open TO vahid_hub;
GRANT USAGE ON SEQUENCE hold_order TO vahid_hub;

-- A batch after which the balances of deferred accounts were written down.
CREATE TABLE snapshot_batch (
  lane smallint NOT NULL,
  batch bigint NOT NULL,
  -- Last posting of that batch, and its day: where summing up the rest begins.
  last_posting bigint NOT NULL,
  settlement_day date NOT NULL,
  taken_at timestamptz NOT NULL,
  PRIMARY KEY (lane, batch),
  FOREIGN KEY (lane, batch) REFERENCES batch (lane, number)
);
CALL make_append_only('snapshot_batch');

-- Their balances then, of those that moved since the snapshot before. An account without a row has not moved.
CREATE TABLE snapshot_balance (
  account_id bigint NOT NULL REFERENCES ledger_account (id),
  lane smallint NOT NULL,
  batch bigint NOT NULL,
  balance bigint NOT NULL,
  PRIMARY KEY (account_id, lane, batch),
  FOREIGN KEY (lane, batch) REFERENCES snapshot_batch (lane, batch)
);
CALL make_append_only('snapshot_balance');

GRANT SELECT, INSERT ON snapshot_batch, snapshot_balance TO vahid_hub;

-- The check of every posting, in a form that groups without sorting and compares currencies by their bytes: this runs for
-- every payment. Only where something is wrong it is looked for.
CREATE OR REPLACE FUNCTION check_transfer_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  broken record;
BEGIN
  IF EXISTS (SELECT 1 FROM added GROUP BY transfer, lane, currency::text COLLATE "C" HAVING sum(amount) <> 0) THEN
    SELECT lane, transfer, currency, sum(amount) AS total INTO broken
      FROM added GROUP BY lane, transfer, currency HAVING sum(amount) <> 0 ORDER BY lane, transfer LIMIT 1;
    RAISE EXCEPTION 'transfer % of lane % does not balance in %: %', broken.transfer, broken.lane, broken.currency, broken.total
      USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END
$$;
