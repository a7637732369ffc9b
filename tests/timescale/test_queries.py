"""Every query of the store runs on TimescaleDB and answers there as on plain PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg.abc import Params, Query
from psycopg.rows import TupleRow

from tests.fix_db import Database
from tests.store import made
from tests.store.test_alerts import everything as about_alerts
from tests.store.test_areas import plain
from tests.store.test_evenings import everything as about_evenings
from tests.store.test_results import everything as about_results
from tests.store.test_scenarios import a_life
from tests.store.test_sensorthings import everything
from tests.store.test_views import a_line_up
from twin.model import RejectionReason, Uplink
from twin.store import (
    areas,
    changes,
    keys,
    ledger,
    migrate,
    observations,
    playback,
    pool,
    retention,
    scenarios,
    things,
    unknown,
    workers,
)
from twin.store.observations import Reading
from twin.store.queries import names, queries

START = datetime(2026, 10, 20, tzinfo=UTC)
END = START + timedelta(days=20)
HOUR = timedelta(hours=1)
INTERVALS: tuple[observations.Interval, ...] = ("hour", "day")

_ran: set[bytes] = set()


class RecordingCursor(psycopg.Cursor[TupleRow]):
    """Remembers which queries ran."""

    def execute(self, query: Query, params: Params | None = None, **how: Any) -> RecordingCursor:
        """As its base class."""
        assert isinstance(query, str | bytes)
        _ran.add(query if isinstance(query, bytes) else query.encode())
        super().execute(query, params, **how)
        return self


def connect(url: str) -> pool.Connection:
    """A connection that remembers which queries ran."""
    conn = pool.connect(url, application="test")
    conn.cursor_factory = RecordingCursor
    return conn


def readings() -> list[Reading]:
    """Ten days around the end of summer time, with gaps, repeats and things out of order."""
    made_up = [
        Reading(1 + n % 2, START + timedelta(minutes=37 * (n % 389)), n % 17 / 8, START)
        for n in range(600)
    ]
    return made_up[::2] + made_up[1::2]


def answers(database: Database) -> dict[str, Any]:
    """What the store answers to everything that can be asked, after a bit of everything."""
    with connect(database.owner) as conn:
        areas.save_area(conn, made.area(), "v1")
        areas.save_area(conn, made.area("tweede", surfaces=()), "v2")
        changes.save_changes(conn, "tweede", made.changes(), made.NOON)
        things.save_things(conn, [made.thing("kit-1"), made.thing("kit-2", area="tweede")])
        things.retire(conn, "kit-1", None)
        things.retire(conn, "kit-2", None, key="pm25")
        token = keys.create(conn, "k", {keys.Scope.LETTERS_READ}, secret="A" * 43, now=made.NOON)
        keys.revoke(conn, 1, made.NOON)
        lived = a_life(conn)
        computed = about_results(conn)
        lined_up = about_evenings(conn)
        line_up = a_line_up(conn)
    with connect(database.ingest) as conn:
        batch = readings()
        outcomes = [
            observations.store_batch(conn, batch[:400], [made.dead_letter()]),
            observations.store_batch(conn, batch[200:], []),
            observations.store_batch(conn, [made.reading(77, source="http"), *batch[:3]], []),
        ]
        kelvin = made.reading(1, -9, 3.1, sent="276.25 K", uplink=Uplink("s", 7))
        outcomes.append(observations.store_batch(conn, [kelvin], []))
        removed = retention.enforce(conn)
        stray = made.dead_letter(RejectionReason.UNKNOWN_THING)
        outcomes.append(observations.store_batch(conn, [], [stray]))
        workers.beat(conn, workers.WorkerBeat("w", "host:1883", True, 3, 2, made.NOON))
        registry = things.registry(conn)
    with connect(database.owner) as conn:
        alerted = about_alerts(conn)
        strangers = unknown.strangers(conn)
        told = (keys.list_keys(conn), keys.check(conn, token))
    with connect(database.owner) as conn, conn.transaction():
        taken = ledger.take(conn, ledger.replayable(conn).last, 9)
        outcomes.append(observations.store_batch(conn, [made.reading(2)], [], taken))
    with connect(database.api) as conn:
        said = pool.engine(conn)
        answered: dict[str, Any] = {
            "keys": told,
            "strangers": strangers,
            "outcomes": outcomes,
            "removed": removed,
            "sent": observations.raw(conn, 1, made.NOON - HOUR, made.NOON, 9),
            "registry": registry,
            "areas": [
                plain(replace(row, saved_at=START, changed_at=START))
                for row in areas.list_areas(conn)
            ],
            "area": plain(areas.load_area(conn, "buurt")),
            "changes": replace(changes.last_load(conn, "tweede"), saved_at=START),
            "fingerprint": areas.fingerprint(conn, "tweede"),
            "things": things.list_things(conn, "buurt"),
            "datastreams": things.list_datastreams(conn, area="tweede"),
            "datastream": things.datastream(conn, 2),
            "latest": [replace(row, stored_at=START) for row in observations.latest(conn)],
            "changed": [
                replace(row, stored_at=START) for row in observations.changed_since(conn, START)
            ],
            "raw": observations.raw(conn, 1, START, END, 50, START + timedelta(hours=9)),
            "hours": observations.rolled_up(conn, 1, START, END, "hour"),
            "days": observations.rolled_up(conn, 2, START, END, "day"),
            "odd periods": [
                observations.rolled_up(conn, 1, first, last, interval)
                for interval in INTERVALS
                for minutes in (0, 30, 60 * 22, 60 * 22 + 1)
                for first in [START + timedelta(days=4, minutes=minutes)]
                for last in (first, first - HOUR, first + HOUR, first + timedelta(minutes=1))
            ],
            "last hours": observations.latest_hours(conn, [1, 2], START + timedelta(days=4)),
            "played back": playback.hours(conn, "buurt", START, 24 * 8),
            "ledger": ledger.totals(conn),
            "workers": workers.workers(conn),
            "pending": migrate.state(conn).pending,
            "sensorthings": everything(conn),
            "results": computed,
            "alerts": alerted,
            "evenings": lined_up,
            "scenarios": [replace(each, mark=None) for each in lived],
            "saved views": line_up,
            "scenario lists": (scenarios.list_scenarios(conn), scenarios.revisions(conn, "x")),
        }
    assert said.name in ("PostgreSQL", "TimescaleDB")
    return answered


def test_both_engines_answer_alike_and_every_query_has_run(
    database: Database, timescale_database: Database
) -> None:
    expected = answers(database)
    assert len(expected["hours"]) > 50
    assert len(expected["days"]) == 10
    _ran.clear()
    found = answers(timescale_database)
    assert found.keys() == expected.keys()
    for question, answer in expected.items():
        assert found[question] == answer, question
    every = {query: f"{file}.{name}" for file in names() for name, query in queries(file).items()}
    # What SensorThings asks is put together from parts.
    forgotten = {name for query, name in every.items() if not any(query in ran for ran in _ran)}
    # Those that only a migrator asks have run, too, or there would be no tables. COPY of a large
    # batch this engine refuses (bridge.mjs); what the store does then is tested below.
    asked = {f"migrate.{name}" for name in ("lock", "unlock", "make_table", "record")}
    assert forgotten == {*asked, "observations.copy"}


def test_a_large_batch_is_stored_where_the_server_cannot_copy(timescale_database: Database) -> None:
    with pool.connect(timescale_database.owner, application="test") as conn:
        things.save_things(conn, [made.thing("kit-1")])
        batch = [made.reading(1, n, n) for n in range(300)]
        assert observations.store_batch(conn, batch, []) == observations.Outcome(300, 0, 0)
        assert observations.store_batch(conn, batch, []) == observations.Outcome(0, 300, 0)
