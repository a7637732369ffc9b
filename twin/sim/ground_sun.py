"""Hours of sun on the ground: of a day, at moments, and on the worst day of a season.

By the raster sweep, so for gardens, squares and playgrounds; façades have exact skylines
(`twin.sim.sunlight`). Hours are moments with sun times the minutes between moments. Trees are
apart: norms and comparisons look at what is built, and the hours with trees stand beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from twin.errors import ParameterInvalid
from twin.geo.crs import grid_north, rd_to_lonlat
from twin.sim.grid import Heights, Raster, Window, changed_window
from twin.sim.leaves import transmissivity
from twin.sim.sun import sun_positions
from twin.sim.sunlight import STEP_MINUTES, Suns, day_of
from twin.sim.sunlight import Window as Season
from twin.sim.sweep import sweep

_ROOM = 4  # cells around what shadows can reach, for edges and the rounding of lines


@dataclass(frozen=True, slots=True, eq=False)
class SunHours:
    """Hours of sun, each (rows, cols) float32.

    Attributes
    ----------
    hours
        Past buildings and terrain.
    with_trees
        The same, less what crowns keep; a crown lets a share through that differs by season.
    """

    hours: Raster
    with_trees: Raster


@dataclass(frozen=True, slots=True, eq=False)
class WorstDay:
    """The day of a season with least sun.

    Attributes
    ----------
    hours
        (rows, cols) float32, past buildings and terrain.
    day
        (rows, cols) uint16; which day of the year, from 0; the first of equals.
    """

    hours: Raster
    day: NDArray[np.uint16]


def shadow(
    heights: Heights, azimuth: float, elevation: float, *, target: Window | None = None
) -> Raster:
    """How much of each cell is in the shadow of buildings and terrain, 0 to 1: a share at its edge.

    Parameters
    ----------
    azimuth, elevation
        Degrees, of the sun on the grid: clockwise from the north of RD, above the horizon.

    Raises
    ------
    ParameterInvalid
        The sun is not above the horizon.
    """
    seen = sweep(heights, [azimuth], [elevation], target=target, crowns=False).free
    return np.subtract(np.float32(1), seen, out=seen)


def hours_at(
    heights: Heights,
    azimuth: ArrayLike,
    elevation: ArrayLike,
    step_minutes: float,
    *,
    through: float = 1.0,
    target: Window | None = None,
) -> SunHours:
    """Hours of sun over moments that stand for `step_minutes` each.

    Parameters
    ----------
    azimuth, elevation
        (n,) degrees on the grid; all above the horizon.
    through
        Share (0-1) of sun that a crown lets through; 1 leaves trees out.
    target
        Rows and columns that are wanted; None for all.

    Raises
    ------
    ParameterInvalid
        As `twin.sim.sweep.sweep`.
    """
    seen = sweep(heights, azimuth, elevation, target=target, crowns=through < 1)
    each = np.float32(step_minutes / 60)
    hours = seen.free * each
    if through >= 1:
        return SunHours(hours, hours)
    return SunHours(hours, hours - seen.leafy * (each * np.float32(1 - through)))


def hours_of_day(
    heights: Heights,
    day: date,
    x: float,
    y: float,
    *,
    step_minutes: int = STEP_MINUTES,
    trees: bool = True,
    target: Window | None = None,
) -> SunHours:
    """Hours of sun on a civil day of the Netherlands; (x, y) in RD is where the sun is looked up.

    Raises
    ------
    ParameterInvalid
        As `sun_of_day`.
    """
    through = transmissivity(day) if trees else 1.0
    azimuth, elevation = sun_of_day(day, x, y, step_minutes)
    return hours_at(heights, azimuth, elevation, step_minutes, through=through, target=target)


def sun_of_day(
    day: date, x: float, y: float, step_minutes: int = STEP_MINUTES
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Azimuth on the grid of RD and elevation of the sun above the horizon, in degrees.

    Raises
    ------
    ParameterInvalid
        As `twin.sim.sun.sun_positions`.
    """
    (longitude, latitude), turned = rd_to_lonlat([(x, y)])[0], grid_north(x, y)
    found = sun_positions(day, longitude, latitude, step_minutes)
    up = [sun for sun in found if sun.elevation > 0]
    azimuth = np.array([(sun.azimuth - turned) % 360.0 for sun in up])
    return azimuth, np.array([sun.elevation for sun in up])


