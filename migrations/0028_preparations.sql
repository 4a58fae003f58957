-- Why: an agent may pay in two steps. What it prepares is checked and its money kept for a quarter of an hour; then it confirms, or
-- takes it back. What is kept is a hold as any other; here stands what it is kept for, so that it is paid once or never.

CREATE TABLE preparation (
  id uuid PRIMARY KEY,
  agent_id uuid NOT NULL REFERENCES agent (id),
  outlet_id uuid REFERENCES outlet (id),
  teller_id uuid NOT NULL REFERENCES teller (id),
  channel text NOT NULL,
  -- The agent's own key of the preparation; it finds it again for ever.
  client_key text COLLATE "C" NOT NULL CHECK (client_key ~ '^[!-~]{1,255}$'),
  request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
  currency currency_code NOT NULL,
  -- What confirming sends to the lane: lines, answers of the payer, code. Amounts are minor units as text.
  request jsonb NOT NULL,
  -- What was told of each line: provider, account, amount, fee, VAT.
  lines jsonb NOT NULL,
  total bigint NOT NULL CHECK (total > 0),
  state text NOT NULL CHECK (state IN ('prepared', 'confirmed', 'withdrawn', 'expired')),
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  -- Grows when a confirmation was refused; each attempt has a key and a hold of its own.
  attempt integer NOT NULL DEFAULT 1 CHECK (attempt >= 1),
  UNIQUE (agent_id, client_key),
  CHECK ((state = 'prepared') = (ended_at IS NULL))
);
CREATE INDEX preparation_due ON preparation (expires_at, id) WHERE state = 'prepared';

GRANT SELECT, INSERT ON preparation TO vahid_hub;
GRANT UPDATE (state, ended_at, attempt) ON preparation TO vahid_hub;
