-- name: engine
-- Which database this is. TimescaleDB's version is NULL where the extension is not installed.
SELECT
    current_setting('server_version') AS version,
    (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb') AS timescaledb;
