-- Why: banks that post by batch hand over a file. A file is taken whole or refused whole; each of its lines is then a
-- payment of its own, with its own key and outcome. What became of a line is kept with it, so that a crash costs nothing but
-- time: a line that still waits is sent to the lane again under the same key and quote.

CREATE TABLE payment_registry (
  id uuid PRIMARY KEY,
  agent_id uuid NOT NULL REFERENCES agent (id),
  outlet_id uuid NOT NULL REFERENCES outlet (id),
  teller_id uuid NOT NULL REFERENCES teller (id),
  -- The agent's name of the file.
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  -- `receiving` until the last byte was checked; such a row is nobody's yet and may be removed.
  state text NOT NULL CHECK (state IN ('receiving', 'accepted')),
  sha256 bytea CHECK (length(sha256) = 32),
  line_count integer NOT NULL DEFAULT 0 CHECK (line_count >= 0),
  received_at timestamptz NOT NULL,
  -- A worker that works on it holds it until then.
  lease_until timestamptz,
  finished_at timestamptz,
  CHECK (state = 'receiving' OR (sha256 IS NOT NULL AND line_count > 0)),
  CHECK (finished_at IS NULL OR state = 'accepted')
);
-- The same file is one registry, and a name stands for one file, for ever.
CREATE UNIQUE INDEX payment_registry_content ON payment_registry (agent_id, sha256) WHERE state = 'accepted';
CREATE UNIQUE INDEX payment_registry_name ON payment_registry (agent_id, name) WHERE state = 'accepted';
CREATE INDEX payment_registry_open ON payment_registry (received_at) WHERE finished_at IS NULL;

CREATE TABLE payment_registry_line (
  registry_id uuid NOT NULL REFERENCES payment_registry (id) ON DELETE CASCADE,
  -- Number of the line in the file; the header is line 1.
  line integer NOT NULL CHECK (line > 1),
  client_key text NOT NULL CHECK (length(client_key) BETWEEN 1 AND 255),
  provider_id uuid NOT NULL REFERENCES provider (id),
  account text NOT NULL,
  currency currency_code NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  -- The agent's own number of the line; comes back in the result.
  reference text NOT NULL DEFAULT '',
  confirm_duplicate boolean NOT NULL,
  -- The quote that the payment names: the agent's own, or one that the hub made. Kept before the lane hears of the line, so
  -- that a repeat asks for the same.
  quote_id uuid,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'accepted', 'refused')),
  refusal_code text,
  -- The payment as it was answered (AcceptedLine of src/payments/answers.ts).
  payment jsonb,
  PRIMARY KEY (registry_id, line),
  UNIQUE (registry_id, client_key),
  CHECK ((state = 'refused') = (refusal_code IS NOT NULL)),
  CHECK ((state = 'accepted') = (payment IS NOT NULL))
);
CREATE INDEX payment_registry_line_waiting ON payment_registry_line (registry_id, line) WHERE state = 'waiting';

GRANT SELECT, INSERT, DELETE ON payment_registry, payment_registry_line TO vahid_hub;
GRANT UPDATE (state, sha256, line_count, lease_until, finished_at) ON payment_registry TO vahid_hub;
GRANT UPDATE (quote_id, state, refusal_code, payment) ON payment_registry_line TO vahid_hub;
