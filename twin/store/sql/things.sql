-- name: save_things
-- Add things or bring what is known of them up to date. `retired_at` stays as it is.
INSERT INTO things (
    id, name, origin, area, longitude, latitude, height, description, properties, profile, address,
    alias, gateway
)
SELECT
    id, name, origin, area, longitude, latitude, height, description, properties::jsonb, profile,
    address, alias, gateway
FROM unnest(
    %(id)s::text[], %(name)s::text[], %(origin)s::text[], %(area)s::text[],
    %(longitude)s::double precision[], %(latitude)s::double precision[],
    %(height)s::double precision[], %(description)s::text[], %(properties)s::text[],
    %(profile)s::text[], %(address)s::text[], %(alias)s::text[], %(gateway)s::text[]
) AS new (
    id, name, origin, area, longitude, latitude, height, description, properties, profile, address,
    alias, gateway
)
ORDER BY id
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, origin = excluded.origin, area = excluded.area,
    longitude = excluded.longitude, latitude = excluded.latitude, height = excluded.height,
    description = excluded.description, properties = excluded.properties,
    profile = excluded.profile, address = excluded.address, alias = excluded.alias,
    gateway = excluded.gateway;

-- name: save_datastreams
-- One datastream per key of each thing; those that are there keep their number.
INSERT INTO datastreams (thing, quantity, variant)
SELECT new.thing, new.quantity, new.variant
FROM unnest(%(thing)s::text[], %(quantity)s::text[], %(variant)s::text[]) WITH ORDINALITY
    AS new (thing, quantity, variant, ordinal)
WHERE NOT EXISTS (
    SELECT FROM datastreams AS known
    WHERE known.thing = new.thing AND known.quantity = new.quantity
        AND known.variant IS NOT DISTINCT FROM new.variant
)
ORDER BY new.ordinal
ON CONFLICT (thing, quantity, variant) DO NOTHING;

-- name: describe_datastreams
-- What is known of datastreams that are there; rows that say the same are not written again.
UPDATE datastreams AS known
SET calibration = new.calibration, counting = new.counting, aggregation = new.aggregation,
    passport = new.passport::jsonb, retention = new.retention
FROM unnest(
    %(thing)s::text[], %(quantity)s::text[], %(variant)s::text[], %(calibration)s::text[],
    %(counting)s::boolean[], %(aggregation)s::text[], %(passport)s::text[],
    %(retention)s::interval[]
) AS new (thing, quantity, variant, calibration, counting, aggregation, passport, retention)
WHERE known.thing = new.thing AND known.quantity = new.quantity
    AND known.variant IS NOT DISTINCT FROM new.variant
    AND (
        known.calibration, known.counting, known.aggregation, known.passport, known.retention
    ) IS DISTINCT FROM (
        new.calibration, new.counting, new.aggregation, new.passport::jsonb, new.retention
    );

-- name: retire_thing
-- From this moment on readings of the thing are refused; NULL takes it back.
UPDATE things SET retired_at = %(at)s WHERE id = %(thing)s;

-- name: retire_datastream
-- The same for one datastream.
UPDATE datastreams SET retired_at = %(at)s
WHERE thing = %(thing)s AND quantity = %(quantity)s
    AND variant IS NOT DISTINCT FROM %(variant)s::text;

-- name: notify_things
-- Tell ingest workers that something changed.
SELECT pg_notify('twin_things', '');

-- name: list_things
-- Things with their datastreams in the order in which those were registered. NULL area:
-- everywhere; NULL id: every thing.
SELECT
    things.id, things.name, things.origin, things.area, things.longitude, things.latitude,
    things.height, things.description, things.properties, things.profile, things.address,
    things.alias, things.gateway, things.retired_at, streams.keys, streams.calibrations,
    streams.passports, streams.retentions
FROM things
CROSS JOIN LATERAL (
    SELECT
        coalesce(array_agg(concat_ws('.', quantity, variant) ORDER BY id), '{}') AS keys,
        coalesce(array_agg(calibration ORDER BY id), '{}') AS calibrations,
        coalesce(array_agg(passport ORDER BY id), '{}') AS passports,
        coalesce(array_agg(retention ORDER BY id), '{}') AS retentions
    FROM datastreams
    WHERE datastreams.thing = things.id
) AS streams
WHERE (%(area)s::text IS NULL OR things.area = %(area)s::text)
    AND (%(id)s::text IS NULL OR things.id = %(id)s::text)
ORDER BY things.id;

-- name: list_datastreams
-- Datastreams by number. NULL area: everywhere; NULL thing: of every thing.
SELECT
    datastreams.id, datastreams.thing, datastreams.quantity, things.origin, datastreams.variant,
    datastreams.calibration, datastreams.passport, datastreams.retention,
    least(things.retired_at, datastreams.retired_at)
FROM datastreams
JOIN things ON things.id = datastreams.thing
WHERE (%(area)s::text IS NULL OR things.area = %(area)s::text)
    AND (%(thing)s::text IS NULL OR things.id = %(thing)s::text)
ORDER BY datastreams.id;

-- name: datastream
-- One datastream by its number.
SELECT
    datastreams.id, datastreams.thing, datastreams.quantity, things.origin, datastreams.variant,
    datastreams.calibration, datastreams.passport, datastreams.retention,
    least(things.retired_at, datastreams.retired_at)
FROM datastreams
JOIN things ON things.id = datastreams.thing
WHERE datastreams.id = %(id)s;
