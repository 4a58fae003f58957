-- Why: thousands of payments a second pass through `delivery` and `outbox`; what changes at every step must touch as few
-- indexes as possible, and a person must be able to decide where no answer ever comes.

-- The queue in order of acceptance. A claim changes none of its columns, so that the new version of the row stays on its
-- page (HOT) and no index is written; the row leaves the index when the provider's part is over.
CREATE INDEX delivery_open ON delivery (provider_id, receipt_number) WHERE next_action_at IS NOT NULL;
DROP INDEX delivery_due;
-- Leases are looked for in the queue's own index: leased rows are its oldest ones.
DROP INDEX delivery_lease;

-- Attempts in a row that ended without an answer of the adapter, or did not end at all.
ALTER TABLE delivery ADD COLUMN failures integer NOT NULL DEFAULT 0;
GRANT UPDATE (failures) ON delivery TO vahid_hub;

-- What was published is not kept: payments and messages say themselves what became of them, and a table that stays small
-- is read by its key alone. Rows that an older relay marks in the meantime are removed by the next one.
GRANT DELETE ON outbox TO vahid_hub;
DROP INDEX outbox_due;
DELETE FROM outbox WHERE published_at IS NOT NULL;

-- A case is decided by two people: one proposes, another approves, and only the approval carries it out.
ALTER TABLE review_case
  ADD COLUMN owner text,
  ADD COLUMN taken_at timestamptz,
  ADD COLUMN action text CHECK (action IN ('confirmed', 'rejected', 'cancelled', 'cancel-refused', 'close')),
  ADD COLUMN provider_transaction text,
  ADD COLUMN reason text,
  ADD COLUMN proposed_by text,
  ADD COLUMN proposed_at timestamptz,
  ADD COLUMN approved_by text,
  ADD COLUMN approved_at timestamptz,
  ADD CHECK ((action IS NULL) = (proposed_by IS NULL) AND (action IS NULL) = (reason IS NULL)),
  ADD CHECK (approved_by IS NULL OR approved_by <> proposed_by);
CREATE INDEX review_case_open ON review_case (opened_at, id) WHERE state = 'open';
GRANT UPDATE (owner, taken_at, action, provider_transaction, reason, proposed_by, proposed_at, approved_by, approved_at)
  ON review_case TO vahid_hub;

-- Half of a page of `delivery` stays free for the next version of its rows: a claim then needs no index entry (HOT).
CREATE OR REPLACE FUNCTION make_month_partitions(some_day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE
  first_day date := date_trunc('month', some_day)::date;
  next_month date := (date_trunc('month', some_day) + interval '1 month')::date;
  parent text;
  child text;
BEGIN
  PERFORM pg_advisory_xact_lock(7041, 1);
  FOREACH parent IN ARRAY ARRAY['transfer', 'posting', 'payment', 'delivery', 'delivery_attempt'] LOOP
    child := parent || '_' || to_char(first_day, 'YYYYMM');
    CONTINUE WHEN to_regclass(child) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', child, parent);
    EXECUTE format('ALTER TABLE %I ADD CHECK (settlement_day >= %L AND settlement_day < %L)', child, first_day, next_month);
    IF parent = 'delivery' THEN
      EXECUTE format('ALTER TABLE %I SET (fillfactor = 50)', child);
    ELSE
      EXECUTE format('CALL make_append_only(%L)', child);
    END IF;
    IF parent = 'posting' THEN
      EXECUTE format('CREATE TRIGGER balanced AFTER INSERT ON %I REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION check_transfer_balanced()', child);
    END IF;
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, child, first_day, next_month);
  END LOOP;
END
$$;
DO $$
DECLARE
  month regclass;
BEGIN
  FOR month IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'delivery'::regclass LOOP
    EXECUTE format('ALTER TABLE %s SET (fillfactor = 50)', month);
  END LOOP;
END
$$;
