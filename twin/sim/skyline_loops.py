"""Compiled: what edges of solids and the terrain raise the skyline of a point to.

`twin.sim.horizons` tells what a skyline is; here are its loops. Whether an obstacle is looked at is
decided by bounds that only ever leave out what cannot show, so that a skyline does not depend on
the order in which obstacles come, and each of its steps on no other.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from twin.sim.facades import OFFSET
from twin.sim.skyline_frame import (
    BLIND,
    COSINES,
    FULL,
    HALF,
    SINES,
    SLACK,
    TURN,
    Eye,
    Floats,
    Ints,
    Skyline,
    Steps,
    Tangents,
    degrees,
    eye_at,
    plane,
    sector,
    span,
    turned,
)
from twin.sim.skyline_ground import Ground, terrain
from twin.sim.solids import Solids, top_at

_BLOCK = 16
_BLOCKS = HALF // _BLOCK


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
    start: NDArray[np.int64]
    order: Ints
    gap: Floats


class Wedge(NamedTuple):
    """Between which two ways steps are wanted, as unit vectors."""

    left_east: float
    left_north: float
    right_east: float
    right_north: float


class Seen(NamedTuple):
    """The skylines of a point as tangents, (HALF,) each, and the least of the lower by block.

    Infinite at steps that are not wanted, so that nothing shows there.
    """

    middle: Tangents
    high: Tangents
    low: Tangents
    floors: Tangents


@numba.njit(cache=True, parallel=True)
def look(
    places: NDArray[np.int64], position: Floats, azimuths: Floats, firsts: Ints, near: Near,
    shapes: Solids, ground: Ground, wanted: Steps,
    out_middle: Skyline, out_high: Skyline, out_low: Skyline, out_blind: Steps,
) -> None:  # fmt: skip
    """Write the skylines of points as sines, and which of them look at a wall.

    Parameters
    ----------
    places
        (n,) rows of what is written.
    position
        (n, 3) RD and NAP.
    azimuths, firsts
        (n,) degrees to which they look, and the first step in front.
    wanted
        (n, HALF); the other steps stay as they are, but for a wall right in front.
    """
    summit = (shapes.top + shapes.error).max()
    largest = np.diff(shapes.vertex_start).max()
    for number in numba.prange(len(places)):
        eye = eye_at(position[number], azimuths[number], firsts[number])
        place = places[number]
        out_blind[place] = _look_from(
            eye, number, near, shapes, ground, summit, largest, wanted[number],
            out_middle[place], out_high[place], out_low[place],
        )  # fmt: skip


@numba.njit(cache=True)
def _look_from(
    eye: Eye, number: int, near: Near, shapes: Solids, ground: Ground, summit: float, largest: int,
    wanted: Steps, out_middle: Skyline, out_high: Skyline, out_low: Skyline,
) -> bool:  # fmt: skip
    """Write the skylines of one point; whether it looks at a wall."""
    middle = np.full(HALF, np.inf, np.float32)
    terrain(eye, ground, wanted, middle)
    seen = Seen(middle, middle.copy(), middle.copy(), np.empty(_BLOCKS, np.float32))
    wedge = _wedge(eye, wanted)
    if _look_around(eye, number, near, shapes, summit, largest, wedge, seen):
        # Whatever else there is: what was not looked at behind the wall must not show.
        out_middle[:], out_high[:], out_low[:] = FULL, FULL, FULL
        return True
    _to_sines(seen.middle, wanted, out_middle)
    _to_sines(seen.high, wanted, out_high)
    _to_sines(seen.low, wanted, out_low)
    return False


@numba.njit(cache=True)
def _look_around(
    eye: Eye, number: int, near: Near, shapes: Solids, summit: float, largest: int, wedge: Wedge,
    seen: Seen,
) -> bool:  # fmt: skip
    """Raise the skylines by all buildings around; whether a wall is right in front."""
    _find_floors(seen, 0, HALF - 1)
    lowest = seen.floors.min()
    home = near.home[number]
    away = math.hypot(eye.x - near.middle[home, 0], eye.y - near.middle[home, 1])
    side, front, turn = np.empty(largest), np.empty(largest), np.empty(largest)
    for each in range(near.start[home], near.start[home + 1]):
        gap = near.gap[each] - away
        if gap > 0 and (summit - eye.z) * SLACK <= lowest * gap:
            break  # nor does what is further away
        building = near.order[each]
        if _stands_before(eye, shapes, building):
            return True
        if not _is_beside(eye, shapes, building, wedge) and _may_show(
            eye, shapes, building, lowest, seen.floors
        ):
            least, most = _raise(eye, shapes, building, side, front, turn, seen)
            if most >= least:
                _find_floors(seen, least, most)
                lowest = seen.floors.min()
    return False


@numba.njit(cache=True)
def _wedge(eye: Eye, wanted: Steps) -> Wedge:
    """With a step of room on either side."""
    first, last = 0, HALF - 1
    while first < last and not wanted[first]:
        first += 1
    while first < last and not wanted[last]:
        last -= 1
    left, right = eye.first + first + TURN - 1, eye.first + last + 1
    return Wedge(SINES[left], COSINES[left], SINES[right], COSINES[right])


@numba.njit(cache=True)
def _is_beside(eye: Eye, shapes: Solids, building: int, wedge: Wedge) -> bool:
    """Whether nothing in the circle around a building is where steps are wanted."""
    dx, dy = shapes.circle[building, 0] - eye.x, shapes.circle[building, 1] - eye.y
    room = shapes.circle[building, 2] + 0.01
    into_left = dx * wedge.left_north - dy * wedge.left_east
    into_right = dy * wedge.right_east - dx * wedge.right_north
    return bool(min(into_left, into_right) < -room)


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
    aside, ahead = turned(eye, dx, dy)
    if ahead + radius <= 0:
        return False
    distance = math.hypot(dx, dy)
    if distance <= radius * 1.001 + 0.01:
        return True
    bound = np.float32(rise / (distance - radius) * SLACK)
    if bound <= lowest:
        return False
    begin, end = sector(eye, ahead, aside, distance, radius)
    for block in range(begin // _BLOCK, end // _BLOCK + 1):  # noqa: SIM110 - any() is slow here
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
        side[vertex], front[vertex] = turned(eye, dx, dy)
        turn[vertex] = degrees(side[vertex], front[vertex])
    error = shapes.error[building]
    least, most = HALF, -1
    for edge in range(shapes.edge_start[building], shapes.edge_start[building + 1]):
        one, other = shapes.edges[edge, 0], shapes.edges[edge, 1]
        begin, end = span(
            side[one], front[one], turn[one], side[other], front[other], turn[other], eye.azimuth
        )
        if end < begin:
            continue
        east, north, east_up, north_up = plane(
            eye, shapes.vertices, start + one, start + other, error
        )
        for step in range(begin, end + 1):
            sine, cosine = SINES[eye.first + step], COSINES[eye.first + step]
            tangent = east * sine + north * cosine
            shift = east_up * sine + north_up * cosine
            seen.middle[step] = max(seen.middle[step], tangent)
            seen.high[step] = max(seen.high[step], tangent + shift)
            seen.low[step] = max(seen.low[step], tangent - shift)
        least, most = min(least, begin), max(most, end)
    return least, most


@numba.njit(cache=True)
def _find_floors(seen: Seen, start: int, stop: int) -> None:
    for block in range(start // _BLOCK, stop // _BLOCK + 1):
        least = seen.low[block * _BLOCK]
        for step in range(block * _BLOCK + 1, (block + 1) * _BLOCK):
            least = min(least, seen.low[step])
        seen.floors[block] = least


@numba.njit(cache=True)
def _to_sines(tangents: Tangents, wanted: Steps, out: Skyline) -> None:
    for step in range(HALF):
        if wanted[step]:
            tangent = tangents[step]
            sine = tangent / np.sqrt(np.float32(1.0) + tangent * tangent)
            out[step] = np.uint16(sine * np.float32(FULL) + np.float32(0.5))
