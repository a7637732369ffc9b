"""The sun's position against published numbers and the laws of a year."""

from __future__ import annotations

import itertools
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from twin.errors import ParameterInvalid
from twin.sim.sun import SunPosition, sun_of_year, sun_position, sun_positions

HENGELO = (6.7937, 52.2659)
OBLIQUITY = 23.436  # of the ecliptic in degrees, 2026 (IAU 2006)


def noon(day: date) -> SunPosition:
    """The highest moment of a day in Hengelo, to the minute."""
    return max(sun_positions(day, *HENGELO, step_minutes=1), key=lambda sun: sun.elevation)


def test_nrel_published_example_comes_out() -> None:
    # Reda and Andreas, NREL/TP-560-34302 (2008), A.5: zenith 50.11162°, azimuth 194.34024°.
    sun = sun_position(
        datetime(2003, 10, 17, 12, 30, 30, tzinfo=timezone(timedelta(hours=-7))),
        -105.1786, 39.742476,
        height=1830.14, pressure=820, temperature=11, delta_t=67,
    )  # fmt: skip
    assert sun.azimuth == pytest.approx(194.34024, abs=1e-5)
    assert 90 - sun.elevation == pytest.approx(50.11162, abs=1e-5)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 21), 24)],
    ids=["to summer time", "to winter time", "ordinary"],
)
def test_a_civil_day_is_as_long_as_the_clock_says(day: date, hours: int) -> None:
    suns = sun_positions(day, *HENGELO)
    assert len(suns) == hours * 6
    instants = [sun.at.astimezone(UTC) for sun in suns]
    gaps = {later - earlier for earlier, later in itertools.pairwise(instants)}
    assert gaps == {timedelta(minutes=10)}
    assert {sun.at.date() for sun in suns} == {day}
    assert (suns[0].at.hour, suns[0].at.minute) == (0, 0)
    assert (suns[-1].at.hour, suns[-1].at.minute) == (23, 50)


def test_the_hour_that_comes_twice_has_two_suns() -> None:
    twice = [sun for sun in sun_positions(date(2026, 10, 25), *HENGELO) if sun.at.hour == 2]
    assert [sun.at.utcoffset() for sun in twice] == [timedelta(hours=2)] * 6 + [
        timedelta(hours=1)
    ] * 6
    assert len({sun.azimuth for sun in twice}) == 12


def test_the_hour_that_does_not_exist_has_no_sun() -> None:
    assert 2 not in {sun.at.hour for sun in sun_positions(date(2026, 3, 29), *HENGELO)}


@pytest.mark.parametrize(("day", "sign"), [(date(2026, 6, 21), 1), (date(2026, 12, 21), -1)])
def test_at_a_solstice_noon_stands_the_obliquity_from_the_equator(day: date, sign: int) -> None:
    # Elevation at noon is 90° − latitude ± obliquity; the air lifts a low sun by up to 0.06°.
    highest = noon(day)
    geometric = 90 - HENGELO[1] + sign * OBLIQUITY
    assert geometric - 0.01 < highest.elevation < geometric + 0.07
    assert highest.azimuth == pytest.approx(180, abs=0.5)


def test_noon_in_hengelo_is_later_than_the_clock_by_its_longitude_and_the_equation_of_time() -> (
    None
):
    # Solar noon in UTC is 12 h − longitude/15 − equation of time: −1 min 55 s on 21 June 2026.
    expected = datetime(2026, 6, 21, 12, tzinfo=UTC) - timedelta(
        hours=HENGELO[0] / 15, minutes=-1, seconds=-55
    )
    assert abs(noon(date(2026, 6, 21)).at - expected) <= timedelta(minutes=2)


def test_the_sun_rises_in_the_east_and_sets_in_the_west_at_an_equinox() -> None:
    up = [sun for sun in sun_positions(date(2026, 3, 20), *HENGELO, 1) if sun.elevation > 0]
    assert up[0].azimuth == pytest.approx(90, abs=1.5)
    assert up[-1].azimuth == pytest.approx(270, abs=1.5)
    assert len(up) == pytest.approx(12 * 60, abs=15)


def test_one_instant_has_one_sun_whatever_the_zone_it_is_told_in() -> None:
    here = datetime(2026, 7, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    there = here.astimezone(UTC)
    assert sun_position(here, *HENGELO).azimuth == sun_position(there, *HENGELO).azimuth


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ParameterInvalid, match="'2026-07-01T14:00:00' has no time zone"):
        sun_position(datetime(2026, 7, 1, 14), *HENGELO)  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize("place", [(200, 52), (6, 91), (6, float("nan"))])
def test_a_place_that_is_not_on_earth_is_refused(place: tuple[float, float]) -> None:
    with pytest.raises(ParameterInvalid, match="no place on Earth"):
        sun_positions(date(2026, 7, 1), *place)


@pytest.mark.parametrize("step", [0, -10, 61])
def test_a_step_out_of_bounds_is_refused(step: int) -> None:
    with pytest.raises(ParameterInvalid, match=f"a step of '{step}' minutes"):
        sun_positions(date(2026, 7, 1), *HENGELO, step)


@pytest.mark.parametrize("tz", ["Europe/Hengelo", "../etc/passwd", ""])
def test_an_unknown_time_zone_is_refused(tz: str) -> None:
    with pytest.raises(ParameterInvalid, match="no time zone is called"):
        sun_positions(date(2026, 7, 1), *HENGELO, tz=tz)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_day_far_away_is_refused(day: date) -> None:
    with pytest.raises(ParameterInvalid, match="too far away"):
        sun_positions(day, *HENGELO)


def test_reading_the_module_does_not_bring_pandas() -> None:
    code = "import sys, twin.sim.sun; sys.exit('pandas' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_year_is_its_days() -> None:
    year = {sun.at.timestamp(): sun for sun in sun_of_year(2026, *HENGELO, step_minutes=60)}
    assert len(year) == 365 * 24
    for day in (date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 31)):
        for sun in sun_positions(day, *HENGELO, step_minutes=60):
            assert year[sun.at.timestamp()].elevation == pytest.approx(sun.elevation, abs=1e-9)
