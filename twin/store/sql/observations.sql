-- name: known_datastreams
-- Which of these numbers datastreams have, and the newest moment stored of each; NULL before the first.
-- Asked once per batch, instead of a foreign key per row.
SELECT datastreams.id, latest.phenomenon_time
FROM unnest(%(datastream)b::bigint[]) AS asked (id)
JOIN datastreams ON datastreams.id = asked.id
LEFT JOIN latest ON latest.datastream_id = asked.id;

-- name: claim_uplinks
-- Remember these transmissions, and tell which had not been heard before.
INSERT INTO uplinks (datastream_id, session, f_cnt, received_at)
SELECT datastream, session, f_cnt, received_at
FROM unnest(
    %(datastream)b::bigint[], %(session)b::text[], %(f_cnt)b::bigint[],
    %(received_at)b::timestamptz[]
) AS heard (datastream, session, f_cnt, received_at)
ORDER BY datastream, session, f_cnt
ON CONFLICT (datastream_id, session, f_cnt) DO NOTHING
RETURNING datastream_id, session, f_cnt;

-- name: copy
-- Store what is surely new, in the order of the primary key. What is there after all makes it fail.
COPY observations (
    datastream_id, phenomenon_time, digits, decimals, delay, flags, value
) FROM STDIN (FORMAT binary);

-- name: insert
-- Store what is new; the number of rows tells how much that is. Of readings with the same moment the
-- first wins. The order is that of the primary key, so that two workers with the same readings wait
-- for each other rather than deadlock. `rest` is NaN where `digits` tell the value.
INSERT INTO observations (
    datastream_id, phenomenon_time, digits, decimals, value, delay, flags
)
SELECT datastream, phenomenon_time, digits, decimals, nullif(rest, 'NaN'), delay, flags
FROM unnest(
    %(datastream)b::bigint[], %(phenomenon_time)b::timestamptz[], %(digits)b::bigint[],
    %(decimals)b::smallint[], %(rest)b::double precision[], %(delay)b::integer[],
    %(flags)b::smallint[]
) WITH ORDINALITY
    AS batch (datastream, phenomenon_time, digits, decimals, rest, delay, flags, ordinal)
ORDER BY datastream, phenomenon_time, ordinal
ON CONFLICT (datastream_id, phenomenon_time) DO NOTHING;

-- name: insert_mixed
-- The same for a batch of several sources or with originals, which costs more: tells how much was
-- new by source, and keeps the original of what was new.
WITH batch AS (
    SELECT DISTINCT ON (datastream, phenomenon_time)
        datastream, phenomenon_time, digits, decimals, rest, delay, flags, sent, source
    FROM unnest(
        %(datastream)b::bigint[], %(phenomenon_time)b::timestamptz[], %(digits)b::bigint[],
        %(decimals)b::smallint[], %(rest)b::double precision[], %(delay)b::integer[],
        %(flags)b::smallint[], %(sent)b::text[], %(source)b::text[]
    ) WITH ORDINALITY AS given (
        datastream, phenomenon_time, digits, decimals, rest, delay, flags, sent, source, ordinal
    )
    ORDER BY datastream, phenomenon_time, ordinal
), stored AS (
    INSERT INTO observations (
        datastream_id, phenomenon_time, digits, decimals, value, delay, flags
    )
    SELECT datastream, phenomenon_time, digits, decimals, nullif(rest, 'NaN'), delay, flags
    FROM batch
    ORDER BY datastream, phenomenon_time
    ON CONFLICT (datastream_id, phenomenon_time) DO NOTHING
    RETURNING datastream_id AS datastream, phenomenon_time
), kept AS (
    INSERT INTO originals (datastream_id, phenomenon_time, sent)
    SELECT datastream, phenomenon_time, sent
    FROM stored JOIN batch USING (datastream, phenomenon_time)
    WHERE sent IS NOT NULL
)
SELECT source, count(*)
FROM stored JOIN batch USING (datastream, phenomenon_time)
GROUP BY source;

-- name: tick
-- The moment of this batch: later than that of every batch before it, also when the wall clock
-- steps back. The row stays locked until the commit, so batches become visible in this order.
UPDATE live_clock
SET stored_at = greatest(clock_timestamp(), stored_at + INTERVAL '1 microsecond')
RETURNING stored_at;

