-- name: save_run
-- A run as it is now.
INSERT INTO runs (
    id, area, scenario, revision, asked, state, message, results, failures, keeper, created_at,
    started_at, finished_at
)
VALUES (
    %(id)s, %(area)s, %(scenario)s, %(revision)s, %(asked)s::jsonb, %(state)s, %(message)s,
    %(results)s::jsonb, %(failures)s::jsonb, %(keeper)s, %(created_at)s, %(started_at)s,
    %(finished_at)s
)
ON CONFLICT (id) DO UPDATE
SET
    state = excluded.state,
    message = excluded.message,
    results = excluded.results,
    failures = excluded.failures,
    started_at = excluded.started_at,
    finished_at = excluded.finished_at;

-- name: run
-- One run.
SELECT
    id::text, area, scenario, revision, asked, state, message, results, failures, created_at,
    started_at, finished_at
FROM runs
WHERE id = %(id)s::uuid;

-- name: runs
-- Runs, the newest first, of one area or one state where those are not NULL.
SELECT
    id::text, area, scenario, revision, asked, state, message, results, failures, created_at,
    started_at, finished_at
FROM runs
WHERE
    (%(area)s::text IS NULL OR area = %(area)s)
    AND (%(states)s::text[] IS NULL OR state = ANY(%(states)s))
ORDER BY created_at DESC, id
LIMIT %(limit)s;

-- name: give_up
-- What other keepers left unfinished will not be finished.
UPDATE runs
SET state = 'failed', message = %(message)s, finished_at = %(now)s
WHERE state IN ('accepted', 'running') AND keeper <> %(keeper)s;

-- name: forget_runs
-- Runs of long ago.
DELETE FROM runs WHERE finished_at < %(before)s;
