-- What indicators said: results named by their content and code, with their arrays, and of which
-- plans they are. Nothing here is the only copy of anything: all of it can be computed again.

-- Numbers of maps and of points on façades, by the hash of their content, which results share.
-- `content` is little-endian, row by row, compressed by gzip.
CREATE TABLE result_arrays (
    digest text PRIMARY KEY,
    dtype text NOT NULL,
    shape integer[] NOT NULL,
    content bytea NOT NULL
);

-- A result never changes: `key` is a hash of all that it depends on. `body` is its JSON compressed by
-- gzip, `bytes` what it takes together with its arrays, `used_at` when it was last asked for by a run.
CREATE TABLE results (
    key text PRIMARY KEY,
    indicator text NOT NULL,
    area text NOT NULL,
    body bytea NOT NULL,
    bytes bigint NOT NULL,
    computed_at timestamptz NOT NULL DEFAULT now(),
    used_at timestamptz NOT NULL DEFAULT now()
);

-- What was used longest ago goes first.
CREATE INDEX results_used ON results (used_at);

-- Which arrays a result has.
CREATE TABLE result_layers (
    key text NOT NULL REFERENCES results ON DELETE CASCADE,
    digest text NOT NULL REFERENCES result_arrays,
    PRIMARY KEY (key, digest)
);

-- Whether anything still has an array.
CREATE INDEX result_layers_digest ON result_layers (digest);

-- Which results there are of a revision of a scenario; `scenario` is '' and `revision` 0 for an area
-- as it is. The newest of an indicator counts. No foreign keys to areas and scenarios: areas are
-- saved anew.
CREATE TABLE result_uses (
    area text NOT NULL,
    scenario text NOT NULL,
    revision integer NOT NULL,
    horizon_years integer NOT NULL,
    indicator text NOT NULL,
    key text NOT NULL REFERENCES results ON DELETE CASCADE,
    computed_at timestamptz NOT NULL,
    PRIMARY KEY (area, scenario, revision, horizon_years, key)
);

-- Results that go take their uses along.
CREATE INDEX result_uses_key ON result_uses (key);

-- The homes of an area with a plan, for comparing: JSON compressed by gzip, by the key of the content.
CREATE TABLE result_homes (
    area text NOT NULL,
    scenario text NOT NULL,
    revision integer NOT NULL,
    area_key text NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (area, scenario, revision)
);
