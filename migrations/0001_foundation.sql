-- Why: two roles from the first day. The owner migrates; the hub connects as a member of `vahid_hub` and takes that
-- role on, because an owner ignores REVOKE. Every later migration grants `vahid_hub` exactly what a table needs.
-- Roles belong to the whole server, so a second database (a test's, the demo's) finds the role already there.
DO $$
BEGIN
  CREATE ROLE vahid_hub NOLOGIN;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

DO $$
BEGIN
  IF NOT pg_has_role(current_user, 'vahid_hub', 'MEMBER') OR
     NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper) THEN
    EXECUTE format('GRANT vahid_hub TO %I', current_user);
  END IF;
EXCEPTION
  WHEN unique_violation OR object_in_use THEN NULL; -- two migrators of two databases granted it at once
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO vahid_hub;

-- ISO 4217 codes the hub keeps books in; the same list as src/kernel/money.ts, which a test compares.
CREATE DOMAIN currency_code AS text CHECK (VALUE IN ('AZN', 'EUR', 'RUB'));
CREATE DOMAIN language_code AS text CHECK (VALUE IN ('az', 'ru', 'en'));

-- Refuses any change of rows that are history. Installed per statement, on the parent and on every partition, because
-- a parent's statement triggers do not fire for a statement that names the partition.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: these rows are history', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END
$$;

CREATE PROCEDURE make_append_only(target regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    target);
END
$$;
