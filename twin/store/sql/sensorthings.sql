-- name: things
-- Relation: devices, with all that people may know of them in `properties`.
SELECT
    things.id, things.name, things.description,
    things.properties || jsonb_strip_nulls(jsonb_build_object(
        'origin', things.origin, 'area', things.area, 'height', things.height,
        'retired_at', things.retired_at
    )) AS properties
FROM things

-- name: locations
-- Relation: places where things stand or stood. `current`: one stands there now. No `valid_from`:
-- since ever; no `valid_until`: until further notice.
SELECT
    places.id, places.thing, places.since, places.longitude, places.latitude, places.height,
    things.name, places.valid_until = 'infinity' AS current,
    nullif(places.valid_from, '-infinity') AS valid_from,
    nullif(places.valid_until, 'infinity') AS valid_until
FROM places
JOIN things ON things.id = places.thing

-- name: datastreams
-- Relation: one quantity of one thing. `began` and `ended`: of what is shown of its observations.
SELECT
    datastreams.id, datastreams.thing, datastreams.quantity, datastreams.counting,
    things.name || ': ' || quantities.label_nl AS name,
    coalesce(datastreams.passport #>> '{measures,nl}', quantities.label_nl) AS description,
    quantities.unit, quantities.unit_label, quantities.unit_definition,
    jsonb_strip_nulls(jsonb_build_object(
        'origin', things.origin, 'variant', datastreams.variant,
        'calibration', datastreams.calibration, 'passport', datastreams.passport,
        'retired_at', datastreams.retired_at, 'aggregation', datastreams.aggregation,
        'observations', CASE WHEN datastreams.counting THEN %(hidden)s::text END
    )) AS properties,
    places.id AS place, places.longitude, places.latitude,
    (
        SELECT shown.phenomenon_time
        FROM shown_observations AS shown
        WHERE shown.datastream_id = datastreams.id
        ORDER BY shown.phenomenon_time
        LIMIT 1
    ) AS began,
    (
        SELECT shown.phenomenon_time
        FROM shown_observations AS shown
        WHERE shown.datastream_id = datastreams.id
        ORDER BY shown.phenomenon_time DESC
        LIMIT 1
    ) AS ended
FROM datastreams
JOIN things ON things.id = datastreams.thing
JOIN jsonb_to_recordset(%(quantities)s::jsonb) AS quantities (
    key text, label_nl text, unit text, unit_label text, unit_definition text
) ON quantities.key = datastreams.quantity
LEFT JOIN places ON places.thing = things.id AND places.valid_until = 'infinity'

-- name: sensors
-- Relation: the instrument of each thing.
SELECT
    things.id, things.name, things.description,
    jsonb_strip_nulls(
        jsonb_build_object('origin', things.origin, 'profile', things.profile)
    ) AS properties
FROM things

-- name: observed_properties
-- Relation: what can be measured; the twin knows it by heart and gives it along.
SELECT
    quantities.key AS id, quantities.label_nl AS name, quantities.label_en AS description,
    quantities.definition, quantities.properties
FROM jsonb_to_recordset(%(quantities)s::jsonb) AS quantities (
    key text, label_nl text, label_en text, definition text, properties jsonb
)

-- name: observations
-- Relation: what was measured, as far as it is shown. What calculations may use is NULL where the
-- datastream counts: whichever condition the database tries first, an overflow in somebody's
-- calculation then tells nothing of rows that the view leaves out. `calculable_time` is
-- `phenomenon_time` for calculations; comparing needs the bare column and its index.
SELECT
    shown.datastream_id, shown.phenomenon_time, datastreams.thing,
    CASE WHEN NOT datastreams.counting THEN shown.phenomenon_time END AS calculable_time,
    CASE WHEN NOT datastreams.counting THEN shown.value END AS value,
    CASE WHEN NOT datastreams.counting THEN shown.flags END AS flags,
    CASE WHEN NOT datastreams.counting THEN shown.delay END AS delay,
    CASE WHEN NOT datastreams.counting THEN shown.sent END AS sent
FROM shown_observations AS shown
LEFT JOIN datastreams ON datastreams.id = shown.datastream_id

-- name: positions
-- Every place by number, for questions about geometry.
SELECT id, longitude, latitude FROM places ORDER BY id;

-- name: patience
-- A question from outside may take so many milliseconds.
SELECT set_config('statement_timeout', %(milliseconds)s, true);

-- name: snapshot
-- All that one answer holds is of one moment.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
