"""Large batches are stored by COPY, with the same outcome as all others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest

from tests.fix_db import Database
from tests.store import made
from twin.model import Flag, Uplink
from twin.store import ledger, observations, things
from twin.store.arrays import microseconds
from twin.store.observations import Outcome, Reading, Series, store_batch
from twin.store.pool import Connection, connect
from twin.store.readings import columns

MANY = 600
EARLY, LATE = made.NOON - timedelta(days=1), made.NOON + timedelta(days=9)


@pytest.fixture
def owner(database: Database) -> Iterator[Connection]:
    """A connection of the owner to a database with datastreams 1 and 2."""
    with connect(database.owner, application="test") as connection:
        things.save_things(connection, [made.thing("kit-1")])
        yield connection


@pytest.fixture
def ingest(database: Database, owner: Connection) -> Iterator[Connection]:
    """A connection of ingest to the same database."""
    with connect(database.ingest, application="test") as connection:
        yield connection


def values(conn: Connection, datastream: int = 1) -> list[float]:
    return [one.value for one in observations.raw(conn, datastream, EARLY, LATE, 9_999)]


def series(datastream: int, first: int, count: int, source: str = "mqtt:senml") -> Series:
    """Readings a minute apart, of which each third has no decimal form."""
    start = microseconds([made.NOON])[0]
    number = np.arange(first, first + count)
    return Series(
        datastream,
        start + number * 60_000_000,
        np.where(number % 3, number / 10, number / 7),
        made.NOON + timedelta(minutes=first + count),
        (number % 2).astype(np.int16),
        source,
    )


def test_a_large_batch_is_stored_as_it_came(ingest: Connection, owner: Connection) -> None:
    batch = [made.reading(1, n, n / 3, flags=Flag(n % 8)) for n in range(MANY)]
    assert store_batch(ingest, batch, []) == Outcome(MANY, 0, 0)
    assert values(owner) == [n / 3 for n in range(MANY)]
    kept = observations.raw(owner, 1, EARLY, LATE, 9_999)
    assert [(one.flags, one.delay) for one in kept] == [(n % 8, 1) for n in range(MANY)]
    assert [row.value for row in observations.latest(owner)] == [(MANY - 1) / 3]


def test_a_large_batch_that_comes_again_changes_nothing(
    ingest: Connection, owner: Connection
) -> None:
    batch = [made.reading(1, n, n) for n in range(MANY)]
    store_batch(ingest, batch, [])
    more = [made.reading(1, n, -1.0) for n in range(MANY // 2, 2 * MANY)]
    assert store_batch(ingest, more, []) == Outcome(MANY, MANY // 2, 0)
    assert values(owner) == [*map(float, range(MANY)), *[-1.0] * MANY]


def test_what_comes_twice_or_late_in_a_large_batch_is_known(
    ingest: Connection, owner: Connection
) -> None:
    store_batch(ingest, [made.reading(1, 0, 0.5), made.reading(1, 10, 0.5)], [])
    batch = [made.reading(1, n, n) for n in range(MANY) for _ in range(2)]
    assert store_batch(ingest, batch, []) == Outcome(MANY - 2, MANY + 2, 0)
    assert values(owner) == [0.5, *range(1, 10), 0.5, *range(11, MANY)]


def test_what_another_worker_stores_at_this_moment_is_a_duplicate(
    ingest: Connection, owner: Connection
) -> None:
    # As if it were stored after we looked: `latest` does not tell of it.
    store_batch(ingest, [made.reading(1, n, 0.5) for n in (3, 599)], [])
    owner.execute("DELETE FROM latest")
    batch = [made.reading(1, n, n) for n in range(MANY)]
    assert store_batch(ingest, batch, []) == Outcome(MANY - 2, 2, 0)
    assert values(owner) == [0, 1, 2, 0.5, *range(4, 599), 0.5]


def test_originals_and_uplinks_of_a_large_batch_are_kept(
    ingest: Connection, owner: Connection
) -> None:
    batch = [made.reading(1, n, n) for n in range(MANY)]
    batch[7] = made.reading(1, 7, 7, sent="280.15 K")
    batch[8] = made.reading(1, 8, 8, uplink=Uplink("a", 1))
    batch.append(made.reading(1, MANY, 8, uplink=Uplink("a", 1)))  # heard by a second gateway
    batch[-1] = batch[-1]._replace(received_at=made.NOON + timedelta(days=1))
    assert store_batch(ingest, batch, []) == Outcome(MANY, 1, 0)
    kept = observations.raw(owner, 1, EARLY, LATE, 9_999)
    assert [(one.value, one.sent) for one in kept if one.sent] == [(7.0, "280.15 K")]


def test_series_and_single_readings_of_several_sources_are_counted_apart(
    ingest: Connection, owner: Connection
) -> None:
    batch: list[Reading | Series] = [series(1, 0, MANY)]
    batch += [made.reading(2, 0, 5.0, source="mqtt:native"), series(2, 0, 400)]
    assert store_batch(ingest, batch, []) == Outcome(MANY + 400, 1, 0)
    assert values(owner) == [n / 10 if n % 3 else n / 7 for n in range(MANY)]
    books = {(row.source, row.outcome): row.count for row in ledger.totals(owner) if row.count}
    assert books == {
        ("mqtt:senml", "received"): MANY + 400,
        ("mqtt:senml", "stored"): MANY + 399,
        ("mqtt:senml", "duplicate"): 1,
        ("mqtt:native", "received"): 1,
        ("mqtt:native", "stored"): 1,
    }  # fmt: skip


def test_columns_hold_what_readings_say() -> None:
    said = [
        made.reading(2, 1, 5.5, flags=Flag.LATE, sent="x", source="a"),
        made.reading(1, 3, 4.5, uplink=Uplink("s", 3), source="b"),
        made.reading(1, 2, 3.5),
    ]
    held = columns(said)
    assert [held.reading(n) for n in range(3)] == said
    ordered = held.in_order()
    assert [ordered.reading(n) for n in range(3)] == [said[2], said[1], said[0]]
    assert [ordered.newest().reading(n) for n in range(2)] == [said[1], said[0]]


def test_of_two_of_one_moment_the_first_to_come_wins_however_it_came() -> None:
    one = series(1, 0, 1)._replace(received_at=made.NOON)
    later = Reading(1, made.NOON, 9.0, made.NOON + timedelta(seconds=1))
    assert [columns([later, one]).in_order().reading(0).value] == [0.0]
    sooner = later._replace(received_at=made.NOON - timedelta(seconds=1))
    assert [columns([one, sooner]).in_order().reading(0).value] == [9.0]
