-- Runs: somebody asked for results and can see how far that is.

-- `asked` is what was asked for, `results` the keys by indicator, `failures` why some have none.
-- `state` in the words of OGC API Processes. `keeper` names the process that does it: what it left
-- unfinished when it ended is told as failed.
CREATE TABLE runs (
    id uuid PRIMARY KEY,
    area text NOT NULL,
    scenario text,
    revision integer,
    asked jsonb NOT NULL,
    state text NOT NULL CHECK (
        state IN ('accepted', 'running', 'successful', 'failed', 'dismissed')
    ),
    message text NOT NULL,
    results jsonb NOT NULL DEFAULT '{}',
    failures jsonb NOT NULL DEFAULT '{}',
    keeper text NOT NULL,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    CHECK (num_nulls(scenario, revision) IN (0, 2))
);

-- Lists show the newest first.
CREATE INDEX runs_created ON runs (created_at DESC);
