-- What may be shown: nothing beyond its retention, and of what counts people or vehicles only whole
-- hours with ten or more. It is decided here, so that no program that reads can forget it; `twin_api`
-- may read nothing else of what was measured.

-- Observations one by one; those of a counting datastream are never shown so. `sent`: value and unit
-- before conversion, where that lost something.
CREATE VIEW shown_observations AS
SELECT
    observations.datastream_id, observations.phenomenon_time, observations.value,
    observations.flags, observations.delay, originals.sent
FROM observations
JOIN datastreams ON datastreams.id = observations.datastream_id
LEFT JOIN originals
    ON originals.datastream_id = observations.datastream_id
    AND originals.phenomenon_time = observations.phenomenon_time
WHERE NOT datastreams.counting
    AND (
        datastreams.retention IS NULL
        OR observations.phenomenon_time >= now() - datastreams.retention
    );

-- The newest observation of each datastream that does not count.
CREATE VIEW shown_latest AS
SELECT
    latest.datastream_id, latest.phenomenon_time, latest.value, latest.received_at,
    latest.stored_at, latest.flags
FROM latest
JOIN datastreams ON datastreams.id = latest.datastream_id
WHERE NOT datastreams.counting
    AND (datastreams.retention IS NULL OR latest.phenomenon_time >= now() - datastreams.retention);

-- The hours of UTC that overlap the time from `since` up to but without `until`. Of a counting
-- datastream an hour is there when it has passed, or every new reading would tell what one person
-- did; below ten it is `hidden`, with NULL for its values and no count of readings. Its smallest and
-- largest reading are never told. An hour that began before the retention is left out.
CREATE FUNCTION shown_hours(stream bigint, since timestamptz, until timestamptz)
RETURNS TABLE (
    bucket timestamptz, mean double precision, minimum double precision, maximum double precision,
    total double precision, count bigint, hidden boolean
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
    SELECT
        hour.bucket,
        CASE WHEN may.be_seen THEN hour.mean END,
        CASE WHEN NOT stream_of.counting THEN hour.minimum END,
        CASE WHEN NOT stream_of.counting THEN hour.maximum END,
        CASE WHEN may.be_seen THEN hour.total END,
        CASE WHEN may.be_seen THEN hour.count ELSE 0 END,
        NOT may.be_seen
    FROM hours_of(stream, since, until) AS hour
    CROSS JOIN (SELECT * FROM datastreams WHERE id = stream) AS stream_of
    CROSS JOIN LATERAL (
        SELECT NOT stream_of.counting
            OR CASE stream_of.aggregation WHEN 'sum' THEN hour.total ELSE hour.mean END >= 10
    ) AS may (be_seen)
    WHERE (stream_of.retention IS NULL OR hour.bucket >= now() - stream_of.retention)
        AND (NOT stream_of.counting OR hour.bucket + INTERVAL '1 hour' <= now())
$$;

-- The same for days in Amsterdam. A day of a counting datastream is made of the hours that are
-- shown, so that nobody finds a hidden hour by subtracting; `hidden` says that some are left out,
-- and when all are, its values are NULL.
CREATE FUNCTION shown_days(stream bigint, since timestamptz, until timestamptz)
RETURNS TABLE (
    bucket timestamptz, mean double precision, minimum double precision, maximum double precision,
    total double precision, count bigint, hidden boolean
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
    WITH stream_of AS (
        SELECT counting, coalesce(now() - retention, '-infinity') AS kept_from
        FROM datastreams
        WHERE id = stream
    )
    SELECT day.bucket, day.mean, day.minimum, day.maximum, day.total, day.count, false
    FROM days_of(stream, since, until) AS day
    CROSS JOIN stream_of
    WHERE NOT stream_of.counting AND day.bucket >= stream_of.kept_from
    UNION ALL
    SELECT
        date_trunc('day', hour.bucket, 'Europe/Amsterdam'), sum(hour.total) / sum(hour.count),
        NULL, NULL, sum(hour.total), sum(hour.count)::bigint, bool_or(hour.hidden)
    FROM stream_of
    CROSS JOIN LATERAL shown_hours(
        stream,
        date_trunc('day', since, 'Europe/Amsterdam'),
        (
            date_trunc('day', (until - INTERVAL '1 microsecond') AT TIME ZONE 'Europe/Amsterdam')
            + INTERVAL '1 day'
        ) AT TIME ZONE 'Europe/Amsterdam'
    ) AS hour
    WHERE stream_of.counting
        AND date_trunc('day', hour.bucket, 'Europe/Amsterdam') >= stream_of.kept_from
    GROUP BY 1
$$;
