-- Where the ledger stands, with its row locked until the transaction ends: every commit that was
-- under way is decided, and no other can begin. With this, what is not recorded is certain.
CREATE OR REPLACE FUNCTION tally.lock_ledger(OUT size bigint, OUT root bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT ledger.size, ledger.root INTO STRICT size, root FROM tally.ledger FOR UPDATE;
END $$;

ALTER FUNCTION tally.lock_ledger OWNER TO tally_owner;
REVOKE ALL ON FUNCTION tally.lock_ledger FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tally.lock_ledger TO tally_writer;
