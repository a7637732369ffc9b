"""Compiled: what edges of solids and the terrain raise the skyline of a point to.

`twin.sim.horizons` tells what a skyline is; here are its loops. Whether an obstacle is looked at is
decided by bounds that only ever leave out what cannot show, so that a skyline does not depend on
the order in which obstacles come.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from twin.sim.facades import OFFSET
from twin.sim.solids import Solids, top_at

Floats = NDArray[np.float64]
Tangents = NDArray[np.float32]
Ints = NDArray[np.int32]
Starts = NDArray[np.int64]
Skyline = NDArray[np.uint16]

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

_BLOCK = 16
_BLOCKS = HALF // _BLOCK
_SLACK = 1.0001  # on what a building reaches at most, for rounding
_TERRAIN_STEP = 8  # steps of azimuth between looks over the terrain, 2 degrees
_AHEAD = 1e-9  # metres; nearer than that is beside or behind

_AZIMUTHS = np.radians(np.arange(2 * TURN) * STEP)
_SINES = np.sin(_AZIMUTHS).astype(np.float32)
_COSINES = np.cos(_AZIMUTHS).astype(np.float32)


class Ground(NamedTuple):
    """The terrain: heights in metres NAP by rows from the south, RD of the first, cell, highest."""

    heights: NDArray[np.float32]
    x0: float
    y0: float
    cell: float
    highest: float


class Near(NamedTuple):
    """The buildings around some buildings, the nearest first.

    Attributes
    ----------
    home
        (n,) int64; which of those buildings each point is on.
    middle
        (n, 2) RD; the middle of that building.
    start
        (buildings + 1,) int64; their first in `order`.
    order
        int32; buildings around.
    gap
        float64; metres from the middle of the one to the nearest that the other may be.
    """

    home: NDArray[np.int64]
    middle: Floats
    start: Starts
    order: Ints
    gap: Floats


class Eye(NamedTuple):
    """A point and where its façade looks: degrees, and the same as a unit vector."""

    x: float
    y: float
    z: float
    azimuth: float
    east: float
    north: float
    first: int


class Seen(NamedTuple):
    """The skylines of a point as tangents, (HALF,) each, and the least of the lower by block."""

    middle: Tangents
    high: Tangents
    low: Tangents
    floors: Tangents


@numba.njit(cache=True, parallel=True)
def look(
    position: Floats, azimuths: Floats, firsts: Ints, near: Near, shapes: Solids, ground: Ground,
    out_middle: Skyline, out_high: Skyline, out_low: Skyline, out_blind: NDArray[np.bool_],
) -> None:  # fmt: skip
    """Write the skylines of points as sines, and which of them look at a wall.

    Parameters
    ----------
    position
        (n, 3) RD and NAP.
    azimuths, firsts
        (n,) degrees to which they look, and the first step in front.
    """
    summit = (shapes.top + shapes.error).max()
    largest = np.diff(shapes.vertex_start).max()
    for place in numba.prange(len(position)):
        eye = _eye(position[place], azimuths[place], firsts[place])
        out_blind[place] = _look_from(
            eye, place, near, shapes, ground, summit, largest,
            out_middle[place], out_high[place], out_low[place],
        )  # fmt: skip


@numba.njit(cache=True, parallel=True)
def is_reached(
    position: Floats, azimuths: Floats, firsts: Ints, shapes: Solids,
    lowest: NDArray[np.uint8], decoded: Tangents, found: NDArray[np.bool_],
) -> None:  # fmt: skip
    """Find which points see as high as their lower skyline any of some solids.

    Parameters
    ----------
    lowest, decoded
        (n, HALF) lower skylines, and the tangent that each of their 256 values stands for.
    """
    for place in numba.prange(len(position)):
        eye = _eye(position[place], azimuths[place], firsts[place])
        found[place] = False
        for building in range(len(shapes.top)):
            if _reaches(eye, shapes, building, lowest[place], decoded):
                found[place] = True
                break


@numba.njit(cache=True)
def _eye(position: Floats, azimuth: float, first: int) -> Eye:
    turn = math.radians(azimuth)
    x, y, z = position
    return Eye(x, y, z, azimuth, math.sin(turn), math.cos(turn), first)


@numba.njit(cache=True)
def _look_from(
    eye: Eye, place: int, near: Near, shapes: Solids, ground: Ground, summit: float, largest: int,
    out_middle: Skyline, out_high: Skyline, out_low: Skyline,
) -> bool:  # fmt: skip
    """Write the skylines of one point; whether it looks at a wall."""
    middle = np.empty(HALF, np.float32)
    _terrain(eye, ground, middle)
    seen = Seen(middle, middle.copy(), middle.copy(), np.empty(_BLOCKS, np.float32))
    if _look_around(eye, place, near, shapes, summit, largest, seen):
        # Whatever else there is: what was not looked at behind the wall must not show.
        out_middle[:], out_high[:], out_low[:] = FULL, FULL, FULL
        return True
    _to_sines(seen.middle, out_middle)
    _to_sines(seen.high, out_high)
    _to_sines(seen.low, out_low)
    return False


@numba.njit(cache=True)
def _look_around(
    eye: Eye, place: int, near: Near, shapes: Solids, summit: float, largest: int, seen: Seen
) -> bool:
    """Raise the skylines by all buildings around; whether a wall is right in front."""
    _find_floors(seen, 0, HALF - 1)
    lowest = seen.floors.min()
    home = near.home[place]
    away = math.hypot(eye.x - near.middle[home, 0], eye.y - near.middle[home, 1])
    side, front, turn = np.empty(largest), np.empty(largest), np.empty(largest)
    for each in range(near.start[home], near.start[home + 1]):
        gap = near.gap[each] - away
        if gap > 0 and (summit - eye.z) * _SLACK <= lowest * gap:
            break  # nor does what is further away
        building = near.order[each]
        if _stands_before(eye, shapes, building):
            return True
        if _may_show(eye, shapes, building, lowest, seen.floors):
            least, most = _raise(eye, shapes, building, side, front, turn, seen)
            if most >= least:
                _find_floors(seen, least, most)
                lowest = seen.floors.min()
    return False


@numba.njit(cache=True)
def _stands_before(eye: Eye, shapes: Solids, building: int) -> bool:
    """Whether there can be no window, for the building is within `BLIND` of the wall."""
    if shapes.top[building] <= eye.z:
        return False
    x, y = eye.x + (BLIND - OFFSET) * eye.east, eye.y + (BLIND - OFFSET) * eye.north
    if math.hypot(shapes.circle[building, 0] - x, shapes.circle[building, 1] - y) > (
        shapes.circle[building, 2] + 0.01
    ):
        return False
    top = top_at(
        x, y, shapes.vertices, shapes.triangles, shapes.vertex_start[building],
        shapes.triangle_start[building], shapes.triangle_start[building + 1],
    )  # fmt: skip
    return top > eye.z


@numba.njit(cache=True)
def _may_show(eye: Eye, shapes: Solids, building: int, lowest: float, floors: Tangents) -> bool:
    """Whether anything in the circle around a building may come above the lower skyline."""
    rise = shapes.top[building] + shapes.error[building] - eye.z
    if rise <= 0:
        return False
    dx, dy = shapes.circle[building, 0] - eye.x, shapes.circle[building, 1] - eye.y
    radius = shapes.circle[building, 2]
    ahead = dx * eye.east + dy * eye.north
    if ahead + radius <= 0:
        return False
    distance = math.hypot(dx, dy)
    if distance <= radius * 1.001 + 0.01:
        return True
    bound = np.float32(rise / (distance - radius) * _SLACK)
    if bound <= lowest:
        return False
    middle = math.degrees(math.atan2(dx * eye.north - dy * eye.east, ahead))
    half = math.degrees(math.asin(radius / distance)) + 2 * STEP
    low = math.floor((middle - half + 90.0) / STEP)
    high = math.ceil((middle + half + 90.0) / STEP)
    low, high = max(low, 0), min(high, HALF - 1)
    for block in range(low // _BLOCK, high // _BLOCK + 1):  # noqa: SIM110 - any() is slow here
        if bound > floors[block]:
            return True
    return False


@numba.njit(cache=True)
def _raise(
    eye: Eye, shapes: Solids, building: int, side: Floats, front: Floats, turn: Floats, seen: Seen
) -> tuple[int, int]:
    """Raise the skylines by the edges of a building; the steps between which that was."""
    start = shapes.vertex_start[building]
    for vertex in range(shapes.vertex_start[building + 1] - start):
        dx = shapes.vertices[start + vertex, 0] - eye.x
        dy = shapes.vertices[start + vertex, 1] - eye.y
        side[vertex], front[vertex] = _turned(eye, dx, dy)
        turn[vertex] = _degrees(side[vertex], front[vertex])
    error = shapes.error[building]
    least, most = HALF, -1
    for edge in range(shapes.edge_start[building], shapes.edge_start[building + 1]):
        one, other = shapes.edges[edge, 0], shapes.edges[edge, 1]
        begin, end = _span(
            side[one], front[one], turn[one], side[other], front[other], turn[other], eye.azimuth
        )
        if end < begin:
            continue
        east, north, east_up, north_up = _plane(
            eye, shapes.vertices, start + one, start + other, error
        )
        for step in range(begin, end + 1):
            sine, cosine = _SINES[eye.first + step], _COSINES[eye.first + step]
            tangent = east * sine + north * cosine
            shift = east_up * sine + north_up * cosine
            seen.middle[step] = max(seen.middle[step], tangent)
            seen.high[step] = max(seen.high[step], tangent + shift)
            seen.low[step] = max(seen.low[step], tangent - shift)
        least, most = min(least, begin), max(most, end)
    return least, most


@numba.njit(cache=True)
def _reaches(
    eye: Eye, shapes: Solids, building: int, lowest: NDArray[np.uint8], decoded: Tangents
) -> bool:
    """Whether a building, one standard error higher, anywhere comes up to a lower skyline."""
    error = shapes.error[building]
    if shapes.top[building] + error <= eye.z:
        return False
    dx, dy = shapes.circle[building, 0] - eye.x, shapes.circle[building, 1] - eye.y
    radius = shapes.circle[building, 2]
    if dx * eye.east + dy * eye.north + radius <= -BLIND:
        return False
    if math.hypot(dx, dy) < radius + 2 * BLIND:
        return True
    start = shapes.vertex_start[building]
    for edge in range(shapes.edge_start[building], shapes.edge_start[building + 1]):
        one, other = start + shapes.edges[edge, 0], start + shapes.edges[edge, 1]
        ax, ay = shapes.vertices[one, 0] - eye.x, shapes.vertices[one, 1] - eye.y
        bx, by = shapes.vertices[other, 0] - eye.x, shapes.vertices[other, 1] - eye.y
        ax, ay = _turned(eye, ax, ay)
        bx, by = _turned(eye, bx, by)
        begin, end = _span(ax, ay, _degrees(ax, ay), bx, by, _degrees(bx, by), eye.azimuth)
        if end < begin:
            continue
        east, north, east_up, north_up = _plane(eye, shapes.vertices, one, other, error)
        for step in range(begin, end + 1):
            sine, cosine = _SINES[eye.first + step], _COSINES[eye.first + step]
            tangent = (east + east_up) * sine + (north + north_up) * cosine
            if tangent > 0 and tangent * np.float32(_SLACK) >= decoded[lowest[step]]:
                return True
    return False


@numba.njit(cache=True)
def _plane(
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
def _turned(eye: Eye, dx: float, dy: float) -> tuple[float, float]:
    """Metres to the right and ahead of a façade."""
    return dx * eye.north - dy * eye.east, dx * eye.east + dy * eye.north


@numba.njit(cache=True)
def _degrees(side: float, front: float) -> float:
    """To the right of straight ahead; nothing meaningful behind the façade."""
    return math.degrees(math.atan2(side, front)) if front > _AHEAD else 0.0


@numba.njit(cache=True)
def _span(
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
def _find_floors(seen: Seen, start: int, stop: int) -> None:
    for block in range(start // _BLOCK, stop // _BLOCK + 1):
        least = seen.low[block * _BLOCK]
        for step in range(block * _BLOCK + 1, (block + 1) * _BLOCK):
            least = min(least, seen.low[step])
        seen.floors[block] = least


@numba.njit(cache=True)
def _terrain(eye: Eye, ground: Ground, found: Tangents) -> None:
    """The tangents of the terrain, not below 0."""
    found[:] = 0.0
    if ground.highest <= eye.z:
        return
    before = np.float32(0.0)
    for look in range(0, HALF + 1, _TERRAIN_STEP):
        tangent = _rise(eye, ground, _SINES[eye.first + look], _COSINES[eye.first + look])
        if look > 0:
            for step in range(_TERRAIN_STEP):
                share = np.float32(step / _TERRAIN_STEP)
                found[look - _TERRAIN_STEP + step] = before + share * (tangent - before)
        before = tangent


@numba.njit(cache=True)
def _rise(eye: Eye, ground: Ground, east: float, north: float) -> np.float32:
    """The tangent of the terrain one way, marched with steps that grow with the distance."""
    rows, cols = ground.heights.shape
    best, distance = 0.0, ground.cell
    while distance < REACH and ground.highest - eye.z > best * distance:
        col = (eye.x + distance * east - ground.x0) / ground.cell
        row = (eye.y + distance * north - ground.y0) / ground.cell
        if col < 0 or row < 0 or col > cols - 1 or row > rows - 1:
            break
        c, r = min(int(col), max(cols - 2, 0)), min(int(row), max(rows - 2, 0))
        c1, r1 = min(c + 1, cols - 1), min(r + 1, rows - 1)
        along, up = col - c, row - r
        south = ground.heights[r, c] * (1 - along) + ground.heights[r, c1] * along
        beyond = ground.heights[r1, c] * (1 - along) + ground.heights[r1, c1] * along
        best = max(best, (south * (1 - up) + beyond * up - eye.z) / distance)
        distance += max(ground.cell, distance / 16.0)
    return np.float32(best)


@numba.njit(cache=True)
def _to_sines(tangents: Tangents, out: Skyline) -> None:
    for step in range(HALF):
        tangent = tangents[step]
        sine = tangent / np.sqrt(np.float32(1.0) + tangent * tangent)
        out[step] = np.uint16(sine * np.float32(FULL) + np.float32(0.5))
