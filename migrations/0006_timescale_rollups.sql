-- Runs only where TimescaleDB is available: observations become a hypertable with compression, the
-- roll-ups become continuous aggregates. Names, columns and answers are those of 0005.

-- Needs a superuser or a database owner (the extension is trusted), and a preloaded library.
CREATE EXTENSION IF NOT EXISTS timescaledb;

-- A database that began without the extension has the views of 0005.
DROP VIEW IF EXISTS observations_hourly, observations_daily;

-- A week per chunk: the indexes of the newest chunks stay in memory. Rows that are there move along.
SELECT create_hypertable(
    'observations', by_range('phenomenon_time', INTERVAL '7 days'), migrate_data => true
);

-- Segments of one datastream ordered by time compress best and are read as they are asked for.
ALTER TABLE observations SET (
    timescaledb.compress,
    timescaledb.compress_segmentby = 'datastream_id',
    timescaledb.compress_orderby = 'phenomenon_time'
);

-- After two weeks few readings still arrive; those that do are accepted in compressed chunks too.
SELECT add_compression_policy('observations', compress_after => INTERVAL '14 days');

-- Per hour. Real-time: the part that has not been materialised yet is computed when asked for.
-- WITH NO DATA lets it run inside the transaction of this migration; the policy below fills it.
CREATE MATERIALIZED VIEW observations_hourly
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT
    datastream_id,
    time_bucket(INTERVAL '1 hour', phenomenon_time) AS bucket,
    avg(value) AS mean,
    min(value) AS minimum,
    max(value) AS maximum,
    sum(value) AS total,
    count(*) AS count
FROM observations
GROUP BY 1, 2
WITH NO DATA;

-- Per day from midnight in Amsterdam; otherwise as per hour.
CREATE MATERIALIZED VIEW observations_daily
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT
    datastream_id,
    time_bucket(INTERVAL '1 day', phenomenon_time, 'Europe/Amsterdam') AS bucket,
    avg(value) AS mean,
    min(value) AS minimum,
    max(value) AS maximum,
    sum(value) AS total,
    count(*) AS count
FROM observations
GROUP BY 1, 2
WITH NO DATA;

-- No start: a reading that comes years late is rolled up too, within ten minutes. Only what changed
-- is computed again.
SELECT add_continuous_aggregate_policy(
    'observations_hourly',
    start_offset => NULL, end_offset => INTERVAL '1 hour', schedule_interval => INTERVAL '10 minutes'
);

-- The same for days; today is always computed when asked for.
SELECT add_continuous_aggregate_policy(
    'observations_daily',
    start_offset => NULL, end_offset => INTERVAL '1 day', schedule_interval => INTERVAL '1 hour'
);
