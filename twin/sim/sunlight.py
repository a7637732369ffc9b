"""Hours of sun at points out of their skylines: any day, any window of days, any norm.

The sun stands every few minutes of every day of a year where the Solar Position Algorithm has it;
a point has sun at a moment when the sun is higher than its skyline there. Hours are moments times
the step. All days of a window are looked at, since gaps between buildings let the sun through on
days in the middle of a season and not on its ends.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache

import numba
import numpy as np
from numpy.typing import NDArray

from twin.geo.crs import grid_north, rd_to_lonlat
from twin.sim.norms import Norm, norm
from twin.sim.skyline_frame import FULL, HALF, STEP, TURN, Skyline
from twin.sim.sun import sun_of_year

Ints = NDArray[np.int32]
Counts = NDArray[np.uint16]

STEP_MINUTES = 10
"""Minutes between looks at the sun."""

DARK_MONTHS = ((11, 22), (1, 20))
"""First and last (month, day) of the winter that no norm looks at."""


class Pick(IntEnum):
    """What a window of days tells."""

    WORST = 0  # the day with least sun
    BEST = 1
    SUM = 2  # of all its days


_TILE = 64  # points side by side: of 32 and of 128 the compiler makes no vectors

_WORST, _BEST, _SUM = (int(pick) for pick in Pick)


@dataclass(frozen=True, slots=True)
class Window:
    """Days of a year, and what of their sun is told.

    Attributes
    ----------
    first, last
        (month, day), both within it; the window runs over New Year where the last is earlier.
    lowest
        Degrees above the horizon below which sun does not count.
    """

    key: str
    first: tuple[int, int]
    last: tuple[int, int]
    pick: Pick
    lowest: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Suns:
    """The sun above the horizon during a year, day after day.

    Attributes
    ----------
    days
        Of the year, in order.
    start
        (days + 1,) int64; the first moment of each day.
    azimuth
        (k,) float64; degrees clockwise from the north of the RD grid.
    elevation
        (k,) float64; degrees.
    step_minutes
        Minutes that each moment stands for.
    """

    days: tuple[date, ...]
    start: NDArray[np.int64]
    azimuth: NDArray[np.float64]
    elevation: NDArray[np.float64]
    step_minutes: int

    @property
    def steps(self) -> NDArray[np.uint16]:
        """(k,) uint16; azimuth as the nearest step of a skyline."""
        return (np.rint(self.azimuth / STEP) % TURN).astype(np.uint16)

    @property
    def sines(self) -> Skyline:
        """(k,) uint16; sine of the elevation as skylines have it."""
        sines: Skyline = np.rint(np.sin(np.radians(self.elevation)) * FULL).astype(np.uint16)
        return sines


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """What windows tell of points.

    Attributes
    ----------
    counts
        (n, windows) uint16; moments with sun.
    days
        (n, windows) uint16; on which day of the year, from 0; the first such day of equals. 0 for
        a sum.
    """

    counts: Counts
    days: Counts


def suns_of(year: int, x: float, y: float, step_minutes: int = STEP_MINUTES) -> Suns:
    """The sun during a year at a place (RD), by civil days of the Netherlands.

    Raises
    ------
    ParameterInvalid
        As `twin.sim.sun.sun_of_year`.
    """
    (longitude, latitude), turned = rd_to_lonlat([(x, y)])[0], grid_north(x, y)
    first = date(year, 1, 1).toordinal()
    days = tuple(map(date.fromordinal, range(first, date(year + 1, 1, 1).toordinal())))
    up = [sun for sun in sun_of_year(year, longitude, latitude, step_minutes) if sun.elevation > 0]
    number = np.array([sun.at.toordinal() - first for sun in up])  # of the civil day
    return Suns(
        days,
        np.searchsorted(number, np.arange(len(days) + 1)).astype(np.int64),
        np.array([(sun.azimuth - turned) % 360.0 for sun in up]),
        np.array([sun.elevation for sun in up]),
        step_minutes,
    )


def norm_window(key: str) -> Window:
    """The window of a norm: EN 17037 looks at the best day in it, the others at the worst.

    Raises
    ------
    NotFound
        As `twin.sim.norms.norm`.
    """
    found: Norm = norm(key)
    number = found.numbers
    return Window(
        key,
        (int(number["first_month"]), int(number["first_day"])),
        (int(number["last_month"]), int(number["last_day"])),
        Pick.BEST if "medium_hours" in number else Pick.WORST,
        number["lowest_sun_degrees"],
    )


def tally(skyline: Skyline, first: Ints, suns: Suns, windows: Sequence[Window]) -> Tally:
    """What windows tell of points.

    Parameters
    ----------
    skyline
        (n, HALF), from step of azimuth `first` on.
    """
    counts = np.empty((len(first), len(windows)), np.uint16)
    days = np.zeros_like(counts)
    _tally(skyline, first, *_prepared(suns, tuple(windows)), counts, days)
    return Tally(counts, days)


def open_field(suns: Suns, windows: Sequence[Window]) -> Counts:
    """What façades get that look over an open field, (TURN, windows), by their first step."""
    first = np.arange(TURN, dtype=np.int32)
    return tally(np.zeros((TURN, HALF), np.uint16), first, suns, windows).counts


def day_of(suns: Suns, day: int) -> slice:
    """The moments of a day of the year, from 0."""
    return slice(int(suns.start[day]), int(suns.start[day + 1]))


def sampling_error(step_minutes: int) -> float:
    """One standard error in hours of a day's sun from looking every few minutes only.

    Sun that comes and goes once has two ends, each anywhere within a step.
    """
    return step_minutes / 60 * math.sqrt(2 / 12)


def _within(window: Window, days: Sequence[date]) -> NDArray[np.bool_]:
    first, last = window.first, window.last
    if first <= last:
        return np.array([first <= (day.month, day.day) <= last for day in days])
    return np.array([(day.month, day.day) >= first or (day.month, day.day) <= last for day in days])


@lru_cache(maxsize=4)
def _prepared(
    suns: Suns, windows: tuple[Window, ...]
) -> tuple[
    NDArray[np.uint16], Skyline, NDArray[np.int64], NDArray[np.bool_], Ints, Ints
]:  # fmt: skip
    """What the loops need of suns and windows, which many calls share."""
    lowest = sorted({window.lowest for window in windows})
    return (
        suns.steps,
        suns.sines,
        _sections(suns, lowest),
        np.array([_within(window, suns.days) for window in windows]),
        np.array([lowest.index(window.lowest) for window in windows], np.int32),
        np.array([int(window.pick) for window in windows], np.int32),
    )


def _sections(suns: Suns, lowest: Sequence[float]) -> NDArray[np.int64]:
    """(days, 2·levels): where the sun of each day rises above each height, then where it sinks.

    From the lowest to the highest and back, so that sun above height i lies between columns i and
    2·levels - 1 - i.
    """
    levels = len(lowest)
    found = np.empty((len(suns.days), 2 * levels), np.int64)
    for day in range(len(suns.days)):
        moments = day_of(suns, day)
        elevation = suns.elevation[moments]
        middle = moments.start + (int(elevation.argmax()) if len(elevation) else 0)
        for level, height in enumerate(lowest):
            above = np.flatnonzero(elevation > height)
            low, high = (above[0], above[-1] + 1) if len(above) else (None, None)
            found[day, level] = middle if low is None else moments.start + low
            found[day, 2 * levels - 1 - level] = middle if high is None else moments.start + high
    return found


@numba.njit(cache=True, parallel=True)
def _tally(
    skyline: Skyline, firsts: Ints, steps: NDArray[np.uint16], sines: Skyline,
    sections: NDArray[np.int64], within: NDArray[np.bool_], level_of: Ints, picks: Ints,
    out_counts: Counts, out_days: Counts,
) -> None:  # fmt: skip
    for tile in numba.prange((len(firsts) + _TILE - 1) // _TILE):
        own = slice(tile * _TILE, min((tile + 1) * _TILE, len(firsts)))
        _tally_some(
            skyline[own], firsts[own], steps, sines, sections, within, level_of, picks,
            out_counts[own], out_days[own],
        )  # fmt: skip


@numba.njit(cache=True)
def _tally_some(
    skyline: Skyline, firsts: Ints, steps: NDArray[np.uint16], sines: Skyline,
    sections: NDArray[np.int64], within: NDArray[np.bool_], level_of: Ints, picks: Ints,
    out_counts: Counts, out_days: Counts,
) -> None:  # fmt: skip
    """Of at most `_TILE` points, side by side, so that each moment is one comparison for all."""
    windows, days = within.shape
    around = np.full((TURN, _TILE), FULL, np.uint16)  # no sun from behind
    for place in range(len(firsts)):
        for ahead in range(HALF):
            around[(firsts[place] + ahead) % TURN, place] = skyline[place, ahead]
    seen = np.empty((sections.shape[1] // 2, _TILE), np.uint16)
    told = np.zeros((windows, _TILE), np.uint16)
    on = np.zeros((windows, _TILE), np.uint16)
    began = np.zeros(windows, np.bool_)
    for day in range(days):
        _count(around, steps, sines, sections[day], seen)
        for window in range(windows):
            if not within[window, day]:
                continue
            count, most, when = seen[level_of[window]], told[window], on[window]
            for place in range(_TILE):
                if picks[window] == _SUM:
                    most[place] += count[place]
                elif (
                    not began[window]
                    or (picks[window] == _WORST and count[place] < most[place])
                    or (picks[window] == _BEST and count[place] > most[place])
                ):
                    most[place] = count[place]
                    when[place] = day
            began[window] = True
    for place in range(len(firsts)):
        out_counts[place] = told[:, place]
        out_days[place] = on[:, place]


@numba.njit(cache=True)
def _count(
    around: Skyline, steps: NDArray[np.uint16], sines: Skyline, ends: NDArray[np.int64],
    seen: Counts,
) -> None:  # fmt: skip
    """Moments of a day with sun above each height, of `_TILE` points."""
    levels = len(seen)
    seen[:] = 0
    for section in range(2 * levels - 1):
        count = seen[min(section, 2 * levels - 2 - section)]
        for moment in range(ends[section], ends[section + 1]):
            sine, there = sines[moment], around[steps[moment]]
            for place in range(_TILE):
                count[place] += np.uint16(sine > there[place])
    for level in range(levels - 1, 0, -1):
        seen[level - 1] += seen[level]
