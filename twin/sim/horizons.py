"""The exact skyline of buildings and terrain around façade points; it knows no sun and no norm.

Around a point, the plane through it and an edge of a roof has at azimuth A the tangent
`a·sin A + b·cos A`, so that an edge costs two multiplications per step of azimuth and the skyline
is the highest of all edges: no rays, no raster. It is exact at the steps of `STEP` degrees that
are looked at. Beside the skyline itself stand those of obstacles one standard error higher and
lower, each by its own error.

What a change can reach is found with the lower of these skylines: a building that nowhere comes up
to it changes none of the three, so that the points it does reach are all that is made again, and
the result is equal to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from twin.model import Terrain
from twin.sim.facades import FacadePoints
from twin.sim.skyline_loops import (
    FULL,
    HALF,
    REACH,
    STEP,
    TURN,
    Ground,
    Near,
    Skyline,
    is_reached,
    look,
)
from twin.sim.solids import Solids

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Places = NDArray[np.intp]
_Number = TypeVar("_Number", bound=np.generic)

_TOGETHER = 64  # buildings; bounds the memory


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


def skylines(
    points: FacadePoints,
    shapes: Solids,
    terrain: Terrain | None,
    chosen: Places,
) -> Iterator[tuple[Places, Skylines]]:
    """The skylines of chosen points, some buildings at a time.

    Parameters
    ----------
    shapes
        All buildings, in the order that `points.building` counts in.
    terrain
        None: flat.
    chosen
        Places among `points`, ascending.

    Yields
    ------
    places, skylines
        Which of the points these are.
    """
    ground = _ground(terrain)
    buildings, begins = np.unique(points.building[chosen], return_index=True)
    begins = np.append(begins, len(chosen))
    for start in range(0, len(buildings), _TOGETHER):
        stop = min(start + _TOGETHER, len(buildings))
        places = chosen[begins[start] : begins[stop]]
        first = first_steps(points.azimuth[places])
        middle, high, low = (np.empty((len(places), HALF), np.uint16) for _ in range(3))
        blind = np.empty(len(places), np.bool_)
        look(
            points.position[places],
            points.azimuth[places],
            first,
            _near(buildings[start:stop], points, places, shapes),
            shapes,
            ground,
            middle,
            high,
            low,
            blind,
        )
        yield places, Skylines(first, middle, high, low, blind)


def reached(points: FacadePoints, changed: Solids, lowest: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether buildings that came or went can matter to points, (n,).

    Parameters
    ----------
    changed
        As they were, as they will be, or both.
    lowest
        (n, HALF); `lowered` of the lower skylines before the change.
    """
    found = np.zeros(len(points), np.bool_)
    is_reached(
        writable(points.position),
        writable(points.azimuth),
        first_steps(points.azimuth),
        changed,
        writable(lowest),
        _TANGENTS,
        found,
    )
    return found


def writable(values: NDArray[_Number]) -> NDArray[_Number]:
    """Values as compiled loops know them: what is kept in a file, or lies otherwise, is copied.

    Loops are compiled for each kind of array that they get, which takes long.
    """
    return np.require(values, requirements=["C", "W"])


def lowered(low: Skyline) -> NDArray[np.uint8]:
    """A lower skyline in one byte, rounded down: finest near the horizon."""
    sines = np.maximum(low.astype(np.float32) - 1.0, 0.0) / FULL
    rounded: NDArray[np.uint8] = np.floor(255.0 * np.sqrt(sines)).astype(np.uint8)
    return rounded


_LEVELS = (np.arange(256) / 255.0) ** 2
_TANGENTS = (_LEVELS / np.sqrt(np.maximum(1 - _LEVELS**2, 1e-12))).astype(np.float32)


def _near(owners: NDArray[np.int32], points: FacadePoints, places: Places, shapes: Solids) -> Near:
    """The buildings around `owners`, for points that are theirs."""
    orders, gaps = [], []
    for x, y, radius in shapes.circle[owners]:
        away = np.hypot(shapes.circle[:, 0] - x, shapes.circle[:, 1] - y) - shapes.circle[:, 2]
        order = np.argsort(away, kind="stable")
        order = order[away[order] <= REACH + radius]
        orders.append(order.astype(np.int32))
        gaps.append(away[order])
    return Near(
        np.searchsorted(owners, points.building[places]),
        np.ascontiguousarray(shapes.circle[owners, :2]),
        np.concatenate([[0], np.cumsum([len(order) for order in orders])]).astype(np.int64),
        np.concatenate(orders),
        np.concatenate(gaps),
    )


def _ground(terrain: Terrain | None) -> Ground:
    if terrain is None:
        return Ground(np.zeros((1, 1), np.float32), 0.0, 0.0, 1.0, -np.inf)
    heights = writable(terrain.heights)
    return Ground(heights, terrain.x0, terrain.y0, terrain.cell, float(heights.max()))
