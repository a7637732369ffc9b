"""Who counts people is heard in groups of ten or more only: the database sees to that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.fix_db import Database
from tests.store import made
from twin.store import observations, things
from twin.store.observations import Reading, RollUp, store_batch
from twin.store.pool import Connection, connect

# A morning in the past, since hours that have not passed are not shown.
MIDNIGHT = datetime(2026, 6, 9, 22, tzinfo=UTC)  # 10 June in Amsterdam
MORNING = MIDNIGHT + timedelta(hours=10)
DAY = (MIDNIGHT, MIDNIGHT + timedelta(days=1))
CARS, PLACES, DUST = 1, 2, 3


@pytest.fixture
def owner(either: Database) -> Iterator[Connection]:
    """A connection of the owner to a database with a thing that counts cars and parked cars."""
    with connect(either.owner, application="test") as conn:
        things.save_things(conn, [made.thing("lus-1", "vehicle_count", "parking_occupied", "pm25")])
        yield conn


@pytest.fixture
def reader(either: Database, owner: Connection) -> Iterator[Connection]:
    """A connection of the API to the same database."""
    with connect(either.api, application="test") as conn:
        yield conn


def store(conn: Connection, stream: int, *hours: list[float], start: datetime = MORNING) -> None:
    """Store the readings of successive hours, ten minutes apart."""
    store_batch(
        conn,
        [
            Reading(stream, moment, value, moment)
            for hour, values in enumerate(hours)
            for number, value in enumerate(values)
            for moment in [start + timedelta(hours=hour, minutes=10 * number)]
        ],
        [],
    )


def test_single_counts_are_never_shown(owner: Connection, reader: Connection) -> None:
    store(owner, CARS, [100.0, 200.0])
    store(owner, DUST, [8.5])
    assert observations.raw(reader, CARS, *DAY, 9) == []
    assert [row.value for row in observations.raw(reader, DUST, *DAY, 9)] == [8.5]
    assert [row.datastream for row in observations.latest(reader)] == [DUST]
    assert [row.datastream for row in observations.changed_since(reader, MIDNIGHT)] == [DUST]
    found = reader.execute("SELECT DISTINCT datastream_id FROM shown_observations")
    assert found.fetchall() == [(DUST,)]


@pytest.mark.parametrize("table", ["observations", "latest", "observations_hourly"])
def test_there_is_no_way_around(reader: Connection, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute(f"SELECT FROM {table}".encode())


def test_an_hour_is_shown_from_ten_on_and_without_its_extremes(
    owner: Connection, reader: Connection
) -> None:
    store(owner, CARS, [4.0, 6.0], [4.0, 5.0], [30.0])
    hour = timedelta(hours=1)
    assert observations.rolled_up(reader, CARS, *DAY, "hour") == [
        RollUp(MORNING, 5.0, None, None, 10.0, 2),
        RollUp(MORNING + hour, None, None, None, None, 0, hidden=True),
        RollUp(MORNING + 2 * hour, 30.0, None, None, 30.0, 1),
    ]


def test_of_a_level_the_mean_must_be_ten(owner: Connection, reader: Connection) -> None:
    store(owner, PLACES, [6.0, 6.0], [9.0, 11.0])
    rolled = observations.rolled_up(reader, PLACES, *DAY, "hour")
    assert [(row.mean, row.hidden) for row in rolled] == [(None, True), (10.0, False)]


def test_a_day_is_the_sum_of_its_shown_hours_so_that_nobody_can_subtract(
    owner: Connection, reader: Connection
) -> None:
    store(owner, CARS, [40.0, 20.0], [4.0], [30.0])
    assert observations.rolled_up(reader, CARS, *DAY, "day") == [
        RollUp(MIDNIGHT, 30.0, None, None, 90.0, 3, hidden=True)
    ]
    hours = observations.rolled_up(reader, CARS, *DAY, "hour")
    assert sum(row.total for row in hours if row.total is not None) == 90.0


def test_a_day_without_any_shown_hour_tells_nothing(owner: Connection, reader: Connection) -> None:
    store(owner, CARS, [4.0], [5.0])
    assert observations.rolled_up(reader, CARS, *DAY, "day") == [
        RollUp(MIDNIGHT, None, None, None, None, 0, hidden=True)
    ]


def test_a_day_is_whole_wherever_the_question_begins(owner: Connection, reader: Connection) -> None:
    store(owner, CARS, *([20.0] for _ in range(24)), start=MIDNIGHT)
    noon = MIDNIGHT + timedelta(hours=12)
    for first, last in (DAY, (noon, noon + timedelta(hours=1))):
        days = observations.rolled_up(reader, CARS, first, last, "day")
        assert [(row.start, row.total) for row in days] == [(MIDNIGHT, 480.0)]


def test_an_hour_that_has_not_passed_is_not_counted_yet(
    owner: Connection, reader: Connection
) -> None:
    now = datetime.now(UTC)
    this_hour = now.replace(minute=0, second=0, microsecond=0)
    # An hour ahead as well, in case the clock strikes during this test.
    for start in (this_hour - timedelta(hours=1), this_hour, this_hour + timedelta(hours=1)):
        store(owner, CARS, [50.0], start=start)
    period = (this_hour - timedelta(hours=2), this_hour + timedelta(hours=2))
    shown = [row.start for row in observations.rolled_up(reader, CARS, *period, "hour")]
    assert this_hour - timedelta(hours=1) in shown
    assert this_hour + timedelta(hours=1) not in shown
    assert [stream for stream, _ in observations.latest_hours(reader, [CARS], now)] == [CARS]


def test_the_last_hour_stands_for_the_newest_value(owner: Connection, reader: Connection) -> None:
    store(owner, CARS, [50.0], [3.0], [70.0])

    def last(minutes: int) -> list[tuple[int, RollUp]]:
        moment = MORNING + timedelta(minutes=minutes)
        return observations.latest_hours(reader, [CARS, PLACES], moment)

    hour = timedelta(hours=1)
    assert last(59) == []
    assert last(60) == [(CARS, RollUp(MORNING, 50.0, None, None, 50.0, 1))]
    assert last(130) == [(CARS, RollUp(MORNING + hour, None, None, None, None, 0, hidden=True))]
    assert last(60 * 50) == [(CARS, RollUp(MORNING + 2 * hour, 70.0, None, None, 70.0, 1))]
    assert last(60 * 52) == []
