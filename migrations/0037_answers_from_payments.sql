-- What a key was answered with, where it was accepted, stands in the payments of its basket: it is made from them whenever it is asked
-- for again, and not written a second time with each payment. Keys of before keep their copy; nobody reads it.
--
-- Stop every process of the version before first: it would take a key without a copy for one that nobody used. A lane whose holder
-- was heard of a moment ago is waited for, since that may be the last sign of one that has just ended.
DO $$
BEGIN
  FOR attempt IN 1..20 LOOP
    EXIT WHEN NOT EXISTS (SELECT 1 FROM lane WHERE heartbeat_at > clock_timestamp() - interval '3 seconds');
    IF attempt = 20 THEN
      RAISE EXCEPTION 'a hub of the version before is running: stop all its processes, then migrate' USING ERRCODE = '55000';
    END IF;
    PERFORM pg_sleep(0.5);
  END LOOP;
END
$$;
ALTER TABLE idempotency_key ALTER COLUMN answer DROP NOT NULL;
COMMENT ON COLUMN idempotency_key.answer IS 'Why the basket was refused, word for word; null where it was accepted: its payments say that.';
