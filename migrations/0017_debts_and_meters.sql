-- Why: a provider's planned work must be known before money is taken, its silence must be measured, and what its contract
-- allows while it is silent must be data. Meters, block tariffs and the cards of prepaid meters are a second thing that a
-- provider and the hub keep in step.

-- Planned work as an operator wrote it down: once, or again and again by the provider's own clock.
CREATE TABLE maintenance_schedule (
  id uuid PRIMARY KEY,
  provider_id uuid NOT NULL REFERENCES provider (id),
  rhythm text NOT NULL CHECK (rhythm IN ('once', 'daily', 'weekly', 'monthly')),
  -- ISO weekdays (1 is Monday) of a weekly one; days of the month that every month has of a monthly one.
  weekdays smallint[] NOT NULL DEFAULT '{}' CHECK (weekdays <@ ARRAY[1, 2, 3, 4, 5, 6, 7]::smallint[]),
  month_days smallint[] NOT NULL DEFAULT '{}',
  first_on date NOT NULL,
  last_on date CHECK (last_on >= first_on),
  -- Minutes after midnight by the clock of the time zone; how long it lasts is elapsed time.
  start_minute smallint NOT NULL CHECK (start_minute BETWEEN 0 AND 1439),
  lasts_minutes integer NOT NULL CHECK (lasts_minutes BETWEEN 1 AND 10080),
  time_zone text NOT NULL,
  planned_by text NOT NULL CHECK (length(planned_by) BETWEEN 1 AND 100),
  planned_at timestamptz NOT NULL,
  -- Its windows are written down until here; a chore goes on from there.
  written_until timestamptz NOT NULL,
  cancelled_at timestamptz,
  CHECK ((rhythm = 'weekly') = (cardinality(weekdays) > 0)),
  CHECK ((rhythm = 'monthly') = (cardinality(month_days) > 0)),
  CHECK (rhythm <> 'once' OR last_on = first_on)
);
CREATE INDEX maintenance_schedule_of_provider ON maintenance_schedule (provider_id);
CREATE INDEX maintenance_schedule_unwritten ON maintenance_schedule (written_until) WHERE cancelled_at IS NULL AND rhythm <> 'once';

-- The windows that follow, half-open. Written ahead, so that whoever takes money compares two instants and knows no calendar.
CREATE TABLE maintenance_window (
  provider_id uuid NOT NULL,
  schedule_id uuid NOT NULL REFERENCES maintenance_schedule (id),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
  PRIMARY KEY (schedule_id, starts_at)
);
CREATE INDEX maintenance_window_of_provider ON maintenance_window (provider_id, ends_at);

-- How a provider's calls went, five minutes to a row: counts and a histogram, never a row a call.
CREATE TABLE provider_health (
  provider_id uuid NOT NULL REFERENCES provider (id),
  purpose text NOT NULL CHECK (purpose IN ('query', 'payment')),
  window_from timestamptz NOT NULL,
  answered bigint NOT NULL,
  failed bigint NOT NULL,
  -- Calls that the hub itself held back: the provider was left alone, or its places were taken.
  held_back bigint NOT NULL,
  -- Calls by time taken; the bounds are `latencyBoundsMs` of src/availability/health.ts.
  latency bigint[] NOT NULL,
  PRIMARY KEY (provider_id, purpose, window_from)
);
CREATE INDEX provider_health_by_time ON provider_health (window_from);

-- What a provider's contract says of the time while it is silent. No row: the last bill is shown and not paid.
CREATE TABLE provider_stand_in (
  provider_id uuid PRIMARY KEY REFERENCES provider (id),
  -- An older answer is not shown as a bill any more.
  max_age_s integer NOT NULL CHECK (max_age_s BETWEEN 60 AND 5184000),
  -- Whether money may be taken by it, and how much for one account, minor units; null: as much as the provider's rule takes.
  payable boolean NOT NULL,
  max_amount bigint CHECK (max_amount > 0)
);

-- True for a quote that was made from the last known bill: `obtained_at` is then the time of that bill.
ALTER TABLE quote ADD COLUMN stand_in boolean NOT NULL DEFAULT false;

GRANT SELECT, INSERT ON maintenance_schedule, maintenance_window, provider_health, provider_stand_in TO vahid_hub;
GRANT UPDATE (written_until, cancelled_at) ON maintenance_schedule TO vahid_hub;
GRANT DELETE ON maintenance_window, provider_health, provider_stand_in TO vahid_hub;
GRANT UPDATE (answered, failed, held_back, latency) ON provider_health TO vahid_hub;
GRANT UPDATE (max_age_s, payable, max_amount) ON provider_stand_in TO vahid_hub;

