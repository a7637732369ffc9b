"""What a façade looks at: the share of its rays that end on green or on water.

Rays leave a point in front of the façade in all directions and weigh by the cosine with which they
fall on the window. Each direction of the compass is marched over rasters of ground, roofs and
crowns (`twin.sim.grid`); what a ray meets first is what is seen. Roofs and walls are taken for
built, and what is further than `FAR` is not told apart.

References
----------
Labib, S.M., Huck, J.J. and Lindley, S. (2021). Modelling and mapping eye-level greenness visibility
exposure using multi-source data at high spatial resolutions. Science of the Total Environment 755,
143050. https://doi.org/10.1016/j.scitotenv.2020.143050
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.transform import Affine

from twin.geo.grid import Grid
from twin.geo.space import Cover, classify
from twin.model import Surface
from twin.sim.grid import Heights

Floats = NDArray[np.float64]

FAR = 300.0
"""Metres."""

AZIMUTHS = 24
"""Directions of the compass in front of a façade."""

BANDS = 36
"""Elevations from straight down to straight up."""

OTHER, GREEN, YARD, WATER = range(4)
_KIND = {
    Cover.LOW_GREEN: GREEN,
    Cover.SHRUBS: GREEN,
    Cover.TREES: GREEN,
    Cover.MIXED: YARD,
    Cover.WATER: WATER,
}
_FIRST = 1.5  # metres from the wall at which the march begins, past the cells of the wall itself
_ELEVATIONS = np.radians((np.arange(BANDS) + 0.5) * 180.0 / BANDS - 90.0)
_TANGENTS = np.tan(_ELEVATIONS)


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """Shares (0-1) of the rays of n points that end on green, on yards, and on water."""

    green: Floats
    yard: Floats
    water: Floats


def views(
    position: Floats, azimuth: Floats, heights: Heights, surfaces: Sequence[Surface]
) -> Views:
    """What points on façades look at.

    Parameters
    ----------
    position, azimuth
        (n, 3) RD and NAP, and (n,) degrees to which they look.
    """
    ground = covers(heights.grid, surfaces)
    return of_shares(shares(position, azimuth, heights, ground))


def shares(
    position: Floats, azimuth: Floats, heights: Heights, ground: NDArray[np.uint8]
) -> Floats:
    """(n, 4); the share of rays that end on each kind of `ground`, as `covers` has it."""
    found = np.zeros((len(position), 4))
    grid = heights.grid
    _look(
        position, np.radians(azimuth), heights.ground, heights.surface, heights.crown_base,
        heights.crown_top, ground, grid.x0, grid.y0, grid.cell, _TANGENTS,
        np.cos(_ELEVATIONS) ** 2, found,
    )  # fmt: skip
    return found


def of_shares(found: Floats) -> Views:
    """Views out of `shares`."""
    return Views(found[:, GREEN], found[:, YARD], found[:, WATER])


def reached(
    position: Floats, azimuth: Floats, grid: Grid, differs: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which points may look at cells that differ, (n,): those in front of them and near enough.

    Parameters
    ----------
    differs
        (rows, cols); cells with other heights or another cover.
    """
    rows, cols = (np.flatnonzero(differs.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return np.zeros(len(position), np.bool_)
    west, east = (grid.x0 + (edge * grid.cell) for edge in (cols[0] - 1, cols[-1] + 1))
    south, north = (grid.y0 + (edge * grid.cell) for edge in (rows[0] - 1, rows[-1] + 1))
    x, y = position[:, 0], position[:, 1]
    away = np.hypot(x - np.clip(x, west, east), y - np.clip(y, south, north))
    turn = np.radians(azimuth)
    ahead = np.max(
        [(cx - x) * np.sin(turn) + (cy - y) * np.cos(turn)
         for cx in (west, east) for cy in (south, north)],
        axis=0,
    )  # fmt: skip
    found: NDArray[np.bool_] = (away <= FAR) & (ahead >= 0)
    return found


def covers(grid: Grid, surfaces: Sequence[Surface]) -> NDArray[np.uint8]:
    """(rows, cols); what the ground of a cell is covered with."""
    seen = [
        (each.footprint, _KIND[cover])
        for each in surfaces
        if each.level == 0 and (cover := classify(each).cover) in _KIND
    ]
    if not seen:
        return np.zeros(grid.shape, np.uint8)
    half = grid.cell / 2
    found: NDArray[np.uint8] = rasterize(
        seen,
        out_shape=grid.shape,
        transform=Affine(grid.cell, 0, grid.x0 - half, 0, grid.cell, grid.y0 - half),
        dtype=np.uint8,
    )
    return found


@numba.njit(cache=True, parallel=True)
def _look(
    position: Floats, azimuth: Floats, ground: NDArray[np.float32], surface: NDArray[np.float32],
    base: NDArray[np.float32], top: NDArray[np.float32], covers: NDArray[np.uint8],
    x0: float, y0: float, cell: float, tangents: Floats, weights: Floats, found: Floats,
) -> None:  # fmt: skip
    for place in numba.prange(len(position)):
        total = 0.0
        for direction in range(AZIMUTHS):
            aside = math.radians((direction + 0.5) * 180.0 / AZIMUTHS - 90.0)
            kinds = _march(
                position[place], azimuth[place] + aside, ground, surface, base, top, covers,
                x0, y0, cell, tangents,
            )  # fmt: skip
            for band in range(len(tangents)):
                weight = weights[band] * math.cos(aside)
                total += weight
                if kinds[band] > 0:
                    found[place, kinds[band]] += weight
        found[place] /= total


@numba.njit(cache=True)
def _march(
    position: Floats, azimuth: float, ground: NDArray[np.float32], surface: NDArray[np.float32],
    base: NDArray[np.float32], top: NDArray[np.float32], covers: NDArray[np.uint8],
    x0: float, y0: float, cell: float, tangents: Floats,
) -> NDArray[np.int8]:  # fmt: skip
    """What each elevation meets first; -1 for the sky."""
    kinds = np.full(len(tangents), -1, np.int8)
    rows, cols = ground.shape
    east, north = math.sin(azimuth), math.cos(azimuth)
    z = position[2]
    below, distance = 0, _FIRST
    while distance < FAR and below < len(tangents):
        col = round((position[0] + distance * east - x0) / cell)
        row = round((position[1] + distance * north - y0) / cell)
        if col < 0 or row < 0 or col >= cols or row >= rows:
            break
        if top[row, col] > base[row, col]:
            low, high = (base[row, col] - z) / distance, (top[row, col] - z) / distance
            for band in range(below, len(tangents)):
                if low <= tangents[band] <= high and kinds[band] < 0:
                    kinds[band] = GREEN
        rise = (surface[row, col] - z) / distance
        built = surface[row, col] > ground[row, col]
        while below < len(tangents) and tangents[below] <= rise:
            if kinds[below] < 0:
                kinds[below] = OTHER if built else covers[row, col]
            below += 1
        distance += max(cell, distance / 60.0)
    return kinds
