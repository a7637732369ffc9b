-- name: enforce
-- Delete what is beyond its retention, and what was refused too long ago.
SELECT enforce_retention(), forget_dead_letters(%(dead_letters_kept)s::interval);
