-- Why: a provider has books of its own. Held against ours day by day they show what no answer on the wire ever told: a payment credited
-- twice, one that we believe to be there and is not, one that it has and we gave back. Every reading of a statement leaves a run, also the
-- one that failed, so that a day which nobody compared is seen.
CREATE TABLE recon_run (
  id uuid PRIMARY KEY,
  provider_id uuid NOT NULL REFERENCES provider (id),
  -- The settlement day that was compared.
  day date NOT NULL REFERENCES settlement_window (day),
  outcome text NOT NULL CHECK (outcome IN ('agrees', 'differs', 'not_read')),
  -- Payments in the provider's statement of the day, and of both sides those of which both say the same.
  lines integer NOT NULL CHECK (lines >= 0),
  matched integer NOT NULL CHECK (matched >= 0),
  -- All of them; the first are kept in recon_break.
  break_count integer NOT NULL CHECK (break_count >= 0),
  -- Why the statement could not be read.
  reason text CHECK (length(reason) <= 200),
  at timestamptz NOT NULL,
  CHECK ((outcome = 'differs') = (break_count > 0)),
  CHECK ((outcome = 'not_read') = (reason IS NOT NULL))
);
CREATE INDEX recon_run_of_day ON recon_run (day, provider_id, id DESC);
CREATE INDEX recon_run_of_provider ON recon_run (provider_id, id DESC);
CALL make_append_only('recon_run');
GRANT SELECT, INSERT ON recon_run TO vahid_hub;

CREATE TABLE recon_break (
  run_id uuid NOT NULL REFERENCES recon_run (id),
  number integer NOT NULL CHECK (number >= 1),
  kind text NOT NULL CHECK (kind IN ('missing_here', 'missing_there', 'repeated_there', 'other_amount', 'other_account', 'other_state')),
  -- The receipt number, or what the provider has in its place.
  reference text NOT NULL CHECK (length(reference) <= 200),
  currency currency_code NOT NULL,
  -- Minor units; null where one side has nothing.
  here_amount bigint,
  there_amount bigint,
  here_state text CHECK (here_state IN ('credited', 'undone', 'refused', 'open')),
  there_state text CHECK (there_state IN ('credited', 'cancelled')),
  -- The provider's own number of the payment.
  provider_transaction text CHECK (length(provider_transaction) <= 200),
  PRIMARY KEY (run_id, number)
);
CALL make_append_only('recon_break');
GRANT SELECT, INSERT ON recon_break TO vahid_hub;

-- Why: money is stamped with the database's time, and a clock that was wrong for an hour is a question of weeks later. Every process
-- writes down, hour by hour, how far its own clock was from the database's, and how far the database's jumped against time that passed.
CREATE TABLE clock_reading (
  hour timestamptz NOT NULL,
  process text NOT NULL CHECK (length(process) BETWEEN 1 AND 100),
  readings integer NOT NULL CHECK (readings > 0),
  -- The process's clock less the database's, milliseconds.
  least_skew_ms bigint NOT NULL,
  most_skew_ms bigint NOT NULL CHECK (most_skew_ms >= least_skew_ms),
  -- The largest step of the database's clock, forward or back, that no time explains.
  most_step_ms bigint NOT NULL CHECK (most_step_ms >= 0),
  PRIMARY KEY (hour, process)
);
GRANT SELECT, INSERT, UPDATE ON clock_reading TO vahid_hub;

-- Why: a backup is one when it was restored. A copy that was restored elsewhere proves itself by the hash of its last batch, which
-- follows from every row before it.
CREATE TABLE restored_backup (
  id uuid PRIMARY KEY,
  lane smallint NOT NULL,
  batch bigint NOT NULL,
  settlement_day date NOT NULL,
  -- Payments in the copy.
  payments bigint NOT NULL CHECK (payments >= 0),
  proven_at timestamptz NOT NULL,
  FOREIGN KEY (lane, batch) REFERENCES batch (lane, number)
);
CALL make_append_only('restored_backup');
GRANT SELECT, INSERT ON restored_backup TO vahid_hub;
