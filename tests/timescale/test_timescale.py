"""What only TimescaleDB does, on its real code: chunks, compression, continuous aggregates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from psycopg.conninfo import make_conninfo

from tests.fix_db import Database
from tests.store import made
from twin.store import observations, things
from twin.store.migrate import migrate, migrations, state
from twin.store.observations import Outcome, Reading, RollUp, store_batch
from twin.store.pool import Connection, connect, engine

HOUR = timedelta(hours=1)


@pytest.fixture
def owner(timescale_database: Database) -> Iterator[Connection]:
    """A connection of the owner to a TimescaleDB with datastreams 1 and 2."""
    with connect(timescale_database.owner, application="test") as conn:
        things.save_things(conn, [made.thing()])
        yield conn


def at(hours: float, value: float = 1.0, stream: int = 1) -> Reading:
    """A reading some hours after New Year 2026."""
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    return Reading(stream, moment, value, moment)


def hours(conn: Connection, first: float, last: float) -> list[RollUp]:
    """The hourly roll-up of datastream 1."""
    return observations.rolled_up(
        conn, 1, at(first).phenomenon_time, at(last).phenomenon_time, "hour"
    )


def test_a_new_timescaledb_gets_every_migration_once(bare_timescale: Database) -> None:
    names = [migration.name for migration in migrations(timescaledb=True)]
    assert any("_timescale_" in name for name in names)
    assert not any("_plain_" in name for name in names)
    assert migrate(bare_timescale.owner) == names
    assert migrate(bare_timescale.owner) == []
    with connect(bare_timescale.owner, application="test") as conn:
        assert state(conn).pending == ()
        assert engine(conn).name == "TimescaleDB"


def test_a_database_that_began_plain_moves_to_timescaledb_with_its_observations(
    bare_timescale: Database,
) -> None:
    plain = migrations(timescaledb=False)
    with connect(bare_timescale.owner, application="test") as conn:
        conn.execute(
            "CREATE TABLE schema_migrations (name text PRIMARY KEY, checksum text NOT NULL,"
            " applied_at timestamptz NOT NULL DEFAULT now(),"
            " applied_by text NOT NULL DEFAULT current_user)"
        )
        for migration in plain:
            conn.execute(migration.sql.encode())
            conn.execute(
                "INSERT INTO schema_migrations VALUES (%s, %s)",
                (migration.name, migration.checksum),
            )
        things.save_things(conn, [made.thing()])
        store_batch(conn, [at(0, 1.0), at(0.5, 2.0), at(400, 3.0)], [])
        before = hours(conn, 0, 500)
        moved = migrate(bare_timescale.owner)
        assert moved == [name for name in moved if "_timescale_" in name or name == "roles.sql"]
        assert hours(conn, 0, 500) == before
        found = conn.execute("SELECT count(*) FROM show_chunks('observations')").fetchone()
        assert found == (2,)
        allowed = "SELECT has_table_privilege('twin_owner', 'observations_hourly', 'SELECT')"
        assert conn.execute(allowed).fetchone() == (True,)


@pytest.mark.parametrize("extension_is_there", [True, False])
def test_an_ordinary_owner_of_the_database_can_migrate(
    bare_timescale: Database, extension_is_there: bool
) -> None:
    with connect(bare_timescale.owner, application="test") as conn:
        if extension_is_there:  # as in the image that compose runs
            conn.execute("CREATE EXTENSION IF NOT EXISTS timescaledb")
        conn.execute(
            "DROP ROLE IF EXISTS twin_test_keeper;"
            " CREATE ROLE twin_test_keeper LOGIN CREATEROLE PASSWORD 'secret';"
            " DO $$ BEGIN"
            " EXECUTE format('ALTER DATABASE %I OWNER TO twin_test_keeper', current_database());"
            " END $$"
        )
    migrate(make_conninfo(bare_timescale.owner, user="twin_test_keeper", password="secret"))
    with connect(bare_timescale.owner, application="test") as conn:
        owners = conn.execute(
            "SELECT DISTINCT owner FROM timescaledb_information.jobs WHERE job_id >= 1000"
        )
        assert owners.fetchall() == [("twin_test_keeper",)]


def test_observations_lie_in_a_chunk_per_week(owner: Connection) -> None:
    store_batch(owner, [at(24 * 7 * week) for week in range(5)], [])
    found = owner.execute("SELECT count(*) FROM show_chunks('observations')").fetchone()
    assert found == (5,)


def test_a_compressed_chunk_accepts_late_readings_and_knows_duplicates(owner: Connection) -> None:
    store_batch(owner, [at(n, n) for n in range(100)], [])
    owner.execute("SELECT compress_chunk(chunk) FROM show_chunks('observations') AS chunk")
    late = [at(10.5, 7.0), at(10, 99.0), at(50.25, 8.0, stream=2)]
    assert store_batch(owner, late, []) == Outcome(2, 1, 0)
    assert store_batch(owner, late, []) == Outcome(0, 3, 0)
    assert hours(owner, 10, 11) == [RollUp(at(10).phenomenon_time, 8.5, 7.0, 10.0, 17.0, 2)]
    start, end = at(10).phenomenon_time, at(11).phenomenon_time
    assert [row.value for row in observations.raw(owner, 1, start, end, 9)] == [10.0, 7.0]


def test_a_roll_up_has_the_part_that_is_not_materialised_yet(owner: Connection) -> None:
    store_batch(owner, [at(n / 2, n) for n in range(20)], [])
    whole = hours(owner, 0, 10)
    owner.execute(
        "CALL refresh_continuous_aggregate('observations_hourly', NULL, %s::timestamptz)",
        (at(6).phenomenon_time,),
    )
    assert hours(owner, 0, 10) == whole
    store_batch(owner, [at(9.75, 100.0), at(10.5, 200.0)], [])
    assert [rolled.maximum for rolled in hours(owner, 8, 12)] == [17.0, 100.0, 200.0]


def test_a_late_reading_is_rolled_up_when_the_policy_has_run(owner: Connection) -> None:
    store_batch(owner, [at(n, 1.0) for n in range(10)], [])
    _run_policies(owner)
    store_batch(owner, [at(2.5, 5.0)], [])
    _run_policies(owner)
    assert hours(owner, 2, 3) == [RollUp(at(2).phenomenon_time, 3.0, 1.0, 5.0, 6.0, 2)]
    day = observations.rolled_up(owner, 1, at(2).phenomenon_time, at(3).phenomenon_time, "day")
    assert [(rolled.total, rolled.count) for rolled in day] == [(15.0, 11)]


def _run_policies(conn: Connection) -> None:
    """Run what TimescaleDB's own scheduler runs every ten minutes, or hour."""
    jobs = conn.execute(
        "SELECT job_id FROM timescaledb_information.jobs"
        " WHERE proc_name = 'policy_refresh_continuous_aggregate'"
    ).fetchall()
    assert len(jobs) == 2
    for (job,) in jobs:
        conn.execute(f"CALL run_job({int(job)})".encode())


def test_the_policies_are_those_that_the_documentation_tells(owner: Connection) -> None:
    found = owner.execute(
        "SELECT proc_name, schedule_interval, config ->> 'compress_after',"
        " config ->> 'start_offset', config ->> 'dead_letters'"
        " FROM timescaledb_information.jobs WHERE job_id >= 1000 ORDER BY proc_name, job_id"
    ).fetchall()
    refreshed = "policy_refresh_continuous_aggregate"
    assert [row for row in found if row[0] != "policy_compression"] == [
        ("chunk_job", timedelta(days=1), None, None, None),
        (refreshed, timedelta(minutes=10), None, None, None),
        (refreshed, timedelta(hours=1), None, None, None),
        ("retention_job", timedelta(hours=1), None, None, "30 days"),
    ]
    assert [row[2] for row in found if row[0] == "policy_compression"] == ["14 days"]
    segments = owner.execute(
        "SELECT attname, segmentby_column_index, orderby_column_index"
        " FROM timescaledb_information.compression_settings"
        " WHERE hypertable_name = 'observations' ORDER BY attname"
    ).fetchall()
    assert segments == [("datastream_id", 1, None), ("phenomenon_time", None, 1)]
