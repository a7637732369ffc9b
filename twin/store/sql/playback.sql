-- name: hours
-- What every datastream of an area measured in the hours from `start`, the beginning of one: their
-- places from there, with the mean of levels or the sum of amounts. Only hours that may be shown and
-- in which something was measured. NULL quantity: all.
SELECT
    datastreams.id, datastreams.thing, datastreams.quantity, datastreams.variant, things.origin,
    hours.places, hours.levels, hours.hidden
FROM datastreams
JOIN things ON things.id = datastreams.thing
CROSS JOIN LATERAL (
    SELECT
        array_agg(place ORDER BY place) AS places,
        array_agg(level ORDER BY place) AS levels,
        array_agg(place ORDER BY place) FILTER (WHERE hour.hidden) AS hidden
    FROM (
        SELECT
            (extract(epoch FROM shown.bucket - %(start)s) / 3600)::integer AS place,
            CASE datastreams.aggregation WHEN 'sum' THEN shown.total ELSE shown.mean END AS level,
            shown.hidden
        FROM shown_hours(datastreams.id, %(start)s, %(stop)s) AS shown
    ) AS hour
) AS hours
WHERE things.area = %(area)s
    AND (%(quantity)s::text IS NULL OR datastreams.quantity = %(quantity)s::text)
    AND hours.places IS NOT NULL
ORDER BY datastreams.id;

-- name: flags
-- All that quality control noticed in each of those hours, for the hours in which it did. What counts
-- people or vehicles is not told one by one, so neither are its flags.
SELECT hour.datastream_id, array_agg(hour.place ORDER BY hour.place),
    array_agg(hour.flags ORDER BY hour.place)
FROM (
    SELECT
        datastream_id, bit_or(flags) AS flags,
        floor(extract(epoch FROM phenomenon_time - %(start)s) / 3600)::integer AS place
    FROM shown_observations
    WHERE datastream_id = ANY (%(ids)s::bigint[])
        AND phenomenon_time >= %(start)s
        AND phenomenon_time < %(stop)s
        AND flags <> 0
    GROUP BY 1, 3
) AS hour
GROUP BY 1;
