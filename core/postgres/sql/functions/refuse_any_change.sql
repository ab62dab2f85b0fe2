CREATE OR REPLACE FUNCTION tally.refuse_any_change()
RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% on tally.% is refused: the ledger only grows', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

ALTER FUNCTION tally.refuse_any_change OWNER TO tally_owner;
