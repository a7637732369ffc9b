-- Since when the content of an area is what it is: a load that changes nothing leaves it, so that
-- what was computed before stays good.
ALTER TABLE areas ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();

-- Until now that was not kept; the last load is the best guess.
UPDATE areas SET changed_at = saved_at;
