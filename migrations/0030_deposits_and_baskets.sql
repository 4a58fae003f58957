-- Why: agents pay in beforehand by bank transfer, and the bank tells of it in statements. Every entry of a statement is kept once, for
-- ever, by the bank's own reference; its money goes to the agent that it names, or to nobody until two people say whose it is.

-- Accounts of the hub whose statements are read.
CREATE TABLE bank_account (
  id uuid PRIMARY KEY,
  -- IBAN or the bank's own number, without spaces.
  number text NOT NULL UNIQUE CHECK (number ~ '^[A-Z0-9]{4,34}$'),
  currency currency_code NOT NULL,
  -- Its bank sends one: the references of two formats need not be the same, and an entry would come twice.
  format text NOT NULL CHECK (format IN ('camt.053', 'mt940')),
  added_by uuid NOT NULL REFERENCES hub_operator (id),
  added_at timestamptz NOT NULL
);
CALL make_append_only('bank_account');

-- What an agent writes into a transfer beside its own code: a virtual account, a number of its contract.
CREATE TABLE deposit_reference (
  reference text PRIMARY KEY CHECK (reference ~ '^[A-Z0-9-]{6,34}$' AND reference ~ '[0-9]'),
  agent_id uuid NOT NULL REFERENCES agent (id),
  added_by uuid NOT NULL REFERENCES hub_operator (id),
  added_at timestamptz NOT NULL
);

CREATE TABLE bank_statement (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES bank_account (id),
  -- SHA-256 of the file it came in.
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  -- Number of the statement in its file, from 1.
  position integer NOT NULL CHECK (position >= 1),
  format text NOT NULL CHECK (format IN ('camt.053', 'mt940')),
  -- As the bank calls it.
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  opening bigint NOT NULL,
  closing bigint NOT NULL,
  closed_on date NOT NULL,
  -- What became of its booked entries when it was taken.
  added integer NOT NULL CHECK (added >= 0),
  known integer NOT NULL CHECK (known >= 0),
  pending integer NOT NULL CHECK (pending >= 0),
  received_by uuid NOT NULL REFERENCES hub_operator (id),
  received_at timestamptz NOT NULL,
  -- waiting: nothing is posted before somebody else has released it.
  state text NOT NULL CHECK (state IN ('waiting', 'released', 'rejected')),
  decided_by uuid REFERENCES hub_operator (id),
  decided_at timestamptz,
  -- Why it was rejected.
  answer text CHECK (length(answer) BETWEEN 1 AND 200),
  CHECK ((state = 'waiting') = (decided_by IS NULL)),
  CHECK ((state = 'waiting') = (decided_at IS NULL)),
  CHECK ((state = 'rejected') = (answer IS NOT NULL)),
  -- Two persons' eyes, whatever the code does.
  CHECK (state <> 'released' OR decided_by <> received_by)
);
-- What was rejected may be handed in again.
CREATE UNIQUE INDEX bank_statement_once ON bank_statement (account_id, sha256, position) WHERE state <> 'rejected';
CREATE INDEX bank_statement_of_file ON bank_statement (sha256);
CREATE INDEX bank_statement_waiting ON bank_statement (account_id, id) WHERE state = 'waiting';
CREATE INDEX bank_statement_newest ON bank_statement (account_id, closed_on DESC, id DESC) WHERE state <> 'rejected';

CREATE TABLE bank_entry (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES bank_account (id),
  -- The bank's own, once for each side: what makes an entry the same entry in another file. What undoes an entry may bear its
  -- reference.
  reference text NOT NULL CHECK (length(reference) BETWEEN 1 AND 64),
  -- The statement that brought it, and its number in the file.
  statement_id uuid NOT NULL REFERENCES bank_statement (id),
  position integer NOT NULL CHECK (position >= 1),
  side text NOT NULL CHECK (side IN ('credit', 'debit')),
  amount bigint NOT NULL CHECK (amount > 0),
  currency currency_code NOT NULL,
  booked_on date NOT NULL,
  -- What the payer wrote, shortened.
  details text NOT NULL CHECK (length(details) <= 500),
  -- waiting, rejected: as its statement. debit: reported, and nothing is posted. due: its money is being posted. deposited: it is the agent's. unassigned: nobody was found.
  -- assigning, assigned: two people have said whose it is.
  state text NOT NULL CHECK (state IN ('waiting', 'rejected', 'debit', 'due', 'deposited', 'unassigned', 'assigning', 'assigned')),
  -- Whose it is; of a due entry null where it goes to nobody.
  agent_id uuid REFERENCES agent (id),
  -- Why nobody was found; of a debit returned: the bank undoes a credit.
  reason text CHECK (reason IN ('no_reference', 'several_agents', 'returned')),
  CHECK (state IN ('waiting', 'rejected') OR (state = 'debit') = (side = 'debit')),
  CHECK (state IN ('waiting', 'rejected', 'debit', 'due', 'unassigned') OR agent_id IS NOT NULL),
  CHECK ((state NOT IN ('debit', 'unassigned') AND side = 'credit') OR agent_id IS NULL),
  CHECK (side = 'credit' OR reason IS NULL OR reason = 'returned')
);
CREATE UNIQUE INDEX bank_entry_once ON bank_entry (account_id, reference, side) WHERE state <> 'rejected';
CREATE INDEX bank_entry_of_statement ON bank_entry (statement_id, id DESC);
CREATE INDEX bank_entry_due ON bank_entry (id) WHERE state IN ('due', 'assigning');
CREATE INDEX bank_entry_of_state ON bank_entry (state, id DESC);

