-- name: create
-- A new key, by its fingerprint; tells its number.
INSERT INTO api_keys (name, scopes, fingerprint, created_at)
VALUES (%(name)s, %(scopes)s, %(fingerprint)s, %(created_at)s)
RETURNING id;

-- name: list
-- All keys that ever were, the oldest first.
SELECT id, name, scopes, created_at, revoked_at FROM api_keys ORDER BY id;

-- name: revoke
-- From this moment the key opens nothing; the first moment counts.
UPDATE api_keys SET revoked_at = coalesce(revoked_at, %(at)s) WHERE id = %(id)s
RETURNING id, name, scopes, created_at, revoked_at;

-- name: find
-- What is needed to check a key that still holds.
SELECT id, name, scopes, created_at, revoked_at, fingerprint
FROM api_keys
WHERE id = %(id)s AND revoked_at IS NULL;
