"""Shapes on a grid as true and false; nothing of heights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from twin.geo.grid import Grid

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def burn(grid: Grid, shapes: Sequence[BaseGeometry], *, touched: bool) -> Mask:
    """(rows, cols); the cells whose middle is in a shape, or with `touched` that a shape touches.

    Parameters
    ----------
    shapes
        RD.
    """
    if not len(shapes):
        return np.zeros(grid.shape, dtype=np.bool_)
    from rasterio.features import rasterize  # brings GDAL, which the API need not load
    from rasterio.transform import from_origin

    north = grid.y0 + (grid.rows - 0.5) * grid.cell
    placed = from_origin(grid.x0 - grid.cell / 2, north, grid.cell, grid.cell)
    burnt = rasterize(shapes, grid.shape, transform=placed, all_touched=touched, dtype="uint8")
    return np.asarray(burnt[::-1] > 0, dtype=np.bool_)


def burn_circles(grid: Grid, xy: Floats, radii: Floats) -> Mask:
    """(rows, cols); the cells whose middle is in a circle.

    Parameters
    ----------
    xy
        (n, 2) RD of the middles.
    radii
        (n,) metres.
    """
    mask = np.zeros(grid.shape, dtype=np.bool_)
    reach = np.ceil(radii / grid.cell).astype(np.intp) + 1
    rows, cols = grid.cells(xy[:, 0], xy[:, 1])
    for (x, y), radius, far, row, col in zip(xy, radii, reach, rows, cols, strict=True):
        top, left = max(row - far, 0), max(col - far, 0)
        part = mask[top : row + far + 1, left : col + far + 1]
        ys = grid.y0 + (top + np.arange(part.shape[0])) * grid.cell - y
        xs = grid.x0 + (left + np.arange(part.shape[1])) * grid.cell - x
        part |= ys[:, np.newaxis] ** 2 + xs**2 <= radius**2
    return mask
