"""The exact skyline of buildings and terrain around façade points; it knows no sun and no norm.

Around a point, the plane through it and an edge of a roof has at azimuth A the tangent
`a·sin A + b·cos A`, so that an edge costs two multiplications per step of azimuth and the skyline
is the highest of all edges: no rays, no raster. It is exact at the steps of `STEP` degrees that
are looked at. Beside the skyline itself stand those of obstacles one standard error higher and
lower, each by its own error.

What a change can reach is found with the lower of these skylines: where a building nowhere comes
up to it, it changes none of the three. Each step of a skyline depends on no other, so that only the
steps that it does reach are made again, and the result is equal to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from twin.model import Terrain
from twin.sim.facades import FacadePoints
from twin.sim.skyline_frame import HALF, REACH, STEP, TURN, Floats, Ints, Skyline, Steps
from twin.sim.skyline_ground import Ground
from twin.sim.skyline_loops import Near, look
from twin.sim.skyline_reach import mark
from twin.sim.solids import Solids

Places = NDArray[np.intp]
_Number = TypeVar("_Number", bound=np.generic)

_TOGETHER = 64  # buildings, between two words on progress


@dataclass(frozen=True, slots=True, eq=False)
class Skylines:
    """Skylines of n points, from azimuth `first * STEP` on in steps of `STEP`, each (n, HALF).

    The sine of the elevation of the highest obstacle times `FULL`, 0 where the horizon is open.

    Attributes
    ----------
    first
        (n,) int32; the first step in front of the façade, counted from the north of the grid.
    middle, high, low
        uint16; of obstacles as they are, and one standard error higher and lower.
    blind
        (n,) bool; whether the wall stands against something, so that there can be no window.
    """

    first: Ints
    middle: Skyline
    high: Skyline
    low: Skyline
    blind: NDArray[np.bool_]


def first_steps(azimuth: Floats) -> Ints:
    """The first step of azimuth in front of façades that look to `azimuth` degrees."""
    return ((np.floor((azimuth - 90.0) / STEP).astype(np.int32) + 1) % TURN).astype(np.int32)


def no_skylines(points: FacadePoints) -> Skylines:
    """Room for the skylines of points."""
    count = len(points)
    middle, high, low = (np.zeros((count, HALF), np.uint16) for _ in range(3))
    return Skylines(first_steps(points.azimuth), middle, high, low, np.zeros(count, np.bool_))


def look_around(
    into: Skylines,
    points: FacadePoints,
    shapes: Solids,
    terrain: Terrain | None,
    chosen: Places,
    wanted: Steps | None = None,
) -> Iterator[Places]:
    """Write the skylines of chosen points, some buildings at a time.

    Parameters
    ----------
    into
        Of all points; those that are not chosen stay as they are.
    shapes
        All buildings, in the order that `points.building` counts in.
    terrain
        None: flat.
    chosen
        Places among `points`, ascending.
    wanted
        (chosen, HALF); the steps that are made, None for all. The others must be there already.

    Yields
    ------
    places
        Which of the points are done.
    """
    ground = _ground(terrain)
    buildings, begins = np.unique(points.building[chosen], return_index=True)
    begins = np.append(begins, len(chosen))
    for start in range(0, len(buildings), _TOGETHER):
        stop = min(start + _TOGETHER, len(buildings))
        own = slice(int(begins[start]), int(begins[stop]))
        places = chosen[own]
        look(
            places,
            points.position[places],
            points.azimuth[places],
            into.first[places],
            _near(buildings[start:stop], points, places, shapes),
            shapes,
            ground,
            np.ones((len(places), HALF), np.bool_) if wanted is None else wanted[own],
            into.middle,
            into.high,
            into.low,
            into.blind,
        )
        yield places


def reached(points: FacadePoints, changed: Solids, known: Skylines) -> Steps:
    """Where buildings that came or went can matter to skylines, (n, HALF).

    Parameters
    ----------
    changed
        As they were, as they will be, or both.
    known
        Before the change.
    """
    found = np.empty((len(points), HALF), np.bool_)
    mark(
        writable(points.position),
        writable(points.azimuth),
        writable(known.first),
        changed,
        writable(known.low),
        found,
    )
    return found


def writable(values: NDArray[_Number]) -> NDArray[_Number]:
    """Values as compiled loops know them: what is kept in a file, or lies otherwise, is copied.

    Loops are compiled for each kind of array that they get, which takes long.
    """
    return np.require(values, requirements=["C", "W"])


def _near(owners: Ints, points: FacadePoints, places: Places, shapes: Solids) -> Near:
    """The buildings around `owners`, for points that are theirs."""
    middle, radius = shapes.circle[:, :2], shapes.circle[:, 2]
    apart = middle[owners, None] - middle
    away = np.hypot(apart[..., 0], apart[..., 1]) - radius
    order = np.argsort(away, axis=1)
    away = np.take_along_axis(away, order, axis=1)
    within = away <= REACH + radius[owners, None]
    return Near(
        np.searchsorted(owners, points.building[places]),
        np.ascontiguousarray(middle[owners]),
        np.concatenate([[0], np.cumsum(within.sum(axis=1))]).astype(np.int64),
        order[within].astype(np.int32),
        away[within],
    )


def _ground(terrain: Terrain | None) -> Ground:
    if terrain is None:
        return Ground(np.zeros((1, 1), np.float32), 0.0, 0.0, 1.0, -np.inf)
    heights = writable(terrain.heights)
    return Ground(heights, terrain.x0, terrain.y0, terrain.cell, float(heights.max()))
