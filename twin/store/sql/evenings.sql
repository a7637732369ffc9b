-- name: insert
-- A new evening at its first revision.
INSERT INTO evenings (area, title, slides, revision, made_by, made_at, changed_at)
VALUES (%(area)s, %(title)s, %(slides)s::json, 1, %(by)s, %(at)s, %(at)s)
RETURNING id;

-- name: list
-- The evenings of an area, the newest first; those that were never shown only where `everything`.
SELECT id, area, title, slides, revision, made_by, changed_at, opened_at
FROM evenings
WHERE area = %(area)s AND (%(everything)s OR opened_at IS NOT NULL)
ORDER BY made_at DESC, id DESC;

-- name: one
-- One evening.
SELECT id, area, title, slides, revision, made_by, changed_at, opened_at
FROM evenings
WHERE id = %(id)s;

-- name: lock
-- The revision of an evening, held until the end of the transaction.
SELECT revision FROM evenings WHERE id = %(id)s FOR UPDATE;

-- name: change
-- Another title and other slides, as the next revision.
UPDATE evenings
SET title = %(title)s, slides = %(slides)s::json, revision = revision + 1, changed_at = %(at)s
WHERE id = %(id)s;

-- name: delete
-- With what is shown of it.
DELETE FROM evenings WHERE id = %(id)s;

-- name: opened
-- Only the first time counts.
UPDATE evenings SET opened_at = coalesce(opened_at, %(at)s) WHERE id = %(id)s;

-- name: open
-- Begin to show; the code of before, if any, is void.
INSERT INTO evening_shows (evening, code_hash, slide, black, frozen, opened_at, ends_at)
VALUES (%(id)s, %(code_hash)s, 0, false, false, %(at)s, %(ends_at)s)
ON CONFLICT (evening) DO UPDATE
SET code_hash = excluded.code_hash, opened_at = excluded.opened_at, ends_at = excluded.ends_at;

-- name: show
-- Where an evening is that is shown now.
SELECT evening, slide, black, frozen, opened_at, ends_at
FROM evening_shows
WHERE evening = %(id)s AND ends_at > %(now)s;

-- name: lock_show
-- The same, held until the end of the transaction.
SELECT evening, slide, black, frozen, opened_at, ends_at
FROM evening_shows
WHERE evening = %(id)s AND ends_at > %(now)s
FOR UPDATE;

-- name: move
-- Be somewhere else.
UPDATE evening_shows
SET slide = %(slide)s, black = %(black)s, frozen = %(frozen)s
WHERE evening = %(id)s;

-- name: close
-- Stop showing; the code is void.
DELETE FROM evening_shows WHERE evening = %(id)s;

-- name: of_code
-- The evening that a code moves.
SELECT evening FROM evening_shows WHERE code_hash = %(code_hash)s AND ends_at > %(now)s;

-- name: tell
-- Who follows an evening looks again.
SELECT pg_notify('twin_evenings', %(id)s::text);
