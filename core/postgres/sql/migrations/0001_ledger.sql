-- The ledger: how many events there are, and the root of the tree over their headers. The one row
-- is the order of everything: whoever moves it has committed.
CREATE TABLE tally.ledger (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  size bigint NOT NULL CHECK (size >= 0),
  root bytea NOT NULL CHECK (octet_length(root) = 32)
) WITH (fillfactor = 10);  -- Every commit updates the row in place, in the same page.

-- The root of no events: SHA-256 of nothing.
INSERT INTO tally.ledger (size, root)
VALUES (0, '\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');

-- One row per event. `header` is the hashed bytes and `body` is salt and payload, null when erased;
-- all else repeats what stands in the header, for those who look for it.
CREATE TABLE tally.events (
  position bigint NOT NULL CHECK (position >= 0),
  id uuid NOT NULL,
  stream text NOT NULL COLLATE "C",
  revision bigint NOT NULL CHECK (revision >= 0),
  type text NOT NULL COLLATE "C",
  recorded_at timestamptz NOT NULL,
  header bytea NOT NULL CHECK (octet_length(header) <= 4096),
  body bytea,
  CONSTRAINT events_position PRIMARY KEY (position),
  CONSTRAINT events_id UNIQUE (id),
  CONSTRAINT events_stream UNIQUE (stream, revision)
);

-- What has been signed, so that two servers cannot sign different roots of one size.
CREATE TABLE tally.checkpoints (
  size bigint PRIMARY KEY CHECK (size > 0),
  root bytea NOT NULL CHECK (octet_length(root) = 32)
);

ALTER TABLE tally.ledger OWNER TO tally_owner;
ALTER TABLE tally.events OWNER TO tally_owner;
ALTER TABLE tally.checkpoints OWNER TO tally_owner;

GRANT SELECT ON tally.ledger, tally.events, tally.checkpoints, tally.migrations
  TO tally_writer, tally_projector, tally_reader;
GRANT SELECT ON tally.ledger, tally.migrations TO tally_redactor;
