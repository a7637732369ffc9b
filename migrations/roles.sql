-- All roles and all rights, and nothing else. Runs again after every migration and whenever this
-- file changes, so it says what is, not what changes: first everything is taken, then given.
-- Login users are made by whoever deploys, as members of these groups.

-- Roles belong to the whole server, so another database or the deployment may have made them, and
-- two migrations of two databases may try at the same moment.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['twin_owner', 'twin_ingest', 'twin_write', 'twin_api'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
    END LOOP;
END
$$;

-- Nobody may make objects here but the owner of the database; before PostgreSQL 15 everybody could.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO twin_owner, twin_ingest, twin_write, twin_api;

-- Begin with nothing.
REVOKE ALL ON
    areas, buildings, surfaces, trees, terrains, things, datastreams, observations,
    observations_hourly, observations_daily, originals, uplinks, latest, live_clock, ledger,
    dead_letters, workers, schema_migrations, ingest_registry, api_keys
FROM PUBLIC, twin_owner, twin_ingest, twin_write, twin_api;
REVOKE ALL ON
    shown_observations, shown_latest, places, planned_buildings, dwellings, barriers, grounds
FROM PUBLIC, twin_owner, twin_ingest, twin_write, twin_api;
REVOKE ALL ON scenarios, scenario_revisions, scenario_marks
FROM PUBLIC, twin_owner, twin_ingest, twin_write, twin_api;
REVOKE ALL ON results, result_arrays, result_layers, result_uses, result_homes, runs
FROM PUBLIC, twin_owner, twin_ingest, twin_write, twin_api;
REVOKE ALL ON saved_views FROM PUBLIC, twin_owner, twin_ingest, twin_write, twin_api;
REVOKE ALL ON evenings, evening_shows, alerts
FROM PUBLIC, twin_owner, twin_ingest, twin_write, twin_api;
REVOKE ALL ON FUNCTION
    hours_of(bigint, timestamptz, timestamptz), days_of(bigint, timestamptz, timestamptz),
    shown_hours(bigint, timestamptz, timestamptz), shown_days(bigint, timestamptz, timestamptz),
    enforce_retention(), forget_dead_letters(interval), remember_place(), refuse_change()
FROM PUBLIC, twin_owner, twin_ingest, twin_write, twin_api;

-- Who may read the roll-ups may ask for them by datastream.
GRANT EXECUTE ON FUNCTION
    hours_of(bigint, timestamptz, timestamptz), days_of(bigint, timestamptz, timestamptz)
TO twin_owner;

-- What may be shown (0012), for all who look.
GRANT SELECT ON shown_observations, shown_latest TO twin_owner, twin_api;
GRANT EXECUTE ON FUNCTION
    shown_hours(bigint, timestamptz, timestamptz), shown_days(bigint, timestamptz, timestamptz)
TO twin_owner, twin_api;

-- Taking away what is too old is the work of ingest where the database has no jobs of its own.
GRANT EXECUTE ON FUNCTION enforce_retention(), forget_dead_letters(interval)
TO twin_owner, twin_ingest, twin_write;

-- twin_owner loads areas, registers things and looks at what was refused. Measurements stay as they
-- came in for everybody. Tables belong to the login that migrates, not to this group: TimescaleDB
-- runs its policies as the owner of the table, who must be able to log in.
GRANT SELECT, INSERT, UPDATE, DELETE ON
    areas, buildings, planned_buildings, dwellings, surfaces, barriers, trees, terrains, grounds
TO twin_owner;
GRANT SELECT, INSERT, UPDATE ON things, datastreams, api_keys TO twin_owner;
GRANT SELECT ON
    observations, observations_hourly, observations_daily, originals, uplinks, latest, ledger,
    dead_letters, workers, schema_migrations, ingest_registry
TO twin_owner;

-- twin_ingest adds observations and counts them. It knows what `ingest_registry` tells of the things
-- and sees no areas; it reads observations only as far as ON CONFLICT needs. twin_write may do the
-- same.
GRANT SELECT ON datastreams, ingest_registry, schema_migrations TO twin_ingest, twin_write;
GRANT SELECT, INSERT ON observations, originals, uplinks TO twin_ingest, twin_write;
GRANT SELECT, INSERT, UPDATE ON latest, ledger, workers TO twin_ingest, twin_write;
GRANT SELECT, UPDATE ON live_clock TO twin_ingest, twin_write;
GRANT INSERT ON dead_letters TO twin_ingest, twin_write;

-- twin_write is what the API uses for who has a key: registering things, storing observations, and
-- offering what was refused to be stored after all.
GRANT SELECT, INSERT, UPDATE ON things, datastreams TO twin_write;
GRANT SELECT, DELETE ON dead_letters TO twin_write;
GRANT UPDATE (id) ON dead_letters TO twin_write; -- to lock those that it takes out
GRANT SELECT ON api_keys TO twin_write;

-- twin_api looks, at measurements through what may be shown only. Refused messages may hold anything,
-- so it sees only their counts in the ledger.
GRANT SELECT ON
    areas, buildings, planned_buildings, dwellings, surfaces, barriers, trees, terrains, grounds,
    things, datastreams, ledger, workers, schema_migrations
TO twin_api;

-- Where things stood is written by a trigger alone (0020).
GRANT SELECT ON places TO twin_owner, twin_api;

-- Planners make scenarios through the API (twin_write) or the command line (twin_owner); revisions are
-- added and never changed. What loading an area does to scenarios only its loader may tell.
GRANT SELECT, INSERT ON scenarios, scenario_revisions TO twin_owner, twin_write;
GRANT UPDATE (name, description, state, revision, changed_at, published_at) ON scenarios
TO twin_owner, twin_write;
GRANT SELECT, INSERT, UPDATE ON scenario_marks TO twin_owner;
GRANT SELECT ON scenario_marks TO twin_write;
GRANT SELECT ON scenarios, scenario_revisions, scenario_marks TO twin_api;

-- Results are computed for the API (twin_write) and the command line (twin_owner), which also take
-- away what was used longest ago. Everybody may read what a key, an array or a run says.
GRANT SELECT, INSERT, DELETE ON results, result_arrays, result_layers TO twin_owner, twin_write;
GRANT UPDATE (used_at) ON results TO twin_owner, twin_write;
GRANT SELECT, INSERT, UPDATE ON result_uses TO twin_owner, twin_write;
GRANT SELECT, INSERT, UPDATE, DELETE ON result_homes TO twin_owner, twin_write;
GRANT SELECT, INSERT, UPDATE, DELETE ON runs TO twin_owner, twin_write;
GRANT SELECT ON results, result_arrays, result_layers, result_uses, result_homes, runs TO twin_api;

-- Planners save views through the API; which of them everybody may see the query decides.
GRANT SELECT, INSERT, UPDATE, DELETE ON saved_views TO twin_write;
GRANT SELECT ON saved_views TO twin_api;

-- So do they with evenings. Who only looks has no business with the hash of a code.
GRANT SELECT, INSERT, UPDATE, DELETE ON evenings, evening_shows TO twin_write;
GRANT SELECT ON evenings TO twin_api;
GRANT SELECT (evening, slide, black, frozen, opened_at, ends_at) ON evening_shows TO twin_api;

-- Planners set alerts; what those say everybody may ask of the measurements that may be shown.
GRANT SELECT, INSERT, UPDATE, DELETE ON alerts TO twin_write;
GRANT SELECT ON alerts TO twin_api;
