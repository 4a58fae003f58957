-- Why: who is owed, how each of them is asked and told, and what they answered. Formats, limits, names and dates are rows
-- here, so that an operator changes them; none of them is code.

CREATE TABLE provider (
  id uuid PRIMARY KEY,
  -- Stable short name in the API, in reports and in settings; a rename of the company leaves it alone.
  code text NOT NULL UNIQUE CHECK (code ~ '^[a-z][a-z0-9-]{1,31}$'),
  service text NOT NULL CHECK (service IN ('gas', 'water', 'power', 'fixed', 'mobile')),
  currency currency_code NOT NULL,
  protocol text NOT NULL,
  -- Base address without a trailing slash; whether the hub may connect to it is the HTTP client's decision at every call.
  endpoint text NOT NULL CHECK (endpoint ~ '^https?://' AND endpoint !~ '/$' AND length(endpoint) <= 500),
  settings jsonb NOT NULL DEFAULT '{}',
  -- Credentials as encrypted JSON, bound to this row's id; never in `settings`.
  secrets bytea,
  query_timeout_ms integer NOT NULL CHECK (query_timeout_ms BETWEEN 100 AND 30000),
  pay_timeout_ms integer NOT NULL CHECK (pay_timeout_ms BETWEEN 100 AND 120000),
  -- How many calls to this provider may be under way at once, in one process and for one purpose.
  max_concurrency integer NOT NULL CHECK (max_concurrency BETWEEN 1 AND 200),
  state text NOT NULL CHECK (state IN ('active', 'suspended', 'maintenance')),
  -- Language of the provider's reports and mails.
  language language_code NOT NULL,
  exactness text NOT NULL CHECK (exactness IN ('exact', 'at-least', 'at-most', 'any', 'range', 'multiple')),
  multiple_of bigint CHECK (multiple_of > 0),
  min_amount bigint CHECK (min_amount > 0),
  max_amount bigint CHECK (max_amount >= coalesce(min_amount, 1)),
  -- InputField[] of src/kernel/adapter.ts: exactly one is named `account`.
  fields jsonb NOT NULL,
  -- How the account is printed, `#` for one character of it: '### ### ### ### ###'. Null: as it is.
  account_mask text CHECK (account_mask ~ '#'),
  -- What people write before an account that is no part of it: '+994', '0'.
  account_prefixes text[] NOT NULL DEFAULT '{}',
  -- Days of the month on which invoices are issued, where the provider has such days.
  invoice_days smallint[] NOT NULL DEFAULT '{}',
  settlement_mode text NOT NULL CHECK (settlement_mode IN ('net', 'gross')),
  iban text CHECK (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
  duplicate_window_s integer NOT NULL DEFAULT 600 CHECK (duplicate_window_s BETWEEN 0 AND 86400),
  -- Grows with every change of the row, so that another process notices that its open connection is out of date.
  version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
  created_at timestamptz NOT NULL,
  CHECK ((exactness = 'multiple') = (multiple_of IS NOT NULL)),
  CHECK (exactness <> 'range' OR (min_amount IS NOT NULL AND max_amount IS NOT NULL))
);

-- A company's name from a date on. A rename is one more row; links, payments and reports stay where they are.
CREATE TABLE provider_name (
  provider_id uuid NOT NULL REFERENCES provider (id),
  valid_from date NOT NULL,
  name_az text NOT NULL CHECK (length(name_az) BETWEEN 1 AND 100),
  name_ru text NOT NULL CHECK (length(name_ru) BETWEEN 1 AND 100),
  name_en text NOT NULL CHECK (length(name_en) BETWEEN 1 AND 100),
  PRIMARY KEY (provider_id, valid_from)
);

-- What a provider said an account owes, which a payment may name until it expires. Written once; expired rows are cleaned up,
-- so nothing refers to them by foreign key. Names are masked and proofs left out before they come here.
CREATE TABLE quote (
  id uuid PRIMARY KEY,
  -- Who asked, and alone may pay by it: an agent at its counter, or a citizen in the cabinet.
  asker text NOT NULL CHECK (asker IN ('agent', 'citizen')),
  agent_id uuid,
  citizen_id uuid,
  provider_id uuid NOT NULL REFERENCES provider (id),
  account text NOT NULL CHECK (length(account) BETWEEN 1 AND 100),
  fields jsonb NOT NULL DEFAULT '{}',
  currency currency_code NOT NULL,
  -- Minor units; negative when the account is overpaid or holds a prepaid balance.
  balance bigint NOT NULL,
  -- False where the protocol knows the account but not what it owes: the balance is then zero and says nothing.
  balance_told boolean NOT NULL DEFAULT true CHECK (balance_told OR balance = 0),
  -- [{"number", "period", "dueOn", "amount"}], minor units as text, oldest first.
  bills jsonb NOT NULL,
  -- {"kind", "plan", "renewsOn"} of a mobile line.
  line jsonb,
  -- The provider's rule as it stood when the quote was made.
  exactness text NOT NULL CHECK (exactness IN ('exact', 'at-least', 'at-most', 'any', 'range', 'multiple')),
  multiple_of bigint,
  min_amount bigint,
  max_amount bigint,
  holder_name_masked text,
  obtained_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > obtained_at),
  CHECK ((asker = 'agent') = (agent_id IS NOT NULL)),
  CHECK ((asker = 'citizen') = (citizen_id IS NOT NULL))
);
CREATE INDEX quote_expiry ON quote (expires_at);

