-- name: save_things
-- Add things or bring what is known of them up to date.
INSERT INTO things (
    id, name, origin, area, longitude, latitude, height, description, properties
)
SELECT id, name, origin, area, longitude, latitude, height, description, properties::jsonb
FROM unnest(
    %(id)s::text[], %(name)s::text[], %(origin)s::text[], %(area)s::text[],
    %(longitude)s::double precision[], %(latitude)s::double precision[],
    %(height)s::double precision[], %(description)s::text[], %(properties)s::text[]
) AS new (id, name, origin, area, longitude, latitude, height, description, properties)
ORDER BY id
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, origin = excluded.origin, area = excluded.area,
    longitude = excluded.longitude, latitude = excluded.latitude, height = excluded.height,
    description = excluded.description, properties = excluded.properties;

-- name: save_datastreams
-- One datastream per quantity of each thing; those that are there keep their number.
INSERT INTO datastreams (thing, quantity)
SELECT thing, quantity
FROM unnest(%(thing)s::text[], %(quantity)s::text[]) WITH ORDINALITY
    AS new (thing, quantity, ordinal)
WHERE NOT EXISTS (
    SELECT FROM datastreams AS known
    WHERE known.thing = new.thing AND known.quantity = new.quantity
)
ORDER BY ordinal
ON CONFLICT (thing, quantity, variant) DO NOTHING;

-- name: notify_things
-- Tell ingest workers that there may be new datastreams.
SELECT pg_notify('twin_things', '');

-- name: list_things
-- Things with their quantities in the order in which those were registered. NULL area: everywhere.
SELECT
    things.id, things.name, things.origin,
    array_remove(array_agg(datastreams.quantity ORDER BY datastreams.id), NULL),
    things.area, things.longitude, things.latitude, things.height, things.description,
    things.properties
FROM things
LEFT JOIN datastreams ON datastreams.thing = things.id
WHERE %(area)s::text IS NULL OR things.area = %(area)s::text
GROUP BY things.id
ORDER BY things.id;

-- name: list_datastreams
-- Datastreams by number. NULL area: everywhere; NULL thing: of every thing.
SELECT datastreams.id, datastreams.thing, datastreams.quantity, things.origin
FROM datastreams
JOIN things ON things.id = datastreams.thing
WHERE (%(area)s::text IS NULL OR things.area = %(area)s::text)
    AND (%(thing)s::text IS NULL OR things.id = %(thing)s::text)
ORDER BY datastreams.id;

-- name: datastream
-- One datastream by its number.
SELECT datastreams.id, datastreams.thing, datastreams.quantity, things.origin
FROM datastreams
JOIN things ON things.id = datastreams.thing
WHERE datastreams.id = %(id)s;

-- name: registry
-- The number of every datastream, for ingest.
SELECT thing, quantity, id FROM datastreams;
