-- Scenarios: plans for an area, kept as revisions that never change.

-- `area` is no foreign key: an area is deleted and saved anew when it is loaded again, and plans stay.
-- `revision` is the one that counts now; undo and redo move it. `parent` and `parent_revision` tell
-- what a fork began with; NULL when it is none. Once `published_at` is set everybody may read it.
CREATE TABLE scenarios (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$'),
    area text NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    description text NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'published', 'archived')),
    revision integer NOT NULL,
    parent text,
    parent_revision integer,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    published_at timestamptz,
    CHECK (num_nulls(parent, parent_revision) IN (0, 2)),
    CHECK (state <> 'published' OR published_at IS NOT NULL)
);

-- Lists are asked by area.
CREATE INDEX scenarios_area ON scenarios (area);

-- `edits` in the JSON form of docs/scenarios.md with RD coordinates, as json and not jsonb: that
-- keeps every digit and the order of keys. `previous` is the revision that it was made from; NULL for
-- the first one.
CREATE TABLE scenario_revisions (
    scenario text NOT NULL REFERENCES scenarios,
    number integer NOT NULL CHECK (number > 0),
    previous integer,
    edits json NOT NULL,
    note text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (scenario, number),
    FOREIGN KEY (scenario, previous) REFERENCES scenario_revisions
);

-- A scenario and its first revision come together, so this waits for the end of the transaction.
ALTER TABLE scenarios
    ADD FOREIGN KEY (id, revision) REFERENCES scenario_revisions DEFERRABLE INITIALLY DEFERRED;

-- Results name a revision, so not even the owner changes one.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'revisions of scenarios never change';
END
$$;

-- Each row, so that emptying a whole test database stays possible.
CREATE TRIGGER scenario_revisions_stay
    BEFORE UPDATE OR DELETE ON scenario_revisions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
