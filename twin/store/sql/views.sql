-- name: insert
-- A view at the end of the line-up of its area.
INSERT INTO saved_views (
    area, name, description, state, plans, place, shown, made_by, made_at, changed_at
)
VALUES (
    %(area)s, %(name)s, %(description)s, %(state)s, %(plans)s,
    1 + coalesce((SELECT max(place) FROM saved_views WHERE area = %(area)s), 0),
    %(shown)s, %(by)s, %(at)s, %(at)s
)
RETURNING id;

-- name: list
-- The line-up of an area; where `everything` is false only what is shown and names published plans
-- alone, since a draft is nobody's business yet.
SELECT id, area, name, description, state, plans, place, shown, made_by, changed_at
FROM saved_views AS v
WHERE
    area = %(area)s
    AND (
        %(everything)s
        OR (
            shown AND NOT EXISTS (
                SELECT FROM unnest(v.plans) AS named (plan)
                LEFT JOIN scenarios AS s ON s.id = named.plan
                WHERE s.published_at IS NULL
            )
        )
    )
ORDER BY place, id;

-- name: lock_area
-- The line-up of an area as it is, held until the end of the transaction.
SELECT id FROM saved_views WHERE area = %(area)s ORDER BY place, id FOR UPDATE;

-- name: change
-- What is NULL stays as it is.
UPDATE saved_views
SET
    name = coalesce(%(name)s, name),
    description = coalesce(%(description)s, description),
    state = coalesce(%(state)s, state),
    plans = coalesce(%(plans)s, plans),
    shown = coalesce(%(shown)s, shown),
    changed_at = %(at)s
WHERE area = %(area)s AND id = %(id)s;

-- name: arrange
-- Places as the order of `ids`.
UPDATE saved_views SET place = array_position(%(ids)s::integer[], id) WHERE area = %(area)s;

-- name: delete
-- Nothing comes back when there was none.
DELETE FROM saved_views WHERE area = %(area)s AND id = %(id)s RETURNING id;
