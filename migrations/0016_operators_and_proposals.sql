-- Why: a provider is data that two people change. Operators get credentials of their own, a change is proposed by one and
-- approved by another, and what was proposed stays as history. Belarus' roubles come with ERIP.

ALTER DOMAIN currency_code DROP CONSTRAINT currency_code_check;
ALTER DOMAIN currency_code ADD CONSTRAINT currency_code_check CHECK (VALUE IN ('AZN', 'EUR', 'RUB', 'BYN'));

-- A person at the hub itself. `operator` alone is a word of SQL.
CREATE TABLE hub_operator (
  id uuid PRIMARY KEY,
  login text NOT NULL UNIQUE CHECK (login ~ '^[a-z][a-z0-9._-]{1,39}$'),
  state text NOT NULL CHECK (state IN ('active', 'suspended')),
  -- argon2id; the secret itself is handed out once.
  secret_hash text NOT NULL,
  -- Stands in every token: a new secret or a suspension raises it, and every earlier token ends.
  token_version integer NOT NULL DEFAULT 1 CHECK (token_version >= 1),
  created_at timestamptz NOT NULL
);

-- What somebody would make of a provider. Never deleted: with the decision it is the provider's history.
CREATE TABLE provider_proposal (
  id uuid PRIMARY KEY,
  -- Of the provider that is there, or that the approval makes: secrets are sealed for it from the beginning.
  provider_id uuid NOT NULL,
  code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9-]{1,31}$'),
  -- The version the change was made for; 0: the provider is new. Another version at the approval makes it stale.
  base_version integer NOT NULL CHECK (base_version >= 0),
  -- The whole entry as it would be, without credentials: the form that the API and the command take.
  entry jsonb NOT NULL,
  -- Names of the parts that change, `secrets` among them.
  changes text[] NOT NULL,
  -- The whole credentials as they would be, sealed for the provider; forgotten with the decision.
  secrets bytea,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  state text NOT NULL CHECK (state IN ('open', 'approved', 'rejected')),
  proposed_by uuid NOT NULL REFERENCES hub_operator (id),
  proposed_at timestamptz NOT NULL,
  decided_by uuid REFERENCES hub_operator (id),
  decided_at timestamptz,
  CHECK ((state = 'open') = (decided_by IS NULL)),
  CHECK ((state = 'open') = (decided_at IS NULL)),
  CHECK (state = 'open' OR secrets IS NULL),
  -- Two persons' eyes, whatever the code does.
  CHECK (state <> 'approved' OR decided_by <> proposed_by)
);
CREATE INDEX provider_proposal_open ON provider_proposal (id) WHERE state = 'open';
CREATE INDEX provider_proposal_of_code ON provider_proposal (code, id);

-- Pages of a long list of providers are read in this order.
CREATE INDEX provider_by_service ON provider (service, code);

GRANT SELECT, INSERT ON hub_operator, provider_proposal TO vahid_hub;
GRANT UPDATE (state, secret_hash, token_version) ON hub_operator TO vahid_hub;
GRANT UPDATE (state, secrets, decided_by, decided_at) ON provider_proposal TO vahid_hub;
