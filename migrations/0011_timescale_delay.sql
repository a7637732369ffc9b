-- Runs only where TimescaleDB is available: the columns of 0010. The type of a column can change
-- only while nothing is compressed, so a large database needs the room that it took uncompressed.
-- A database that began plain may have the columns already.
DO $$
BEGIN
    IF EXISTS (
        SELECT FROM pg_attribute
        WHERE attrelid = 'observations'::regclass AND attname = 'received_at' AND NOT attisdropped
    ) THEN
        PERFORM remove_compression_policy('observations');
        PERFORM decompress_chunk(chunk, if_compressed => true)
        FROM show_chunks('observations') AS chunk;
        ALTER TABLE observations SET (timescaledb.compress = false);
        ALTER TABLE observations
            ALTER COLUMN received_at TYPE integer USING least(2147483647, greatest(
                -2147483648, floor(date_part('epoch', received_at - phenomenon_time))
            ))::integer;
        ALTER TABLE observations RENAME COLUMN received_at TO delay;
        ALTER TABLE observations ADD COLUMN flags smallint NOT NULL DEFAULT 0;
        -- As in 0006; the policy compresses again what was compressed.
        ALTER TABLE observations SET (
            timescaledb.compress,
            timescaledb.compress_segmentby = 'datastream_id',
            timescaledb.compress_orderby = 'phenomenon_time'
        );
        PERFORM add_compression_policy('observations', compress_after => INTERVAL '14 days');
    END IF;
END
$$;
