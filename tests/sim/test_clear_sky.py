"""The sun under a clear sky against values worked out by hand, and against ten years of KNMI."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from twin.errors import ParameterInvalid
from twin.model import Floats
from twin.sim.clear_sky import ClearSky, clear_hours, clear_sky, difference

LONGITUDE, LATITUDE = 6.891, 52.274
DAY = 86400.0
HOUR = 3600.0


def starts(day: str, days: int = 1) -> Floats:
    """The starts of the hours of some days."""
    first = datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()
    return np.asarray(np.arange(24 * days) * HOUR + first, dtype=np.float64)


def test_noon_in_june_is_what_the_formula_gives_by_hand() -> None:
    """Ineichen and Perez (2002) at sea level, worked out for a sun 61 degrees high."""
    noon = clear_sky(starts("2020-06-21"), LONGITUDE, LATITUDE)
    at = int(np.argmax(noon.irradiance))
    assert at == 11, "the sun is highest in the hour from 11 UTC, at nearly 7 degrees east"
    elevation = float(noon.elevation[at])
    assert elevation == pytest.approx(90 - LATITUDE + 23.44, abs=0.5)
    height = math.sin(math.radians(elevation))
    airmass, haze = 1 / height, 3.7  # SoDa's climatology for Twente in June is about that
    away = 1367.0 * 0.967  # the Earth is farthest from the sun
    by_hand = 0.868 * away * height * math.exp(-0.0387 * airmass * haze)
    assert float(noon.irradiance[at]) == pytest.approx(by_hand, rel=0.03)


def test_nothing_comes_at_night_and_less_in_winter() -> None:
    june, december = (
        clear_sky(starts(day), LONGITUDE, LATITUDE) for day in ("2020-06-21", "2020-12-21")
    )
    assert june.irradiance[0] == 0
    assert (june.elevation[0], december.elevation[0]) < (0, 0)
    share = december.irradiance.sum() / june.irradiance.sum()
    assert 0.08 < share < 0.16
    assert len(clear_sky(np.zeros(0), LONGITUDE, LATITUDE).irradiance) == 0


def test_a_day_is_clear_by_its_course_whatever_the_level_of_the_sensor() -> None:
    hours = starts("2020-06-01", 3)
    sky = clear_sky(hours, LONGITUDE, LATITUDE)
    measured = sky.irradiance * 0.9
    measured[24:48] *= np.where(np.arange(24) % 2, 0.3, 1.0)  # clouds that come and go
    measured[60] = np.nan
    clear = clear_hours(hours, measured, sky)
    assert clear[:24].sum() >= 13
    assert not clear[24:48].any(), "clouds"
    assert not clear[48:].any(), "an hour is missing"
    assert not clear[sky.elevation < 5].any()


def test_the_bias_is_per_day_and_its_error_is_of_days() -> None:
    """Two days 10 W/m² under and 30 over: mean 10, standard error 20; by hand."""
    hours = np.concatenate([starts("2020-06-01"), starts("2020-06-02")])
    flat = ClearSky(np.full(48, 100.0), np.full(48, 30.0))
    measured = np.concatenate([np.full(24, 90.0), np.full(24, 130.0)])
    clear = np.ones(48, dtype=np.bool_)
    clear[30:] = False  # fewer hours of the second day weigh no less
    found = difference(hours, measured, flat, clear)
    assert found is not None
    assert (found.bias, found.bias_error, found.days, found.hours) == (10.0, 20.0, 2, 30)
    assert found.rmse == pytest.approx(math.sqrt((24 * 100 + 6 * 900) / 30))
    between = found.between()
    assert between is not None
    assert between[1] - found.bias == pytest.approx(12.706 * 20, rel=1e-3), "t of one degree"
    alone = difference(hours, measured, flat, clear & (hours < hours[24]))
    assert alone is not None
    assert (alone.bias_error, alone.between()) == (None, None)
    assert difference(hours, measured, flat, np.zeros(48, dtype=np.bool_)) is None


def test_arrays_of_other_lengths_are_refused() -> None:
    with pytest.raises(ParameterInvalid, match="'3' measurements for '48' hours"):
        clear_hours(np.zeros(48), np.zeros(3), ClearSky(np.zeros(48), np.zeros(48)))


@pytest.fixture(scope="module")
def knmi(shared: Path) -> dict[str, Floats]:
    """Two years of KNMI 290: starts of hours, W/m², octants of cloud by the cloud meter."""
    with ZipFile(shared / "knmi-twenthe" / "uurgeg_290_2011-2020.zip") as archive:
        text = archive.read("uurgeg_290_2011-2020.txt").decode("latin-1")
    cells = [
        [each.strip() for each in line.split(",")]
        for line in text.splitlines()
        if line.startswith(("  290,2019", "  290,2020"))
    ]
    at = [
        datetime.strptime(cell[1], "%Y%m%d").replace(tzinfo=UTC).timestamp()
        + HOUR * (int(cell[2]) - 1)
        for cell in cells
    ]
    return {
        "at": np.array(at),
        "radiation": np.array([float(cell[11]) for cell in cells]) * 1e4 / 3600,
        "cloud": np.array([float(cell[16] or "nan") for cell in cells]),
    }


def test_the_days_found_are_those_on_which_the_cloud_meter_of_knmi_saw_few_clouds(
    knmi: dict[str, Floats],
) -> None:
    sky = clear_sky(knmi["at"], LONGITUDE, LATITUDE)
    clear = clear_hours(knmi["at"], knmi["radiation"], sky)
    days = len(np.unique(np.floor(knmi["at"][clear] / DAY)))
    assert 20 < days < 120
    day = sky.elevation > 5
    assert np.nanmean(knmi["cloud"][clear]) < 2 < 5 < np.nanmean(knmi["cloud"][day & ~clear])
    found = difference(knmi["at"], knmi["radiation"], sky, clear)
    assert found is not None
    assert found.bias_error is not None
    # Clear days have less haze than the monthly mean, which the model takes: it is low by so much.
    assert 0.06 < found.bias / found.mean < 0.09
    assert found.bias_error < 0.01 * found.mean
