-- Why: one process at a time writes the books in batches. It proves in each statement that it still holds the lane and that
-- nothing moved under it; another process takes its place when it dies or stands still.

-- Stops a statement in which something else was found than what was decided on: everything it did is undone with it.
-- VH001: the lane is held in another epoch, or its numbers moved. VH002: a row is not as it was when it was read.
CREATE FUNCTION expect_rows(what text, counted bigint, wanted bigint, state text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF counted <> wanted THEN
    RAISE EXCEPTION '%: % rows, not %', what, counted, wanted USING ERRCODE = state;
  END IF;
  RETURN true;
END
$$;
REVOKE ALL ON FUNCTION expect_rows(text, bigint, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION expect_rows(text, bigint, bigint, text) TO vahid_hub;

-- Ends the session that holds a lane's advisory lock. A process that stands still keeps its locks, and TCP keep-alive takes
-- two hours to notice. Runs with the owner's rights, since the hub's role may end nobody's session.
CREATE FUNCTION end_lane_holder(lane_id integer) RETURNS bigint LANGUAGE sql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
  SELECT count(*) FROM (
    SELECT pg_terminate_backend(l.pid, 2000) AS ended FROM pg_locks l
     WHERE l.locktype = 'advisory' AND l.classid = 7042 AND l.objid = lane_id AND l.objsubid = 2 AND l.granted
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS gone
   WHERE ended
$$;
REVOKE ALL ON FUNCTION end_lane_holder(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_lane_holder(integer) TO vahid_hub;
