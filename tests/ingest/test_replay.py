from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.fix_ingest import START, balanced, books, count, dead_letters, register, stored
from twin.ingest import intake
from twin.ingest.replay import replay
from twin.model import Message, Origin, Thing
from twin.store import ledger
from twin.store.observations import store_batch
from twin.store.pool import connect
from twin.store.registry import registry

LATER = Thing("later", "Later", Origin.SYNTHETIC, ("pm25", "temperature"))


def arrive(url: str, topic: str, payload: object) -> None:
    """Take a message in, as a worker does."""
    message = Message(topic, json.dumps(payload).encode(), START + timedelta(hours=1))
    with connect(url, application="test") as conn:
        read = intake.read(message, registry(conn), None, settled=True)
        store_batch(conn, read.readings, read.dead_letters)


def replayed(url: str, thing: str | None = None, limit: int = 2) -> tuple[int, int, int]:
    """How many letters were tried again, and of their readings how many stored and refused."""
    letters = good = bad = 0
    with connect(url, application="test") as conn:
        asked = ledger.replayable(conn, thing)
        known = registry(conn)
        while (done := replay(conn, known, last=asked.last, limit=limit, thing=thing)).letters:
            letters += done.letters
            good += done.outcome.stored
            bad += done.outcome.rejected
    return letters, good, bad


@pytest.fixture
def refused(owner: str) -> str:
    """A database in which readings of two strangers were refused: 6 of one, 1 of another."""
    for n in range(4):
        at = (START + timedelta(seconds=n)).isoformat()
        arrive(owner, "twin/v1/later/pm25", {"t": at, "v": n})
    values = {"pm25": 9.0, "temperature": 4.5}
    arrive(owner, "twin/v1/later", [{"t": START.isoformat(), "values": values}])
    arrive(owner, "twin/v1/stranger/pm25", {"t": START.isoformat(), "v": 1})
    assert books(owner) == {("received", ""): 7, ("rejected", "unknown_thing"): 7}
    return owner


def test_what_had_waited_is_stored_once_its_thing_is_registered(refused: str) -> None:
    register(refused, LATER)
    assert replayed(refused, "later") == (6, 5, 0)
    # One of the two at second 0 was first; the other is its duplicate.
    assert stored(refused) == [0, 4.5, 1, 2, 3]
    assert books(refused) == {
        ("received", ""): 7,
        ("stored", ""): 5,
        ("duplicate", ""): 1,
        ("rejected", "unknown_thing"): 1,
    }
    assert [thing for _, _, _, thing in dead_letters(refused)] == ["stranger"]


def test_what_is_still_not_known_stays_a_dead_letter_and_replaying_ends(refused: str) -> None:
    register(refused, LATER)
    assert replayed(refused) == (7, 5, 1)
    assert replayed(refused) == (1, 0, 1)
    assert len(dead_letters(refused)) == 1
    assert balanced(refused)


def test_nothing_is_moved_when_nothing_was_mended(refused: str) -> None:
    before = books(refused)
    assert replayed(refused) == (7, 0, 7)
    assert books(refused) == before
    assert count(refused) == 0


def test_a_reason_that_has_become_another_is_counted_as_that(refused: str) -> None:
    register(refused, Thing("later", "Later", Origin.SYNTHETIC, ("pm25",)))
    assert replayed(refused, "later") == (6, 4, 1)
    assert books(refused)["rejected", "unknown_datastream"] == 1
    assert balanced(refused)


def test_what_nobody_can_mend_is_not_tried_again(owner: str) -> None:
    arrive(owner, "twin/v1/meter/pm25", {"t": "yesterday", "v": 1})
    assert replayed(owner) == (0, 0, 0)
