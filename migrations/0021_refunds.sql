-- Why: a payment that was confirmed, and whose day of reversal is over, is given back when two people agree: one asks, another
-- approves. The row is the record of both; the money moves as the reversal of the payment does.

CREATE TABLE refund (
  id uuid PRIMARY KEY,
  payment_id uuid NOT NULL,
  payment_day date NOT NULL,
  agent_id uuid NOT NULL REFERENCES agent (id),
  -- The agent's own key of the wish, once for ever; null where an operator asks.
  client_key text CHECK (length(client_key) BETWEEN 1 AND 255),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
  -- `teller:<id>` or `operator:<id>`.
  requested_by text NOT NULL CHECK (requested_by ~ '^(teller|operator):[0-9a-f-]{36}$'),
  requested_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('requested', 'approved', 'refused')),
  decided_by text CHECK (decided_by ~ '^operator:[0-9a-f-]{36}$'),
  decided_at timestamptz,
  -- Why it was refused.
  answer text CHECK (length(answer) BETWEEN 1 AND 200),
  UNIQUE (agent_id, client_key),
  CHECK ((state = 'requested') = (decided_by IS NULL)),
  CHECK ((state = 'requested') = (decided_at IS NULL)),
  CHECK ((state = 'refused') = (answer IS NOT NULL)),
  -- Two persons' eyes, whatever the code does.
  CHECK (state <> 'approved' OR decided_by <> requested_by)
);
CREATE UNIQUE INDEX refund_one_open ON refund (payment_id) WHERE state = 'requested';
CREATE INDEX refund_of_payment ON refund (payment_id, id);

GRANT SELECT, INSERT ON refund TO vahid_hub;
GRANT UPDATE (state, decided_by, decided_at, answer) ON refund TO vahid_hub;

-- What a provider refused to cancel may be wished for anew, by somebody else.
GRANT UPDATE (requested_by, reason, requested_at) ON reversal TO vahid_hub;
