-- name: lock
-- Wait until no other migrator is at work in this database; ends with the session.
SELECT pg_advisory_lock(hashtext('twin.migrate'));

-- name: unlock
-- Let the next migrator in.
SELECT pg_advisory_unlock(hashtext('twin.migrate'));

-- name: make_table
-- Where the migrations that ran are written down: the file, and the checksum of what it said.
CREATE TABLE IF NOT EXISTS schema_migrations (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    applied_by text NOT NULL DEFAULT current_user
);

-- name: has_table
-- Whether any migration has ever run here.
SELECT to_regclass('schema_migrations') IS NOT NULL;

-- name: applied
-- The migrations that ran, with their checksums.
SELECT name, checksum FROM schema_migrations ORDER BY name;

-- name: record
-- Write down that a migration ran; only one that may change (roles.sql) is ever there already.
INSERT INTO schema_migrations (name, checksum) VALUES (%(name)s, %(checksum)s)
ON CONFLICT (name) DO UPDATE SET
    checksum = excluded.checksum, applied_at = now(), applied_by = current_user;

-- name: timescaledb_available
-- Whether this server has TimescaleDB, installed in this database or not.
SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb');
