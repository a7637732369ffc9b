"""A regular grid over an area: where its cells are, which a polygon covers, and closing gaps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from twin.geo.crs import Bounds

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

LARGEST = 1_000_000
"""Cells that a grid may have; a larger area gets larger cells."""

_SMOOTHING = 24
_AT_ONCE = 500  # polygons, of which all cells around them are in memory together


@dataclass(frozen=True, slots=True)
class Grid:
    """Square cells in RD; (x0, y0) is the centre of the south-western one, [0, 0]."""

    x0: float
    y0: float
    cell: float
    rows: int
    cols: int

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, cols)."""
        return self.rows, self.cols

    @property
    def bounds(self) -> Bounds:
        """RD of the outer edges of its cells."""
        half = self.cell / 2
        return (
            self.x0 - half,
            self.y0 - half,
            self.x0 + (self.cols - 0.5) * self.cell,
            self.y0 + (self.rows - 0.5) * self.cell,
        )

    def centres(self) -> tuple[Floats, Floats]:
        """RD x of every column and y of every row, of their middles."""
        x: Floats = self.x0 + np.arange(self.cols, dtype=np.float64) * self.cell
        y: Floats = self.y0 + np.arange(self.rows, dtype=np.float64) * self.cell
        return x, y

    def window(self, rows: slice, cols: slice) -> Grid:
        """The part of it between whole rows and columns."""
        return Grid(
            self.x0 + cols.start * self.cell,
            self.y0 + rows.start * self.cell,
            self.cell,
            rows.stop - rows.start,
            cols.stop - cols.start,
        )

    def cells(self, x: Floats, y: Floats) -> tuple[Ints, Ints]:
        """Rows and columns of points; those outside get the nearest cell."""
        # Not rint, which takes halves to even numbers: cells of a raster often lie half way.
        col = np.clip((x - self.x0) / self.cell + 0.5, 0, self.cols - 1).astype(np.intp)
        row = np.clip((y - self.y0) / self.cell + 0.5, 0, self.rows - 1).astype(np.intp)
        return row, col

    def inside(self, footprint: Polygon | MultiPolygon) -> tuple[Ints, Ints]:
        """Rows and columns of the cells whose centre lies in a polygon."""
        minx, miny, maxx, maxy = footprint.bounds
        (row0, row1), (col0, col1) = self.cells(np.array([minx, maxx]), np.array([miny, maxy]))
        rows, cols = np.mgrid[row0 : row1 + 1, col0 : col1 + 1]
        xs, ys = self.x0 + cols * self.cell, self.y0 + rows * self.cell
        covered = shapely.contains_xy(footprint, xs.ravel(), ys.ravel()).reshape(rows.shape)
        return rows[covered], cols[covered]

    def covered(self, shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
        """(rows, cols) whether the centre of a cell lies in one of many small polygons."""
        found = np.zeros(self.shape, dtype=np.bool_)
        shapely.prepare(shapes)
        for first in range(0, len(shapes), _AT_ONCE):
            some = shapes[first : first + _AT_ONCE]
            minx, miny, maxx, maxy = shapely.bounds(some).T
            (south, west), (north, east) = self.cells(minx, miny), self.cells(maxx, maxy)
            width = east - west + 1
            count = width * (north - south + 1)
            owner = np.repeat(np.arange(len(some)), count)
            # Number of a cell within the box of its polygon.
            place = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
            row, col = np.divmod(place, width[owner])
            row, col = row + south[owner], col + west[owner]
            inside = shapely.contains_xy(
                some[owner], self.x0 + col * self.cell, self.y0 + row * self.cell
            )
            found[row[inside], col[inside]] = True
        return found


def grid_over(bounds: Bounds, cell: float, largest: int = LARGEST) -> Grid:
    """The grid with cells of at least `cell` metres that covers `bounds` (RD).

    Cells grow by half metres until there are no more than `largest`.
    """
    minx, miny, maxx, maxy = bounds
    width, height = max(maxx - minx, cell), max(maxy - miny, cell)
    needed = math.sqrt(width * height / largest)
    if needed > cell:
        cell = math.ceil(needed * 2) / 2
    x0, y0 = math.floor(minx / cell) * cell, math.floor(miny / cell) * cell
    return Grid(
        x0=x0,
        y0=y0,
        cell=cell,
        rows=math.ceil((maxy - y0) / cell) + 1,
        cols=math.ceil((maxx - x0) / cell) + 1,
    )


def close_gaps(values: Floats) -> Floats:
    """NaN cells filled smoothly from the cells around them; known cells stay as they are.

    Averages over ever coarser grids until nothing is missing, and reads the missing cells back
    from them ("push-pull"; Gortler and others, The Lumigraph, SIGGRAPH 1996), then evens out what
    was filled.

    Parameters
    ----------
    values
        (rows, cols), with at least one number.
    """
    gaps = np.isnan(values)
    if not gaps.any():
        return values
    from scipy import ndimage  # late, for who wants a grid only

    filled = _pull(values)
    for _ in range(_SMOOTHING):
        filled = np.where(gaps, ndimage.uniform_filter(filled, 3, mode="nearest"), values)
    return filled


def _pull(values: Floats) -> Floats:
    known = ~np.isnan(values)
    if known.all():
        return values
    from scipy import ndimage

    rows, cols = values.shape
    padding = ((0, rows % 2), (0, cols % 2))
    weight = np.pad(known.astype(np.float64), padding)
    total = np.pad(np.where(known, values, 0.0), padding)
    weight, total = (
        each.reshape(each.shape[0] // 2, 2, each.shape[1] // 2, 2).sum(axis=(1, 3))
        for each in (weight, total)
    )
    coarse = np.divide(total, weight, out=np.full_like(total, np.nan), where=weight > 0)
    coarse = _pull(coarse)
    where = [(np.arange(count) - 0.5) / 2 for count in values.shape]
    finer = ndimage.map_coordinates(
        coarse, np.meshgrid(*where, indexing="ij"), order=1, mode="nearest"
    )
    return cast("Floats", np.where(known, values, finer))
