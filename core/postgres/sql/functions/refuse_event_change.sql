-- Admits one change: tally.erase(), which runs as the owner, takes a body away and alters nothing else.
CREATE OR REPLACE FUNCTION tally.refuse_event_change()
RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_user = 'tally_owner' AND NEW.body IS NULL
     AND (NEW.position, NEW.id, NEW.stream, NEW.revision, NEW.type, NEW.recorded_at, NEW.header)
       = (OLD.position, OLD.id, OLD.stream, OLD.revision, OLD.type, OLD.recorded_at, OLD.header) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% on tally.records is refused: an event stays as it was recorded', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $$;

ALTER FUNCTION tally.refuse_event_change OWNER TO tally_owner;
