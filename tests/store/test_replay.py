"""What was refused is tried again, and the books follow in the same transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest

from tests.fix_db import Database
from tests.store import made
from twin.model import RejectionReason
from twin.store import ledger, things
from twin.store.ledger import DeadLetter, KeptLetter
from twin.store.observations import Outcome, Reading, store_batch
from twin.store.pool import Connection, connect

UNKNOWN = RejectionReason.UNKNOWN_THING


@pytest.fixture
def owner(either: Database) -> Iterator[Connection]:
    """A connection of the owner to a database with datastreams 1 and 2."""
    with connect(either.owner, application="test") as conn:
        things.save_things(conn, [made.thing()])
        yield conn


def refuse(conn: Connection, *letters: DeadLetter) -> None:
    """Keep dead letters."""
    store_batch(conn, [], letters)


def books(conn: Connection) -> Counter[tuple[str, str]]:
    """The totals of all sources, without those at zero."""
    totals = Counter[tuple[str, str]]()
    for row in ledger.totals(conn):
        totals[row.source, row.reason or row.outcome] += row.count
    for source in {row.source for row in ledger.totals(conn)}:
        others = sum(
            row.count
            for row in ledger.totals(conn)
            if row.source == source and row.outcome != "received"
        )
        assert totals[source, "received"] == others, "the ledger does not balance"
    return +totals


def again(letter: KeptLetter) -> Reading:
    """The reading in a letter of these tests: its payload is the minute."""
    return made.reading(1, float(letter.payload), source=letter.source)


def test_a_replayed_letter_moves_from_rejected_to_what_becomes_of_it(owner: Connection) -> None:
    store_batch(owner, [made.reading(1, 1)], [])
    refuse(owner, *(made.dead_letter(UNKNOWN, payload=b"%d" % n) for n in (1, 2, 3)))
    asked = ledger.replayable(owner)
    assert asked.letters == 3
    with owner.transaction():
        taken = ledger.take(owner, asked.last, 10)
        readings = [again(letter) for letter in taken[:2]]
        still = [made.dead_letter(RejectionReason.RETIRED, payload=taken[2].payload)]
        assert store_batch(owner, readings, still, taken) == Outcome(1, 1, 1)
    assert books(owner) == {
        ("mqtt", "received"): 4, ("mqtt", "stored"): 2, ("mqtt", "duplicate"): 1,
        ("mqtt", "retired"): 1,
    }  # fmt: skip
    kept = owner.execute("SELECT payload, reason FROM dead_letters").fetchall()
    assert kept == [(b"3", "retired")]


def test_a_letter_may_go_to_another_source_and_stand_for_many_readings(owner: Connection) -> None:
    refuse(owner, replace(made.dead_letter(UNKNOWN), count=3))
    with owner.transaction():
        taken = ledger.take(owner, ledger.replayable(owner).last, 10)
        assert [letter.count for letter in taken] == [3]
        batch = [made.reading(1, n, source="mqtt:native") for n in range(5)]
        store_batch(owner, batch, [], taken)
    assert books(owner) == {("mqtt:native", "received"): 5, ("mqtt:native", "stored"): 5}


def test_what_is_refused_again_is_not_taken_again(owner: Connection) -> None:
    refuse(owner, *(made.dead_letter(UNKNOWN) for _ in range(5)))
    last, rounds = ledger.replayable(owner).last, 0
    while True:
        with owner.transaction():
            taken = ledger.take(owner, last, 2)
            store_batch(owner, [], [made.dead_letter(UNKNOWN) for _ in taken], taken)
        if not taken:
            break
        rounds += 1
    assert rounds == 3
    assert books(owner) == {("mqtt", "received"): 5, ("mqtt", UNKNOWN.value): 5}


def test_only_whole_letters_that_registering_can_mend_are_taken(owner: Connection) -> None:
    refuse(
        owner,
        replace(made.dead_letter(UNKNOWN, payload=b"1"), thing="kit-9"),
        replace(made.dead_letter(UNKNOWN, payload=b"2"), thing="kit-8"),
        replace(made.dead_letter(UNKNOWN, payload=b"3" * 5000), thing="kit-9"),
        replace(made.dead_letter(RejectionReason.NOT_JSON, payload=b"4"), thing="kit-9"),
    )
    assert ledger.replayable(owner).letters == 2
    asked = ledger.replayable(owner, "kit-9")
    assert asked.letters == 1
    with owner.transaction():
        assert [letter.payload for letter in ledger.take(owner, asked.last, 9, "kit-9")] == [b"1"]


def test_a_replay_that_breaks_off_changes_nothing(owner: Connection) -> None:
    refuse(owner, made.dead_letter(UNKNOWN))
    before = books(owner)

    def replay_until_it_breaks() -> None:
        with owner.transaction():
            taken = ledger.take(owner, ledger.replayable(owner).last, 9)
            store_batch(owner, [made.reading()], [], taken)
            owner.execute("SELECT 1 / 0")

    with pytest.raises(psycopg.errors.DivisionByZero):
        replay_until_it_breaks()
    assert books(owner) == before
    assert ledger.replayable(owner).letters == 1


def test_two_that_replay_at_once_and_a_worker_share_the_letters_and_keep_the_books(
    database: Database,
) -> None:
    with connect(database.owner, application="test") as owner:
        things.save_things(owner, [made.thing()])
        letters = [made.dead_letter(UNKNOWN, payload=b"%d" % n) for n in range(300)]
        refuse(owner, *letters)
        last = ledger.replayable(owner).last

        def replay(_: int) -> int:
            done = 0
            with connect(database.owner, application="test") as conn:
                while True:
                    with conn.transaction():
                        taken = ledger.take(conn, last, 20)
                        batch = [again(letter) for letter in taken]
                        done += store_batch(conn, batch, [], taken).stored
                    if not taken:
                        return done

        def work(_: int) -> int:
            with connect(database.ingest, application="test") as conn:
                return sum(
                    store_batch(
                        conn,
                        [made.reading(2, n), made.reading(2, -n, source="http")],
                        [made.dead_letter(UNKNOWN)],
                    ).stored
                    for n in range(1, 40)
                )

        with ThreadPoolExecutor(3) as threads:
            worked = threads.submit(work, 0)
            assert sum(threads.map(replay, range(2))) == 300
            assert worked.result() == 78
        assert books(owner) == {
            ("mqtt", "received"): 378, ("mqtt", "stored"): 339, ("mqtt", UNKNOWN.value): 39,
            ("http", "received"): 39, ("http", "stored"): 39,
        }  # fmt: skip
