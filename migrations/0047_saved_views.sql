-- What planners chose to look at, by name, to show it again on an evening or to share it.

-- `state` is the query string of the page without its question mark, `plans` the scenarios that it
-- names, `place` its place in the line-up of its area. No foreign key to areas: they are saved anew.
CREATE TABLE saved_views (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    area text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    state text NOT NULL CHECK (octet_length(state) <= 4096),
    plans text[] NOT NULL,
    place integer NOT NULL,
    shown boolean NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);

-- A line-up is read in its order.
CREATE INDEX saved_views_area ON saved_views (area, place);
