-- Runs only where TimescaleDB is not available: days made of hours. Looking up to which day of
-- Amsterdam a moment belongs costs more than adding it up, and hours of UTC never lie in two days.

-- As in 0022.
CREATE OR REPLACE FUNCTION days_of(stream bigint, since timestamptz, until timestamptz)
RETURNS TABLE (
    bucket timestamptz, mean double precision, minimum double precision, maximum double precision,
    total double precision, count bigint
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        date_trunc('day', hour.bucket, 'Europe/Amsterdam'),
        sum(hour.total) / sum(hour.count), min(hour.minimum), max(hour.maximum), sum(hour.total),
        sum(hour.count)::bigint
    FROM hours_of(
        stream,
        date_trunc('day', since, 'Europe/Amsterdam'),
        (
            date_trunc('day', (until - INTERVAL '1 microsecond') AT TIME ZONE 'Europe/Amsterdam')
            + INTERVAL '1 day'
        ) AT TIME ZONE 'Europe/Amsterdam'
    ) AS hour
    GROUP BY 1
$$;
