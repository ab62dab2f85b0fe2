-- What everything else stands on; run before functions and migrations, and harmless when repeated.
-- The roles of contracts C12: none of them logs in, a login of one's own is made a member. Roles
-- belong to the whole server, so they may be there already.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['tally_owner', 'tally_writer', 'tally_projector', 'tally_redactor',
                              'tally_reader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', name);
    END IF;
  END LOOP;
  -- Whoever sets up may only hand over to a role that he is a member of; he writes the first events,
  -- and looks at what he made.
  FOREACH name IN ARRAY ARRAY['tally_owner', 'tally_writer', 'tally_reader'] LOOP
    IF NOT pg_has_role(current_user, name, 'MEMBER') THEN
      EXECUTE format('GRANT %I TO %I', name, current_user);
    END IF;
  END LOOP;
END $$;

CREATE SCHEMA IF NOT EXISTS tally;
GRANT USAGE ON SCHEMA tally TO tally_writer, tally_projector, tally_redactor, tally_reader;
GRANT USAGE, CREATE ON SCHEMA tally TO tally_owner;

-- Which migrations have been applied, each once and in order.
CREATE TABLE IF NOT EXISTS tally.migrations (
  number integer PRIMARY KEY,
  name text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);
