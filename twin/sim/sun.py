"""Where the sun stands, seen from a place at a moment; nothing about what it lights.

NREL's Solar Position Algorithm as pvlib computes it. Azimuth is in degrees clockwise from north,
elevation in degrees above the horizon. Moments are aware: a naive one is refused, since local time
taken for UTC is a sun that is wrong by an hour or two.

References
----------
Reda, I. and Andreas, A. (2004). Solar position algorithm for solar radiation applications. Solar
Energy 76(5), 577-589. https://doi.org/10.1016/j.solener.2003.12.003
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from twin.errors import ParameterInvalid

METHOD = "NREL Solar Position Algorithm (SPA), pvlib"
SOURCE = "https://doi.org/10.1016/j.solener.2003.12.003"

YEARS = (1900, 2100)
"""First and last year for which `DELTA_T` is good enough; see docs/indicators/sun-position.md."""

DELTA_T = 69.0
"""Terrestrial time minus universal time in seconds, about that of 2016 to 2030."""

REFRACTION = 0.5667
"""Degrees by which the air lifts the sun at sunrise and sunset (NREL's default)."""


@dataclass(frozen=True, slots=True)
class SunPosition:
    """The centre of the sun's disc as it is seen, so with the refraction of the air.

    Attributes
    ----------
    at
        Aware.
    azimuth
        Degrees clockwise from north, 0 to 360.
    elevation
        Degrees above the horizon, negative below.
    """

    at: datetime
    azimuth: float
    elevation: float


def sun_position(
    at: datetime,
    longitude: float,
    latitude: float,
    *,
    height: float = 0.0,
    pressure: float = 1013.25,
    temperature: float = 12.0,
    delta_t: float = DELTA_T,
) -> SunPosition:
    """The sun at one moment.

    Parameters
    ----------
    at
        Aware, in `YEARS`.
    longitude, latitude
        Degrees, east and north positive (OGC:CRS84).
    height
        Metres above sea level.
    pressure, temperature
        Of the air, yearly means in hPa and °C; they only change the refraction.
    delta_t
        See `DELTA_T`.

    Raises
    ------
    ParameterInvalid
        A naive moment, a year outside `YEARS`, or a place that is not on Earth.
    """
    air = (height, pressure, temperature, delta_t)
    return _positions([at], longitude, latitude, *air)[0]


def sun_positions(
    day: date,
    longitude: float,
    latitude: float,
    step_minutes: int = 10,
    tz: str = "Europe/Amsterdam",
) -> list[SunPosition]:
    """The sun during a civil day, which is 23 or 25 hours long when the clock changes.

    Parameters
    ----------
    day
        A day of the calendar of `tz`.
    longitude, latitude
        Degrees, east and north positive (OGC:CRS84).
    step_minutes
        Minutes between moments, 1 to 60; the first moment is the start of the day.
    tz
        Name in the IANA time zone database; moments come back in it.

    Raises
    ------
    ParameterInvalid
        As `sun_position`; also an unknown `tz` and a step out of bounds.
    """
    _check_year(day.year)
    return _between(day, day + timedelta(days=1), longitude, latitude, step_minutes, tz)


def sun_of_year(
    year: int,
    longitude: float,
    latitude: float,
    step_minutes: int = 10,
    tz: str = "Europe/Amsterdam",
) -> list[SunPosition]:
    """The sun during a civil year: the days of `sun_positions` at once, which is much faster.

    Parameters
    ----------
    longitude, latitude, step_minutes, tz
        As `sun_positions`; the first moment is the start of the year.

    Raises
    ------
    ParameterInvalid
        As `sun_positions`.
    """
    _check_year(year)
    return _between(date(year, 1, 1), date(year + 1, 1, 1), longitude, latitude, step_minutes, tz)


def _between(
    first: date, end_day: date, longitude: float, latitude: float, step_minutes: int, tz: str
) -> list[SunPosition]:
    if not 1 <= step_minutes <= 60:
        raise ParameterInvalid(
            f"a step of '{step_minutes}' minutes", hint="give 1 to 60 whole minutes"
        )
    try:
        zone = ZoneInfo(tz)
    except (KeyError, ValueError, OSError):
        raise ParameterInvalid(
            f"no time zone is called '{tz}'", hint="give an IANA name, such as 'Europe/Amsterdam'"
        ) from None
    # In UTC, where a day that is not 24 hours long is just that many steps.
    start, end = (
        datetime.combine(each, time.min, zone).astimezone(UTC) for each in (first, end_day)
    )
    step = timedelta(minutes=step_minutes)
    moments = [start + i * step for i in range(math.ceil((end - start) / step))]
    return _positions([moment.astimezone(zone) for moment in moments], longitude, latitude)


def _positions(
    moments: Sequence[datetime],
    longitude: float,
    latitude: float,
    height: float = 0.0,
    pressure: float = 1013.25,
    temperature: float = 12.0,
    delta_t: float = DELTA_T,
) -> list[SunPosition]:
    for moment in moments:
        if moment.utcoffset() is None:
            raise ParameterInvalid(
                f"'{moment.isoformat()}' has no time zone",
                hint="give a zone, such as '+01:00' or tzinfo=ZoneInfo('Europe/Amsterdam')",
            )
        _check_year(moment.year)
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):  # also refuses NaN
        raise ParameterInvalid(
            f"no place on Earth has longitude '{longitude}' and latitude '{latitude}'",
            hint="longitude, -180 to 180, comes before latitude, -90 to 90",
        )
    from pvlib import spa  # brings pandas, which takes a second to import

    seconds = np.array([moment.timestamp() for moment in moments])
    _, _, elevation, _, azimuth, _ = spa.solar_position(
        seconds, latitude, longitude, height, pressure, temperature, delta_t, REFRACTION
    )
    return [
        SunPosition(moment, float(turn), float(rise))
        for moment, turn, rise in zip(moments, azimuth, elevation, strict=True)
    ]


def _check_year(year: int) -> None:
    first, last = YEARS
    if not first <= year <= last:
        raise ParameterInvalid(
            f"the year '{year}' is too far away for the sun's position",
            hint=f"give a year from {first} to {last}",
        )
