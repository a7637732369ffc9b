"""The last sign of life of each worker."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from tests.fix_db import Database
from tests.store import made
from twin.store.pool import connect
from twin.store.workers import BOUNDS, Delays, WorkerBeat, beat, workers


def test_the_last_sign_of_each_worker_is_told_newest_first(either: Database) -> None:
    first = WorkerBeat("ingest-1", "127.0.0.1:1883", True, 10, 9, made.NOON)
    second = WorkerBeat(
        "ingest-2", "127.0.0.1:1883", False, 0, 0, made.NOON, Counter({"mqtt:ttn": 3})
    )
    later = replace(first, received=20, stored=18, at=made.NOON + timedelta(seconds=5))
    later.delays.add([made.NOON, made.NOON - timedelta(seconds=20)], made.NOON)
    with connect(either.ingest, application="test") as conn:
        for sign in (first, second, later):
            beat(conn, sign)
    with connect(either.api, application="test") as conn:
        assert workers(conn) == [later, second]


def test_delays_are_counted_up_to_each_bound() -> None:
    delays = Delays()
    delays.add([made.NOON - timedelta(seconds=wait) for wait in (0.01, 0.3, 99, -5)], made.NOON)
    delays.add([made.NOON], made.NOON)
    assert dict(zip(BOUNDS, delays.within, strict=True)) == {
        0.01: 3, 0.025: 3, 0.05: 3, 0.1: 3, 0.25: 3, 0.5: 4, 1.0: 4, 2.5: 4, 5.0: 4, 10.0: 4,
    }  # fmt: skip
    assert (delays.count, delays.seconds) == (5, 99.31)
