-- Runs only where TimescaleDB is available: what its scheduler does beside the policies of 0006.

-- Every hour the database itself keeps to what the passports state, also when no worker runs.
CREATE PROCEDURE retention_job(job_id integer, config jsonb)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM enforce_retention();
    PERFORM forget_dead_letters((config ->> 'dead_letters')::interval);
END
$$;

-- Refused messages are kept for thirty days.
SELECT add_job('retention_job', INTERVAL '1 hour', config => '{"dead_letters": "30 days"}');

-- How long a chunk is best, from the readings of a day. The newest chunks are written to and should
-- stay in memory with their index, 110 bytes a reading: ten million are 1.1 GB. Within that the longer
-- the better, since compression gathers a thousand readings of a datastream per chunk at most, and
-- each chunk adds to the time of a plan.
CREATE FUNCTION chunk_length(readings_per_day double precision) RETURNS interval
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN readings_per_day * 28 <= 10000000 THEN INTERVAL '28 days'
        WHEN readings_per_day * 7 <= 10000000 THEN INTERVAL '7 days'
        ELSE INTERVAL '1 day'
    END
$$;

-- Fits the length of the chunks to come to the rate of the last seven whole days; the week of 0006
-- stays until there is one.
CREATE PROCEDURE chunk_job(job_id integer, config jsonb)
LANGUAGE plpgsql AS $$
DECLARE
    readings double precision;
    days bigint;
BEGIN
    SELECT sum(count), count(DISTINCT bucket) INTO readings, days
    FROM observations_daily
    WHERE bucket >= date_trunc('day', now(), 'Europe/Amsterdam') - INTERVAL '7 days'
        AND bucket < date_trunc('day', now(), 'Europe/Amsterdam');
    IF days > 0 THEN
        PERFORM set_chunk_time_interval('observations', chunk_length(readings / days));
    END IF;
END
$$;

-- Rates change slowly.
SELECT add_job('chunk_job', INTERVAL '1 day');
