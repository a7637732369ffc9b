-- name: save_changes
-- Keep what differs between an area that was just saved and the version before it.
UPDATE areas
SET changes = %(changes)s::jsonb, compared_with = %(compared_with)s
WHERE id = %(id)s;

-- name: changes
-- What differed when an area was saved last.
SELECT saved_at, compared_with, changes FROM areas WHERE id = %(id)s;