-- The credit of a payment on its way to the card of a prepaid meter. The payment is done; this is its second leg.
CREATE TABLE card_load (
  payment_id uuid PRIMARY KEY,
  provider_id uuid NOT NULL REFERENCES provider (id),
  agent_id uuid NOT NULL REFERENCES agent (id),
  reference text NOT NULL,
  account text NOT NULL,
  card text NOT NULL CHECK (card ~ '^[0-9A-Za-z-]{1,40}$'),
  amount bigint NOT NULL CHECK (amount > 0),
  currency currency_code NOT NULL,
  state text NOT NULL CHECK (state IN ('paid', 'issued', 'not-loaded', 'loaded', 'confirmed', 'voiding', 'voided')),
  attempt integer NOT NULL CHECK (attempt BETWEEN 1 AND 9),
  -- What is written to the card.
  credit text CHECK (credit ~ '^[0-9]{4,40}$'),
  write_before timestamptz,
  changed_at timestamptz NOT NULL,
  CHECK ((state = 'issued') = (write_before IS NOT NULL)),
  CHECK (state NOT IN ('issued', 'not-loaded', 'loaded') OR credit IS NOT NULL)
);
CREATE INDEX card_load_due ON card_load (changed_at) WHERE state IN ('loaded', 'voiding', 'issued');

-- How it got there; the same transitions as src/cards/model.ts, which a test compares.
CREATE TABLE card_load_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  payment_id uuid NOT NULL REFERENCES card_load (payment_id),
  at timestamptz NOT NULL,
  from_state text NOT NULL,
  to_state text NOT NULL,
  attempt integer NOT NULL,
  CHECK ((from_state || '>' || to_state) = ANY (ARRAY[
    'paid>issued', 'paid>confirmed', 'paid>voiding', 'issued>loaded', 'issued>not-loaded', 'issued>confirmed', 'issued>voiding',
    'not-loaded>issued', 'not-loaded>confirmed', 'not-loaded>voiding', 'loaded>confirmed', 'voiding>voided', 'voiding>confirmed']))
);
CREATE INDEX card_load_event_of_payment ON card_load_event (payment_id, id);
CALL make_append_only('card_load_event');

GRANT SELECT, INSERT ON card_load, card_load_event TO vahid_hub;
GRANT UPDATE (state, attempt, credit, write_before, changed_at) ON card_load TO vahid_hub;

-- Readings that were handed in at the hub. A provider that takes none over its wire gets them as a list.
CREATE TABLE meter_reading (
  id uuid PRIMARY KEY,
  provider_id uuid NOT NULL REFERENCES provider (id),
  account text NOT NULL CHECK (length(account) BETWEEN 1 AND 100),
  serial text NOT NULL CHECK (serial ~ '^[0-9A-Za-z-]{1,40}$'),
  value bigint NOT NULL CHECK (value BETWEEN 0 AND 999999999),
  read_on date NOT NULL,
  state text NOT NULL CHECK (state IN ('stored', 'unsent', 'taken', 'refused')),
  handed_in_by text NOT NULL CHECK (handed_in_by ~ '^(citizen|teller):'),
  handed_in_at timestamptz NOT NULL
);
CREATE INDEX meter_reading_unsent ON meter_reading (handed_in_at) WHERE state = 'unsent';
CREATE INDEX meter_reading_of_meter ON meter_reading (provider_id, account, serial, value);
CREATE INDEX meter_reading_of_provider ON meter_reading (provider_id, handed_in_at);

-- Most units that a meter of the provider can use in a day: a reading beyond it is asked about.
CREATE TABLE meter_rule (
  provider_id uuid PRIMARY KEY REFERENCES provider (id),
  most_per_day integer NOT NULL CHECK (most_per_day BETWEEN 1 AND 1000000)
);

-- Tariffs in blocks, from a date on: [{"upTo", "priceMilli"}], thousandths of a minor unit as text.
CREATE TABLE block_tariff (
  provider_id uuid NOT NULL REFERENCES provider (id),
  valid_from date NOT NULL,
  period text NOT NULL CHECK (period IN ('month', 'year')),
  blocks jsonb NOT NULL,
  PRIMARY KEY (provider_id, valid_from)
);

GRANT SELECT, INSERT ON meter_reading, meter_rule, block_tariff TO vahid_hub;
GRANT UPDATE (state) ON meter_reading TO vahid_hub;
GRANT UPDATE (most_per_day) ON meter_rule TO vahid_hub;
GRANT DELETE ON meter_rule TO vahid_hub;
GRANT UPDATE (period, blocks) ON block_tariff TO vahid_hub;
