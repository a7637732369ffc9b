-- Runs only where TimescaleDB is not available: the roll-up of one datastream over a period. The
-- views of 0005 read every observation of a datastream, however short the period; these read only
-- those of the period, by the primary key. 0008 has the same names and answers.

-- The hours of UTC that overlap the time from `since` up to but without `until`.
CREATE FUNCTION hours_of(stream bigint, since timestamptz, until timestamptz)
RETURNS TABLE (
    bucket timestamptz, mean double precision, minimum double precision, maximum double precision,
    total double precision, count bigint
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        date_bin('1 hour', phenomenon_time, TIMESTAMPTZ '2000-01-01 00:00:00+00'),
        avg(value), min(value), max(value), sum(value), count(*)
    FROM observations
    WHERE datastream_id = stream
        AND phenomenon_time >= date_trunc('hour', since, 'UTC')
        AND phenomenon_time
            < date_trunc('hour', until - INTERVAL '1 microsecond', 'UTC') + INTERVAL '1 hour'
    GROUP BY 1
$$;

-- The same for days in Amsterdam; the next midnight is found on the clock there, since a day may
-- have 23 or 25 hours.
CREATE FUNCTION days_of(stream bigint, since timestamptz, until timestamptz)
RETURNS TABLE (
    bucket timestamptz, mean double precision, minimum double precision, maximum double precision,
    total double precision, count bigint
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        date_trunc('day', phenomenon_time, 'Europe/Amsterdam'),
        avg(value), min(value), max(value), sum(value), count(*)
    FROM observations
    WHERE datastream_id = stream
        AND phenomenon_time >= date_trunc('day', since, 'Europe/Amsterdam')
        AND phenomenon_time < (
            date_trunc('day', (until - INTERVAL '1 microsecond') AT TIME ZONE 'Europe/Amsterdam')
            + INTERVAL '1 day'
        ) AT TIME ZONE 'Europe/Amsterdam'
    GROUP BY 1
$$;
