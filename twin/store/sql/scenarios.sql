-- name: insert_scenario
-- A new scenario at its first revision; nothing when the id is taken.
INSERT INTO scenarios (
    id, area, name, description, state, revision, parent, parent_revision, created_at, changed_at
)
VALUES (
    %(id)s, %(area)s, %(name)s, %(description)s, 'draft', 1, %(parent)s, %(parent_revision)s,
    %(at)s, %(at)s
)
ON CONFLICT (id) DO NOTHING
RETURNING id;

-- name: insert_revision
-- A revision after the one that counts now, numbered after all that there are.
INSERT INTO scenario_revisions (scenario, number, previous, edits, note, made_by, made_at)
VALUES (
    %(id)s,
    1 + coalesce((SELECT max(number) FROM scenario_revisions WHERE scenario = %(id)s), 0),
    %(previous)s, %(edits)s::json, %(note)s, %(by)s, %(at)s
)
RETURNING number;

-- name: lock_scenario
-- The state of a scenario, held until the end of the transaction.
SELECT revision, state FROM scenarios WHERE id = %(id)s FOR UPDATE;

-- name: move_to
-- Let another revision count.
UPDATE scenarios SET revision = %(revision)s, changed_at = %(at)s WHERE id = %(id)s;

-- name: previous
-- The revision from which the one that counts now was made; NULL for the first.
SELECT r.previous
FROM scenarios AS s
JOIN scenario_revisions AS r ON r.scenario = s.id AND r.number = s.revision
WHERE s.id = %(id)s;

-- name: following
-- The newest revision that was made from the one that counts now; NULL when there is none.
SELECT max(r.number)
FROM scenarios AS s
JOIN scenario_revisions AS r ON r.scenario = s.id AND r.previous = s.revision
WHERE s.id = %(id)s;

-- name: rename
-- Another name and description; NULL leaves it as it is.
UPDATE scenarios
SET
    name = coalesce(%(name)s, name),
    description = coalesce(%(description)s, description),
    changed_at = %(at)s
WHERE id = %(id)s;

-- name: set_state
-- The first moment of publication counts.
UPDATE scenarios
SET
    state = %(state)s,
    changed_at = %(at)s,
    published_at = CASE
        WHEN %(state)s = 'published' THEN coalesce(published_at, %(at)s) ELSE published_at
    END
WHERE id = %(id)s;

-- name: scenario
-- A scenario at one of its revisions, by default the one that counts now, with its mark.
SELECT
    s.id, s.area, s.name, s.description, s.state, r.number, s.parent, s.parent_revision, r.edits,
    s.created_at, s.changed_at, s.published_at, r.previous IS NOT NULL,
    EXISTS (
        SELECT FROM scenario_revisions AS n WHERE n.scenario = s.id AND n.previous = r.number
    ),
    m.touched, m.issues, m.marked_at
FROM scenarios AS s
JOIN scenario_revisions AS r
    ON r.scenario = s.id AND r.number = coalesce(%(revision)s::integer, s.revision)
LEFT JOIN scenario_marks AS m ON m.scenario = s.id AND m.revision = r.number
WHERE s.id = %(id)s;

-- name: list
-- Scenarios, the last changed first; of one area where that is not NULL.
SELECT
    s.id, s.area, s.name, s.description, s.state, s.revision, s.parent, s.parent_revision,
    json_array_length(r.edits), s.created_at, s.changed_at, s.published_at,
    coalesce(m.touched, '{}')
FROM scenarios AS s
JOIN scenario_revisions AS r ON r.scenario = s.id AND r.number = s.revision
LEFT JOIN scenario_marks AS m ON m.scenario = s.id AND m.revision = s.revision
WHERE %(area)s::text IS NULL OR s.area = %(area)s
ORDER BY s.changed_at DESC, s.id;

-- name: revisions
-- All revisions of a scenario, the newest first.
SELECT number, previous, note, made_by, made_at, json_array_length(edits)
FROM scenario_revisions
WHERE scenario = %(id)s
ORDER BY number DESC;

-- name: mark
-- Remember what changed under a revision, beside what was remembered before.
INSERT INTO scenario_marks (scenario, revision, touched, issues, marked_at)
VALUES (%(id)s, %(revision)s, %(touched)s, %(issues)s::json, now())
ON CONFLICT (scenario, revision) DO UPDATE
SET
    touched = ARRAY(
        SELECT DISTINCT unnest(scenario_marks.touched || excluded.touched) ORDER BY 1
    ),
    issues = excluded.issues,
    marked_at = excluded.marked_at;
