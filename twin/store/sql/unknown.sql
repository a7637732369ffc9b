-- name: devices
-- Who was refused because nobody knows them, the last heard first, each with the newest letters that
-- were kept whole. Letters of a device that has been registered since wait for their replay only.
WITH devices AS (
    SELECT
        thing, source, sum(count) AS readings, min(received_at) AS first_at,
        max(received_at) AS last_at
    FROM dead_letters
    WHERE reason = 'unknown_thing' AND thing IS NOT NULL
        AND NOT EXISTS (
            SELECT FROM things WHERE dead_letters.thing IN (things.id, things.alias)
        )
        AND (%(name)s::text IS NULL OR thing = %(name)s::text)
    GROUP BY thing, source
    ORDER BY max(received_at) DESC, thing
    LIMIT %(limit)s
)
SELECT
    devices.thing, devices.source, devices.readings, devices.first_at, devices.last_at,
    letters.topics, letters.payloads, letters.moments
FROM devices
CROSS JOIN LATERAL (
    SELECT
        coalesce(array_agg(topic ORDER BY id DESC), '{}') AS topics,
        coalesce(array_agg(payload ORDER BY id DESC), '{}') AS payloads,
        coalesce(array_agg(received_at ORDER BY id DESC), '{}') AS moments
    FROM (
        SELECT id, topic, payload, received_at
        FROM dead_letters
        WHERE thing = devices.thing AND source = devices.source AND reason = 'unknown_thing'
            AND octet_length(payload) = payload_size
        ORDER BY id DESC
        LIMIT %(samples)s
    ) AS newest
) AS letters
ORDER BY devices.last_at DESC, devices.thing;
