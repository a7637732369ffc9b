"""Compiled: how an eye on a façade measures what is around it: steps of azimuth, edges, tangents.

`twin.sim.horizons` tells what a skyline is; `twin.sim.skyline_loops` makes them with this.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Tangents = NDArray[np.float32]
Ints = NDArray[np.int32]
Skyline = NDArray[np.uint16]
Steps = NDArray[np.bool_]

STEP = 0.25
"""Degrees of azimuth between looks: the sun takes about a minute."""

TURN = 1440
"""Steps around."""

HALF = 720
"""Steps in front of a façade."""

FULL = 65535
"""Sine of 90 degrees as skylines have it."""

REACH = 2500.0
"""Metres between buildings beyond which one is no obstacle to the other."""

BLIND = 0.5
"""Metres in front of a wall within which a solid leaves no window in it."""

SLACK = 1.0001
"""On what a building reaches at most, for rounding."""

_AHEAD = 1e-9  # metres; nearer than that is beside or behind

_AZIMUTHS = np.radians(np.arange(3 * TURN) * STEP)
SINES = np.sin(_AZIMUTHS).astype(np.float32)
COSINES = np.cos(_AZIMUTHS).astype(np.float32)


class Eye(NamedTuple):
    """A point and where its façade looks: degrees, and the same as a unit vector."""

    x: float
    y: float
    z: float
    azimuth: float
    east: float
    north: float
    first: int


@numba.njit(cache=True)
def eye_at(position: Floats, azimuth: float, first: int) -> Eye:
    """The eye at a point (RD and NAP) of a façade that looks to an azimuth in degrees."""
    turn = math.radians(azimuth)
    x, y, z = position
    return Eye(x, y, z, azimuth, math.sin(turn), math.cos(turn), first)


@numba.njit(cache=True)
def plane(
    eye: Eye, vertices: Floats, one: int, other: int, error: float
) -> tuple[np.float32, np.float32, np.float32, np.float32]:
    """The tangent of an edge by azimuth A: `east·sin A + north·cos A`; what `error` adds to it."""
    ax, ay, az = vertices[one, 0] - eye.x, vertices[one, 1] - eye.y, vertices[one, 2] - eye.z
    bx, by, bz = vertices[other, 0] - eye.x, vertices[other, 1] - eye.y, vertices[other, 2] - eye.z
    across = ax * by - ay * bx
    if abs(across) < 1e-9:  # straight away from the eye: its ends are the ends of other edges
        return np.float32(0), np.float32(0), np.float32(0), np.float32(0)
    return (
        np.float32((az * by - ay * bz) / across),
        np.float32((ax * bz - az * bx) / across),
        np.float32(error * (by - ay) / across),
        np.float32(error * (ax - bx) / across),
    )


@numba.njit(cache=True)
def turned(eye: Eye, dx: float, dy: float) -> tuple[float, float]:
    """Metres to the right and ahead of a façade."""
    return dx * eye.north - dy * eye.east, dx * eye.east + dy * eye.north


@numba.njit(cache=True)
def degrees(side: float, front: float) -> float:
    """To the right of straight ahead; nothing meaningful behind the façade."""
    return math.degrees(math.atan2(side, front)) if front > _AHEAD else 0.0


@numba.njit(cache=True)
def span(
    side0: float, front0: float, turn0: float,
    side1: float, front1: float, turn1: float, azimuth: float,
) -> tuple[int, int]:  # fmt: skip
    """First and last step of an edge; (0, -1) where it is behind or between two steps."""
    if front0 <= _AHEAD and front1 <= _AHEAD:
        return 0, -1
    if front0 <= _AHEAD:
        turn0 = 90.0 if side0 + (side1 - side0) * (front0 / (front0 - front1)) > 0 else -90.0
    elif front1 <= _AHEAD:
        turn1 = 90.0 if side1 + (side0 - side1) * (front1 / (front1 - front0)) > 0 else -90.0
    # Steps count from the first in front of the façade, which is at most one step past -90.
    origin = math.floor((azimuth - 90.0) / STEP) + 1
    low = math.ceil((azimuth + min(turn0, turn1)) / STEP) - origin
    high = math.floor((azimuth + max(turn0, turn1)) / STEP) - origin
    return max(low, 0), min(high, HALF - 1)


@numba.njit(cache=True)
def sector(eye: Eye, ahead: float, aside: float, distance: float, radius: float) -> tuple[int, int]:
    """First and last step that a circle may fill, with room on either side."""
    middle = math.degrees(math.atan2(aside, ahead))
    half = math.degrees(math.asin(radius / distance)) + 2 * STEP
    low = math.floor((middle - half + 90.0) / STEP)
    high = math.ceil((middle + half + 90.0) / STEP)
    return max(low, 0), min(high, HALF - 1)
