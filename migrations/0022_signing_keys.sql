-- Why: a token can be stolen on its way. An agent may sign its requests with a key of its own, and may ask the hub to take no
-- others.

ALTER TABLE agent ADD COLUMN signatures_required boolean NOT NULL DEFAULT false;
GRANT UPDATE (signatures_required) ON agent TO vahid_hub;

CREATE TABLE signing_key (
  -- Named in every signature; unique for the whole hub.
  id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]{1,63}$'),
  agent_id uuid NOT NULL REFERENCES agent (id),
  algorithm text NOT NULL CHECK (algorithm IN ('ed25519', 'hmac-sha256')),
  -- ed25519: the public key (SubjectPublicKeyInfo). hmac-sha256: the shared secret, sealed.
  material bytea NOT NULL,
  created_at timestamptz NOT NULL,
  -- Set where a newer key takes over.
  expires_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX signing_key_of_agent ON signing_key (agent_id, created_at);

-- What was seen while its instant was good: a nonce counts once. Removed when the instant is too old to be taken.
CREATE TABLE signature_nonce (
  key_id text NOT NULL,
  nonce text NOT NULL CHECK (length(nonce) BETWEEN 16 AND 64),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (key_id, nonce)
);
CREATE INDEX signature_nonce_expired ON signature_nonce (expires_at);

GRANT SELECT, INSERT ON signing_key, signature_nonce TO vahid_hub;
GRANT UPDATE (expires_at, revoked_at) ON signing_key TO vahid_hub;
GRANT DELETE ON signature_nonce TO vahid_hub;
