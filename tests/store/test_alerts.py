"""Alerts say what the observations say: the same as a walk along the series by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median_low
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fix_db import Database
from tests.store import made
from twin.errors import Conflict, NotFound
from twin.model import NO_FLAGS, Flag
from twin.store import alerts, things
from twin.store.alerts import Condition, Period, State
from twin.store.observations import Reading, store_batch
from twin.store.pool import Connection, connect

NOW = made.NOON
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
LOUD = Condition("Te luid", "noise_level", None, "kit-1", True, 60.0, 20)


def loud(**other: Any) -> Condition:
    """The condition with something else in it."""
    return Condition(**{name: getattr(LOUD, name) for name in LOUD.__slots__} | other)


def everything(conn: Connection) -> dict[str, Any]:
    """What the store answers about alerts, after a bit of everything."""
    kept = [alerts.create(conn, "buurt", loud(name=name), NOW) for name in "xyz"]
    alerts.change(conn, "buurt", kept[0], 1, loud(threshold=5.0, thing=None), NOW)
    alerts.delete(conn, "buurt", kept[1], 1)
    dust = Condition("Stof", "pm25", None, None, True, 1.0, 30)
    start = NOW - 40 * DAY
    return {
        "all": alerts.list_alerts(conn, "buurt"),
        "one": alerts.load(conn, "buurt", kept[0]),
        "none": alerts.list_alerts(conn, "elders"),
        "watched": alerts.watch(conn, "buurt", dust, start, NOW - 20 * DAY),
    }


@pytest.fixture
def owner(either: Database) -> Iterator[Connection]:
    """A connection of the owner to a database with two noise meters and a counter."""
    with connect(either.owner, application="test") as conn:
        kits = [made.thing(f"kit-{n}", "noise_level") for n in (1, 2)]
        things.save_things(conn, [*kits, made.thing("lus", "vehicle_count")])
        yield conn


@pytest.fixture
def reader(either: Database, owner: Connection) -> Iterator[Connection]:
    """A connection of the API to the same database."""
    with connect(either.api, application="test") as conn:
        yield conn


def store(
    conn: Connection, *values: float, stream: int = 1, ago: int = 60, step: int = 10, flags: int = 0
) -> None:
    """Values from so many minutes ago on, so many minutes apart."""
    batch = [
        Reading(stream, NOW - (ago - step * n) * MINUTE, value, NOW, Flag(flags))
        for n, value in enumerate(values)
    ]
    store_batch(conn, batch, [])


def told(conn: Connection, condition: Condition = LOUD, days: int = 1) -> list[tuple[Any, ...]]:
    """State, and periods in minutes ago, of the only datastream watched."""
    (one,) = alerts.watch(conn, "buurt", condition, NOW - days * DAY, NOW)
    return [(each.state.value, _ago(each.since), _ago(each.until)) for each in one.periods]


def _ago(at: datetime | None) -> float | None:
    return None if at is None else (NOW - at) / MINUTE


def test_it_is_on_after_so_long_beyond_and_off_at_the_first_value_that_is_not(
    owner: Connection, reader: Connection
) -> None:
    store(owner, 50, 61, 62, 63, 64, 60, 61)
    assert told(reader) == [("unknown", None, 60.0), ("on", 30.0, 10.0)]


def test_it_is_on_now_since_the_moment_that_it_had_lasted_so_long(
    owner: Connection, reader: Connection
) -> None:
    store(owner, 50, 50, 61, 62, 63, 64)
    (one,) = alerts.watch(reader, "buurt", LOUD, NOW - DAY, NOW)
    assert (one.state, one.since) == (State.ON, NOW - 20 * MINUTE)
    assert one.held == 20 * MINUTE
    below = loud(above=False, threshold=55.0, minutes=5)
    assert told(reader, below) == [("unknown", None, 60.0), ("on", 55.0, 40.0)]


def test_a_silence_longer_than_usual_is_unknown_and_the_time_begins_anew(
    owner: Connection, reader: Connection
) -> None:
    store(owner, 61, 62, 63, 64, ago=120)
    store(owner, 65, 66, ago=10)
    assert told(reader) == [("unknown", None, 120.0), ("on", 100.0, 70.0), ("unknown", 70.0, 10.0)]


def test_a_sensor_that_fell_silent_is_unknown_and_neither_on_nor_at_rest(
    owner: Connection, reader: Connection
) -> None:
    store(owner, 61, 62, 63, 64, ago=120)
    (one,) = alerts.watch(reader, "buurt", LOUD, NOW - DAY, NOW)
    assert (one.state, one.since) == (State.UNKNOWN, NOW - 70 * MINUTE)


def test_a_doubtful_value_does_not_count_and_a_late_or_raw_one_does(
    owner: Connection, reader: Connection
) -> None:
    store(owner, 50, 50, ago=60)
    store(owner, 130, ago=40, flags=Flag.SPIKE)
    store(owner, 61, 62, 63, 64, ago=30, flags=Flag.LATE | Flag.UNCALIBRATED)
    assert told(reader) == [("unknown", None, 60.0), ("on", 10.0, None)]


def test_what_comes_late_changes_what_was(owner: Connection, reader: Connection) -> None:
    store(owner, 61, 62, 63, 64, 65, 66, 67)
    assert told(reader) == [("unknown", None, 60.0), ("on", 40.0, None)]
    store(owner, 40, ago=35)
    assert told(reader) == [("unknown", None, 60.0), ("on", 40.0, 35.0), ("on", 10.0, None)]


def test_what_began_before_the_period_has_no_beginning(
    owner: Connection, reader: Connection
) -> None:
    store(owner, *[70.0] * 300, ago=2990)
    assert told(reader) == [("on", None, None)]
    assert told(reader, days=3)[-1][:2] == ("on", 2970.0)


def test_cars_are_judged_by_the_hours_that_may_be_shown(
    owner: Connection, reader: Connection
) -> None:
    store(owner, 30, 5, 30, 40, stream=3, ago=300, step=60)
    busy = Condition("Druk", "vehicle_count", None, None, True, 20.0, 0)
    few = Condition("Stil", "vehicle_count", None, None, False, 10.0, 0)
    # Known when the hour is over; the hour of 5 is hidden, so nobody knows nor finds out.
    busy_then = [("on", 240.0, 180.0), ("unknown", 180.0, 120.0), ("on", 120.0, None)]
    assert told(reader, busy)[1:] == busy_then
    assert all(state != "on" for state, _, _ in told(reader, few))


def test_a_condition_of_an_area_watches_each_that_measures_there(
    owner: Connection, reader: Connection
) -> None:
    store(owner, 70, 70, 70, ago=20, stream=2)
    found = alerts.watch(reader, "buurt", loud(thing=None), NOW - DAY, NOW)
    assert [(each.thing, each.state) for each in found] == [
        ("kit-1", State.UNKNOWN),
        ("kit-2", State.ON),
    ]
    things.retire(owner, "kit-1", NOW - DAY)
    assert len(alerts.watch(reader, "buurt", loud(thing=None), NOW - DAY, NOW)) == 1
    assert len(alerts.watch(reader, "buurt", LOUD, NOW - DAY, NOW)) == 1
    assert alerts.watch(reader, "elders", LOUD, NOW - DAY, NOW) == []


def test_who_builds_on_an_older_revision_is_refused(owner: Connection) -> None:
    which = alerts.create(owner, "buurt", LOUD, NOW)
    alerts.change(owner, "buurt", which, 1, loud(minutes=5), NOW)
    with pytest.raises(Conflict, match="'2' and not '1'"):
        alerts.delete(owner, "buurt", which, 1)
    with pytest.raises(NotFound, match="'elders' has no alert"):
        alerts.change(owner, "elders", which, 2, LOUD, NOW)
    assert alerts.load(owner, "buurt", which).condition.minutes == 5


Series = Sequence[tuple[int, float, Flag]]
"""Seconds before NOW with value and flags."""
_FLAGS = st.sampled_from([NO_FLAGS, NO_FLAGS, NO_FLAGS, Flag.SPIKE, Flag.LATE])
_SERIES = st.lists(
    st.tuples(st.integers(0, 5 * 3600), st.sampled_from([59.0, 60.0, 61.0]), _FLAGS),
    max_size=40,
    unique_by=lambda one: one[0],
)


def walk(series: Series, condition: Condition, since: datetime) -> list[Period]:
    """What a condition says of one series, from value to value as people would find out."""
    counted = sorted((-ago, value) for ago, value, flags in series if not flags & alerts.DOUBTFUL)
    gaps = [after - before for (before, _), (after, _) in pairwise(counted)]
    held = max(2 * median_low(gaps), 120) if gaps else 5400
    lasts = 60 * condition.minutes
    periods: list[Period] = []

    def beyond(value: float) -> bool:
        over = value > condition.threshold
        return over if condition.above else value < condition.threshold

    def note(state: State, first: int, last: int) -> None:
        if first < last or (first == last == 0 and state is State.ON):
            began, ended = (NOW + timedelta(seconds=at) for at in (first, last))
            if ended > since:
                told = began if began > since else None
                periods.append(Period(state, told, ended if last else None))

    silent, run = int((since - NOW - DAY).total_seconds()) - lasts, None
    for place, (at, value) in enumerate(counted):
        after = counted[place + 1] if place + 1 < len(counted) else None
        until = min(at + held, after[0] if after else 0)
        note(State.UNKNOWN, silent, at)
        run = (at if run is None else run) if beyond(value) else None
        if run is not None and not (after and until == after[0] and beyond(after[1])):
            note(State.ON, run + lasts, until)
            run = None
        silent = until
    note(State.UNKNOWN, silent, 0)
    return periods


@pytest.fixture(scope="module")
def meters(module_database: Database) -> Iterator[Connection]:
    """A connection of the owner that keeps what one example stores for no other."""
    with connect(module_database.owner, application="test") as conn:
        things.save_things(conn, [made.thing("kit-1", "noise_level")])
        yield conn


@settings(
    max_examples=30, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(_SERIES, st.booleans(), st.sampled_from([0, 1, 30, 120]), st.integers(1, 6 * 3600))
def test_the_database_says_what_a_walk_along_the_series_says(
    meters: Connection, series: Series, above: bool, minutes: int, back: int
) -> None:
    condition, since = loud(above=above, minutes=minutes), NOW - timedelta(seconds=back)
    batch = [
        Reading(1, NOW - timedelta(seconds=ago), value, NOW, flags) for ago, value, flags in series
    ]
    meters.execute("TRUNCATE observations, latest")
    store_batch(meters, batch, [])
    (found,) = alerts.watch(meters, "buurt", condition, since, NOW)
    assert list(found.periods) == walk(series, condition, since)
