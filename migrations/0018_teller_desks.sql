-- Why: a mistake at a counter is cheapest before the money moves. A quote knows what is usual for its account and which account of
-- the same citizen it could be taken for; what the payer answered is kept beside the payment. And a teller may work at the
-- hub's own screen, which must find everything again after a reload.

-- Median of the newest payments of the account, minor units; null where too few are known.
ALTER TABLE quote ADD COLUMN usual_amount bigint CHECK (usual_amount > 0);
-- Another account of the citizen at this provider that differs by one slip of the finger.
ALTER TABLE quote ADD COLUMN similar_account text CHECK (length(similar_account) BETWEEN 1 AND 200);

-- What a payer said when asked. Written before the payment, so that no payment is without it; a row whose payment does not exist
-- belongs to a basket that was refused for something else.
CREATE TABLE payment_answer (
  payment_id uuid NOT NULL,
  question text NOT NULL CHECK (question IN ('possible_duplicate', 'unusual_amount', 'similar_account')),
  -- `teller:<id>` at a counter, otherwise `agent:<id>`.
  answered_by text NOT NULL,
  answered_at timestamptz NOT NULL,
  PRIMARY KEY (payment_id, question)
);
CALL make_append_only('payment_answer');

-- Password of the teller at the hub's own screen; null where the teller's agent has screens of its own.
ALTER TABLE teller ADD COLUMN password_digest text;
-- Raised by every change of the password: earlier sign-ins end with it.
ALTER TABLE teller ADD COLUMN password_version integer NOT NULL DEFAULT 0 CHECK (password_version >= 0);

CREATE TABLE teller_desk (
  id uuid PRIMARY KEY,
  -- SHA-256 of a secret with 256 bits of its own.
  token_digest bytea NOT NULL UNIQUE CHECK (length(token_digest) = 32),
  teller_id uuid NOT NULL REFERENCES teller (id),
  password_version integer NOT NULL,
  -- The customer before the teller, sealed: people, accounts, and the keys of payments under way. Null when nobody is there.
  customer bytea,
  opened_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX teller_desk_expiry ON teller_desk (expires_at);

GRANT SELECT, INSERT ON payment_answer TO vahid_hub;
GRANT UPDATE (password_digest, password_version) ON teller TO vahid_hub;
GRANT SELECT, INSERT, DELETE ON teller_desk TO vahid_hub;
GRANT UPDATE (customer, last_seen_at) ON teller_desk TO vahid_hub;
