"""The moments at which Dutch shadow studies show shadow, and where the sun is then; no shadow yet.

References
----------
Netherlands3D, handleiding: 21 March, 21 June and 22 December by the clock of the Netherlands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from twin.geo.crs import grid_north, rd_to_lonlat
from twin.sim.sun import sun_position

_HOURS = {(3, 21): (9, 12, 15, 18), (6, 21): (9, 12, 15, 18, 20), (12, 22): (9, 12, 15)}
_CLOCK = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment by the clock of the Netherlands, in whichever year."""

    month: int
    day: int
    hour: int

    @property
    def key(self) -> str:
        """Such as `0321-0900`."""
        return f"{self.month:02d}{self.day:02d}-{self.hour:02d}00"

    def at(self, year: int) -> datetime:
        """Aware, in winter or summer time as the day has it."""
        return datetime(year, self.month, self.day, self.hour, tzinfo=_CLOCK)


@dataclass(frozen=True, slots=True)
class Sun:
    """Where the sun is.

    Attributes
    ----------
    azimuth
        Degrees clockwise from the north of RD.
    elevation
        Degrees above the horizon, negative below.
    """

    azimuth: float
    elevation: float

    @property
    def up(self) -> bool:
        """Whether it is above the horizon."""
        return self.elevation > 0


STANDARD = tuple(Moment(*day, hour) for day, hours in _HOURS.items() for hour in hours)
"""The standard shadow set."""

SPRING = tuple(each for each in STANDARD if (each.month, each.hour) in {(3, 9), (3, 12), (3, 15)})
"""Those of 21 March that fit on one page."""


def sun_at(moment: Moment, year: int, x: float, y: float) -> Sun:
    """The sun at a moment, seen from (x, y) in RD.

    Raises
    ------
    ParameterInvalid
        As `twin.sim.sun.sun_position`.
    """
    longitude, latitude = (float(degrees) for degrees in rd_to_lonlat([(x, y)])[0])
    found = sun_position(moment.at(year), longitude, latitude)
    return Sun((found.azimuth - grid_north(x, y)) % 360, found.elevation)
