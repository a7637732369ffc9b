-- What is kept of refusals, and what goes when its time has come. Reading leaves out at once what is
-- too old (0012); these functions take it off the disk. They may be called at any time and by several
-- at once.

-- A refused message may stand for many readings; when it is replayed, as many leave the books.
ALTER TABLE dead_letters ADD COLUMN count integer NOT NULL DEFAULT 1 CHECK (count > 0);

-- Deletes the observations beyond the retention of their datastream with all that belongs to them,
-- and returns how many those were. The ledger counts them as `expired`, so that it can still be
-- compared with what is stored. Roll-ups follow: at once on plain PostgreSQL, at their next refresh on
-- TimescaleDB. Uplinks are forgotten after thirty days, when no network repeats them any more.
CREATE FUNCTION enforce_retention() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    stream record;
    deleted bigint;
    expired bigint := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('twin.retention')) THEN
        RETURN 0;
    END IF;
    -- Whatever is compressed and too old must go, however much it is. Means nothing elsewhere.
    PERFORM set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);
    FOR stream IN
        SELECT id, now() - retention AS kept_from
        FROM datastreams
        WHERE retention IS NOT NULL
        ORDER BY id
    LOOP
        DELETE FROM observations
        WHERE datastream_id = stream.id AND phenomenon_time < stream.kept_from;
        GET DIAGNOSTICS deleted = ROW_COUNT;
        expired := expired + deleted;
        DELETE FROM originals
        WHERE datastream_id = stream.id AND phenomenon_time < stream.kept_from;
        DELETE FROM uplinks
        WHERE datastream_id = stream.id AND received_at < stream.kept_from;
        DELETE FROM latest
        WHERE datastream_id = stream.id AND phenomenon_time < stream.kept_from;
    END LOOP;
    DELETE FROM uplinks WHERE received_at < now() - INTERVAL '30 days';
    IF expired > 0 THEN
        INSERT INTO ledger AS known (source, outcome, reason, count)
        VALUES ('retention', 'expired', '', expired)
        ON CONFLICT (source, outcome, reason) DO UPDATE SET count = known.count + excluded.count;
    END IF;
    RETURN expired;
END
$$;

-- Deletes what was refused longer than `keep` ago, and returns how much that was. That it was refused
-- stays counted.
CREATE FUNCTION forget_dead_letters(keep interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    deleted bigint;
BEGIN
    DELETE FROM dead_letters WHERE received_at < now() - keep;
    GET DIAGNOSTICS deleted = ROW_COUNT;
    RETURN deleted;
END
$$;