-- The last answer of each account, shown with its date while a provider does not answer. Never paid against by itself.
CREATE TABLE debt_last_known (
  provider_id uuid NOT NULL REFERENCES provider (id),
  account text NOT NULL,
  currency currency_code NOT NULL,
  balance bigint NOT NULL,
  bills jsonb NOT NULL,
  obtained_at timestamptz NOT NULL,
  PRIMARY KEY (provider_id, account)
);

-- The plans of a mobile provider. Names are brands and are not translated.
CREATE TABLE plan (
  id uuid PRIMARY KEY,
  provider_id uuid NOT NULL REFERENCES provider (id),
  code text NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,47}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  line_kinds text[] NOT NULL CHECK (line_kinds <@ ARRAY['prepaid', 'postpaid'] AND cardinality(line_kinds) >= 1),
  -- How often a prepaid package renews.
  period text NOT NULL CHECK (period IN ('week', 'month')),
  -- Whoever has the plan keeps it after it is no longer offered, until a replacement says otherwise.
  offered_from date NOT NULL,
  offered_until date CHECK (offered_until > offered_from),
  UNIQUE (provider_id, code),
  UNIQUE (id, provider_id)
);

-- What a plan costs and gives, from a date on: a change of tariff is one more row.
CREATE TABLE plan_terms (
  plan_id uuid NOT NULL REFERENCES plan (id),
  valid_from date NOT NULL,
  -- Minor units a period; null until the provider publishes it.
  price bigint CHECK (price >= 0),
  -- {"internetMb", "domesticMinutes", "messengersMb"}, each a number or null.
  allowances jsonb NOT NULL,
  -- {"domesticMinute", "internetMb", "regionMinute"} in minor units as text, {"callStepS", "internetStepKb", "freeOnNetMinutes"}.
  charging jsonb NOT NULL,
  PRIMARY KEY (plan_id, valid_from)
);

-- A withdrawn plan and what a line gets instead, unless its holder chose another plan before.
CREATE TABLE plan_replacement (
  provider_id uuid NOT NULL,
  withdrawn_plan_id uuid PRIMARY KEY,
  replacement_plan_id uuid NOT NULL,
  announced_on date NOT NULL,
  -- From this day: a prepaid line changes at its next renewal, a postpaid one when the cycle this day falls in has been invoiced.
  changes_on date NOT NULL CHECK (changes_on >= announced_on),
  -- What the change itself costs the subscriber, minor units.
  charge bigint NOT NULL DEFAULT 0 CHECK (charge >= 0),
  CHECK (withdrawn_plan_id <> replacement_plan_id),
  FOREIGN KEY (withdrawn_plan_id, provider_id) REFERENCES plan (id, provider_id),
  FOREIGN KEY (replacement_plan_id, provider_id) REFERENCES plan (id, provider_id)
);

GRANT SELECT, INSERT ON provider, provider_name, quote, debt_last_known, plan, plan_terms, plan_replacement TO vahid_hub;
GRANT UPDATE (endpoint, settings, secrets, query_timeout_ms, pay_timeout_ms, max_concurrency, state, language, exactness, multiple_of,
  min_amount, max_amount, fields, account_mask, account_prefixes, invoice_days, settlement_mode, iban, duplicate_window_s, protocol,
  version) ON provider TO vahid_hub;
GRANT DELETE ON quote TO vahid_hub;
GRANT UPDATE (currency, balance, bills, obtained_at) ON debt_last_known TO vahid_hub;
GRANT UPDATE (name, offered_until) ON plan TO vahid_hub;
GRANT UPDATE (replacement_plan_id, announced_on, changes_on, charge) ON plan_replacement TO vahid_hub;
