-- Commits events in one go: they lie in `packed` one behind another, header then body, and the arrays
-- say where. `starts` are byte offsets from 0; a body of size -1 is erased. The events take the
-- positions from `base_size` on, if the ledger still stands there: the compare-and-swap on its one
-- row is the last statement before COMMIT, so positions are in commit order and without gaps.
-- Fails with TA001 when somebody else has committed since.
CREATE OR REPLACE FUNCTION tally.commit(
  base_size bigint, base_root bytea, new_root bytea, packed bytea,
  starts integer[], header_sizes integer[], body_sizes integer[], stream_sizes integer[],
  type_sizes integer[], ids uuid[], revisions bigint[], recorded timestamptz[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- Spares the work where it is known to be lost; the last statement decides.
  PERFORM FROM tally.ledger WHERE size = base_size AND root = base_root;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the ledger has moved on' USING ERRCODE = 'TA001';
  END IF;

  -- A header is version and suite (2 bytes), the proposal's length (4), then the proposal: id (16),
  -- stream and type, each behind its length (4). core/event/FORMAT.md draws it.
  INSERT INTO tally.records (position, id, stream, revision, type, recorded_at, header, body)
  SELECT base_size + number - 1,
         id,
         convert_from(substring(packed FROM start + 27 FOR stream_size), 'UTF8'),
         revision,
         convert_from(substring(packed FROM start + 31 + stream_size FOR type_size), 'UTF8'),
         at_time,
         substring(packed FROM start + 1 FOR header_size),
         CASE WHEN body_size >= 0 THEN substring(packed FROM start + 1 + header_size FOR body_size) END
  FROM unnest(starts, header_sizes, body_sizes, stream_sizes, type_sizes, ids, revisions, recorded)
    WITH ORDINALITY AS
    event(start, header_size, body_size, stream_size, type_size, id, revision, at_time, number);

  UPDATE tally.ledger SET size = base_size + cardinality(starts), root = new_root
  WHERE size = base_size AND root = base_root;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the ledger has moved on' USING ERRCODE = 'TA001';
  END IF;
END $$;

ALTER FUNCTION tally.commit OWNER TO tally_owner;
REVOKE ALL ON FUNCTION tally.commit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tally.commit TO tally_writer;
