-- Runs only where TimescaleDB is available: the roll-ups of 0006 from values as 0021 has them, with the
-- mean as in 0022. They are computed again from the observations; until the policies have done so, at
-- each question.

-- Their policies go with them.
DROP MATERIALIZED VIEW observations_hourly;

-- The other one.
DROP MATERIALIZED VIEW observations_daily;

-- Per hour. Real-time: the part that has not been materialised yet is computed when asked for.
-- WITH NO DATA lets it run inside the transaction of this migration; the policy below fills it.
CREATE MATERIALIZED VIEW observations_hourly
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT
    datastream_id,
    time_bucket(INTERVAL '1 hour', phenomenon_time) AS bucket,
    sum(measured(value, digits, decimals)) / count(*) AS mean,
    min(measured(value, digits, decimals)) AS minimum,
    max(measured(value, digits, decimals)) AS maximum,
    sum(measured(value, digits, decimals)) AS total,
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
    sum(measured(value, digits, decimals)) / count(*) AS mean,
    min(measured(value, digits, decimals)) AS minimum,
    max(measured(value, digits, decimals)) AS maximum,
    sum(measured(value, digits, decimals)) AS total,
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
