-- Runs only where TimescaleDB is not available: the roll-ups of 0005 and 0007 from values as 0021 has
-- them. The mean is made from the sum, since avg() squares and so fails on what is merely large.

-- Per hour of UTC, which is also an hour of the clock in the Netherlands.
CREATE OR REPLACE VIEW observations_hourly AS
SELECT
    datastream_id,
    date_bin('1 hour', phenomenon_time, TIMESTAMPTZ '2000-01-01 00:00:00+00') AS bucket,
    sum(measured(value, digits, decimals)) / count(*) AS mean,
    min(measured(value, digits, decimals)) AS minimum,
    max(measured(value, digits, decimals)) AS maximum,
    sum(measured(value, digits, decimals)) AS total,
    count(*) AS count
FROM observations
GROUP BY 1, 2;

-- Per day as residents count days: from midnight in Amsterdam, so 23 or 25 hours when clocks change.
CREATE OR REPLACE VIEW observations_daily AS
SELECT
    datastream_id,
    date_trunc('day', phenomenon_time, 'Europe/Amsterdam') AS bucket,
    sum(measured(value, digits, decimals)) / count(*) AS mean,
    min(measured(value, digits, decimals)) AS minimum,
    max(measured(value, digits, decimals)) AS maximum,
    sum(measured(value, digits, decimals)) AS total,
    count(*) AS count
FROM observations
GROUP BY 1, 2;

-- The hours of UTC that overlap the time from `since` up to but without `until`. OFFSET 0 keeps the value
-- of an observation from being computed for each aggregate again.
CREATE OR REPLACE FUNCTION hours_of(stream bigint, since timestamptz, until timestamptz)
RETURNS TABLE (
    bucket timestamptz, mean double precision, minimum double precision, maximum double precision,
    total double precision, count bigint
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        date_bin('1 hour', phenomenon_time, TIMESTAMPTZ '2000-01-01 00:00:00+00'),
        sum(one.value) / count(*), min(one.value), max(one.value), sum(one.value), count(*)
    FROM (
        SELECT phenomenon_time, measured(value, digits, decimals) AS value
        FROM observations
        WHERE datastream_id = stream
            AND phenomenon_time >= date_trunc('hour', since, 'UTC')
            AND phenomenon_time
                < date_trunc('hour', until - INTERVAL '1 microsecond', 'UTC') + INTERVAL '1 hour'
        OFFSET 0
    ) AS one
    GROUP BY 1
$$;

-- The same for days in Amsterdam; the next midnight is found on the clock there, since a day may
-- have 23 or 25 hours.
CREATE OR REPLACE FUNCTION days_of(stream bigint, since timestamptz, until timestamptz)
RETURNS TABLE (
    bucket timestamptz, mean double precision, minimum double precision, maximum double precision,
    total double precision, count bigint
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        date_trunc('day', phenomenon_time, 'Europe/Amsterdam'),
        sum(one.value) / count(*), min(one.value), max(one.value), sum(one.value), count(*)
    FROM (
        SELECT phenomenon_time, measured(value, digits, decimals) AS value
        FROM observations
        WHERE datastream_id = stream
            AND phenomenon_time >= date_trunc('day', since, 'Europe/Amsterdam')
            AND phenomenon_time < (
                date_trunc('day', (until - INTERVAL '1 microsecond') AT TIME ZONE 'Europe/Amsterdam')
                + INTERVAL '1 day'
            ) AT TIME ZONE 'Europe/Amsterdam'
        OFFSET 0
    ) AS one
    GROUP BY 1
$$;
