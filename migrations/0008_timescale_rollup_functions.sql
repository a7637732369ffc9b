-- Runs only where TimescaleDB is available: the names and answers of 0007, from the continuous
-- aggregates.

-- The hours of UTC that overlap the time from `since` up to but without `until`.
CREATE OR REPLACE FUNCTION hours_of(stream bigint, since timestamptz, until timestamptz)
RETURNS TABLE (
    bucket timestamptz, mean double precision, minimum double precision, maximum double precision,
    total double precision, count bigint
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT h.bucket, h.mean, h.minimum, h.maximum, h.total, h.count
    FROM observations_hourly AS h
    WHERE h.datastream_id = stream
        AND h.bucket >= date_trunc('hour', since, 'UTC')
        AND h.bucket < until
$$;

-- The same for days in Amsterdam.
CREATE OR REPLACE FUNCTION days_of(stream bigint, since timestamptz, until timestamptz)
RETURNS TABLE (
    bucket timestamptz, mean double precision, minimum double precision, maximum double precision,
    total double precision, count bigint
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT d.bucket, d.mean, d.minimum, d.maximum, d.total, d.count
    FROM observations_daily AS d
    WHERE d.datastream_id = stream
        AND d.bucket >= date_trunc('day', since, 'Europe/Amsterdam')
        AND d.bucket < until
$$;
