"""Finding, of millions of points, those in a small box: sorted by the square that they are in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twin.geo.crs import Bounds

Floats = NDArray[np.float64]

_SQUARE = 6.0  # metres: less than a pand is wide, so that few points beside it are looked at


class Squares:
    """Points in the order of squares of `_SQUARE` metres, row by row, to find those in a box soon.

    Attributes
    ----------
    order
        (n,) places of the points.
    """

    def __init__(self, xy: Floats) -> None:
        """`xy`, (n, 2), in RD."""
        number = np.floor(xy / _SQUARE)
        self._first = number.min(axis=0) if len(xy) else np.zeros(2)
        # Two bytes, which numpy sorts without comparing, number the squares of the Netherlands.
        col, row = (number - self._first).astype(np.uint16).T
        self._rows, self._cols = (int(each.max(initial=0)) + 1 for each in (row, col))
        self.order = np.lexsort((col, row))
        count = np.bincount(row * np.intp(self._cols) + col, minlength=self._rows * self._cols)
        self._start = np.concatenate([[0], np.cumsum(count)])

    def rows(self, bounds: Bounds) -> list[slice]:
        """Where in `order` the points in a box are, and some just beside it; by row of squares."""
        low = np.floor(np.array(bounds[:2]) / _SQUARE) - self._first
        high = np.floor(np.array(bounds[2:]) / _SQUARE) - self._first
        west, south = np.maximum(low, 0).astype(int).tolist()
        east, north = np.minimum(high, (self._cols - 1, self._rows - 1)).astype(int).tolist()
        if west > east:
            return []
        return [
            slice(self._start[row * self._cols + west], self._start[row * self._cols + east + 1])
            for row in range(south, north + 1)
        ]
