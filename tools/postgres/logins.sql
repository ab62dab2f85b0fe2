-- The logins of a ledger's database, and the roles of contracts C12 that they are members of
-- (core/postgres/HIGH_AVAILABILITY.md). Run once by a superuser, with the passwords as variables;
-- the tables are then made by tally init --store, as tally_admin.
\set ON_ERROR_STOP on
SET password_encryption = 'scram-sha-256';

CREATE ROLE tally_owner NOLOGIN;
CREATE ROLE tally_writer NOLOGIN;
CREATE ROLE tally_projector NOLOGIN;
CREATE ROLE tally_redactor NOLOGIN;
CREATE ROLE tally_reader NOLOGIN;

-- Makes and migrates the schema; no server runs with it.
CREATE ROLE tally_admin LOGIN CREATEROLE PASSWORD :'admin_password';
GRANT tally_owner, tally_writer, tally_reader TO tally_admin;
-- The server's own.
CREATE ROLE tallyd LOGIN PASSWORD :'tallyd_password';
GRANT tally_writer, tally_projector, tally_redactor, tally_reader TO tallyd;
-- For Grafana, Metabase, Excel.
CREATE ROLE tally_reports LOGIN PASSWORD :'reports_password';
GRANT tally_reader TO tally_reports;

CREATE DATABASE :"database" OWNER tally_admin ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO tally_admin;
GRANT CONNECT ON DATABASE :"database" TO tallyd, tally_reports;
