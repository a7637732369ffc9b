-- What differed when an area was loaded last, from the version that was there before it.

-- `changes` as `twin.store.changes` writes it, and when the version before was saved; both NULL when
-- there was none, or when the area was saved before this was kept.
ALTER TABLE areas
    ADD COLUMN changes jsonb,
    ADD COLUMN compared_with timestamptz,
    ADD CHECK (num_nulls(changes, compared_with) IN (0, 2));
