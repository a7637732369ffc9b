-- name: registry
-- All that ingest needs to know of the things; the view keeps the rest from it.
SELECT
    thing, profile, address, alias, datastream, quantity, variant, calibrated, placed, at_zero,
    retention, retired
FROM ingest_registry
ORDER BY datastream;
