-- Why: closing a day of a million payments and more. The rows of a cut day are added up in pieces, report files are written
-- in parts, and what the close must check is kept with it. Only the day that is closed next is ever in preparation.

-- Files of the reports, in parts of bounded size. Written while the day is prepared, fixed once it is closed.
CREATE TABLE settlement_report_part (
  day date NOT NULL REFERENCES settlement_window (day),
  provider_id uuid NOT NULL,
  currency currency_code NOT NULL,
  format text NOT NULL CHECK (format IN ('csv', 'pdf')),
  part integer NOT NULL CHECK (part >= 1),
  bytes bytea NOT NULL,
  PRIMARY KEY (day, provider_id, currency, format, part)
);
CREATE FUNCTION refuse_change_of_closed_day() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed date := CASE TG_OP WHEN 'INSERT' THEN NEW.day ELSE OLD.day END;
BEGIN
  IF TG_OP = 'UPDATE' OR EXISTS (SELECT 1 FROM settlement_window WHERE day = changed AND state = 'closed') THEN
    RAISE EXCEPTION 'the files of % are fixed', changed USING ERRCODE = '42501';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER fixed_with_the_day BEFORE INSERT OR UPDATE OR DELETE ON settlement_report_part
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_closed_day();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON settlement_report_part
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Days closed before this step have their files here; later ones have parts.
ALTER TABLE settlement_report ALTER COLUMN csv DROP NOT NULL, ALTER COLUMN pdf DROP NOT NULL;

-- What a close has checked, and with which outcome. A check that held the close up stands here with each outcome it had.
CREATE TABLE close_check (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  day date NOT NULL REFERENCES settlement_window (day),
  number smallint NOT NULL CHECK (number BETWEEN 1 AND 18),
  "check" text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('ok', 'failed', 'not_applicable')),
  detail text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX close_check_of_day ON close_check (day, number, id);
CALL make_append_only('close_check');

-- The sums of the day in preparation. Unlogged: a server that dies loses all of it together, and the close begins anew.
CREATE UNLOGGED TABLE closing (
  lane smallint PRIMARY KEY,
  -- Never given out twice while the server lives: tells a preparation from the one before it.
  id bigint GENERATED ALWAYS AS IDENTITY,
  day date NOT NULL,
  value_date date NOT NULL,
  -- Batches not yet added up: from next_batch through last_batch, batches_at_once in a piece.
  next_batch bigint NOT NULL,
  last_batch bigint NOT NULL,
  batches_at_once bigint NOT NULL,
  transfers bigint NOT NULL DEFAULT 0,
  payments bigint NOT NULL DEFAULT 0,
  last_receipt bigint NOT NULL DEFAULT 0
);
CREATE UNLOGGED TABLE closing_account (
  account_id bigint NOT NULL,
  lane smallint NOT NULL,
  -- Postings of payments.
  debits bigint NOT NULL,
  credits bigint NOT NULL,
  -- Net of the movements that belong to no payment.
  moved bigint NOT NULL,
  PRIMARY KEY (account_id, lane)
);
-- An agent's payments for a provider. Numbers count each payment once a day for whom it touches.
CREATE UNLOGGED TABLE closing_pair (
  agent_id uuid NOT NULL,
  provider_id uuid NOT NULL,
  currency text NOT NULL,
  accepted bigint NOT NULL,
  accepted_amount bigint NOT NULL,
  charged bigint NOT NULL,
  confirmed bigint NOT NULL,
  confirmed_amount bigint NOT NULL,
  transit bigint NOT NULL,
  transit_amount bigint NOT NULL,
  refundable bigint NOT NULL,
  invoiced bigint NOT NULL,
  commission bigint NOT NULL,
  fees bigint NOT NULL,
  vat bigint NOT NULL,
  undone bigint NOT NULL,
  settled bigint NOT NULL,
  PRIMARY KEY (agent_id, provider_id, currency)
);
-- The lines of the reports, in their order.
CREATE UNLOGGED TABLE closing_line (
  provider_id uuid NOT NULL,
  currency text NOT NULL,
  receipt_number text NOT NULL,
  number bigint NOT NULL,
  lane smallint NOT NULL,
  kind text NOT NULL,
  mode text NOT NULL,
  account text NOT NULL,
  agent_id uuid NOT NULL,
  accepted_at timestamptz NOT NULL,
  posted_at timestamptz NOT NULL,
  provider_transaction text,
  amount bigint NOT NULL,
  fee bigint NOT NULL,
  vat bigint NOT NULL,
  PRIMARY KEY (provider_id, currency, receipt_number, number, lane)
);
CREATE UNLOGGED TABLE closing_report (
  provider_id uuid NOT NULL,
  currency text NOT NULL,
  lines bigint NOT NULL DEFAULT 0,
  payments bigint NOT NULL DEFAULT 0,
  gross bigint NOT NULL DEFAULT 0,
  cancelled bigint NOT NULL DEFAULT 0,
  -- Fees that are taken out of the payout, and those that are invoiced.
  withheld_fee bigint NOT NULL DEFAULT 0,
  withheld_vat bigint NOT NULL DEFAULT 0,
  invoiced_lines bigint NOT NULL DEFAULT 0,
  invoiced_fee bigint NOT NULL DEFAULT 0,
  invoiced_vat bigint NOT NULL DEFAULT 0,
  brought_forward bigint NOT NULL DEFAULT 0,
  -- Set with the files.
  mode text,
  fee bigint,
  vat bigint,
  net bigint,
  payout_order text,
  iban text,
  csv_sha256 bytea,
  pdf_sha256 bytea,
  is_written boolean NOT NULL DEFAULT false,
  PRIMARY KEY (provider_id, currency)
);
-- What the checks of the pieces have found, at most some hundreds.
CREATE UNLOGGED TABLE closing_finding (
  "check" text NOT NULL,
  subject text NOT NULL,
  detail text NOT NULL
);

-- Keys are stored in the order of their payments: the keys of a moment are found without an index that every payment pays for.
CREATE INDEX IF NOT EXISTS idempotency_key_created ON idempotency_key USING brin (created_at) WITH (autosummarize = on);

GRANT SELECT, INSERT, DELETE ON settlement_report_part TO vahid_hub;
GRANT SELECT, INSERT ON close_check TO vahid_hub;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON closing, closing_account, closing_pair, closing_line, closing_report, closing_finding
  TO vahid_hub;
