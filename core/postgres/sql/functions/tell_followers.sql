-- The ledger has grown. A notification may be lost, and nothing but time is lost with it.
CREATE OR REPLACE FUNCTION tally.tell_followers()
RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_notify('tally', NEW.size::text);
  RETURN NULL;
END $$;

ALTER FUNCTION tally.tell_followers OWNER TO tally_owner;
