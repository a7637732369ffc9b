"""Moments at which the sun comes to a point through the crown of a tree; compiled.

A crown is a spheroid that stands on its axis, as `twin.sim.grid` has it. How much light comes
through is not known here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numba
import numpy as np
from numpy.typing import NDArray

from twin.model import Tree
from twin.sim.grid import crown_base
from twin.sim.horizons import writable
from twin.sim.skyline_frame import HALF, TURN, Skyline
from twin.sim.sunlight import Suns

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

_ROOM = 0.01  # radians, for rounding


def through_crowns(
    position: Floats,
    first: Ints,
    skyline: Skyline,
    days: NDArray[np.integer],
    suns: Suns,
    trees: Sequence[Tree],
) -> Ints:
    """Moments of a day at which a crown is between a point and a sun that buildings let through.

    Parameters
    ----------
    position, first, skyline
        (n, 3) RD and NAP, (n,) and (n, HALF); see `twin.sim.horizons.Skylines`.
    days
        (n,) day of the year to look at for each point, from 0.

    Returns
    -------
    (n,) int32.
    """
    crowns = np.array(
        [
            (each.position.x, each.position.y, each.crown_radius, crown_base(each),
             each.ground_height + each.height)
            for each in trees
            if each.crown_radius > 0 and each.height > 0
        ],
        np.float64,
    ).reshape(-1, 5)  # fmt: skip
    found = np.zeros(len(position), np.int32)
    azimuth, elevation = np.radians(suns.azimuth), np.radians(suns.elevation)
    level = np.cos(elevation)
    towards = np.column_stack([np.sin(azimuth) * level, np.cos(azimuth) * level, np.sin(elevation)])
    _through(
        writable(position), writable(first), writable(skyline), days.astype(np.int64),
        writable(suns.start), suns.steps, suns.sines, azimuth, elevation, towards, crowns, found,
    )  # fmt: skip
    return found


@numba.njit(cache=True, parallel=True)
def _through(
    position: Floats, first: Ints, skyline: Skyline, days: NDArray[np.int64],
    start: NDArray[np.int64], steps: NDArray[np.uint16], sines: Skyline,
    azimuth: Floats, elevation: Floats, towards: Floats, crowns: Floats, found: Ints,
) -> None:  # fmt: skip
    for place in numba.prange(len(position)):
        begin, end = start[days[place]], start[days[place] + 1]
        found[place] = _through_one(
            position[place], first[place], skyline[place], steps[begin:end], sines[begin:end],
            azimuth[begin:end], elevation[begin:end], towards[begin:end], crowns,
        )  # fmt: skip


@numba.njit(cache=True)
def _through_one(
    position: Floats, first: int, skyline: Skyline, steps: NDArray[np.uint16], sines: Skyline,
    azimuth: Floats, elevation: Floats, towards: Floats, crowns: Floats,
) -> int:  # fmt: skip
    waiting = np.zeros(len(steps), np.bool_)
    lowest, left, right = math.pi / 2, math.inf, -math.inf
    for moment in range(len(steps)):
        ahead = (np.int64(steps[moment]) - first) % TURN
        if ahead < HALF and sines[moment] > skyline[ahead]:
            waiting[moment] = True
            lowest = min(lowest, elevation[moment])
            left, right = min(left, azimuth[moment]), max(right, azimuth[moment])
    left, right = left - _ROOM, right + _ROOM
    east_left, north_left = math.sin(left), math.cos(left)
    east_right, north_right = math.sin(right), math.cos(right)
    slope, total = math.tan(lowest), 0
    for crown in range(len(crowns) if right > left else 0):
        dx, dy = crowns[crown, 0] - position[0], crowns[crown, 1] - position[1]
        radius, low, high = crowns[crown, 2], crowns[crown, 3], crowns[crown, 4]
        beside = min(dx * north_left - dy * east_left, dy * east_right - dx * north_right)
        if beside < -radius and right - left < math.pi:
            continue  # where the sun does not come that day
        distance = math.hypot(dx, dy)
        if high - position[2] <= slope * (distance - radius):
            continue  # below the lowest sun
        half = math.asin(radius / distance) if distance > radius else math.pi
        middle = math.atan2(dx, dy) % (2 * math.pi)
        stretch = radius / ((high - low) / 2)
        dz = ((low + high) / 2 - position[2]) * stretch
        # The sun goes round clockwise: its azimuths of a day ascend.
        start = 0
        if middle - half >= 0 and middle + half <= 2 * math.pi:
            start = int(np.searchsorted(azimuth, middle - half))
        for moment in range(start, len(steps)):
            aside = (azimuth[moment] - middle + math.pi) % (2 * math.pi) - math.pi
            if aside > half and middle + half < 2 * math.pi:
                break
            if (
                waiting[moment]
                and abs(aside) <= half
                and _meets(dx, dy, dz, radius, stretch, towards[moment])
            ):
                waiting[moment] = False
                total += 1
    return total


@numba.njit(cache=True)
def _meets(
    dx: float, dy: float, dz: float, radius: float, stretch: float, towards: Floats
) -> bool:  # fmt: skip
    """Whether a ray meets a sphere whose heights were stretched."""
    x, y, z = towards[0], towards[1], towards[2] * stretch
    along = dx * x + dy * y + dz * z
    apart = dx * dx + dy * dy + dz * dz - radius * radius
    return bool(apart < 0 or (along > 0 and along * along >= (x * x + y * y + z * z) * apart))
