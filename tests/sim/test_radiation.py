"""The radiation of a typical year against ten years of KNMI, hour by hour with pvlib."""

from __future__ import annotations

import math
import os
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pandas
import pytest
from pvlib import irradiance
from pvlib.solarposition import get_solarposition

from twin.errors import ParameterInvalid
from twin.model import Floats
from twin.sim.radiation import SkyYear, from_lines, sky_year, to_lines, typical_year

LONGITUDE, LATITUDE = 6.891, 52.274


@pytest.fixture(scope="module")
def hours(shared: Path) -> tuple[Floats, Floats]:
    """Starts of hours in seconds UTC and mean global radiation in W/m², of KNMI's own file."""
    with ZipFile(shared / "knmi-twenthe" / "uurgeg_290_2011-2020.zip") as archive:
        text = archive.read("uurgeg_290_2011-2020.txt").decode("latin-1")
    cells = [line.split(",") for line in text.splitlines() if line.startswith("  290,")]
    starts = [
        datetime.strptime(cell[1], "%Y%m%d").replace(tzinfo=UTC).timestamp()
        + 3600 * (int(cell[2]) - 1)
        for cell in cells
    ]
    return np.array(starts), np.array([float(cell[11]) for cell in cells]) * 1e4 / 3600


@pytest.fixture(scope="module")
def made(hours: tuple[Floats, Floats]) -> SkyYear:
    return sky_year(*hours, LONGITUDE, LATITUDE)


def test_the_file_in_the_package_is_what_the_measurements_give(made: SkyYear) -> None:
    path = Path(str(files("twin.sim") / "radiation_twenthe_2011_2020.csv"))
    if os.environ.get("BLESS"):  # the visible step that writes it anew
        path.write_text("\n".join(to_lines(made)) + "\n")
    kept = typical_year()
    assert len(kept.direct) == len(made.direct)
    np.testing.assert_allclose(kept.direct, made.direct, atol=2e-3)
    assert kept.diffuse == pytest.approx(made.diffuse, abs=0.01)


def test_lines_give_the_same_year_back() -> None:
    year = typical_year()
    again = from_lines(to_lines(year))
    np.testing.assert_array_equal(again.direct, year.direct)
    np.testing.assert_array_equal(again.directions, year.directions)
    assert (again.diffuse, again.total) == (year.diffuse, year.total)


def test_level_ground_gets_what_was_measured(made: SkyYear, hours: tuple[Floats, Floats]) -> None:
    level = made.diffuse + float(made.direct @ made.directions[:, 2])
    assert level == pytest.approx(hours[1].mean() * 8.766, rel=0.002)


@pytest.mark.parametrize(("slope", "azimuth"), [(35, 180), (35, 90), (35, 0), (90, 180), (90, 0)])
def test_a_slope_gets_what_pvlib_gives_it_hour_by_hour(
    made: SkyYear, hours: tuple[Floats, Floats], slope: float, azimuth: float
) -> None:
    tilt, turn = math.radians(slope), math.radians(azimuth)
    normal = [
        math.sin(tilt) * math.sin(turn),
        math.sin(tilt) * math.cos(turn),
        math.cos(tilt),
    ]
    facing = np.maximum(made.directions @ np.array(normal), 0.0)
    ours = float(made.direct @ facing) + made.diffuse * (1 + math.cos(tilt)) / 2
    starts, measured = hours
    moments = pandas.to_datetime(starts + 1800, unit="s", utc=True)
    sun = get_solarposition(moments, LATITUDE, LONGITUDE)
    parts = irradiance.erbs(measured, sun["zenith"].to_numpy(), moments.day_of_year)
    theirs = irradiance.get_total_irradiance(
        slope,
        azimuth,
        sun["apparent_zenith"].to_numpy(),
        sun["azimuth"].to_numpy(),
        np.nan_to_num(parts["dni"]),
        measured,
        np.nan_to_num(parts["dhi"]),
        dni_extra=irradiance.get_extra_radiation(moments.day_of_year).to_numpy(),
        albedo=0.0,
        model="haydavies",
    )
    assert ours == pytest.approx(np.nanmean(theirs["poa_global"]) * 8.766, rel=0.01)


@pytest.mark.parametrize("radiation", [-1.0, math.nan, math.inf])
def test_radiation_that_cannot_be_is_refused(radiation: float) -> None:
    with pytest.raises(ParameterInvalid, match="1 hours of radiation"):
        sky_year(np.array([0.0]), np.array([radiation]), LONGITUDE, LATITUDE)
