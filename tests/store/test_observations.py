"""What comes in is stored once and found again, on plain PostgreSQL and on TimescaleDB alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.fix_db import Database
from tests.store import made
from twin.model import RejectionReason
from twin.store import ledger, observations, things
from twin.store.observations import Outcome, Reading, RollUp, store_batch
from twin.store.pool import Connection, connect

EARLY = datetime(2000, 1, 1, tzinfo=UTC)
LATE = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def conn(either: Database) -> Iterator[Connection]:
    """A connection of ingest to a database where kit-1 has datastreams 1 and 2, kit-2 3 and 4."""
    with connect(either.owner, application="test") as owner:
        things.save_things(owner, [made.thing("kit-1"), made.thing("kit-2", area="elders")])
    with connect(either.ingest, application="test") as connection:
        yield connection


@pytest.fixture
def reader(either: Database, conn: Connection) -> Iterator[Connection]:
    """A connection of the API to the same database."""
    with connect(either.api, application="test") as connection:
        yield connection


def totals(conn: Connection) -> dict[tuple[str, str], int]:
    """The ledger of source `mqtt`."""
    return {(row.outcome, row.reason): row.count for row in ledger.totals(conn)}


def test_a_reading_that_comes_again_is_a_duplicate(conn: Connection, reader: Connection) -> None:
    batch = [made.reading(1, 0), made.reading(1, 1), made.reading(2, 0)]
    assert store_batch(conn, batch, []) == Outcome(3, 0, 0)
    assert store_batch(conn, [*batch, made.reading(2, 1)], []) == Outcome(1, 3, 0)
    assert totals(reader) == {("received", ""): 7, ("stored", ""): 4, ("duplicate", ""): 3}


def test_of_two_readings_of_one_moment_in_a_batch_the_first_wins(
    conn: Connection, reader: Connection
) -> None:
    batch = [made.reading(1, 0, 5.0), made.reading(1, 0, 6.0), made.reading(1, 0, 4.0)]
    assert store_batch(conn, batch, []) == Outcome(1, 2, 0)
    assert [row.value for row in observations.raw(reader, 1, EARLY, LATE, 9)] == [5.0]
    assert [row.value for row in observations.latest(reader)] == [5.0]


def test_a_reading_without_a_datastream_is_rejected_and_the_rest_is_stored(
    conn: Connection, either: Database
) -> None:
    batch = [made.reading(1), made.reading(999), made.reading(-1)]
    assert store_batch(conn, batch, [made.dead_letter()]) == Outcome(1, 0, 3)
    with connect(either.owner, application="test") as owner:
        assert totals(owner) == {
            ("received", ""): 4,
            ("stored", ""): 1,
            ("rejected", "not_json"): 1,
            ("rejected", "unknown_datastream"): 2,
        }
        kept = owner.execute("SELECT reason, detail FROM dead_letters ORDER BY id").fetchall()
    assert kept[0] == ("not_json", "no")
    assert kept[1] == ("unknown_datastream", "no datastream has number '999'")


def test_a_value_that_no_sum_can_hold_is_rejected(conn: Connection, reader: Connection) -> None:
    batch = [
        made.reading(1, 0, 1e290),
        made.reading(1, 1, -1e291),
        made.reading(1, 2, float("nan")),
    ]
    assert store_batch(conn, batch, []) == Outcome(1, 0, 2)
    assert totals(reader)["rejected", "not_a_number"] == 2
    assert [row.mean for row in observations.rolled_up(reader, 1, EARLY, LATE, "hour")] == [1e290]


def test_a_dead_letter_keeps_the_beginning_of_its_message_and_anything_that_was_in_it(
    conn: Connection, either: Database
) -> None:
    letter = made.dead_letter(
        RejectionReason.TOO_LARGE,
        payload=b"\x00\xff" * 9000,
        detail="NUL \0, half \ud83d, whole 😀",
    )
    assert store_batch(conn, [], [letter]) == Outcome(0, 0, 1)
    with connect(either.owner, application="test") as owner:
        kept = owner.execute("SELECT payload, payload_size, detail, thing FROM dead_letters")
        assert kept.fetchall() == [
            (b"\x00\xff" * 2048, 18000, "NUL \ufffd, half \ufffd, whole 😀", None)
        ]


def test_an_empty_batch_changes_nothing(conn: Connection, reader: Connection) -> None:
    assert store_batch(conn, [], []) == Outcome(0, 0, 0)
    assert totals(reader) == {}


def test_each_source_has_its_own_books(conn: Connection, reader: Connection) -> None:
    store_batch(conn, [made.reading(1)], [])
    store_batch(conn, [made.reading(1, source="http")], [])
    rows = {(row.source, row.outcome): row.count for row in ledger.totals(reader)}
    assert rows == {
        ("mqtt", "received"): 1,
        ("mqtt", "stored"): 1,
        ("http", "received"): 1,
        ("http", "duplicate"): 1,
    }


def test_a_late_reading_is_stored_and_does_not_move_the_latest_back(
    conn: Connection, reader: Connection
) -> None:
    store_batch(conn, [made.reading(1, 10, 5.0)], [])
    assert store_batch(conn, [made.reading(1, 5, 3.0)], []) == Outcome(1, 0, 0)
    assert [row.value for row in observations.latest(reader)] == [5.0]
    assert [row.value for row in observations.raw(reader, 1, EARLY, LATE, 9)] == [3.0, 5.0]


def test_the_latest_of_an_area_or_of_some_datastreams(conn: Connection, reader: Connection) -> None:
    store_batch(conn, [made.reading(n, m) for n in (1, 2, 3, 4) for m in (0, 1)], [])

    def numbers(area: str | None = None, ids: list[int] | None = None) -> list[int]:
        return [row.datastream for row in observations.latest(reader, area, ids)]

    assert numbers() == [1, 2, 3, 4]
    assert numbers("elders") == [3, 4]
    assert numbers(ids=[4, 1, 99]) == [1, 4]
    assert numbers("elders", [1, 3]) == [3]
    assert numbers(ids=[]) == []
    row = observations.latest(reader, ids=[3])[0]
    assert (row.thing, row.quantity) == ("kit-2", "pm25")
    assert row.phenomenon_time == made.reading(3, 1).phenomenon_time
    assert row.received_at == made.reading(3, 1).received_at


def test_who_asks_from_the_last_moment_on_misses_nothing_and_sees_nothing_twice(
    conn: Connection, reader: Connection
) -> None:
    seen: list[tuple[int, float]] = []
    since = EARLY
    for minute in range(5):
        store_batch(conn, [made.reading(n, minute, minute) for n in (1, 2)], [])
        for row in observations.changed_since(reader, since):
            seen.append((row.datastream, row.value))
            since = row.stored_at + timedelta(microseconds=1)
    assert seen == [(n, float(minute)) for minute in range(5) for n in (1, 2)]


def test_stored_at_rises_when_the_wall_clock_steps_back(
    conn: Connection, reader: Connection, either: Database
) -> None:
    with connect(either.owner, application="test") as owner:
        owner.execute("UPDATE live_clock SET stored_at = '2090-01-01T00:00:00Z'")
        store_batch(conn, [made.reading(1, 0)], [])
        store_batch(conn, [made.reading(1, 1)], [])
        owner.execute("UPDATE live_clock SET stored_at = '-infinity'")
    stored_at = observations.latest(reader)[0].stored_at
    assert stored_at == datetime(2090, 1, 1, microsecond=2, tzinfo=UTC)


def test_listeners_hear_of_newer_values_only(conn: Connection, either: Database) -> None:
    with connect(either.api, application="test") as listener:
        listener.execute(f"LISTEN {observations.CHANNEL}")

        def heard() -> int:
            return len(list(listener.notifies(timeout=0.2)))

        store_batch(conn, [made.reading(1, 10), made.reading(2, 10)], [])
        assert heard() == 1
        store_batch(conn, [made.reading(1, 10)], [])  # a duplicate
        store_batch(conn, [made.reading(1, 5)], [])  # late
        store_batch(conn, [], [made.dead_letter()])
        assert heard() == 0


def test_pages_of_raw_observations_join_without_gap_or_overlap(
    conn: Connection, reader: Connection
) -> None:
    store_batch(conn, [made.reading(1, m, m) for m in range(25)], [])
    start, end = made.NOON + timedelta(minutes=2), made.NOON + timedelta(minutes=22)
    pages, after = [], None
    while page := observations.raw(reader, 1, start, end, 7, after):
        pages.append([row.value for row in page])
        after = page[-1].phenomenon_time
    assert [len(page) for page in pages] == [7, 7, 6]
    assert sum(pages, []) == [float(m) for m in range(2, 22)]  # noqa: RUF017 - three pages


def test_an_hour_is_rolled_up_whole_wherever_the_question_begins(
    conn: Connection, reader: Connection
) -> None:
    store_batch(conn, [made.reading(1, m, m) for m in (0, 30, 59, 60, 150)], [])
    start = made.NOON + timedelta(minutes=45)
    assert observations.rolled_up(reader, 1, start, made.NOON + timedelta(hours=2), "hour") == [
        RollUp(made.NOON, 89 / 3, 0.0, 59.0, 89.0, 3),
        RollUp(made.NOON + timedelta(hours=1), 60.0, 60.0, 60.0, 60.0, 1),
    ]


@pytest.mark.parametrize(
    ("midnight", "hours"),
    [
        (datetime(2026, 3, 28, 23, tzinfo=UTC), 23),  # clocks go forward on 29 March
        (datetime(2026, 7, 1, 22, tzinfo=UTC), 24),
        (datetime(2026, 10, 24, 22, tzinfo=UTC), 25),  # clocks go back on 25 October
    ],
)
def test_a_day_runs_from_midnight_to_midnight_in_amsterdam(
    conn: Connection, reader: Connection, midnight: datetime, hours: int
) -> None:
    moments = [midnight + timedelta(hours=h) for h in range(-1, hours + 1)]
    store_batch(conn, [Reading(1, moment, 1.0, moment) for moment in moments], [])
    days = observations.rolled_up(
        reader, 1, midnight + timedelta(hours=12), midnight + timedelta(hours=13), "day"
    )
    assert days == [RollUp(midnight, 1.0, 1.0, 1.0, float(hours), hours)]


def test_a_roll_up_shows_amounts_as_a_sum_and_levels_as_a_mean() -> None:
    rolled = RollUp(made.NOON, 2.0, 1.0, 3.0, 4.0, 2)
    assert rolled.value("sum") == 4.0
    assert rolled.value("mean") == 2.0


def test_a_batch_that_fails_leaves_nothing_behind(conn: Connection, reader: Connection) -> None:
    unstorable = made.dead_letter()
    object.__setattr__(unstorable, "received_at", "no moment")
    with pytest.raises(psycopg.DataError):
        store_batch(conn, [made.reading(1)], [unstorable])
    assert totals(reader) == {}
    assert observations.latest(reader) == []
    assert observations.raw(reader, 1, EARLY, LATE, 9) == []
    assert store_batch(conn, [made.reading(1)], []) == Outcome(1, 0, 0)
