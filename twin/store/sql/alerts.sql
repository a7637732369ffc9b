-- name: insert
-- A new alert at its first revision.
INSERT INTO alerts (
    area, name, quantity, variant, thing, above, threshold, minutes, revision, made_at, changed_at
)
VALUES (
    %(area)s, %(name)s, %(quantity)s, %(variant)s, %(thing)s, %(above)s, %(threshold)s,
    %(minutes)s, 1, %(at)s, %(at)s
)
RETURNING id;

-- name: list
-- The alerts of an area in the order in which they were made. NULL id: all of them.
SELECT id, area, name, quantity, variant, thing, above, threshold, minutes, revision, changed_at
FROM alerts
WHERE area = %(area)s AND (%(id)s::integer IS NULL OR id = %(id)s::integer)
ORDER BY id;

-- name: lock
-- The revision of an alert, held until the end of the transaction.
SELECT revision FROM alerts WHERE area = %(area)s AND id = %(id)s FOR UPDATE;

-- name: change
-- Other conditions, as the next revision.
UPDATE alerts
SET
    name = %(name)s, quantity = %(quantity)s, variant = %(variant)s, thing = %(thing)s,
    above = %(above)s, threshold = %(threshold)s, minutes = %(minutes)s,
    revision = revision + 1, changed_at = %(at)s
WHERE id = %(id)s;

-- name: delete
-- It is gone for good.
DELETE FROM alerts WHERE id = %(id)s;

-- name: periods
-- When an alert was on, and when nobody knew, for each datastream that it watches: a row per period
-- that touches the time from `since` up to `now`, or one without a period for who had none.
-- Observations are read from `heard_from` on, so that what is on at `since` is known to be.
WITH stream AS (
    SELECT datastreams.id, datastreams.thing, datastreams.counting, datastreams.aggregation
    FROM datastreams
    JOIN things ON things.id = datastreams.thing
    WHERE things.area = %(area)s
        AND datastreams.quantity = %(quantity)s
        AND datastreams.variant IS NOT DISTINCT FROM %(variant)s::text
        AND (
            things.id = %(thing)s::text
            OR (
                %(thing)s::text IS NULL
                AND coalesce(things.retired_at > %(now)s, true)
                AND coalesce(datastreams.retired_at > %(now)s, true)
            )
        )
), given AS (
    -- What counts people is only ever seen per hour, and known when that is over. Of an hour of few
    -- nobody knows (NULL), and what the hour before said does not hold for it.
    SELECT stream.id, one.phenomenon_time AS at, one.value
    FROM stream
    CROSS JOIN LATERAL (
        SELECT phenomenon_time, value
        FROM shown_observations
        WHERE datastream_id = stream.id
            AND phenomenon_time >= %(heard_from)s
            AND phenomenon_time <= %(now)s
            AND flags & %(doubtful)s::integer = 0
    ) AS one
    WHERE NOT stream.counting
    UNION ALL
    SELECT
        stream.id, hour.bucket + INTERVAL '1 hour',
        CASE stream.aggregation WHEN 'sum' THEN hour.total ELSE hour.mean END
    FROM stream
    CROSS JOIN LATERAL shown_hours(stream.id, %(heard_from)s, %(now)s) AS hour
    WHERE stream.counting
        AND hour.bucket + INTERVAL '1 hour' BETWEEN %(heard_from)s AND %(now)s
), spaced AS (
    SELECT
        id, at, lead(at) OVER series AS following,
        CASE WHEN %(above)s THEN value > %(threshold)s ELSE value < %(threshold)s END AS beyond
    FROM given
    WINDOW series AS (PARTITION BY id ORDER BY at)
), usual AS (
    -- How long a value holds: twice the usual time between two, of late.
    SELECT
        stream.id,
        make_interval(secs => greatest(
            coalesce(
                2 * percentile_disc(0.5) WITHIN GROUP (
                    ORDER BY extract(epoch FROM spaced.following - spaced.at)::double precision
                ) FILTER (WHERE spaced.at >= %(now)s - %(rhythm)s::interval),
                %(unknown_rhythm)s
            ),
            %(shortest)s
        )) AS held
    FROM stream
    LEFT JOIN spaced ON spaced.id = stream.id
    GROUP BY stream.id
), told AS (
    SELECT
        spaced.id, spaced.at, spaced.beyond,
        least(spaced.at + usual.held, coalesce(spaced.following, %(now)s)) AS until
    FROM spaced
    JOIN usual ON usual.id = spaced.id
), turned AS (
    -- Where the answer turns, or after a silence, another stretch begins.
    SELECT
        *,
        (lag(beyond) OVER series = beyond AND lag(until) OVER series = at) IS NOT TRUE AS turns
    FROM told
    WHERE beyond IS NOT NULL
    WINDOW series AS (PARTITION BY id ORDER BY at)
), numbered AS (
    SELECT *, count(*) FILTER (WHERE turns) OVER (PARTITION BY id ORDER BY at) AS number
    FROM turned
), stretch AS (
    SELECT id, bool_and(beyond) AS beyond, min(at) AS began, max(until) AS ended
    FROM numbered
    GROUP BY id, number
), period AS (
    SELECT id, true AS is_on, began + make_interval(mins => %(minutes)s) AS began, ended
    FROM stretch
    WHERE beyond
        AND (
            began + make_interval(mins => %(minutes)s) < ended
            OR (began + make_interval(mins => %(minutes)s) = ended AND ended = %(now)s)
        )
    UNION ALL
    SELECT id, false, ended, lead(began, 1, %(now)s) OVER (PARTITION BY id ORDER BY began)
    FROM stretch
    UNION ALL
    SELECT stream.id, false, %(heard_from)s, coalesce(min(stretch.began), %(now)s)
    FROM stream
    LEFT JOIN stretch ON stretch.id = stream.id
    GROUP BY stream.id
)
SELECT
    stream.id, stream.thing, usual.held, period.is_on,
    nullif(greatest(period.began, %(since)s), %(since)s) AS began,
    nullif(period.ended, %(now)s) AS ended
FROM stream
JOIN usual ON usual.id = stream.id
LEFT JOIN period
    ON period.id = stream.id
    AND (period.is_on OR period.began < period.ended)
    AND (period.ended > %(since)s OR period.ended = %(now)s)
ORDER BY stream.thing, stream.id, period.ended, period.began;
