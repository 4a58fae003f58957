-- Why: a teller answers for the cash of a drawer. A shift says from when to when, in numbers of the lane: a number that the lane
-- has given out is committed together with its payment, so that whoever reads the last number knows every payment up to it, and
-- every later one has a higher number. Nothing is written to a payment for it.

-- Whether tellers of the agent may take cash only while a shift of theirs is open.
ALTER TABLE agent ADD COLUMN shift_required boolean NOT NULL DEFAULT false;
GRANT UPDATE (shift_required) ON agent TO vahid_hub;

-- Who gave cash back, and since when: reversals are rare, and a report asks for those of one teller.
CREATE INDEX reversal_of_requester ON reversal (requested_by, decided_at);

CREATE TABLE cash_shift (
  id uuid PRIMARY KEY,
  agent_id uuid NOT NULL REFERENCES agent (id),
  outlet_id uuid NOT NULL REFERENCES outlet (id),
  teller_id uuid NOT NULL REFERENCES teller (id),
  -- Of the teller, from 1 without gaps.
  number integer NOT NULL CHECK (number >= 1),
  lane smallint NOT NULL,
  -- The last transfer of the lane when the shift before was closed; of a first shift, when it was opened. What came after it
  -- is this shift's, so that the shifts of a teller leave no payment out and share none.
  after_day date NOT NULL,
  after_transfer bigint NOT NULL,
  opened_at timestamptz NOT NULL,
  opened_transfer bigint NOT NULL CHECK (opened_transfer >= after_transfer),
  closed_at timestamptz,
  closed_day date,
  closed_transfer bigint CHECK (closed_transfer >= opened_transfer),
  -- Number of the Z-report, of the outlet, from 1 without gaps.
  z_number integer CHECK (z_number >= 1),
  -- Why the cash differed.
  reason text CHECK (length(reason) BETWEEN 1 AND 200),
  UNIQUE (teller_id, number),
  UNIQUE (outlet_id, z_number),
  CHECK (num_nulls(closed_at, closed_day, closed_transfer, z_number) IN (0, 4)),
  CHECK (reason IS NULL OR closed_at IS NOT NULL)
);
CREATE UNIQUE INDEX cash_shift_one_open ON cash_shift (teller_id) WHERE closed_at IS NULL;
CREATE TRIGGER closed_stays BEFORE UPDATE ON cash_shift FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL)
  EXECUTE FUNCTION refuse_change();

-- The last Z-report of an outlet; its row is locked until the shift is closed, so that no number is lost.
CREATE TABLE cash_report_number (
  outlet_id uuid PRIMARY KEY REFERENCES outlet (id),
  last_number integer NOT NULL CHECK (last_number >= 1)
);

-- Cash as somebody counted it: the float, in between, and at the end.
CREATE TABLE cash_count (
  id uuid NOT NULL,
  shift_id uuid NOT NULL REFERENCES cash_shift (id),
  occasion text NOT NULL CHECK (occasion IN ('opening', 'during', 'closing')),
  currency currency_code NOT NULL,
  amount bigint NOT NULL CHECK (amount >= 0),
  -- What the books expected at that moment; the float is what it is.
  expected bigint,
  -- [{"value": "500", "pieces": 3}], minor units as text; null where only the sum was told.
  denominations jsonb,
  counted_at timestamptz NOT NULL,
  PRIMARY KEY (id, currency),
  CHECK ((occasion = 'opening') = (expected IS NULL))
);
CREATE INDEX cash_count_of_shift ON cash_count (shift_id, occasion);
CREATE UNIQUE INDEX cash_count_once ON cash_count (shift_id, occasion, currency) WHERE occasion <> 'during';
CALL make_append_only('cash_count');

CREATE TABLE cash_movement (
  id uuid PRIMARY KEY,
  shift_id uuid NOT NULL REFERENCES cash_shift (id),
  kind text NOT NULL CHECK (kind IN ('to_teller', 'to_vault', 'change')),
  currency currency_code NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  note text NOT NULL CHECK (length(note) <= 200),
  to_teller_id uuid REFERENCES teller (id),
  -- The shift that the receiver put the cash into.
  to_shift_id uuid REFERENCES cash_shift (id),
  -- Cash on its way to another teller is in the giver's drawer until the receiver says otherwise.
  state text NOT NULL CHECK (state IN ('offered', 'done', 'withdrawn')),
  recorded_at timestamptz NOT NULL,
  decided_at timestamptz,
  CHECK ((kind = 'to_teller') = (to_teller_id IS NOT NULL)),
  CHECK ((kind = 'to_teller' AND state = 'done') = (to_shift_id IS NOT NULL)),
  CHECK (kind = 'to_teller' OR state = 'done'),
  CHECK ((state = 'offered') = (decided_at IS NULL)),
  CHECK (to_shift_id <> shift_id)
);
CREATE INDEX cash_movement_of_shift ON cash_movement (shift_id);
CREATE INDEX cash_movement_into_shift ON cash_movement (to_shift_id) WHERE to_shift_id IS NOT NULL;

-- What a teller was over or short, for ever. The agent owes the hub what was paid, whatever lies in the drawer.
CREATE TABLE cash_difference (
  shift_id uuid NOT NULL REFERENCES cash_shift (id),
  teller_id uuid NOT NULL REFERENCES teller (id),
  currency currency_code NOT NULL,
  -- Counted less expected: above nought over, below nought short.
  amount bigint NOT NULL CHECK (amount <> 0),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
  posted_at timestamptz NOT NULL,
  PRIMARY KEY (shift_id, currency)
);
CREATE INDEX cash_difference_of_teller ON cash_difference (teller_id, posted_at);
CALL make_append_only('cash_difference');

-- One row per client key of a request about drawers, for ever.
CREATE TABLE cash_request (
  agent_id uuid NOT NULL REFERENCES agent (id),
  client_key text NOT NULL CHECK (length(client_key) BETWEEN 1 AND 255),
  request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
  -- The shift, movement or count that came of it.
  subject_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (agent_id, client_key)
);
CALL make_append_only('cash_request');

GRANT SELECT, INSERT ON cash_shift, cash_report_number, cash_count, cash_movement, cash_difference, cash_request TO vahid_hub;
GRANT UPDATE (closed_at, closed_day, closed_transfer, z_number, reason) ON cash_shift TO vahid_hub;
GRANT UPDATE (last_number) ON cash_report_number TO vahid_hub;
GRANT UPDATE (to_shift_id, state, decided_at) ON cash_movement TO vahid_hub;
