"""What a passport states is what the database keeps to, on plain PostgreSQL and on TimescaleDB."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.fix_db import Database
from tests.store import made
from tests.store.test_things import PASSPORT
from twin.model import RejectionReason, Uplink
from twin.store import ledger, observations, retention, things
from twin.store.observations import Reading, store_batch
from twin.store.pool import Connection, connect

# Retention counts from the clock of the database, so these tests count from now, too. An hour on
# both sides of a border leaves room for clocks that differ.
NOW = datetime.now(UTC).replace(microsecond=0)
MARGIN = timedelta(hours=1)
EVER = (NOW - timedelta(days=9999), NOW + timedelta(days=1))


@pytest.fixture
def owner(either: Database) -> Iterator[Connection]:
    """A connection of the owner to an empty database."""
    with connect(either.owner, application="test") as conn:
        yield conn


def promise(conn: Connection, **kept: timedelta | None) -> None:
    """Register kit-1 with a datastream per quantity, kept as long as said."""
    passports = {key: replace(PASSPORT, retention=span) for key, span in kept.items()}
    things.save_things(conn, [replace(made.thing("kit-1", *kept), passports=passports)])


def old(age: timedelta, stream: int = 1, value: float = 1.0) -> Reading:
    """A reading of so long ago."""
    return Reading(stream, NOW - age, value, NOW - age + timedelta(seconds=2))


def seen(either: Database, stream: int = 1) -> list[float]:
    """Values that the API sees."""
    with connect(either.api, application="test") as conn:
        return [row.value for row in observations.raw(conn, stream, *EVER, 99)]


def on_disk(conn: Connection) -> list[float]:
    """Values that are there, by time."""
    found = conn.execute(
        "SELECT measured(value, digits, decimals) FROM observations"
        " ORDER BY phenomenon_time, datastream_id"
    )
    return [value for (value,) in found]


@pytest.mark.parametrize("days", [1, 30, 400])
def test_the_retention_that_is_stated_is_the_one_that_is_enforced(
    owner: Connection, either: Database, days: int
) -> None:
    promise(owner, pm25=timedelta(days=days))
    with connect(either.api, application="test") as conn:
        passport = things.datastream(conn, 1).passport
    assert passport is not None
    assert passport.retention == timedelta(days=days)
    batch = [
        old(passport.retention + MARGIN, value=1.0),
        old(passport.retention - MARGIN, value=2.0),
        old(MARGIN, value=3.0),
    ]
    store_batch(owner, batch, [])
    assert seen(either) == [2.0, 3.0]  # at once, before anything is deleted
    assert on_disk(owner) == [1.0, 2.0, 3.0]
    with connect(either.ingest, application="test") as conn:
        assert retention.enforce(conn).observations == 1
        assert retention.enforce(conn).observations == 0
    assert on_disk(owner) == [2.0, 3.0]
    rows = {(row.source, row.outcome): row.count for row in ledger.totals(owner)}
    assert rows["retention", "expired"] == 1
    assert rows["mqtt", "stored"] - rows["retention", "expired"] == len(on_disk(owner))


def test_a_passport_cannot_state_another_retention_than_the_one_that_is_enforced(
    owner: Connection,
) -> None:
    promise(owner, pm25=timedelta(days=30), temperature=None)
    for change in ("INTERVAL '31 days'", "NULL"):
        with pytest.raises(psycopg.errors.CheckViolation, match="stated_retention_is_enforced"):
            owner.execute(f"UPDATE datastreams SET retention = {change} WHERE id = 1".encode())
    with pytest.raises(psycopg.errors.CheckViolation, match="stated_retention_is_enforced"):
        owner.execute("UPDATE datastreams SET retention = '1 day' WHERE id = 2")


def test_each_datastream_has_its_own_retention_and_without_one_everything_stays(
    owner: Connection, either: Database
) -> None:
    promise(owner, pm25=timedelta(days=10), temperature=None, pm10=timedelta(days=100))
    for stream in (1, 2, 3):
        store_batch(owner, [old(timedelta(days=n), stream, stream) for n in (5, 50, 500)], [])
    assert [len(seen(either, stream)) for stream in (1, 2, 3)] == [1, 3, 2]
    assert retention.enforce(owner).observations == 3
    assert on_disk(owner) == [2.0, 2.0, 3.0, 1.0, 2.0, 3.0]


def test_what_belongs_to_an_observation_goes_with_it(owner: Connection, either: Database) -> None:
    promise(owner, temperature=timedelta(days=10))
    gone = old(timedelta(days=11))._replace(sent="276.25 K", uplink=Uplink("s", 1))
    store_batch(owner, [gone], [])
    with connect(either.api, application="test") as conn:
        assert observations.latest(conn) == []
    retention.enforce(owner)
    for table in ("observations", "originals", "uplinks", "latest"):
        assert owner.execute(f"SELECT FROM {table}".encode()).fetchall() == [], table


def test_uplinks_are_forgotten_when_no_network_repeats_them(owner: Connection) -> None:
    promise(owner, pm25=None)
    for number, days in enumerate((1, 31)):
        store_batch(owner, [old(timedelta(days=days))._replace(uplink=Uplink("s", number))], [])
    assert retention.enforce(owner).observations == 0
    assert owner.execute("SELECT f_cnt FROM uplinks").fetchall() == [(0,)]
    assert len(on_disk(owner)) == 2


def test_roll_ups_leave_out_what_is_older_and_whatever_began_before(
    owner: Connection, either: Database
) -> None:
    kept = timedelta(days=10)
    promise(owner, pm25=kept)
    hour = (NOW - kept).replace(minute=0, second=0)
    moments = [hour + timedelta(hours=n, minutes=30) for n in range(-3, 6)]
    store_batch(owner, [Reading(1, moment, 1.0, moment) for moment in moments], [])
    # In one transaction the clock of the database stands still, also when an hour passes.
    with connect(either.api, application="test") as conn, conn.transaction():
        row = conn.execute("SELECT now()").fetchone()
        rolled = observations.rolled_up(conn, 1, *EVER, "hour")
        days = observations.rolled_up(conn, 1, *EVER, "day")
    assert row is not None
    border = row[0] - kept
    hours = [hour + timedelta(hours=n) for n in range(-3, 6)]
    assert [row.start for row in rolled] == [start for start in hours if start >= border]
    assert 0 < len(rolled) < len(hours)
    assert all(row.start >= border for row in days)


def test_a_refusal_is_forgotten_in_time_and_stays_counted(owner: Connection) -> None:
    letters = [
        replace(made.dead_letter(), received_at=NOW - timedelta(days=days)) for days in (1, 29, 31)
    ]
    store_batch(owner, [], letters)
    assert retention.enforce(owner) == retention.Removed(observations=0, dead_letters=1)
    assert retention.enforce(owner, timedelta(days=7)).dead_letters == 1
    rejected = {row.reason: row.count for row in ledger.totals(owner) if row.outcome == "rejected"}
    assert rejected == {RejectionReason.NOT_JSON.value: 3}
