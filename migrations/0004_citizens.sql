-- Why: who uses the hub, how sure it is of them, which accounts they linked, and what it tells them. What names a person
-- (FIN, card, name, telephone, e-mail) is encrypted from the first day, bound to its row; FIN and card are found by keyed
-- digests. src/platform/crypto says how.

CREATE TABLE citizen (
  id uuid PRIMARY KEY,
  unique_code text NOT NULL UNIQUE CHECK (unique_code ~ '^[0-9]{12}$'),
  -- By their own word, by a card that a teller saw, or by a state register.
  assurance text NOT NULL CHECK (assurance IN ('declared', 'seen', 'checked')),
  assurance_since timestamptz NOT NULL,
  language language_code NOT NULL,
  -- Keyed digest of the FIN: one person, one registration, whatever the channel.
  fin_index bytea NOT NULL UNIQUE CHECK (octet_length(fin_index) = 32),
  -- Encrypted JSON: FIN, name, telephone, e-mail.
  person bytea NOT NULL,
  -- `<encryption key>/<index key>` of this row, so that a rotation finds what is left.
  key_ids text NOT NULL,
  consent_version text NOT NULL,
  consented_at timestamptz NOT NULL,
  registered_at timestamptz NOT NULL
);
CREATE INDEX citizen_keys ON citizen (key_ids);

-- Cards that stood for a person. A renewed card is one more row; the one before it finds nobody any more.
CREATE TABLE identity_card (
  id uuid PRIMARY KEY,
  citizen_id uuid NOT NULL REFERENCES citizen (id),
  card_index bytea NOT NULL CHECK (octet_length(card_index) = 32),
  -- Encrypted series and number.
  card bytea NOT NULL,
  key_ids text NOT NULL,
  added_at timestamptz NOT NULL,
  superseded_at timestamptz
);
CREATE UNIQUE INDEX identity_card_current ON identity_card (card_index) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX identity_card_of_citizen ON identity_card (citizen_id) WHERE superseded_at IS NULL;
CREATE INDEX identity_card_keys ON identity_card (key_ids);

-- How a citizen signs in. A session names the version it was opened under, so raising it ends them all at once.
CREATE TABLE credential (
  citizen_id uuid PRIMARY KEY REFERENCES citizen (id),
  password_digest text NOT NULL CHECK (password_digest LIKE '$argon2id$%'),
  -- True for an initial password: the session it opens is good for choosing another.
  must_change boolean NOT NULL,
  version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
  changed_at timestamptz NOT NULL
);

