-- Runs only where TimescaleDB is not available: the roll-ups as ordinary views, with the names,
-- columns and answers that 0006 gives as continuous aggregates.

-- Per hour of UTC, which is also an hour of the clock in the Netherlands.
CREATE VIEW observations_hourly AS
SELECT
    datastream_id,
    date_bin('1 hour', phenomenon_time, TIMESTAMPTZ '2000-01-01 00:00:00+00') AS bucket,
    avg(value) AS mean,
    min(value) AS minimum,
    max(value) AS maximum,
    sum(value) AS total,
    count(*) AS count
FROM observations
GROUP BY 1, 2;

-- Per day as residents count days: from midnight in Amsterdam, so 23 or 25 hours when clocks change.
CREATE VIEW observations_daily AS
SELECT
    datastream_id,
    date_trunc('day', phenomenon_time, 'Europe/Amsterdam') AS bucket,
    avg(value) AS mean,
    min(value) AS minimum,
    max(value) AS maximum,
    sum(value) AS total,
    count(*) AS count
FROM observations
GROUP BY 1, 2;
