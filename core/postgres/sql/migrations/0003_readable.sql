-- What people's tools read. The rows of events are `tally.records` from now on, so that
-- `tally.events` can be what one asks for: events with readable columns (sql/views/).
ALTER TABLE tally.events RENAME TO records;

-- What stands in an event's header and payload, in a form to be asked about. Written behind the
-- commits by whoever projects, and disposable: everything in it is made of tally.records.
CREATE TABLE tally.readable (
  position bigint NOT NULL,
  id uuid NOT NULL,
  stream text NOT NULL COLLATE "C",
  revision bigint NOT NULL,
  type text NOT NULL COLLATE "C",
  schema integer NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_on date NOT NULL,        -- The civil day of recorded_at in the ledger's zone.
  effective date NOT NULL,          -- The civil day of the fact; recorded_on where none was given.
  effective_stated text,            -- As the author wrote it.
  actor text NOT NULL COLLATE "C",
  org text COLLATE "C",
  role text COLLATE "C",
  channel text NOT NULL COLLATE "C",
  visibility text NOT NULL COLLATE "C",
  causation uuid,
  correlation uuid,
  basis jsonb NOT NULL,             -- [{"number","sha256"}]
  flags jsonb NOT NULL,             -- [{"rule","field"}], by the rules as the writing software has them.
  payload jsonb,                    -- Null when erased.
  erased boolean NOT NULL,
  CONSTRAINT readable_position PRIMARY KEY (position)
);
CREATE INDEX readable_type ON tally.readable (type, effective);
CREATE INDEX readable_stream ON tally.readable (stream, revision);

CREATE VIEW tally.events AS SELECT * FROM tally.readable;

-- Which view's rows stand at which position; 'events' is tally.readable. `effective` and `root` say
-- with what cutoff (E, K) the rows were made: K is `position`, a number of events. A view that is
-- asked for one project list has a row for each, the others one with ''.
CREATE TABLE tally.projection (
  view text NOT NULL COLLATE "C",
  of_list text NOT NULL DEFAULT '' COLLATE "C",
  version integer NOT NULL,
  position bigint NOT NULL CHECK (position >= 0),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  state_hash bytea CHECK (octet_length(state_hash) = 32),
  effective date,
  definition text NOT NULL,         -- What the rows' form was made of; another one: made anew.
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (view, of_list)
);

ALTER TABLE tally.readable OWNER TO tally_owner;
ALTER VIEW tally.events OWNER TO tally_owner;
ALTER TABLE tally.projection OWNER TO tally_owner;
GRANT SELECT ON tally.readable, tally.events, tally.projection TO tally_writer, tally_projector, tally_reader;
GRANT INSERT, UPDATE, DELETE, TRUNCATE ON tally.readable, tally.projection TO tally_projector;

-- The views' own tables, which whoever projects makes as the views' columns are.
CREATE SCHEMA tally_views;
ALTER SCHEMA tally_views OWNER TO tally_owner;
GRANT USAGE, CREATE ON SCHEMA tally_views TO tally_projector;
GRANT USAGE ON SCHEMA tally_views TO tally_writer, tally_reader;

-- A hint for those who follow: they look by themselves all the same.
CREATE TRIGGER tell_followers AFTER UPDATE ON tally.ledger
  FOR EACH ROW EXECUTE FUNCTION tally.tell_followers();
