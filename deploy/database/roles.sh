#!/bin/bash
# Make the group roles that the migrations give rights to and the logins of our services, those that
# are not there yet, and give the logins the passwords of the secrets. The image runs this as superuser
# while it makes a new database; run it again after an upgrade or a new password (docs/operations.md).
set -euo pipefail

password() { cat "/run/secrets/database_$1"; }

# psql quotes the values itself, and they do not show in the list of processes of the machine.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname twin <<SQL
\set owner_password '$(password owner)'
\set ingest_password '$(password ingest)'
\set write_password '$(password write)'
\set api_password '$(password api)'

CREATE EXTENSION IF NOT EXISTS timescaledb;

-- Each login is a member of the group of its name. owner owns the database and what the migrations
-- make in it; write is what the API uses for who has a key.
CREATE TEMPORARY TABLE wanted (login text, password text);
INSERT INTO wanted VALUES
    ('owner', :'owner_password'), ('ingest', :'ingest_password'), ('write', :'write_password'),
    ('api', :'api_password');

-- The groups.
SELECT format('CREATE ROLE %I NOLOGIN', 'twin_' || login) FROM wanted
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'twin_' || login) \gexec

-- The logins.
SELECT format('CREATE ROLE %I LOGIN IN ROLE %I', login, 'twin_' || login) FROM wanted
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) \gexec

-- Their passwords.
SELECT format('ALTER ROLE %I PASSWORD %L', login, password) FROM wanted \gexec

ALTER DATABASE twin OWNER TO owner;
ALTER SCHEMA public OWNER TO owner;
REVOKE ALL ON DATABASE twin FROM PUBLIC;
GRANT CONNECT ON DATABASE twin TO twin_owner, twin_ingest, twin_write, twin_api;
SQL
