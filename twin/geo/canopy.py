"""How high stands what is neither ground nor building: a canopy height model out of laser points.

AHN calls vegetation class 1, 'overig', together with cars, lamp posts and awnings; a pulse that
came back more than once went through leaves or past an edge, which tells most of them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from twin.geo.crs import Bounds
from twin.geo.grid import Grid, grid_over
from twin.geo.shapes import sample_terrain
from twin.model import Terrain

Floats = NDArray[np.float64]

CELL = 0.5
"""Metres; AHN has about ten points per m², so a cell of this size has two or three."""

LARGEST = 16_000_000
"""Cells, 4 km² of half a metre; of a larger area they are larger and small trees are missed."""

HIGHEST = 60.0
"""Metres above ground; what is higher is a crane or a bird."""


class Tops:
    """The highest of the points that are neither ground nor building, per cell of a grid.

    Filled in pieces, so that a cloud of points never has to be in memory as a whole.
    """

    def __init__(self, bounds: Bounds) -> None:
        """`bounds` in RD: what the grid covers."""
        self.grid: Grid = grid_over(bounds, CELL, LARGEST)
        self.highest = np.full(self.grid.shape, -np.inf, dtype=np.float32)
        self.count = np.zeros(self.grid.shape, dtype=np.uint32)
        self.several = np.zeros(self.grid.shape, dtype=np.uint32)

    def add(self, x: Floats, y: Floats, z: Floats, several: NDArray[np.bool_]) -> None:
        """Add points within the bounds.

        Parameters
        ----------
        x, y, z
            (n,) RD and NAP.
        several
            (n,) whether the pulse of a point came back more than once.
        """
        row, col = self.grid.cells(x, y)
        place = row * self.grid.cols + col
        size = self.grid.rows * self.grid.cols
        np.maximum.at(self.highest.ravel(), place, z.astype(np.float32))
        self.count += np.bincount(place, minlength=size).reshape(self.grid.shape).astype(np.uint32)
        self.several += (
            np.bincount(place[several], minlength=size).reshape(self.grid.shape).astype(np.uint32)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Canopy:
    """Heights above the ground on a grid.

    Attributes
    ----------
    heights
        (rows, cols) metres; 0 where nothing but ground or a building is.
    count, several
        (rows, cols) points per cell, and those of pulses that came back more than once.
    built
        (rows, cols) whether a building stands there: no trunk can.
    """

    grid: Grid
    heights: Floats
    count: NDArray[np.uint32]
    several: NDArray[np.uint32]
    built: NDArray[np.bool_]


def canopy_over(
    tops: Tops, terrain: Terrain, footprints: Sequence[Polygon | MultiPolygon]
) -> Canopy:
    """Heights above `terrain` of what rises from it; `footprints` (RD) are those of panden."""
    grid = tops.grid
    rows, cols = np.nonzero(np.isfinite(tops.highest))
    xy = np.column_stack([grid.x0 + cols * grid.cell, grid.y0 + rows * grid.cell])
    heights = np.zeros(grid.shape)
    above = tops.highest[rows, cols] - sample_terrain(terrain, xy)
    heights[rows, cols] = np.where((above > 0) & (above <= HIGHEST), above, 0.0)
    built = np.zeros(grid.shape, dtype=np.bool_)
    for footprint in footprints:
        built[grid.inside(footprint)] = True
    return Canopy(grid, heights, tops.count, tops.several, built)
