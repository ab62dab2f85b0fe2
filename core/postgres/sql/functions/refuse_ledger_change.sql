-- Admits one change: tally.commit(), which runs as the owner, makes the ledger larger.
CREATE OR REPLACE FUNCTION tally.refuse_ledger_change()
RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_user = 'tally_owner' AND NEW.size > OLD.size THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% on tally.ledger is refused: the ledger only grows', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $$;

ALTER FUNCTION tally.refuse_ledger_change OWNER TO tally_owner;
