-- Why: whoever had an agent's secret could name any of its devices. A device that stands in a hall gets credentials of its own, good for
-- nothing but what a device may do, and worth nothing from the moment they are revoked. And an outlet may be suspended as a whole.

ALTER TABLE outlet ADD COLUMN state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended'));
GRANT UPDATE (state) ON outlet TO vahid_hub;

-- The agent lets nobody but the device itself act as the device.
ALTER TABLE agent ADD COLUMN device_credentials_required boolean NOT NULL DEFAULT false;
GRANT UPDATE (device_credentials_required) ON agent TO vahid_hub;

CREATE TABLE device_credential (
  id uuid PRIMARY KEY,
  teller_id uuid NOT NULL REFERENCES teller (id),
  -- Made by the hub. The underscore keeps it apart from the client ids of agents.
  client_id text NOT NULL UNIQUE CHECK (client_id ~ '^device_[0-9a-f]{16}$'),
  secret_hash text NOT NULL,
  created_at timestamptz NOT NULL,
  -- Set where a newer credential takes over.
  expires_at timestamptz,
  revoked_at timestamptz,
  -- When it last brought a token.
  last_used_at timestamptz
);
CREATE INDEX device_credential_of_device ON device_credential (teller_id, created_at);

GRANT SELECT, INSERT ON device_credential TO vahid_hub;
GRANT UPDATE (expires_at, revoked_at, last_used_at) ON device_credential TO vahid_hub;

-- A key with which a device signs what it sends with its own token; null: one of the agent itself.
ALTER TABLE signing_key ADD COLUMN teller_id uuid REFERENCES teller (id);
CREATE INDEX signing_key_of_device ON signing_key (teller_id) WHERE teller_id IS NOT NULL;

-- SHA-256 of the certificates with which a device connects, as agents have them. None: those of its agent.
ALTER TABLE teller ADD COLUMN client_certificates text[] NOT NULL DEFAULT '{}'
  CHECK (cardinality(client_certificates) <= 5 AND array_position(client_certificates, NULL) IS NULL);
GRANT UPDATE (client_certificates) ON teller TO vahid_hub;