-- One person says whose money it is, another agrees. The row is the record of both.
CREATE TABLE bank_entry_assignment (
  id uuid PRIMARY KEY,
  entry_id uuid NOT NULL REFERENCES bank_entry (id),
  agent_id uuid NOT NULL REFERENCES agent (id),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
  proposed_by uuid NOT NULL REFERENCES hub_operator (id),
  proposed_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'approved', 'refused')),
  decided_by uuid REFERENCES hub_operator (id),
  decided_at timestamptz,
  -- Why it was refused.
  answer text CHECK (length(answer) BETWEEN 1 AND 200),
  CHECK ((state = 'proposed') = (decided_by IS NULL)),
  CHECK ((state = 'proposed') = (decided_at IS NULL)),
  CHECK ((state = 'refused') = (answer IS NOT NULL)),
  -- Two persons' eyes, whatever the code does.
  CHECK (state <> 'approved' OR decided_by <> proposed_by)
);
CREATE UNIQUE INDEX bank_entry_assignment_one ON bank_entry_assignment (entry_id) WHERE state IN ('proposed', 'approved');

GRANT SELECT, INSERT ON bank_account, deposit_reference, bank_statement, bank_entry, bank_entry_assignment TO vahid_hub;
GRANT DELETE ON deposit_reference TO vahid_hub;
GRANT UPDATE (state, decided_by, decided_at, answer) ON bank_statement TO vahid_hub;
GRANT UPDATE (state, agent_id) ON bank_entry TO vahid_hub;
GRANT UPDATE (state, decided_by, decided_at, answer) ON bank_entry_assignment TO vahid_hub;

-- Why: several bills are paid with one handful of cash. What a key of an agent stands for is written down before anything is taken, and
-- what was refused without a trace in the lane is kept, so that the same key gets the same answer.
CREATE TABLE cash_basket (
  agent_id uuid NOT NULL REFERENCES agent (id),
  client_key text COLLATE "C" NOT NULL CHECK (client_key ~ '^[!-~]{1,255}$'),
  -- Null, as mode, currency and cash: the key was abandoned before a basket was bound to it, and none ever will be.
  request_hash bytea CHECK (length(request_hash) = 32),
  mode text CHECK (mode IN ('all_or_nothing', 'each_line')),
  currency currency_code,
  -- What the payer handed over.
  tendered bigint CHECK (tendered > 0),
  made_at timestamptz NOT NULL,
  PRIMARY KEY (agent_id, client_key),
  CHECK (num_nulls(request_hash, mode, currency, tendered) IN (0, 4))
);
CALL make_append_only('cash_basket');
-- Written before the key in the lane is closed: it holds where that key has no answer of its own.
CREATE TABLE cash_basket_refusal (
  agent_id uuid NOT NULL,
  client_key text COLLATE "C" NOT NULL,
  -- Number of the line; 0 where all is or nothing.
  part integer NOT NULL CHECK (part BETWEEN 0 AND 99),
  -- The line that it is about; null: the basket as a whole.
  line integer CHECK (line BETWEEN 0 AND 99),
  -- A code of the error catalogue, and what helps to act on it.
  code text NOT NULL,
  details jsonb,
  PRIMARY KEY (agent_id, client_key, part),
  FOREIGN KEY (agent_id, client_key) REFERENCES cash_basket (agent_id, client_key)
);
CALL make_append_only('cash_basket_refusal');
GRANT SELECT, INSERT ON cash_basket, cash_basket_refusal TO vahid_hub;
