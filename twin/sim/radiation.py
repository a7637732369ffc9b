"""The radiation of a typical year by direction of the sky; nothing of roofs, shade or panels.

Ten years of measured hours are added up by where the sun stood ("cumulative sky", Robinson and
Stone 2004). So shade costs a look-up per piece of sky and not one per hour of the year. The global
radiation that KNMI measures is divided in direct and diffuse by Erbs et al. (1982); of the diffuse
the part that comes from around the sun (Hay and Davies 1980) goes with the direct, and the rest
comes from all of the sky alike.

References
----------
Erbs, D., Klein, S. and Duffie, J. (1982). Solar Energy 28(4), 293-302.
https://doi.org/10.1016/0038-092X(82)90302-4
Hay, J. and Davies, J. (1980). Calculation of the solar radiation incident on an inclined surface.
First Canadian Solar Radiation Data Workshop, 59-72.
Robinson, D. and Stone, A. (2004). Irradiation modelling made simple: the cumulative sky approach
and its applications. PLEA 2004.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from twin.errors import ParameterInvalid
from twin.model import Floats

PATCH = 2.5
"""Degrees of azimuth and of elevation of a patch of the sky."""

_STEPS = 6  # moments within an hour, between which the sun moves 2.5 degrees
_HOURS = 8766.0  # of a mean year
_FILE = "radiation_twenthe_2011_2020.csv"


@dataclass(frozen=True, slots=True, eq=False)
class SkyYear:
    """What falls in a mean year.

    Attributes
    ----------
    azimuths, elevations
        (n,) float64; middles of the patches of the sky where the sun comes, in degrees.
    direct
        (n,) float64; kWh/m² a year on a plane that faces the patch.
    diffuse, total
        kWh/m² a year on level open ground: the diffuse part that comes from all of the sky alike,
        and everything together.
    """

    azimuths: Floats
    elevations: Floats
    direct: Floats
    diffuse: float
    total: float

    @property
    def directions(self) -> Floats:
        """(n, 3); towards the patches, as x east, y north, z up."""
        turn, rise = np.radians(self.azimuths), np.radians(self.elevations)
        level = np.cos(rise)
        return np.column_stack((level * np.sin(turn), level * np.cos(turn), np.sin(rise)))


def sky_year(
    hour_starts: NDArray[np.float64],
    global_horizontal: NDArray[np.float64],
    longitude: float,
    latitude: float,
) -> SkyYear:
    """Add up measured hours by where the sun stood.

    Parameters
    ----------
    hour_starts
        (hours,) seconds since 1970-01-01 UTC.
    global_horizontal
        (hours,) mean global radiation of each hour, W/m².
    longitude, latitude
        Degrees, where it was measured.

    Raises
    ------
    ParameterInvalid
        No hours, or radiation that is negative or no number.
    """
    import pandas
    from pvlib import irradiance
    from pvlib.solarposition import get_solarposition

    fit = np.isfinite(global_horizontal) & (global_horizontal >= 0)
    if len(hour_starts) == 0 or not fit.all():
        raise ParameterInvalid(
            f"{len(hour_starts)} hours of radiation cannot be used",
            hint="give at least one hour, and W/m² that are not negative",
        )
    within = (np.arange(_STEPS) + 0.5) * 3600 / _STEPS
    moments = pandas.to_datetime((hour_starts[:, None] + within).ravel(), unit="s", utc=True)
    sun = get_solarposition(moments, latitude, longitude)
    zenith = sun["zenith"].to_numpy()
    # An hour's radiation is spread over its steps as the height of the sun is.
    height = np.maximum(np.cos(np.radians(zenith)), 0.0).reshape(-1, _STEPS)
    mean = height.mean(axis=1, keepdims=True)
    share = np.divide(height, mean, out=np.zeros_like(height), where=mean > 0)
    measured = (share * global_horizontal[:, None]).ravel()
    parts = irradiance.erbs(measured, zenith, moments.day_of_year)
    outside = irradiance.get_extra_radiation(moments.day_of_year).to_numpy()
    direct = np.nan_to_num(np.asarray(parts["dni"]))
    diffuse = np.nan_to_num(np.asarray(parts["dhi"]))
    up = np.cos(np.radians(zenith)) > np.cos(np.radians(90 - PATCH / 2))
    around = np.where(up, np.clip(direct / outside, 0, 1), 0.0) * diffuse
    normal = np.where(up, direct + around / np.maximum(np.cos(np.radians(zenith)), 0.01), 0.0)

    weight = _HOURS / (len(hour_starts) * _STEPS) / 1000
    columns, rows = round(360 / PATCH), round(90 / PATCH)
    column = np.minimum(sun["azimuth"].to_numpy() / PATCH, columns - 1).astype(np.intp)
    row = np.clip((90 - zenith) / PATCH, 0, rows - 1).astype(np.intp)
    patches = np.zeros(columns * rows)
    np.add.at(patches, column * rows + row, normal * weight)
    lit = np.flatnonzero(patches > 0)
    return SkyYear(
        azimuths=np.asarray((lit // rows + 0.5) * PATCH, dtype=np.float64),
        elevations=np.asarray((lit % rows + 0.5) * PATCH, dtype=np.float64),
        direct=patches[lit],
        diffuse=float(((diffuse - around) * weight).sum()),
        total=float((measured * weight).sum()),
    )


def to_lines(year: SkyYear) -> list[str]:
    """Lines of the file that `typical_year` reads."""
    head = f"# diffuse {year.diffuse:.2f} total {year.total:.2f} kWh/m2 on level ground"
    patches = zip(year.azimuths, year.elevations, year.direct, strict=True)
    return [head, "azimuth,elevation,direct", *(f"{a:g},{e:g},{d:.3f}" for a, e, d in patches)]


def from_lines(lines: Sequence[str]) -> SkyYear:
    """What `to_lines` wrote."""
    words = lines[0].split()
    table = np.array([[float(cell) for cell in line.split(",")] for line in lines[2:]])
    return SkyYear(table[:, 0], table[:, 1], table[:, 2], float(words[2]), float(words[4]))


@cache
def typical_year() -> SkyYear:
    """The mean year of KNMI station 290 Twenthe, 2011 to 2020 (KNMI uurgegevens, CC BY 4.0).

    For the east of the Netherlands. The yearly total differs by about 10 % between the coast of
    Zeeland (more) and the north-east (less).
    """
    return from_lines((files("twin.sim") / _FILE).read_text("utf-8").splitlines())
