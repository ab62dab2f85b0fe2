-- Erases the salt and payload of one event for good; header, position and proof stay. False if no
-- event stands there. Erasing twice succeeds.
CREATE OR REPLACE FUNCTION tally.erase(erased_position bigint)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE tally.events SET body = NULL
  WHERE position = erased_position AND erased_position < (SELECT size FROM tally.ledger);
  RETURN FOUND;
END $$;

ALTER FUNCTION tally.erase OWNER TO tally_owner;
REVOKE ALL ON FUNCTION tally.erase FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tally.erase TO tally_redactor;
