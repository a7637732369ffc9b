"""How high stands what is neither ground nor building: a canopy height model out of AHN.

AHN calls vegetation class 1, 'overig', together with cars, lamp posts and awnings; a pulse that
came back more than once went through leaves or past an edge, which tells most of them apart. The
cells of a surface model (DSM) have neither classes nor returns: there only the heights speak.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True, eq=False)
class Returns:
    """How many points a cell has, and how many of pulses that came back more than once.

    Attributes
    ----------
    count, several
        (rows, cols).
    """

    count: NDArray[np.uint32]
    several: NDArray[np.uint32]


class Tops:
    """The highest of the points that are neither ground nor building, per cell of a grid.

    Filled in pieces, so that a cloud of points never has to be in memory as a whole.
    """

    def __init__(self, bounds: Bounds, centre: tuple[float, float] = (0.0, 0.0)) -> None:
        """`bounds` in RD: what the grid covers; `centre` of a cell, which others line up with."""
        minx, miny, maxx, maxy = bounds
        right, up = centre[0] % CELL, centre[1] % CELL
        grid = grid_over((minx - right, miny - up, maxx - right, maxy - up), CELL, LARGEST)
        self.grid = replace(grid, x0=grid.x0 + right, y0=grid.y0 + up)
        self.highest = np.full(self.grid.shape, -np.inf, dtype=np.float32)
        self.returns: Returns | None = None

    def add(self, x: Floats, y: Floats, z: Floats, several: NDArray[np.bool_]) -> None:
        """Add points within the bounds.

        Parameters
        ----------
        x, y, z
            (n,) RD and NAP.
        several
            (n,) whether the pulse of a point came back more than once.
        """
        place = self._higher(x, y, z)
        size, shape = self.highest.size, self.grid.shape
        if self.returns is None:
            self.returns = Returns(np.zeros(shape, np.uint32), np.zeros(shape, np.uint32))
        every = np.bincount(place, minlength=size).reshape(shape).astype(np.uint32)
        more = np.bincount(place[several], minlength=size).reshape(shape).astype(np.uint32)
        self.returns = Returns(self.returns.count + every, self.returns.several + more)

    def add_cells(self, x: Floats, y: Floats, z: Floats) -> None:
        """Add cells of a surface model, by their centres; of their pulses nothing is known.

        `x`, `y` and `z` as for `add`.
        """
        self._higher(x, y, z)

    def _higher(self, x: Floats, y: Floats, z: Floats) -> NDArray[np.intp]:
        row, col = self.grid.cells(x, y)
        place = row * self.grid.cols + col
        np.maximum.at(self.highest.reshape(-1), place, z.astype(np.float32))
        return place


@dataclass(frozen=True, slots=True, eq=False)
class Canopy:
    """Heights above the ground on a grid.

    Attributes
    ----------
    heights
        (rows, cols) metres; 0 where nothing but ground or a building is.
    built
        (rows, cols) whether a building stands there: no trunk can.
    returns
        Of laser points; None when only the heights of cells are known.
    """

    grid: Grid
    heights: Floats
    built: NDArray[np.bool_]
    returns: Returns | None


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
    return Canopy(grid, heights, grid.covered(np.array(footprints, dtype=object)), tops.returns)
