-- Scenarios whose ground changed under them when their area was loaded again.

-- `touched` are ids of objects that the scenario is about and that changed, `issues` what can no
-- longer be made of it (docs/scenarios.md); both add up over loads. A mark belongs to a revision: who
-- makes a new one has looked.
CREATE TABLE scenario_marks (
    scenario text NOT NULL,
    revision integer NOT NULL,
    touched text[] NOT NULL,
    issues json NOT NULL,
    marked_at timestamptz NOT NULL,
    PRIMARY KEY (scenario, revision),
    FOREIGN KEY (scenario, revision) REFERENCES scenario_revisions
);
