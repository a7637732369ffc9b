"""The books agree with the data for every batch, at once, again, interrupted or not."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fix_db import Database
from tests.store import made
from twin.model import RejectionReason
from twin.store import ledger, observations, things
from twin.store.ledger import DeadLetter
from twin.store.observations import Outcome, Reading, store_batch
from twin.store.pool import Connection, connect

STREAMS = 4
_sources = itertools.count()

readings = st.builds(
    made.reading,
    datastream=st.integers(0, STREAMS + 1),  # the first and the last are not there
    minutes=st.integers(-3, 3),
    value=st.floats(-1e6, 1e6),
)
dead_letters = st.builds(
    made.dead_letter,
    st.sampled_from(RejectionReason),
    payload=st.binary(max_size=20),
    detail=st.text(st.characters(exclude_categories=[]), max_size=5),
)
batches = st.lists(
    st.tuples(st.lists(readings, max_size=12), st.lists(dead_letters, max_size=4)), max_size=4
)


@pytest.fixture
def owner(database: Database) -> Iterator[Connection]:
    """A connection of the owner to a database with datastreams 1 to 4."""
    with connect(database.owner, application="test") as conn:
        things.save_things(conn, [made.thing("kit-1"), made.thing("kit-2")])
        yield conn


def books(conn: Connection, source: str) -> Counter[tuple[str, str]]:
    """The totals of one source."""
    rows = [row for row in ledger.totals(conn) if row.source == source]
    return Counter({(row.outcome, row.reason): row.count for row in rows})


# The database is shared by the examples on purpose: each goes on with what those before it left.
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given_batches=batches)
def test_received_is_stored_plus_duplicate_plus_rejected(
    owner: Connection, given_batches: list[tuple[list[Reading], list[DeadLetter]]]
) -> None:
    source = f"example-{next(_sources)}"
    expected: Counter[tuple[str, str]] = Counter()
    known = {
        (number, row.phenomenon_time): row.value
        for number in range(1, STREAMS + 1)
        for row in observations.raw(
            owner, number, made.NOON - timedelta(days=1), made.NOON + timedelta(days=1), 99
        )
    }
    for batch, letters in given_batches:
        outcome = Counter(stored=0, duplicate=0, rejected=len(letters))
        for reading in batch:
            key = (reading.datastream, reading.phenomenon_time)
            if not 1 <= reading.datastream <= STREAMS:
                outcome["rejected"] += 1
                expected["rejected", "unknown_datastream"] += 1
            elif key in known:
                outcome["duplicate"] += 1
            else:
                outcome["stored"] += 1
                known[key] = reading.value
        for letter in letters:
            expected["rejected", letter.reason.value] += 1
        expected["received", ""] += len(batch) + len(letters)
        expected["stored", ""] += outcome["stored"]
        expected["duplicate", ""] += outcome["duplicate"]

        sent = [reading._replace(source=source) for reading in batch]
        refused = [replace(letter, source=source) for letter in letters]
        assert store_batch(owner, sent, refused) == Outcome(**outcome)
        assert outcome.total() == len(batch) + len(letters)

    found = books(owner, source)
    assert found == +expected
    others = sum(count for (kind, _), count in found.items() if kind != "received")
    assert found["received", ""] == others
    newest = {
        row.datastream: (row.phenomenon_time, row.value) for row in observations.latest(owner)
    }
    assert newest == {
        number: max((moment, value) for (n, moment), value in known.items() if n == number)
        for number in {n for n, _ in known}
    }
    kept = owner.execute("SELECT count(*) FROM dead_letters WHERE source = %s", (source,))
    assert kept.fetchone() == (sum(c for (k, _), c in expected.items() if k == "rejected"),)


def test_workers_that_store_the_same_at_once_do_not_deadlock_or_count_twice(
    owner: Connection, database: Database
) -> None:
    forwards = [made.reading(1 + n % STREAMS, n // STREAMS, n) for n in range(2000)]
    start = threading.Barrier(3)

    def work(order: list[Reading]) -> int:
        with connect(database.ingest, application="test") as conn:
            start.wait()
            parts = [order[at : at + 250] for at in range(0, len(order), 250)]
            return sum(store_batch(conn, part, []).stored for part in parts)

    shuffled = forwards[1::2] + forwards[::2]
    with ThreadPoolExecutor(3) as threads:
        stored = list(threads.map(work, [forwards, forwards[::-1], shuffled]))
    assert sum(stored) == 2000
    assert books(owner, "mqtt") == {
        ("received", ""): 6000, ("stored", ""): 2000, ("duplicate", ""): 4000,
    }  # fmt: skip
    assert {row.value for row in observations.latest(owner)} == {1996.0, 1997.0, 1998.0, 1999.0}


def test_readings_are_stored_in_the_order_of_their_keys_so_that_workers_cannot_deadlock(
    owner: Connection, database: Database
) -> None:
    first, second = made.reading(1, 1), made.reading(2, 1)
    insert = "INSERT INTO observations VALUES (%s, %s, 0, 0, 0)"
    with connect(database.ingest, application="test") as blocker, ThreadPoolExecutor(1) as threads:
        with blocker.transaction():
            blocker.execute(insert, (second.datastream, second.phenomenon_time))
            waiting = threads.submit(_store, database.ingest, second, first)
            _wait_until_blocked(owner)
            # It waits for the second, so it must have the first by now.
            owner.execute("SET lock_timeout = '100ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                owner.execute(insert, (first.datastream, first.phenomenon_time))
        assert waiting.result() == Outcome(1, 1, 0)


def test_a_reader_misses_no_change_of_workers_that_store_at_once(
    owner: Connection, database: Database
) -> None:
    # The first worker is held up between its moment and its commit; the second must wait for it,
    # or a reader who saw the second would never ask for the first.
    with connect(database.ingest, application="test") as first, ThreadPoolExecutor(1) as threads:
        with first.transaction():
            store_batch(first, [made.reading(1, 1)], [])
            later = threads.submit(_store, database.ingest, made.reading(2, 1, source="http"))
            _wait_until_blocked(owner)
            assert observations.changed_since(owner, made.NOON - timedelta(days=9999)) == []
        later.result()
    rows = observations.changed_since(owner, made.NOON - timedelta(days=9999))
    assert [row.datastream for row in rows] == [1, 2]
    assert rows[0].stored_at < rows[1].stored_at


def test_a_batch_that_is_cut_off_counts_nothing_and_can_be_given_again(
    owner: Connection, database: Database
) -> None:
    batch, letters = [made.reading(1, 1)], [made.dead_letter()]
    with (
        connect(database.owner, application="test") as blocker,
        ThreadPoolExecutor(1) as threads,
        blocker.transaction(),
    ):
        blocker.execute("SELECT FROM live_clock FOR UPDATE")
        cut = threads.submit(_store, database.ingest, *batch, letters=letters)
        number = _wait_until_blocked(owner)
        owner.execute("SELECT pg_terminate_backend(%s)", (number,))
        with pytest.raises(psycopg.OperationalError):
            cut.result()
    assert books(owner, "mqtt") == {}
    assert _store(database.ingest, *batch, letters=letters) == Outcome(1, 0, 1)
    assert books(owner, "mqtt")["received", ""] == 2


def _store(url: str, *batch: Reading, letters: list[DeadLetter] | None = None) -> Outcome:
    with connect(url, application="test blocked") as conn:
        return store_batch(conn, batch, letters or [])


def _wait_until_blocked(conn: Connection) -> int:
    """The backend of `_store`, once it waits for a lock."""
    for _ in range(3000):
        row = conn.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE application_name = 'test blocked' AND wait_event_type = 'Lock'"
        ).fetchone()
        if row is not None:
            return int(row[0])
        threading.Event().wait(0.01)
    raise AssertionError("nobody waits for a lock")
