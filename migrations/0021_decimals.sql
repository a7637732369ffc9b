-- Values as the decimal numbers that devices send, which take a quarter of the bytes that doubles do
-- in a compressed chunk (docs/adr/0005): digits / 10^decimals, to the last bit the double that it was.
-- `value` stays for what is no such number, and for what was stored before; it is NULL otherwise.
ALTER TABLE observations
    ALTER COLUMN value DROP NOT NULL,
    ADD COLUMN digits bigint NOT NULL DEFAULT 0,
    ADD COLUMN decimals smallint NOT NULL DEFAULT 0;

-- The value of an observation. Powers of ten up to 22 are exact and a division is rounded once, so this
-- is the double nearest to the decimal.
CREATE FUNCTION measured(value double precision, digits bigint, decimals smallint)
RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(value, digits / power(10.0::double precision, decimals))
$$;

-- As in 0012.
CREATE OR REPLACE VIEW shown_observations AS
SELECT
    observations.datastream_id, observations.phenomenon_time,
    measured(observations.value, observations.digits, observations.decimals) AS value,
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
