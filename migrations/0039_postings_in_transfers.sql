-- Why: four to six rows of `posting` for each payment were a fifth of what the lane costs. The postings of a transfer are written with it
-- and never change, so they stand in its row, as two arrays. Who reads them sees the rows of before: `posting` is a view.

-- In the order in which a hub makes months: this lock before the tables.
SELECT pg_advisory_xact_lock(7041, 1);
LOCK TABLE transfer, posting IN ACCESS EXCLUSIVE MODE;

-- Postings that the arrays cannot say are books that were tampered with: the verifier of the version before says where.
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM posting GROUP BY settlement_day, lane, transfer
             HAVING max(number) - min(number) + 1 <> count(*) OR min(currency::text) <> max(currency::text))
     OR EXISTS (SELECT 1 FROM (SELECT DISTINCT settlement_day, lane, transfer FROM posting) AS p
                  FULL JOIN transfer t ON t.settlement_day = p.settlement_day AND t.lane = p.lane AND t.number = p.transfer
                 WHERE t.number IS NULL OR p.transfer IS NULL) THEN
    RAISE EXCEPTION 'transfers and postings do not belong together: run `vahid verify` of the version before';
  END IF;
END
$$;

-- The months are set aside and written anew, in the order of their numbers: changing every row would leave them twice as large.
DO $$
DECLARE
  month text;
  index_name text;
BEGIN
  FOR month IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'transfer'::regclass LOOP
    EXECUTE format('ALTER TABLE transfer DETACH PARTITION %I', month);
    FOR index_name IN SELECT c.relname FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid WHERE x.indrelid = month::regclass LOOP
      EXECUTE format('ALTER INDEX %I RENAME TO %I', index_name, 'before_' || index_name);
    END LOOP;
    EXECUTE format('ALTER TABLE %I RENAME TO %I', month, 'before_' || month);
  END LOOP;
END
$$;

ALTER TABLE transfer
  -- Number of the first posting; the others follow it, over all transfers of a lane without gaps.
  ADD COLUMN first_posting bigint NOT NULL,
  ADD COLUMN currency currency_code NOT NULL,
  -- The postings, line by line: the account, and the signed amount in minor units.
  ADD COLUMN account_ids bigint[] NOT NULL,
  ADD COLUMN amounts bigint[] NOT NULL;

-- What is written is held to this, a statement at a time, or refused whole: two lines or more, each with an account of the
-- transfer's currency and an amount other than nought, which together come to nought. It runs for every batch of payments: it reads
-- the arrays side by side and an account once, and only where something is wrong it is looked for.
CREATE OR REPLACE FUNCTION check_transfer_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  broken record;
BEGIN
  IF EXISTS (SELECT 1 FROM added
              WHERE array_ndims(account_ids) IS DISTINCT FROM 1 OR array_lower(account_ids, 1) <> 1 OR cardinality(account_ids) < 2
                 OR array_ndims(amounts) IS DISTINCT FROM 1 OR array_lower(amounts, 1) <> 1)
     OR EXISTS (SELECT 1 FROM (SELECT lane, number, unnest(account_ids) AS account_id, unnest(amounts) AS amount FROM added) AS line
                 GROUP BY number, lane
                HAVING count(account_id) <> count(*) OR count(nullif(amount, 0)) <> count(*) OR sum(amount) <> 0) THEN
    SELECT lane, number, currency, (SELECT sum(amount) FROM unnest(amounts) AS amount) AS total INTO broken FROM added
     WHERE (SELECT sum(amount) FROM unnest(amounts) AS amount) <> 0 ORDER BY lane, number LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'transfer % of lane % does not balance in %: %', broken.number, broken.lane, broken.currency, broken.total
        USING ERRCODE = '23514';
    END IF;
    RAISE EXCEPTION 'a transfer has two postings or more, each with an account and an amount' USING ERRCODE = '23514';
  END IF;
  SELECT account_id, currency INTO broken
    FROM (SELECT DISTINCT unnest(account_ids) AS account_id, currency::text COLLATE "C" AS currency FROM added) AS named
   WHERE (SELECT a.currency::text COLLATE "C" FROM ledger_account a WHERE a.id = named.account_id) IS DISTINCT FROM named.currency LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'there is no account % in %', broken.account_id, broken.currency USING ERRCODE = '23503';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER balanced AFTER INSERT ON transfer REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION check_transfer_balanced();