def worst_day(
    heights: Heights,
    suns: Suns,
    season: Season,
    *,
    target: Window | None = None,
    watch: Callable[[float], None] = lambda share: None,
) -> WorstDay:
    """The day of a season with least sun past buildings and terrain, for every cell by itself.

    Parameters
    ----------
    season
        Days, and below which height sun does not count; every day is looked at.
    watch
        Told the share (0-1) that is done; may stop it by raising.
    """
    days = season_days(suns, season)
    worst: Raster | None = None
    on = np.empty(0, np.uint16)
    for place, day in enumerate(days):
        azimuth, elevation = moments_of(suns, day, season.lowest)
        seen = sweep(heights, azimuth, elevation, target=target, crowns=False).free
        if worst is None:
            worst, on = seen, np.full(seen.shape, day, np.uint16)
        else:
            less = seen < worst
            np.copyto(worst, seen, where=less)
            on[less] = day
        watch((place + 1) / len(days))
    if worst is None:
        raise ParameterInvalid(f"the season '{season.key}' has no days")
    return WorstDay(worst * np.float32(suns.step_minutes / 60), on)


def season_days(suns: Suns, season: Season) -> list[int]:
    """Days of the year (from 0) within a season, which may run over New Year."""
    first, last = season.first, season.last
    if first <= last:
        return [n for n, day in enumerate(suns.days) if first <= (day.month, day.day) <= last]
    return [n for n, day in enumerate(suns.days) if not last < (day.month, day.day) < first]


def moments_of(
    suns: Suns, day: int, lowest: float = 0.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Azimuth and elevation of the moments of a day with the sun above `lowest` degrees."""
    azimuth, elevation = suns.azimuth[day_of(suns, day)], suns.elevation[day_of(suns, day)]
    high = elevation > lowest
    return azimuth[high], elevation[high]


def reached(
    before: Heights, after: Heights, azimuth: ArrayLike, elevation: ArrayLike
) -> Window | None:
    """The cells whose light from given directions a change can touch; None when it is none.

    Outside of it `sweep` gives the same for both, to the last bit.

    Parameters
    ----------
    before, after
        On one grid.
    azimuth, elevation
        (n,) degrees on the grid, n above 0.
    """
    box = changed_window(before, after)
    if box is None:
        return None
    grid = before.grid
    turn, rise = (np.radians(np.asarray(each, np.float64)) for each in (azimuth, elevation))
    tops = [
        float(layer[box].max())
        for each in (before, after)
        for layer in (each.surface, each.crown_top)
    ]
    lowest = min(float(each.surface.min()) for each in (before, after))
    length = (max(tops) - lowest) / np.tan(rise) / grid.cell + _ROOM
    north, east = -np.cos(turn) * length, -np.sin(turn) * length
    return _grown(box[0], north, grid.rows), _grown(box[1], east, grid.cols)


def patched(whole: Raster, part: Window | None, compute: Callable[[Window], Raster]) -> Raster:
    """`whole` with a part computed anew; itself where there is nothing to compute."""
    if part is None:
        return whole
    after = whole.copy()
    after[part] = compute(part)
    return after


def _grown(span: slice, shifts: NDArray[np.float64], count: int) -> slice:
    before, after = min(float(shifts.min()), 0.0), max(float(shifts.max()), 0.0)
    low = span.start + max(before, -float(count)) - _ROOM
    high = span.stop + min(after, float(count)) + _ROOM
    return slice(max(math.floor(low), 0), min(math.ceil(high), count))
