"""A database of an earlier Twin, with its measurements, becomes one of today."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fix_db import Database
from twin.store import ledger, observations, things
from twin.store.migrate import FOLDER, ROLES, migrate
from twin.store.observations import Outcome, Reading, RollUp, store_batch
from twin.store.pool import Connection, connect, engine

START = datetime(2026, 1, 1, tzinfo=UTC)
END = START + timedelta(days=60)

OLD_ROWS = """
    INSERT INTO things (id, name, origin, description, properties)
    VALUES ('kit-1', 'Kit', 'real', '', '{}');
    INSERT INTO datastreams (thing, quantity)
    VALUES ('kit-1', 'pm25'), ('kit-1', 'vehicle_count'), ('kit-1', 'parking_occupied');
    INSERT INTO observations (datastream_id, phenomenon_time, value, received_at)
    SELECT stream, moment, stream * 10 + n % 7, moment + n % 5 * INTERVAL '1.3 seconds'
    FROM generate_series(1, 3) AS stream, generate_series(0, 999) AS n,
        LATERAL (SELECT TIMESTAMPTZ '2026-01-01 00:00:00Z' + n * INTERVAL '1 hour') AS at (moment);
    INSERT INTO observations
    VALUES (1, '2026-02-20 00:00:00Z', 1, '2026-02-19 23:59:58.5Z'), (1, '1900-01-01', 2, now());
    INSERT INTO latest
    SELECT DISTINCT ON (datastream_id) *, now() FROM observations ORDER BY 1, 2 DESC;
    INSERT INTO ledger VALUES ('mqtt', 'received', '', 3003), ('mqtt', 'stored', '', 3002),
        ('mqtt', 'rejected', 'not_json', 1);
    INSERT INTO dead_letters (source, received_at, topic, payload, payload_size, reason, detail)
    VALUES ('mqtt', now(), 'x', '\\x78', 1, 'not_json', 'no');
    INSERT INTO workers VALUES ('w', 'broker:1883', true, 3003, 3002, now());
"""


@pytest.fixture(params=["postgresql", "timescaledb"])
def bare(request: pytest.FixtureRequest) -> Database:
    """A database in which nothing has been migrated, of either engine."""
    kind = "bare_database" if request.param == "postgresql" else "bare_timescale"
    found = request.getfixturevalue(kind)
    assert isinstance(found, Database)
    return found


def first_release(folder: Path) -> Path:
    """The migrations that the first Twin had, without its rights."""
    folder.mkdir()
    for file in sorted(FOLDER.glob("000[1-8]_*.sql")):
        shutil.copy(file, folder)
    (folder / ROLES).write_text("-- The rights are given when it is migrated on.\nSELECT 1;\n")
    return folder


def rolled(conn: Connection, stream: int) -> list[RollUp]:
    """Hours and days of a datastream."""
    return [
        row
        for interval in ("hour", "day")
        for row in observations.rolled_up(conn, stream, START, END, interval)
    ]


def test_a_database_of_an_earlier_twin_moves_on_with_all_that_it_has(
    bare: Database, tmp_path: Path
) -> None:
    migrate(bare.owner, folder=first_release(tmp_path / "old"))
    with connect(bare.owner, application="test") as conn:
        conn.execute(OLD_ROWS)
        if timescale := engine(conn).timescaledb is not None:
            for roll_up in ("observations_hourly", "observations_daily"):
                conn.execute(f"CALL refresh_continuous_aggregate('{roll_up}', NULL, NULL)".encode())
            conn.execute(
                "SELECT compress_chunk(chunk, true) FROM show_chunks('observations') AS chunk"
            )
        before = conn.execute(
            "SELECT datastream_id, phenomenon_time, value,"
            " least(floor(date_part('epoch', received_at - phenomenon_time)), 2147483647)"
            " FROM observations ORDER BY 1, 2"
        ).fetchall()
        hours = conn.execute("SELECT * FROM hours_of(1, %s, %s)", (START, END)).fetchall()

    migrate(bare.owner)
    with connect(bare.owner, application="test") as conn:
        after = conn.execute(
            "SELECT datastream_id, phenomenon_time, value, delay FROM observations ORDER BY 1, 2"
        ).fetchall()
        assert after == before
        assert conn.execute("SELECT DISTINCT flags FROM observations").fetchall() == [(0,)]
        shown = observations.rolled_up(conn, 1, START, END, "hour")
        assert [(row.start, row.mean) for row in shown] == sorted(row[:2] for row in hours)
        # What counts is known at once, whoever registers it again.
        assert [row.datastream for row in observations.latest(conn)] == [1]
        assert all(row.minimum is None for row in rolled(conn, 2) + rolled(conn, 3))
        totals = {row.outcome: row.count for row in ledger.totals(conn)}
        assert totals == {"received": 3003, "stored": 3002, "rejected": 1}
        batch = [
            Reading(1, moment, 5.0, moment) for moment in (START, START + timedelta(minutes=7), END)
        ]
        assert store_batch(conn, batch, []) == Outcome(2, 1, 0)
        things.save_things(conn, things.list_things(conn))
        if timescale:
            compressed = "SELECT compress_chunk(c, true) FROM show_chunks('observations') AS c"
            conn.execute(compressed.encode())
            assert store_batch(conn, batch, []) == Outcome(0, 3, 0)
            policies = conn.execute(
                "SELECT count(*) FROM timescaledb_information.jobs"
                " WHERE proc_name = 'policy_compression'"
            )
            assert policies.fetchone() == (1,)
    assert migrate(bare.owner) == []
