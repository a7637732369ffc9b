-- name: add_dead_letters
-- Keep what was refused.
INSERT INTO dead_letters (
    source, received_at, topic, payload, payload_size, reason, detail, thing, count
)
SELECT source, received_at, topic, payload, payload_size, reason, detail, thing, count
FROM unnest(
    %(source)b::text[], %(received_at)b::timestamptz[], %(topic)b::text[], %(payload)b::bytea[],
    %(payload_size)b::integer[], %(reason)b::text[], %(detail)b::text[], %(thing)b::text[],
    %(count)b::integer[]
) AS refused (source, received_at, topic, payload, payload_size, reason, detail, thing, count);

-- name: count
-- Add to the running totals, in the order of the primary key so that workers do not deadlock.
INSERT INTO ledger (source, outcome, reason, count)
SELECT source, outcome, reason, count
FROM unnest(
    %(source)b::text[], %(outcome)b::text[], %(reason)b::text[], %(count)b::bigint[]
) AS batch (source, outcome, reason, count)
ORDER BY source, outcome, reason
ON CONFLICT (source, outcome, reason) DO UPDATE SET count = ledger.count + excluded.count;

-- name: totals
-- The running totals since the beginning.
SELECT source, outcome, reason, count FROM ledger ORDER BY source, outcome, reason;

-- name: lock
-- Lock these totals as far as they are there, in the order of the primary key.
SELECT FROM ledger
WHERE (source, outcome, reason) IN (
    SELECT * FROM unnest(%(source)b::text[], %(outcome)b::text[], %(reason)b::text[])
)
ORDER BY source, outcome, reason
FOR UPDATE;

-- name: uncount
-- Take from the running totals what has moved elsewhere.
UPDATE ledger
SET count = ledger.count - batch.count
FROM unnest(
    %(source)b::text[], %(outcome)b::text[], %(reason)b::text[], %(count)b::bigint[]
) AS batch (source, outcome, reason, count)
WHERE (ledger.source, ledger.outcome, ledger.reason)
    = (batch.source, batch.outcome, batch.reason);

-- name: replayable
-- How many dead letters are whole and may be tried again, and the last of them. NULL thing: of all.
SELECT count(*), coalesce(max(id), 0)
FROM dead_letters
WHERE reason = ANY (%(reasons)s::text[])
    AND octet_length(payload) = payload_size
    AND (%(thing)s::text IS NULL OR thing = %(thing)s::text);

-- name: take
-- Take the oldest of them out, but those that another replay has.
WITH taken AS (
    DELETE FROM dead_letters
    WHERE id IN (
        SELECT id
        FROM dead_letters
        WHERE id <= %(last)s
            AND reason = ANY (%(reasons)s::text[])
            AND octet_length(payload) = payload_size
            AND (%(thing)s::text IS NULL OR thing = %(thing)s::text)
        ORDER BY id
        LIMIT %(limit)s
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id, source, received_at, topic, payload, reason, thing, count
)
SELECT id, source, received_at, topic, payload, reason, thing, count FROM taken ORDER BY id;
