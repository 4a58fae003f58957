-- Why: billers without an online system exchange files. They hand in what every account owes (a debt registry), and get what was
-- paid (a payment registry), which they acknowledge line by line. A debt registry counts whole or not at all: its lines are
-- written under a generation that nobody reads, and one short transaction makes that generation the one that is asked.

CREATE TABLE debt_registry (
  id uuid PRIMARY KEY,
  -- What its lines are written under.
  generation bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  provider_id uuid NOT NULL REFERENCES provider (id),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  -- `receiving` until the last byte was checked; `held` until a second person has looked at it.
  state text NOT NULL CHECK (state IN ('receiving', 'refused', 'held', 'active', 'superseded', 'discarded')),
  -- By date, then by number, registries of a provider follow one another.
  file_date date NOT NULL,
  file_number integer NOT NULL CHECK (file_number >= 0),
  sha256 bytea CHECK (length(sha256) = 32),
  line_count integer NOT NULL DEFAULT 0 CHECK (line_count >= 0),
  -- Minor units.
  sum bigint NOT NULL DEFAULT 0,
  -- Of a refused one: [{"line", "column", "rule", "value"}], values masked, at most 100; and how many there are.
  problems jsonb NOT NULL DEFAULT '[]',
  problem_count integer NOT NULL DEFAULT 0,
  -- What it changes against the one before it: counts of accounts and sums, as text.
  change jsonb,
  handed_in_by text NOT NULL CHECK (length(handed_in_by) BETWEEN 1 AND 80),
  decided_by text CHECK (decided_by <> handed_in_by),
  received_at timestamptz NOT NULL,
  decided_at timestamptz,
  lines_removed_at timestamptz,
  CHECK (state IN ('receiving', 'refused') OR (sha256 IS NOT NULL AND line_count > 0)),
  CHECK ((state = 'refused') = (problem_count > 0)),
  CHECK (state NOT IN ('active', 'held') OR lines_removed_at IS NULL)
);
CREATE UNIQUE INDEX debt_registry_active ON debt_registry (provider_id) WHERE state = 'active';
-- The same file is one registry, for ever. A refused one may come again: settings may have been mended since.
CREATE UNIQUE INDEX debt_registry_content ON debt_registry (provider_id, sha256)
  WHERE state IN ('held', 'active', 'superseded', 'discarded');
CREATE INDEX debt_registry_newest ON debt_registry (provider_id, received_at);
CREATE INDEX debt_registry_removable ON debt_registry (received_at) WHERE lines_removed_at IS NULL AND state NOT IN ('active', 'held');

-- Names and addresses leave with the generation: the hub keeps of an account what the provider's last file says.
CREATE TABLE debt_registry_line (
  generation bigint NOT NULL,
  account text COLLATE "C" NOT NULL,
  -- Number of the bill; where the provider has none its period; where it has neither, empty.
  bill text COLLATE "C" NOT NULL,
  period text,
  due_on date,
  -- Minor units; below nought where the provider owes.
  amount bigint NOT NULL,
  holder_name text,
  address text,
  PRIMARY KEY (generation, account, bill)
);

-- A payment that waits for the next file, is in one, or was decided by the provider's acknowledgement.
CREATE TABLE provider_payment (
  provider_id uuid NOT NULL REFERENCES provider (id),
  reference text NOT NULL CHECK (reference ~ '^[0-9]{16}$'),
  account text COLLATE "C" NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency currency_code NOT NULL,
  accepted_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'in_file', 'confirmed', 'rejected')),
  -- Number of the file, and place in it from 1.
  file_number integer,
  line integer CHECK (line > 0),
  provider_transaction text CHECK (length(provider_transaction) BETWEEN 1 AND 64),
  reason text,
  decided_at timestamptz,
  PRIMARY KEY (provider_id, reference),
  UNIQUE (provider_id, file_number, line),
  CHECK ((state = 'waiting') = (file_number IS NULL)),
  CHECK ((file_number IS NULL) = (line IS NULL)),
  CHECK ((state IN ('confirmed', 'rejected')) = (decided_at IS NOT NULL))
);
CREATE INDEX provider_payment_waiting ON provider_payment (provider_id, reference) WHERE state = 'waiting';
CREATE INDEX provider_payment_of_account ON provider_payment (provider_id, account);

-- A file of payments, byte for byte as it goes out, however often it is written.
CREATE TABLE provider_payment_file (
  id uuid NOT NULL UNIQUE,
  provider_id uuid NOT NULL REFERENCES provider (id),
  -- 1, 2, 3 … for each provider.
  number integer NOT NULL CHECK (number > 0),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  content bytea NOT NULL,
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  line_count integer NOT NULL CHECK (line_count > 0),
  sum bigint NOT NULL CHECK (sum > 0),
  made_at timestamptz NOT NULL,
  written_at timestamptz,
  -- When the last of its lines was decided.
  acknowledged_at timestamptz,
  alarmed_at timestamptz,
  PRIMARY KEY (provider_id, number)
);
CREATE INDEX provider_payment_file_open ON provider_payment_file (made_at) WHERE acknowledged_at IS NULL;

ALTER TABLE review_case DROP CONSTRAINT review_case_kind_check;
ALTER TABLE review_case ADD CONSTRAINT review_case_kind_check
  CHECK (kind IN ('stuck_unknown', 'integrity', 'late_success', 'poison', 'agent_cap', 'file_unacknowledged'));

GRANT SELECT, INSERT, DELETE ON debt_registry, debt_registry_line TO vahid_hub;
GRANT UPDATE (state, sha256, line_count, sum, problems, problem_count, change, decided_by, decided_at, lines_removed_at)
  ON debt_registry TO vahid_hub;
GRANT SELECT, INSERT ON provider_payment, provider_payment_file TO vahid_hub;
GRANT UPDATE (state, file_number, line, provider_transaction, reason, decided_at) ON provider_payment TO vahid_hub;
GRANT UPDATE (written_at, acknowledged_at, alarmed_at) ON provider_payment_file TO vahid_hub;
