"""An area is played back by the hour: what was measured, and nothing where nothing was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.fix_db import Database
from tests.store import made
from twin.model import Flag
from twin.store import playback, things
from twin.store.observations import Reading, store_batch
from twin.store.playback import Noticed
from twin.store.pool import Connection, connect

MORNING = made.NOON - timedelta(days=3)


@pytest.fixture
def reader(either: Database) -> Iterator[Connection]:
    """A connection of the API to an area with an air meter and a counter."""
    with connect(either.owner, application="test") as conn:
        things.save_things(conn, [made.thing("kit-1"), made.thing("lus", "vehicle_count")])
        things.save_things(conn, [made.thing("ver", area="elders")])
        raw, odd = Flag.UNCALIBRATED, Flag.UNCALIBRATED | Flag.SPIKE
        dust = [(0, 8.0, raw), (30, 9.0, raw), (60, 7.0, raw), (190, 90.0, odd), (240, 7.0, raw)]
        cars = [(0, 30.0, Flag(0)), (60, 9.0, Flag.LATE)]
        batch = [
            Reading(stream, MORNING + timedelta(minutes=at), value, MORNING, flags)
            for stream, values in ((1, dust), (3, cars))
            for at, value, flags in values
        ]
        store_batch(conn, batch, [])
    with connect(either.api, application="test") as conn:
        yield conn


def test_an_hour_without_a_measurement_has_no_value_and_keeps_none(reader: Connection) -> None:
    dust, _ = playback.hours(reader, "buurt", MORNING, 6)
    assert dust.levels == (8.5, 7.0, None, 90.0, 7.0, None)
    assert (dust.thing, dust.quantity, dust.hidden) == ("kit-1", "pm25", ())


def test_what_quality_control_noticed_is_told_by_the_hours_in_which_it_was(
    reader: Connection,
) -> None:
    dust, cars = playback.hours(reader, "buurt", MORNING, 6)
    odd = Flag.UNCALIBRATED | Flag.SPIKE
    assert dust.noticed == (
        Noticed(0, 1, Flag.UNCALIBRATED),
        Noticed(3, 3, odd),
        Noticed(4, 4, Flag.UNCALIBRATED),
    )
    assert cars.noticed == ()


def test_hours_of_few_cars_are_hidden_and_their_flags_too(reader: Connection) -> None:
    (cars,) = playback.hours(reader, "buurt", MORNING, 3, "vehicle_count")
    assert (cars.levels, cars.hidden) == ((30.0, None, None), (1,))


def test_only_what_measured_in_that_time_in_that_area_is_there(reader: Connection) -> None:
    assert playback.hours(reader, "elders", MORNING, 6) == []
    assert playback.hours(reader, "buurt", MORNING + timedelta(days=1), 24) == []
