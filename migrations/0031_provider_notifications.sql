-- Why: a provider may tell the hub of its own accord what happened. What it says is signed and decides nothing: it is a reason
-- to ask. What does not fit the books, or names a payment of nobody, is kept apart until a person has looked at it.

-- Secrets that a provider shares with the hub, sealed. One, and while it is renewed two.
CREATE TABLE provider_notification_key (
  -- Named in every signature; unique for the whole hub.
  id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]{1,63}$'),
  provider_id uuid NOT NULL REFERENCES provider (id),
  secret bytea NOT NULL,
  created_at timestamptz NOT NULL,
  -- Set where a newer key takes over.
  expires_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX provider_notification_key_of_provider ON provider_notification_key (provider_id, created_at);

-- What was seen while its instant was good: the same bytes again are a repeat, other bytes under the nonce are refused.
CREATE TABLE provider_notification_nonce (
  key_id text NOT NULL,
  nonce text NOT NULL CHECK (length(nonce) BETWEEN 16 AND 64),
  digest bytea NOT NULL CHECK (length(digest) = 32),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (key_id, nonce)
);
CREATE INDEX provider_notification_nonce_expired ON provider_notification_nonce (expires_at);

-- What came, once under the provider's own name of it. No account stands here.
CREATE TABLE provider_notification (
  provider_id uuid NOT NULL REFERENCES provider (id),
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
  -- SHA-256 of what was told, to know a repeat from another thing under the same name.
  digest bytea NOT NULL CHECK (length(digest) = 32),
  kind text NOT NULL CHECK (kind IN ('payment', 'debt', 'plan-replacement')),
  -- Of a payment: the hub's reference, and what is said to have become of it.
  reference text CHECK (reference ~ '^[0-9]{1,20}$'),
  outcome text CHECK (outcome IN ('confirmed', 'rejected', 'reversed')),
  happened_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  -- `waiting`: an attempt is under way, whose end comes first. `asked`: the provider is asked, and its answer will be compared.
  state text NOT NULL CHECK (state IN ('waiting', 'asked', 'done', 'quarantined')),
  -- When the payment is looked at again; null where nothing more can follow.
  look_at timestamptz,
  times integer NOT NULL DEFAULT 1 CHECK (times > 0),
  PRIMARY KEY (provider_id, id),
  CHECK ((state IN ('waiting', 'asked')) = (look_at IS NOT NULL)),
  CHECK ((kind = 'payment') = (reference IS NOT NULL) AND (kind = 'payment') = (outcome IS NOT NULL))
);
CREATE INDEX provider_notification_open ON provider_notification (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX provider_notification_received ON provider_notification (received_at);

-- What a person has to look at: one row for each claim, however often and under however many names it was made.
CREATE TABLE quarantined_notification (
  id uuid PRIMARY KEY,
  provider_id uuid NOT NULL REFERENCES provider (id),
  reason text NOT NULL CHECK (reason IN ('unknown_payment', 'contradiction', 'id_reused', 'unknown_plan')),
  kind text NOT NULL CHECK (kind IN ('payment', 'debt', 'plan-replacement')),
  -- What is claimed: of a payment, its outcome; of a plan, the codes and dates.
  subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 200),
  claim text NOT NULL CHECK (length(claim) BETWEEN 1 AND 200),
  -- How the payment stood here when the claim came first.
  payment_id uuid,
  payment_state text,
  notification_id text NOT NULL,
  happened_at timestamptz NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  times integer NOT NULL DEFAULT 1 CHECK (times > 0),
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'resolved')),
  resolved_by uuid REFERENCES hub_operator (id),
  resolved_at timestamptz,
  note text CHECK (length(note) BETWEEN 1 AND 500),
  CHECK ((state = 'resolved') = (resolved_at IS NOT NULL) AND (state = 'resolved') = (note IS NOT NULL))
);
CREATE UNIQUE INDEX quarantined_notification_open ON quarantined_notification (provider_id, reason, subject, claim)
  WHERE state = 'open';
CREATE INDEX quarantined_notification_list ON quarantined_notification (state, id);

-- When a payment may next be asked about because of what was told: one question for each growing pause, however much is told.
CREATE TABLE delivery_nudge (
  payment_id uuid PRIMARY KEY,
  holds_until timestamptz NOT NULL
);
CREATE INDEX delivery_nudge_over ON delivery_nudge (holds_until);

-- What an account owes is not what it was: answers obtained before do not hold any more.
CREATE TABLE debt_change (
  provider_id uuid NOT NULL REFERENCES provider (id),
  account text NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (provider_id, account)
);
CREATE INDEX debt_change_over ON debt_change (changed_at);

GRANT SELECT, INSERT ON provider_notification_key, provider_notification_nonce, provider_notification, quarantined_notification,
  delivery_nudge, debt_change TO vahid_hub;
GRANT UPDATE (expires_at, revoked_at) ON provider_notification_key TO vahid_hub;
GRANT UPDATE (state, look_at, times) ON provider_notification TO vahid_hub;
GRANT UPDATE (last_at, times, state, resolved_by, resolved_at, note) ON quarantined_notification TO vahid_hub;
GRANT UPDATE (holds_until) ON delivery_nudge TO vahid_hub;
GRANT UPDATE (changed_at) ON debt_change TO vahid_hub;
GRANT DELETE ON provider_notification_nonce, provider_notification, delivery_nudge, debt_change TO vahid_hub;
