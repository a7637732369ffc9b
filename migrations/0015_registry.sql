-- What ingest may know of the things: how they publish and which datastreams they have, but not
-- what they are called, where they stand or whose they are.

-- Payloads name things in two ways; one name must not mean two things.
CREATE UNIQUE INDEX things_alias ON things (alias);

-- One row per datastream, and one for a thing that has none. `retired` is as of the moment of asking.
CREATE VIEW ingest_registry AS
SELECT
    things.id AS thing,
    things.profile,
    coalesce(things.address, 'twin/v1/' || things.id) AS address,
    things.alias,
    datastreams.id AS datastream,
    datastreams.quantity,
    datastreams.variant,
    datastreams.calibration IS NOT NULL
        OR datastreams.variant IS NOT DISTINCT FROM 'calibrated' AS calibrated,
    things.longitude IS NOT NULL AS placed,
    coalesce(things.longitude = 0 AND things.latitude = 0, false) AS at_zero,
    datastreams.retention,
    coalesce(least(things.retired_at, datastreams.retired_at) <= now(), false) AS retired
FROM things
LEFT JOIN datastreams ON datastreams.thing = things.id;
