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
