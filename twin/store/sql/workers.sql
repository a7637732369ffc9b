-- name: beat
-- The sign of life of a worker.
INSERT INTO workers (id, broker, connected, received, stored, at, waiting, delays)
VALUES (
    %(id)s, %(broker)s, %(connected)s, %(received)s, %(stored)s, %(at)s, %(waiting)s::jsonb,
    %(delays)s::jsonb
)
ON CONFLICT (id) DO UPDATE SET
    broker = excluded.broker, connected = excluded.connected, received = excluded.received,
    stored = excluded.stored, at = excluded.at, waiting = excluded.waiting,
    delays = excluded.delays;

-- name: workers
-- All workers that ever gave a sign of life, the most recent first.
SELECT id, broker, connected, received, stored, at, waiting, delays
FROM workers
ORDER BY at DESC, id;
