-- name: lock_for_saving
-- Many may save at a time, until the end of their transactions, and nobody forgets meanwhile.
SELECT pg_advisory_xact_lock_shared(hashtext('twin.results'));

-- name: lock_for_forgetting
-- One forgets, until the end of its transaction, and nobody saves meanwhile: an array that a result
-- is about to share would be gone.
SELECT pg_advisory_xact_lock(hashtext('twin.results'));

-- name: insert_arrays
-- Arrays that are not there yet.
INSERT INTO result_arrays (digest, dtype, shape, content)
SELECT %(digest)s, %(dtype)s, %(shape)s, %(content)s
ON CONFLICT (digest) DO NOTHING;

-- name: insert_result
-- A result; the same one again is used again.
INSERT INTO results (key, indicator, area, body, bytes)
VALUES (%(key)s, %(indicator)s, %(area)s, %(body)s, %(bytes)s)
ON CONFLICT (key) DO UPDATE SET used_at = now();

-- name: insert_layers
-- Which arrays a result has.
INSERT INTO result_layers (key, digest)
SELECT %(key)s, unnest(%(digests)s::text[])
ON CONFLICT DO NOTHING;

-- name: use
-- A result, which is now used again.
UPDATE results SET used_at = now() WHERE key = %(key)s RETURNING indicator, area, body;

-- name: is_there
-- Whether there is a result.
SELECT 1 FROM results WHERE key = %(key)s;

-- name: body
-- The body of a result.
SELECT body FROM results WHERE key = %(key)s;

-- name: arrays
-- The arrays of a result.
SELECT a.digest, a.dtype, a.shape, a.content
FROM result_layers AS l
JOIN result_arrays AS a USING (digest)
WHERE l.key = %(key)s;

-- name: array
-- One array.
SELECT digest, dtype, shape, content FROM result_arrays WHERE digest = %(digest)s;

-- name: insert_use
-- A result of a revision; the newest of an indicator counts. Nothing when it is forgotten already.
INSERT INTO result_uses (area, scenario, revision, horizon_years, indicator, key, computed_at)
SELECT %(area)s, %(scenario)s, %(revision)s, %(horizon_years)s, %(indicator)s, key, now()
FROM results
WHERE key = %(key)s
ON CONFLICT (area, scenario, revision, horizon_years, key) DO UPDATE
SET computed_at = excluded.computed_at;

-- name: newest
-- The newest result of each indicator of a revision.
SELECT DISTINCT ON (u.indicator) u.indicator, u.key, u.computed_at, r.body
FROM result_uses AS u
JOIN results AS r USING (key)
WHERE
    u.area = %(area)s AND u.scenario = %(scenario)s AND u.revision = %(revision)s
    AND u.horizon_years = %(horizon_years)s
ORDER BY u.indicator, u.computed_at DESC, u.key;

-- name: newest_of
-- The newest result of one indicator of a revision.
SELECT r.body
FROM result_uses AS u
JOIN results AS r USING (key)
WHERE
    u.area = %(area)s AND u.scenario = %(scenario)s AND u.revision = %(revision)s
    AND u.horizon_years = %(horizon_years)s AND u.indicator = %(indicator)s
ORDER BY u.computed_at DESC, u.key
LIMIT 1;

-- name: save_homes
-- The homes of a revision, in place of those of an earlier load of the area.
INSERT INTO result_homes (area, scenario, revision, area_key, body)
VALUES (%(area)s, %(scenario)s, %(revision)s, %(area_key)s, %(body)s)
ON CONFLICT (area, scenario, revision) DO UPDATE
SET area_key = excluded.area_key, body = excluded.body;

-- name: homes
-- The homes of a revision, and the content of the area that they were told of.
SELECT area_key, body
FROM result_homes
WHERE area = %(area)s AND scenario = %(scenario)s AND revision = %(revision)s;

-- name: forget
-- Take away what was used longest ago until the rest fits in %(most)s bytes.
DELETE FROM results
WHERE key IN (
    SELECT key
    FROM (
        SELECT key, sum(bytes) OVER (ORDER BY used_at DESC, key) AS so_far FROM results
    ) AS counted
    WHERE so_far > %(most)s
);

-- name: forget_arrays
-- Take away arrays that no result has any more.
DELETE FROM result_arrays AS a
WHERE NOT EXISTS (SELECT FROM result_layers AS l WHERE l.digest = a.digest);

-- name: forget_homes
-- Take away the homes of what has no result any more.
DELETE FROM result_homes AS h
WHERE NOT EXISTS (
    SELECT FROM result_uses AS u
    WHERE u.area = h.area AND u.scenario = h.scenario AND u.revision = h.revision
);
