"""What the sun sends to open level ground under a clear sky, and how a sensor differs from it.

The model is that of Ineichen and Perez with the monthly mean haze of the place (Linke turbidity),
as pvlib has them. It knows no clouds and nothing that stands around the sensor. So only clear days
say anything of the sensor: those of which the hours follow the course of the model, whatever its
level. That is after Reno and Hansen (2016), who scale the model to the measurements before they
judge the shape; here by whole days, since hours are too coarse for their windows of minutes.

References
----------
Ineichen, P. and Perez, R. (2002). A new airmass independent formulation for the Linke turbidity
coefficient. Solar Energy 73(3), 151-157. https://doi.org/10.1016/S0038-092X(02)00045-2
Reno, M. and Hansen, C. (2016). Identification of periods of clear sky irradiance in time series of
GHI measurements. Renewable Energy 90, 520-531. https://doi.org/10.1016/j.renene.2015.12.031
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.errors import ParameterInvalid
from twin.model import Floats

SOURCE = "https://doi.org/10.1016/S0038-092X(02)00045-2"

LOWEST = 5.0
"""Degrees of mean elevation of the sun below which an hour is not compared."""

FEWEST_HOURS = 4
"""Hours that a day must have to show whether its course is that of a clear day."""

SHAPE = 0.05
"""How far the hours of a clear day lie from the scaled model at most: root mean square, as a share
of the mean of the day."""

LEVELS = (0.75, 1.25)
"""Between which the scale of a clear day lies: outside, even cloud is likelier than a bad one."""

_STEPS = 6  # moments within an hour, between which the sun moves 2.5 degrees
_HOUR = 3600.0
_DAY = 86400.0


@dataclass(frozen=True, slots=True, eq=False)
class ClearSky:
    """What a clear sky sends, per hour.

    Attributes
    ----------
    irradiance
        (hours,) mean global irradiance on level open ground, W/m².
    elevation
        (hours,) mean elevation of the sun in degrees, negative below the horizon.
    """

    irradiance: Floats
    elevation: Floats


@dataclass(frozen=True, slots=True)
class Difference:
    """Measured minus model over clear hours, W/m².

    Attributes
    ----------
    bias
        The mean over days of the mean of each day.
    bias_error
        Standard error of `bias` by the spread between days, since the hours of a day share their
        haze; None for a single day.
    rmse
        Root of the mean square over hours.
    mean
        Of the model over those hours, to see the bias beside it.
    """

    bias: float
    bias_error: float | None
    rmse: float
    mean: float
    hours: int
    days: int

    def between(self) -> tuple[float, float] | None:
        """Between which the bias lies with a chance of 95 % (Student's t over days); None for one.

        It covers the spread between days, not what haze does to all days of a period alike.
        """
        if self.bias_error is None:
            return None
        from scipy.special import stdtrit

        reach = float(stdtrit(self.days - 1, 0.975)) * self.bias_error
        return self.bias - reach, self.bias + reach


def clear_sky(hour_starts: NDArray[np.float64], longitude: float, latitude: float) -> ClearSky:
    """The irradiance of each hour under a clear sky.

    Parameters
    ----------
    hour_starts
        (hours,) seconds since 1970-01-01 UTC.
    longitude, latitude
        Degrees, east and north positive (OGC:CRS84); at sea level.
    """
    if len(hour_starts) == 0:
        return ClearSky(np.zeros(0), np.zeros(0))
    import pandas
    from pvlib.atmosphere import get_relative_airmass
    from pvlib.clearsky import ineichen
    from pvlib.irradiance import get_extra_radiation
    from pvlib.solarposition import get_solarposition

    within = (np.arange(_STEPS) + 0.5) * _HOUR / _STEPS
    moments = pandas.to_datetime((hour_starts[:, None] + within).ravel(), unit="s", utc=True)
    sun = get_solarposition(moments, latitude, longitude)
    zenith = sun["apparent_zenith"].to_numpy()
    day = moments.day_of_year.to_numpy()
    up = zenith < 90
    sent = np.zeros(len(zenith))
    sent[up] = ineichen(
        zenith[up],
        get_relative_airmass(zenith[up]),
        _haze(day[up], longitude, latitude),
        dni_extra=get_extra_radiation(day[up]),
    )["ghi"]
    return ClearSky(
        sent.reshape(-1, _STEPS).mean(axis=1),
        np.asarray(90 - zenith, dtype=np.float64).reshape(-1, _STEPS).mean(axis=1),
    )


def _haze(day: NDArray[np.int64], longitude: float, latitude: float) -> Floats:
    """Linke turbidity by day of the year, between the monthly means of SoDa that pvlib brings."""
    import pandas
    from pvlib.clearsky import lookup_linke_turbidity

    middles = pandas.to_datetime([f"2021-{month:02}-15" for month in range(1, 13)])
    means = lookup_linke_turbidity(middles, latitude, longitude, interp_turbidity=False)
    known = np.asarray(means, dtype=np.float64)
    return np.interp(day, middles.day_of_year.to_numpy(), known, period=365.25)


def clear_hours(
    hour_starts: NDArray[np.float64], measured: NDArray[np.float64], sky: ClearSky
) -> NDArray[np.bool_]:
    """Which hours belong to a clear day and are fit to compare, (hours,).

    Parameters
    ----------
    hour_starts
        (hours,) seconds since 1970-01-01 UTC.
    measured
        (hours,) mean W/m² of each hour; NaN where it was not measured.

    Raises
    ------
    ParameterInvalid
        The arrays differ in length.
    """
    if not len(hour_starts) == len(measured) == len(sky.irradiance):
        raise ParameterInvalid(
            f"'{len(measured)}' measurements for '{len(hour_starts)}' hours",
            hint="give one of each per hour",
        )
    high = sky.elevation >= LOWEST
    # A day of the sun, so that no zone and no clock change cuts it: in the Netherlands that of UTC.
    days = np.floor(hour_starts / _DAY)
    clear = np.zeros(len(hour_starts), dtype=np.bool_)
    for day in np.unique(days[high]):
        its = high & (days == day)
        if _is_clear(measured[its], sky.irradiance[its]):
            clear |= its
    return clear


def _is_clear(measured: NDArray[np.float64], model: NDArray[np.float64]) -> bool:
    """Whether the hours of a day follow the model, scaled to fit them best."""
    if len(measured) < FEWEST_HOURS or not np.isfinite(measured).all():
        return False
    scale = float(measured @ model / (model @ model))
    off = math.sqrt(float(np.mean((measured - scale * model) ** 2)))
    return LEVELS[0] <= scale <= LEVELS[1] and off <= SHAPE * scale * float(model.mean())


def difference(
    hour_starts: NDArray[np.float64],
    measured: NDArray[np.float64],
    sky: ClearSky,
    clear: NDArray[np.bool_],
) -> Difference | None:
    """How the measurements of clear hours differ from the model; None without clear hours."""
    if not clear.any():
        return None
    off = (measured - sky.irradiance)[clear]
    _, day = np.unique(np.floor(hour_starts[clear] / _DAY), return_inverse=True)
    by_day = np.bincount(day, off) / np.bincount(day)
    days = len(by_day)
    return Difference(
        bias=float(by_day.mean()),
        bias_error=float(by_day.std(ddof=1)) / math.sqrt(days) if days > 1 else None,
        rmse=math.sqrt(float(np.mean(off**2))),
        mean=float(sky.irradiance[clear].mean()),
        hours=len(off),
        days=days,
    )
