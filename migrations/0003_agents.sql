-- Why: who collects money for the hub: banks, the post, kiosk networks, and the hub's own cabinet, down to the person or
-- device that took it.

CREATE TABLE agent (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE CHECK (code ~ '^[a-z][a-z0-9-]{1,31}$'),
  kind text NOT NULL CHECK (kind IN ('bank', 'post', 'kiosk', 'cabinet')),
  name_az text NOT NULL CHECK (length(name_az) BETWEEN 1 AND 100),
  name_ru text NOT NULL CHECK (length(name_ru) BETWEEN 1 AND 100),
  name_en text NOT NULL CHECK (length(name_en) BETWEEN 1 AND 100),
  state text NOT NULL CHECK (state IN ('active', 'suspended')),
  -- Client credentials of the agent API; the secret is stored only as an argon2id hash. Absent for the cabinet.
  client_id text UNIQUE CHECK (client_id ~ '^[a-z0-9][a-z0-9-]{2,63}$'),
  secret_hash text,
  -- Carried in every token; raising it makes all earlier tokens worthless at once.
  token_version integer NOT NULL DEFAULT 1 CHECK (token_version >= 1),
  created_at timestamptz NOT NULL,
  CHECK ((client_id IS NULL) = (secret_hash IS NULL)),
  CHECK (kind <> 'cabinet' OR client_id IS NULL)
);

CREATE TABLE outlet (
  id uuid PRIMARY KEY,
  agent_id uuid NOT NULL REFERENCES agent (id),
  code text NOT NULL CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9-]{0,31}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  address text NOT NULL CHECK (length(address) BETWEEN 1 AND 300),
  UNIQUE (agent_id, code),
  UNIQUE (id, agent_id)
);

CREATE TABLE teller (
  id uuid PRIMARY KEY,
  agent_id uuid NOT NULL REFERENCES agent (id),
  outlet_id uuid NOT NULL,
  code text NOT NULL CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9-]{0,31}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  state text NOT NULL CHECK (state IN ('active', 'suspended')),
  -- Most that the teller may accept in one settlement day, minor units of each currency; null: no limit of its own.
  daily_limit bigint CHECK (daily_limit > 0),
  UNIQUE (agent_id, code),
  -- A teller works at an outlet of its own agent.
  FOREIGN KEY (outlet_id, agent_id) REFERENCES outlet (id, agent_id)
);

ALTER TABLE quote ADD FOREIGN KEY (agent_id) REFERENCES agent (id);

GRANT SELECT, INSERT ON agent, outlet, teller TO vahid_hub;
GRANT UPDATE (name_az, name_ru, name_en, state, client_id, secret_hash, token_version) ON agent TO vahid_hub;
GRANT UPDATE (name, address) ON outlet TO vahid_hub;
GRANT UPDATE (outlet_id, name, state, daily_limit) ON teller TO vahid_hub;
