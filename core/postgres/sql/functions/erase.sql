-- Erases the salt and payload of one event for good, and what was made of the payload for readers;
-- header, position and proof stay. False if no event stands there. Erasing twice succeeds.
CREATE OR REPLACE FUNCTION tally.erase(erased_position bigint)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  there boolean;
BEGIN
  -- Nobody writes readable rows meanwhile; whoever does so afterwards sees that the body is gone.
  LOCK TABLE tally.readable IN SHARE ROW EXCLUSIVE MODE;
  UPDATE tally.records SET body = NULL
  WHERE position = erased_position AND erased_position < (SELECT size FROM tally.ledger);
  there := FOUND;
  UPDATE tally.readable SET payload = NULL, erased = true WHERE position = erased_position AND there;
  RETURN there;
END $$;

ALTER FUNCTION tally.erase OWNER TO tally_owner;
REVOKE ALL ON FUNCTION tally.erase FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tally.erase TO tally_redactor;