-- name: update_latest
-- Move `latest` on to newer observations; a late reading does not move it back. Tells listeners
-- on `twin_live` once if anything moved; returns how much.
WITH moved AS (
    INSERT INTO latest (datastream_id, phenomenon_time, value, received_at, flags, stored_at)
    SELECT datastream, phenomenon_time, value, received_at, flags, %(stored_at)b::timestamptz
    FROM unnest(
        %(datastream)b::bigint[], %(phenomenon_time)b::timestamptz[],
        %(value)b::double precision[], %(received_at)b::timestamptz[], %(flags)b::smallint[]
    ) AS newest (datastream, phenomenon_time, value, received_at, flags)
    ORDER BY datastream
    ON CONFLICT (datastream_id) DO UPDATE SET
        phenomenon_time = excluded.phenomenon_time, value = excluded.value,
        received_at = excluded.received_at, flags = excluded.flags,
        stored_at = excluded.stored_at
    WHERE excluded.phenomenon_time > latest.phenomenon_time
    RETURNING datastream_id
)
SELECT count(*), CASE WHEN count(*) > 0 THEN pg_notify('twin_live', '') END FROM moved;

-- name: latest
-- The newest observation of each datastream that does not count people or vehicles. NULL area:
-- everywhere; NULL ids: of every datastream.
SELECT
    newest.datastream_id, datastreams.thing, datastreams.quantity, newest.phenomenon_time,
    newest.value, newest.received_at, newest.stored_at, things.origin, newest.flags
FROM shown_latest AS newest
JOIN datastreams ON datastreams.id = newest.datastream_id
JOIN things ON things.id = datastreams.thing
WHERE (%(area)s::text IS NULL OR things.area = %(area)s::text)
    AND (%(ids)s::bigint[] IS NULL OR newest.datastream_id = ANY (%(ids)s::bigint[]))
ORDER BY newest.datastream_id;

-- name: latest_hours
-- The last hour of each of these datastreams that had passed at a moment, searched for two days.
SELECT
    asked.id, hour.bucket, hour.mean, hour.minimum, hour.maximum, hour.total, hour.count,
    hour.hidden
FROM unnest(%(ids)s::bigint[]) AS asked (id)
CROSS JOIN LATERAL (
    SELECT *
    FROM shown_hours(
        asked.id, %(now)s::timestamptz - INTERVAL '2 days', %(now)s::timestamptz
    ) AS shown
    WHERE shown.bucket + INTERVAL '1 hour' <= %(now)s::timestamptz
    ORDER BY shown.bucket DESC
    LIMIT 1
) AS hour
ORDER BY asked.id;

-- name: changed_since
-- What became the newest at or after a moment, in the order in which it was stored.
SELECT
    newest.datastream_id, datastreams.thing, datastreams.quantity, newest.phenomenon_time,
    newest.value, newest.received_at, newest.stored_at, things.origin, newest.flags
FROM shown_latest AS newest
JOIN datastreams ON datastreams.id = newest.datastream_id
JOIN things ON things.id = datastreams.thing
WHERE newest.stored_at >= %(stored_at)s::timestamptz
ORDER BY newest.stored_at, newest.datastream_id;

-- name: raw
-- One page of a datastream in order of time, from `start` up to but without `stop`, after the last
-- moment of the page before. NULL after: the first page.
SELECT phenomenon_time, value, flags, delay, sent
FROM shown_observations
WHERE datastream_id = %(datastream)s
    AND phenomenon_time >= %(start)s::timestamptz
    AND phenomenon_time < %(stop)s::timestamptz
    AND (%(after)s::timestamptz IS NULL OR phenomenon_time > %(after)s::timestamptz)
ORDER BY phenomenon_time
LIMIT %(limit)s;

-- name: per_hour
-- The hours that overlap a period, without those in which nothing was measured.
SELECT bucket, mean, minimum, maximum, total, count, hidden
FROM shown_hours(%(datastream)s, %(start)s, %(stop)s)
ORDER BY bucket;

-- name: per_day
-- The days of Amsterdam that overlap a period, without those in which nothing was measured.
SELECT bucket, mean, minimum, maximum, total, count, hidden
FROM shown_days(%(datastream)s, %(start)s, %(stop)s)
ORDER BY bucket;
