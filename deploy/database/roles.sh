#!/bin/bash
# Make the group roles that the migrations give rights to, and the logins of our services.
# The image runs this once, as superuser, while it makes a new database.
set -euo pipefail

password() { cat "/run/secrets/database_$1"; }

# psql quotes the values itself, and they do not show in the list of processes of the machine.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname twin <<SQL
\set owner_password '$(password owner)'
\set ingest_password '$(password ingest)'
\set write_password '$(password write)'
\set api_password '$(password api)'

CREATE EXTENSION IF NOT EXISTS timescaledb;

CREATE ROLE twin_owner NOLOGIN;
CREATE ROLE twin_ingest NOLOGIN;
CREATE ROLE twin_write NOLOGIN;
CREATE ROLE twin_api NOLOGIN;

-- Owns the database and what the migrations make in it.
CREATE ROLE owner LOGIN PASSWORD :'owner_password' IN ROLE twin_owner;
CREATE ROLE ingest LOGIN PASSWORD :'ingest_password' IN ROLE twin_ingest;
CREATE ROLE write LOGIN PASSWORD :'write_password' IN ROLE twin_write;
CREATE ROLE api LOGIN PASSWORD :'api_password' IN ROLE twin_api;

ALTER DATABASE twin OWNER TO owner;
ALTER SCHEMA public OWNER TO owner;
REVOKE ALL ON DATABASE twin FROM PUBLIC;
GRANT CONNECT ON DATABASE twin TO twin_owner, twin_ingest, twin_write, twin_api;
SQL
