"""Quality control notices, and never changes a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensors.replay import knmi, samenmeten
from sensors.replay.series import Row, Tally
from tests.fix_registry import registry_of
from twin.ingest.quality import AHEAD_AFTER, LATE_AFTER, STUCK_READINGS, Judge
from twin.model import NO_FLAGS, Flag, Thing
from twin.quantities import QUANTITIES
from twin.store.registry import Stream

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def stream(key: str, *, calibrated: bool = True, placed: bool = True, zero: bool = False) -> Stream:
    quantity = key.partition(".")[0]
    return Stream(1, "meter", key, quantity, calibrated, placed=placed, at_zero=zero)


def judged(
    key: str, values: Iterable[float], every: timedelta = timedelta(minutes=1)
) -> list[Flag]:
    """The flags of values that arrive as they are measured."""
    judge, one = Judge(), stream(key)
    return [
        judge.flags(one, NOW + n * every, value, NOW + n * every) for n, value in enumerate(values)
    ]


def test_an_ordinary_reading_has_no_flags() -> None:
    assert judged("temperature", [8.1, 8.2, 8.1]) == [NO_FLAGS] * 3


@pytest.mark.parametrize("key", sorted(QUANTITIES))
def test_the_plausible_range_includes_its_ends(key: str) -> None:
    low, high = QUANTITIES[key].valid_min, QUANTITIES[key].valid_max
    judge, one = Judge(), stream(key)
    found = [
        judge.flags(one, NOW + n * 2 * HOUR, value, NOW + n * 2 * HOUR)
        for n, value in enumerate((low, high, low - 0.1, high + 0.1))
    ]
    assert found == [NO_FLAGS, NO_FLAGS, Flag.OUT_OF_RANGE, Flag.OUT_OF_RANGE]


def test_a_spike_is_flagged_and_what_comes_after_it_is_not() -> None:
    assert judged("temperature", [8.0, 8.1, 30.0, 8.2, 8.1]) == [
        NO_FLAGS, NO_FLAGS, Flag.SPIKE, NO_FLAGS, NO_FLAGS,
    ]  # fmt: skip


def test_a_new_level_is_a_spike_only_once() -> None:
    assert judged("temperature", [8.0, 20.0, 20.1, 20.2]) == [
        NO_FLAGS, Flag.SPIKE, NO_FLAGS, NO_FLAGS,
    ]  # fmt: skip


def test_two_wild_values_in_a_row_are_two_spikes() -> None:
    assert judged("temperature", [8.0, 30.0, -20.0, 8.1]) == [
        NO_FLAGS, Flag.SPIKE, Flag.SPIKE, NO_FLAGS,
    ]  # fmt: skip


def test_after_hours_of_silence_anything_may_have_happened() -> None:
    assert judged("temperature", [8.0, 20.0], every=2 * HOUR) == [NO_FLAGS, NO_FLAGS]


def test_traffic_really_jumps() -> None:
    assert judged("vehicle_count", [0, 900, 0, 900]) == [NO_FLAGS] * 4


def test_a_value_that_stands_still_too_long_is_stuck_until_it_moves() -> None:
    readings = judged("temperature", [*[8.1] * 14, 8.2], every=HOUR)
    assert readings == [*[NO_FLAGS] * 12, Flag.STUCK, Flag.STUCK, NO_FLAGS]


def test_a_few_equal_values_are_not_stuck_however_far_apart() -> None:
    few = STUCK_READINGS - 1
    assert judged("temperature", [8.1] * few, every=24 * HOUR) == [NO_FLAGS] * few


@pytest.mark.parametrize(
    ("key", "rest"), [("solar_radiation", 0), ("wind_speed", 0), ("humidity", 100)]
)
def test_night_calm_and_fog_may_last(key: str, rest: float) -> None:
    assert judged(key, [rest] * 80, every=HOUR) == [NO_FLAGS] * 80


def test_an_empty_parking_place_is_not_stuck() -> None:
    assert judged("parking_occupied", [0] * 100, every=HOUR) == [NO_FLAGS] * 100


@pytest.mark.parametrize(
    ("ahead", "flags"),
    [
        (-LATE_AFTER - timedelta(seconds=1), Flag.LATE),
        (-LATE_AFTER, NO_FLAGS),
        (timedelta(0), NO_FLAGS),
        (AHEAD_AFTER, NO_FLAGS),
        (AHEAD_AFTER + timedelta(seconds=1), Flag.CLOCK_AHEAD),
    ],
)
def test_late_readings_and_clocks_ahead_are_told(ahead: timedelta, flags: Flag) -> None:
    assert Judge().flags(stream("temperature"), NOW + ahead, 8.1, NOW) == flags


def test_a_raw_series_that_needs_calibration_says_so() -> None:
    flags = Judge().flags(stream("pm25", calibrated=False), NOW, 8.1, NOW)
    assert flags == Flag.UNCALIBRATED
    assert Judge().flags(stream("pm25.calibrated"), NOW, 8.1, NOW) == NO_FLAGS
    assert Judge().flags(stream("temperature", calibrated=False), NOW, 8.1, NOW) == NO_FLAGS


def test_a_thing_without_a_place_or_at_zero_says_so() -> None:
    missing = stream("temperature", placed=False)
    assert Judge().flags(missing, NOW, 8.1, NOW) == Flag.POSITION_MISSING
    assert Judge().flags(stream("temperature", zero=True), NOW, 8.1, NOW) == Flag.POSITION_ZERO


def test_a_reading_has_all_the_flags_that_fit() -> None:
    raw = stream("pm25", calibrated=False, placed=False)
    judge = Judge()
    judge.flags(raw, NOW - 3 * HOUR, 8.1, NOW)
    flags = judge.flags(raw, NOW - 2.5 * HOUR, 900.0, NOW)
    assert flags == (
        Flag.OUT_OF_RANGE | Flag.SPIKE | Flag.LATE | Flag.UNCALIBRATED | Flag.POSITION_MISSING
    )


def test_what_comes_out_of_order_or_twice_does_not_disturb_the_series() -> None:
    one, judge = stream("temperature"), Judge()
    assert judge.flags(one, NOW, 8.1, NOW) == NO_FLAGS
    assert judge.flags(one, NOW - 0.5 * HOUR, 30.0, NOW) == NO_FLAGS
    assert judge.flags(one, NOW, 8.1, NOW) == NO_FLAGS
    assert judge.flags(one, NOW + 0.5 * HOUR, 8.3, NOW + 0.5 * HOUR) == NO_FLAGS


def test_a_newer_registry_changes_what_stands_and_keeps_what_came_before() -> None:
    judge = Judge()
    judge.flags(stream("temperature", placed=False), NOW, 8.1, NOW)
    later = NOW + timedelta(minutes=1)
    assert judge.flags(stream("temperature"), later, 30.0, later) == Flag.SPIKE


@given(st.lists(st.tuples(st.integers(0, 10**6), st.floats(allow_nan=False)), max_size=30))
def test_the_same_readings_in_the_same_order_get_the_same_flags(
    readings: list[tuple[int, float]],
) -> None:
    def flags() -> list[Flag]:
        judge, one = Judge(), stream("pm25", calibrated=False)
        return [judge.flags(one, NOW - timedelta(seconds=s), v, NOW) for s, v in readings]

    assert flags() == flags()


def judge_series(things: list[Thing], rows: Iterable[Row]) -> Counter[Flag]:
    """How often each set of flags is given to a series as it is measured."""
    registry, judge = registry_of(things), Judge()
    return Counter(
        judge.flags(registry.streams[row.thing, key], row.at, value, row.at)
        for row in rows
        for key, value in row.values.items()
    )


def test_years_of_a_good_station_are_hardly_flagged(shared: Path) -> None:
    """KNMI checks its series by hand, so every flag is a false alarm."""
    tally = Tally()
    counts = judge_series(knmi.things(shared, tally), islice(knmi.rows(shared, tally), 26_000))
    assert counts.total() > 150_000
    assert counts.total() - counts[NO_FLAGS] < counts.total() / 10_000


def test_kits_that_stick_are_found(shared: Path) -> None:
    """Of RIVM's 139 citizens' kits in February 2020, some gave one value for days."""
    tally = Tally()
    counts = judge_series(samenmeten.things(shared, tally), samenmeten.rows(shared, tally))
    stuck = sum(count for flags, count in counts.items() if Flag.STUCK in flags)
    assert 0.02 < stuck / counts.total() < 0.05
