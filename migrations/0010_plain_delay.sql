-- Runs only where TimescaleDB is not available: what 0011 does there.

-- Whole seconds from the moment of measuring to that of reception, instead of the moment itself:
-- half as wide here, and a tenth in a compressed chunk. Below zero when the clock of a device is
-- ahead. Rewrites the table once.
ALTER TABLE observations
    ALTER COLUMN received_at TYPE integer USING least(2147483647, greatest(
        -2147483648, floor(date_part('epoch', received_at - phenomenon_time))
    ))::integer;

-- After what it holds now.
ALTER TABLE observations RENAME COLUMN received_at TO delay;

-- What quality control noticed, as the sum of `twin.model.Flag`.
ALTER TABLE observations ADD COLUMN flags smallint NOT NULL DEFAULT 0;
