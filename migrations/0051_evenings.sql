-- Evenings: what planners show to residents on a big screen, and where they are while they show it.

-- `slides` in the JSON form of docs/evening.md, as json and not jsonb: that keeps the order of keys.
-- `opened_at` is when it was first shown; from then on everybody may read it. NULL before that.
CREATE TABLE evenings (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    area text NOT NULL,
    title text NOT NULL CHECK (title <> ''),
    slides json NOT NULL,
    revision integer NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    opened_at timestamptz
);

-- Lists are asked by area.
CREATE INDEX evenings_area ON evenings (area);

-- An evening that is shown now: at most one row for each. `code_hash` is the SHA-256 of the code with
-- which a phone may move on and back; it ends with the row, or at `ends_at`.
CREATE TABLE evening_shows (
    evening integer PRIMARY KEY REFERENCES evenings ON DELETE CASCADE,
    code_hash bytea NOT NULL UNIQUE,
    slide integer NOT NULL CHECK (slide >= 0),
    black boolean NOT NULL,
    frozen boolean NOT NULL,
    opened_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
);
