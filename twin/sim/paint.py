"""Paints triangles, flat roofs and crowns of trees on rasters; compiled.

What a cell gets depends on its own middle only, in exact RD coordinates, so that any window of a
grid is painted as the whole is.
"""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

Raster = NDArray[np.float32]

_EDGE = 1e-7  # m²; a middle on the edge between two triangles belongs to both
_BESIDE = 1e-7  # metres; the same for a flat roof


@numba.njit(cache=True)
def paint_triangles(
    raster: Raster, x0: float, y0: float, cell: float, triangles: NDArray[np.float64]
) -> None:
    """Raise cells to the highest triangle over their middle.

    Parameters
    ----------
    raster
        (rows, cols) float32, metres NAP; changed.
    x0, y0, cell
        RD of the middle of cell [0, 0], and the side of a cell in metres.
    triangles
        (n, 3, 3) float64; RD and NAP. Upright ones cover nothing.
    """
    rows, cols = raster.shape
    for place in range(len(triangles)):
        ax, ay, az = triangles[place, 0]
        bx, by, bz = triangles[place, 1]
        cx, cy, cz = triangles[place, 2]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) < 1e-6:
            continue
        sign = 1.0 if area > 0 else -1.0
        low, high = min(az, bz, cz), max(az, bz, cz)
        slope_x = ((bz - az) * (cy - ay) - (cz - az) * (by - ay)) / area
        slope_y = ((cz - az) * (bx - ax) - (bz - az) * (cx - ax)) / area
        row0 = max(0, math.floor((min(ay, by, cy) - y0) / cell))
        row1 = min(rows - 1, math.ceil((max(ay, by, cy) - y0) / cell))
        col0 = max(0, math.floor((min(ax, bx, cx) - x0) / cell))
        col1 = min(cols - 1, math.ceil((max(ax, bx, cx) - x0) / cell))
        for row in range(row0, row1 + 1):
            y = y0 + row * cell
            for col in range(col0, col1 + 1):
                x = x0 + col * cell
                ab = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) * sign
                bc = ((cx - bx) * (y - by) - (cy - by) * (x - bx)) * sign
                ca = ((ax - cx) * (y - cy) - (ay - cy) * (x - cx)) * sign
                if ab >= -_EDGE and bc >= -_EDGE and ca >= -_EDGE:
                    z = az + slope_x * (x - ax) + slope_y * (y - ay)
                    z = min(max(z, low), high)
                    raster[row, col] = max(raster[row, col], np.float32(z))


@numba.njit(cache=True)
def paint_flats(
    raster: Raster, x0: float, y0: float, cell: float, starts: NDArray[np.float64],
    ends: NDArray[np.float64], firsts: NDArray[np.int64], tops: NDArray[np.float64],
) -> None:  # fmt: skip
    """Raise the cells whose middle lies in an outline to a height.

    Parameters
    ----------
    raster, x0, y0, cell
        As for `paint_triangles`.
    starts, ends
        (n, 2) float64 RD; the two ends of every side of every ring, holes as well.
    firsts
        (m + 1,); the sides of outline k are from `firsts[k]` up to `firsts[k + 1]`.
    tops
        (m,) metres NAP.
    """
    rows, cols = raster.shape
    for place in range(len(tops)):
        one, other = (
            starts[firsts[place] : firsts[place + 1]],
            ends[firsts[place] : firsts[place + 1]],
        )
        if not len(one):
            continue
        crossed = np.empty(len(one), np.float64)
        row0 = max(0, math.floor((one[:, 1].min() - y0) / cell))
        row1 = min(rows - 1, math.ceil((one[:, 1].max() - y0) / cell))
        top = np.float32(tops[place])
        for row in range(row0, row1 + 1):
            y = y0 + row * cell
            count = 0
            for side in range(len(one)):
                if (one[side, 1] <= y) != (other[side, 1] <= y):
                    along = (y - one[side, 1]) / (other[side, 1] - one[side, 1])
                    crossed[count] = one[side, 0] + along * (other[side, 0] - one[side, 0])
                    count += 1
            crossed[:count].sort()
            for pair in range(0, count - 1, 2):
                low, high = crossed[pair] - _BESIDE, crossed[pair + 1] + _BESIDE
                for col in range(
                    max(0, math.ceil((low - x0) / cell)),
                    min(cols - 1, math.floor((high - x0) / cell)) + 1,
                ):
                    raster[row, col] = max(raster[row, col], top)


@numba.njit(cache=True)
def paint_crowns(
    top: Raster, base: Raster, x0: float, y0: float, cell: float, crowns: NDArray[np.float64]
) -> None:
    """Widen the crowns of cells by spheroids that stand on their axis.

    Parameters
    ----------
    top, base
        (rows, cols) float32, metres NAP; -inf and inf where there is none yet. Changed.
    x0, y0, cell
        As for `paint_triangles`.
    crowns
        (n, 5) float64; RD x and y, radius in metres, under side and top in metres NAP.
    """
    rows, cols = top.shape
    for place in range(len(crowns)):
        cx, cy, radius, low, high = crowns[place]
        if radius <= 0:
            continue
        middle, half = (low + high) / 2, (high - low) / 2
        row0 = max(0, math.floor((cy - radius - y0) / cell))
        row1 = min(rows - 1, math.ceil((cy + radius - y0) / cell))
        col0 = max(0, math.floor((cx - radius - x0) / cell))
        col1 = min(cols - 1, math.ceil((cx + radius - x0) / cell))
        for row in range(row0, row1 + 1):
            for col in range(col0, col1 + 1):
                dx, dy = x0 + col * cell - cx, y0 + row * cell - cy
                inside = 1 - (dx * dx + dy * dy) / (radius * radius)
                if inside > 0:
                    rise = half * math.sqrt(inside)
                    top[row, col] = max(top[row, col], np.float32(middle + rise))
                    base[row, col] = min(base[row, col], np.float32(middle - rise))
