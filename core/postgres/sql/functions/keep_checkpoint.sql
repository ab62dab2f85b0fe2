-- Before {size, root} is signed it stands here. Returns the root that was kept for this size: another
-- one than `signed_root` means that somebody signs, or has signed, something else.
CREATE OR REPLACE FUNCTION tally.keep_checkpoint(signed_size bigint, signed_root bytea)
RETURNS bytea LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO tally.checkpoints (size, root) VALUES (signed_size, signed_root)
  ON CONFLICT (size) DO NOTHING;
  RETURN (SELECT root FROM tally.checkpoints WHERE size = signed_size);
END $$;

ALTER FUNCTION tally.keep_checkpoint OWNER TO tally_owner;
REVOKE ALL ON FUNCTION tally.keep_checkpoint FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tally.keep_checkpoint TO tally_writer;