CREATE OR REPLACE FUNCTION make_month_partitions(some_day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE
  first_day date := date_trunc('month', some_day)::date;
  next_month date := (date_trunc('month', some_day) + interval '1 month')::date;
  parent text;
  child text;
BEGIN
  PERFORM pg_advisory_xact_lock(7041, 1);
  FOREACH parent IN ARRAY ARRAY['transfer', 'payment', 'delivery', 'delivery_attempt'] LOOP
    child := parent || '_' || to_char(first_day, 'YYYYMM');
    CONTINUE WHEN to_regclass(child) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', child, parent);
    EXECUTE format('ALTER TABLE %I ADD CHECK (settlement_day >= %L AND settlement_day < %L)', child, first_day, next_month);
    IF parent = 'delivery' THEN
      EXECUTE format('ALTER TABLE %I SET (fillfactor = 50)', child);
    ELSE
      EXECUTE format('CALL make_append_only(%L)', child);
    END IF;
    IF parent = 'transfer' THEN
      EXECUTE format('CREATE TRIGGER balanced AFTER INSERT ON %I REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION check_transfer_balanced()', child);
    END IF;
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, child, first_day, next_month);
  END LOOP;
END
$$;

-- Month by month. What is moved was checked when it was posted, and is not checked again.
DO $$
DECLARE
  before text;
  month text;
  first_day date;
BEGIN
  FOR before IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                   AND relname ~ '^before_transfer_[0-9]{6}$' ORDER BY relname LOOP
    month := substr(before, length('before_') + 1);
    first_day := to_date(right(before, 6), 'YYYYMM');
    PERFORM make_month_partitions(first_day);
    EXECUTE format('ALTER TABLE %I DISABLE TRIGGER balanced', month);
    EXECUTE format(
      'INSERT INTO %I (settlement_day, lane, number, kind, payment_id, payment_day, reverses, batch, posted_at, first_posting, currency,
                       account_ids, amounts)
       SELECT settlement_day, lane, t.number, t.kind, t.payment_id, t.payment_day, t.reverses, t.batch, t.posted_at, p.first_posting,
              p.currency, p.account_ids, p.amounts
         FROM %I t
         JOIN (SELECT settlement_day, lane, transfer AS number, min(number) AS first_posting, min(currency::text) AS currency,
                      array_agg(account_id ORDER BY number) AS account_ids, array_agg(amount ORDER BY number) AS amounts
                 FROM posting WHERE settlement_day >= %L AND settlement_day < %L GROUP BY settlement_day, lane, transfer) AS p
              USING (settlement_day, lane, number)
        ORDER BY settlement_day, lane, number',
      month, before, first_day, (first_day + interval '1 month')::date);
    EXECUTE format('ALTER TABLE %I ENABLE TRIGGER balanced', month);
    EXECUTE format('DROP TABLE %I', before);
    EXECUTE format('ANALYZE %I', month);
  END LOOP;
END
$$;
DROP TABLE posting;

-- A row for each line. It reads whole transfers: who looks for postings names the day and the numbers of their transfers. Statements
-- that read very many of them unnest the arrays themselves, in the select list, which costs a quarter.
CREATE VIEW posting AS
SELECT t.settlement_day, t.lane, t.first_posting + line.place - 1 AS number, t.number AS transfer, line.account_id, t.currency, line.amount
  FROM transfer t CROSS JOIN LATERAL unnest(t.account_ids, t.amounts) WITH ORDINALITY AS line (account_id, amount, place);
GRANT SELECT ON posting TO vahid_hub;