CREATE TABLE session (
  id uuid PRIMARY KEY,
  citizen_id uuid NOT NULL REFERENCES citizen (id),
  token_digest bytea NOT NULL UNIQUE CHECK (octet_length(token_digest) = 32),
  credential_version integer NOT NULL,
  opened_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX session_of_citizen ON session (citizen_id);
CREATE INDEX session_expiry ON session (expires_at);

-- A registration that waits for its code. Known and unknown people look alike here: for a known person the digest
-- belongs to no code at all.
CREATE TABLE pending_registration (
  id uuid PRIMARY KEY,
  token_digest bytea NOT NULL UNIQUE CHECK (octet_length(token_digest) = 32),
  -- Encrypted JSON of all that was typed.
  person bytea NOT NULL,
  language language_code NOT NULL,
  confirm_by text NOT NULL CHECK (confirm_by IN ('sms', 'email')),
  consent_version text NOT NULL,
  code_digest bytea NOT NULL CHECK (octet_length(code_digest) = 32),
  code_expires_at timestamptz NOT NULL,
  -- Wrong tries of the present code.
  tries smallint NOT NULL DEFAULT 0,
  codes_made smallint NOT NULL DEFAULT 1,
  account_failures smallint NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX pending_registration_expiry ON pending_registration (expires_at);

CREATE TABLE pending_account (
  id uuid PRIMARY KEY,
  registration_id uuid NOT NULL REFERENCES pending_registration (id) ON DELETE CASCADE,
  provider_id uuid NOT NULL REFERENCES provider (id),
  account text NOT NULL CHECK (length(account) BETWEEN 1 AND 100),
  -- Encrypted JSON: what the provider asks for beside the account.
  fields bytea NOT NULL,
  label text CHECK (length(label) BETWEEN 1 AND 60),
  proven boolean NOT NULL,
  UNIQUE (registration_id, provider_id, account)
);

-- A lost password that waits for its code; without a citizen where nobody has the unique code that was typed.
CREATE TABLE password_renewal (
  id uuid PRIMARY KEY,
  token_digest bytea NOT NULL UNIQUE CHECK (octet_length(token_digest) = 32),
  citizen_id uuid REFERENCES citizen (id),
  code_digest bytea NOT NULL CHECK (octet_length(code_digest) = 32),
  tries smallint NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL
);
CREATE INDEX password_renewal_expiry ON password_renewal (expires_at);
CREATE INDEX password_renewal_of_citizen ON password_renewal (citizen_id);

-- The number under which a provider knows a customer. Never rewritten: renames and renumberings are dated rows elsewhere.
CREATE TABLE subscriber_account (
  id uuid PRIMARY KEY,
  provider_id uuid NOT NULL REFERENCES provider (id),
  account text NOT NULL CHECK (length(account) BETWEEN 1 AND 100),
  created_at timestamptz NOT NULL,
  UNIQUE (provider_id, account)
);

-- Several citizens may link one account. A link that ended stays as history.
CREATE TABLE account_link (
  id uuid PRIMARY KEY,
  citizen_id uuid NOT NULL REFERENCES citizen (id),
  account_id uuid NOT NULL REFERENCES subscriber_account (id),
  label text CHECK (length(label) BETWEEN 1 AND 60),
  -- Encrypted JSON: what the provider asks for beside the account, the proof included.
  fields bytea NOT NULL,
  key_id text NOT NULL,
  proof text NOT NULL CHECK (proof IN ('none', 'proven')),
  linked_by text NOT NULL CHECK (linked_by IN ('registration', 'citizen', 'teller')),
  linked_at timestamptz NOT NULL,
  unlinked_at timestamptz CHECK (unlinked_at >= linked_at),
  unlink_reason text CHECK (unlink_reason IN ('citizen', 'teller', 'taken-over')),
  CHECK ((unlinked_at IS NULL) = (unlink_reason IS NULL))
);
CREATE UNIQUE INDEX account_link_open ON account_link (citizen_id, account_id) WHERE unlinked_at IS NULL;
CREATE INDEX account_link_of_account ON account_link (account_id) WHERE unlinked_at IS NULL;
CREATE INDEX account_link_keys ON account_link (key_id);

-- The queue of record of what people are told: written with the change it tells of, sent afterwards. The content is
-- encrypted while it waits and gone once it was sent or is of no use any more. `void` rows stand for the message that
-- an unknown person does not get, so that both cases do the same work.
CREATE TABLE outbox_message (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind ~ '^[a-z][a-z-]{1,39}$'),
  citizen_id uuid REFERENCES citizen (id),
  channel text NOT NULL CHECK (channel IN ('sms', 'email')),
  language language_code NOT NULL,
  -- Encrypted JSON: address, subject, text, attachment.
  content bytea,
  state text NOT NULL CHECK (state IN ('due', 'sent', 'failed', 'expired', 'void')),
  attempts smallint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  -- After this instant nobody needs it any more (the code in it has expired).
  useless_at timestamptz NOT NULL,
  -- While in the future, a sender is at work on it.
  lease_until timestamptz,
  finished_at timestamptz,
  CHECK ((state = 'due') = (content IS NOT NULL)),
  CHECK ((state = 'due') = (finished_at IS NULL))
);
CREATE INDEX outbox_message_due ON outbox_message (due_at) WHERE state = 'due';
CREATE INDEX outbox_message_finished ON outbox_message (finished_at) WHERE state <> 'due';

-- The mailbox of the sample world: what would have gone out by SMS or e-mail. Stays empty where real senders are set up.
CREATE TABLE dev_message (
  id uuid PRIMARY KEY,
  channel text NOT NULL CHECK (channel IN ('sms', 'email')),
  address text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  attachment bytea,
  attachment_name text,
  created_at timestamptz NOT NULL,
  CHECK ((attachment IS NULL) = (attachment_name IS NULL))
);
CREATE INDEX dev_message_newest ON dev_message (created_at, id);

-- How often something was tried in its window; whoever tries is a keyed digest. In PostgreSQL, so that emptying Redis
-- forgives nobody.
CREATE TABLE throttle (
  scope text NOT NULL CHECK (scope ~ '^[a-z][a-z-]{1,39}$'),
  subject bytea NOT NULL CHECK (octet_length(subject) = 32),
  window_from timestamptz NOT NULL,
  taken integer NOT NULL CHECK (taken >= 0),
  PRIMARY KEY (scope, subject)
);
CREATE INDEX throttle_window ON throttle (window_from);

-- Who did what to what, and when. Ids and codes only: never a name, a number of a card, a telephone or an account.
CREATE TABLE audit_event (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  actor_kind text NOT NULL CHECK (actor_kind IN ('visitor', 'citizen', 'teller', 'agent', 'operator', 'system')),
  actor_id uuid,
  action text NOT NULL CHECK (action ~ '^[a-z][a-z_]*\.[a-z][a-z_]*$'),
  target_kind text NOT NULL CHECK (target_kind ~ '^[a-z][a-z_]*$'),
  target_id uuid,
  details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_event_of_target ON audit_event (target_id, at);
CREATE INDEX audit_event_of_actor ON audit_event (actor_id, at);
CALL make_append_only('audit_event');

GRANT SELECT, INSERT ON citizen, identity_card, credential, session, pending_registration, pending_account, password_renewal,
  subscriber_account, account_link, outbox_message, dev_message, throttle, audit_event TO vahid_hub;
GRANT UPDATE (assurance, assurance_since, language, fin_index, person, key_ids, consent_version, consented_at)
  ON citizen TO vahid_hub;
GRANT UPDATE (card_index, card, key_ids, superseded_at) ON identity_card TO vahid_hub;
GRANT UPDATE (password_digest, must_change, version, changed_at) ON credential TO vahid_hub;
GRANT UPDATE (last_seen_at) ON session TO vahid_hub;
GRANT UPDATE (code_digest, code_expires_at, tries, codes_made, account_failures) ON pending_registration TO vahid_hub;
GRANT UPDATE (fields, label, proven) ON pending_account TO vahid_hub;
GRANT UPDATE (tries) ON password_renewal TO vahid_hub;
GRANT UPDATE (label, fields, key_id, proof, unlinked_at, unlink_reason) ON account_link TO vahid_hub;
GRANT UPDATE (content, state, attempts, due_at, lease_until, finished_at) ON outbox_message TO vahid_hub;
GRANT UPDATE (window_from, taken) ON throttle TO vahid_hub;
GRANT DELETE ON session, pending_registration, pending_account, password_renewal, outbox_message, dev_message, throttle
  TO vahid_hub;
