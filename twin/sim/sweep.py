"""From how many directions of the sky each cell of a raster is seen: the sweep.

For every direction rows (or columns, whichever the direction crosses more steeply) are marched
away from the light. Each sheared line carries one number, the height of the shadow, which sinks by
the slope of the light and is raised by what stands there. Two lines pass every cell; what its
middle sees is between what they see. What ends in a drop blocks with its far edge, what goes on as
a slope with its middle. Answers are counts, exact in float32: neither the number of threads nor the
window that is asked for changes a bit of them.

Not a judge of façades: rasters move the edges of what stands by up to half a cell.

References
----------
Ratti, C. and Richens, P. (2004). Raster analysis of urban form. Environment and Planning B 31(2),
297-309. https://doi.org/10.1068/b2665 - shadow volumes on rasters, here one line at a time.
"""

from __future__ import annotations

import itertools
import math
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import ArrayLike, NDArray

from twin.errors import ParameterInvalid
from twin.sim.grid import Heights, Raster, Window
from twin.sim.march import march

EDGE = 1.5
"""Slope (metres down per metre) from which a drop is an edge and no longer a slope, such as a
roof's; 56°."""

_AT_ONCE = 32  # directions that keep their numbers in the cache of a core
_ROOM = 3  # rows more than what reaches the target, for edges and rounding
_STEEPEST = 89.9  # degrees; straight up a line would sink without end
_NONE = np.empty((0, 0), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Counts of directions per cell, in whole 64ths; each (rows, cols) float32.

    Attributes
    ----------
    free
        Directions in which neither buildings nor terrain are in the way.
    leafy
        Those of `free` in which the crown of a tree is; zeros when crowns were left out.
    """

    free: Raster
    leafy: Raster


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Directions that march along one axis of a raster: (n,) each."""

    onward: NDArray[np.int64]
    slope: NDArray[np.float64]
    drop: Raster


def sweep(
    heights: Heights,
    azimuth: ArrayLike,
    elevation: ArrayLike,
    *,
    target: Window | None = None,
    crowns: bool = True,
) -> Seen:
    """Count for every cell the directions from which it is seen.

    Parameters
    ----------
    heights
        What stands there.
    azimuth, elevation
        (n,) degrees, clockwise from north and above the horizon; of the light, say the sun.
    target
        Rows and columns that are wanted; None for all. Only what can reach them is looked at.
    crowns
        Whether to look at trees.

    Returns
    -------
    Seen
        Of the target.

    Raises
    ------
    ParameterInvalid
        A direction that is not above the horizon, or as many azimuths as elevations are not given.
    """
    turn, rise = (np.atleast_1d(np.asarray(each, np.float64)) for each in (azimuth, elevation))
    if turn.shape != rise.shape or turn.ndim != 1:
        raise ParameterInvalid(f"'{turn.shape}' azimuths and '{rise.shape}' elevations")
    if not ((rise > 0) & (rise <= 90)).all() or not np.isfinite(turn).all():
        worst = float(rise[~((rise > 0) & (rise <= 90))][0]) if rise.size else float("nan")
        raise ParameterInvalid(
            f"a light at elevation '{worst:g}'", hint="give degrees above 0, at most 90"
        )
    rows, cols = heights.grid.shape
    target = target or (slice(0, rows), slice(0, cols))
    crowns = crowns and bool(heights.crown_top.max() > -np.inf)
    layers = [heights.surface]
    if crowns:
        layers += [heights.crown_top, heights.crown_base]
    relief = float(max(layer.max() for layer in layers[:2]) - heights.surface.min())
    by_row, by_column = _lines(turn, rise, heights.grid.cell)
    threads = numba.get_num_threads()
    # Counted from the corner of RD, so that lines run alike through every grid of such cells.
    grid = heights.grid
    place = math.floor(grid.y0 / grid.cell), math.floor(grid.x0 / grid.cell)
    crowned = 2 if crowns else 1
    with ThreadPoolExecutor(threads) as pool:
        axes = [
            _Axis(layers, by_row, target, relief, heights.grid.cell, place[0], threads, pool),
            _Axis(
                [layer.T for layer in layers], by_column, (target[1], target[0]), relief,
                heights.grid.cell, place[1], threads, pool,
            ),
        ]  # fmt: skip
        list(pool.map(_march, [(axis, part) for axis in axes for part in range(len(axis.parts))]))
        sums = [np.empty(_shape(target), np.float32) for _ in range(crowned)]
        bands = np.linspace(0, len(sums[0]), threads + 1).astype(int)
        list(pool.map(_gather, [(axes, sums, int(low), int(high))
                                for low, high in itertools.pairwise(bands)]))  # fmt: skip
    return Seen(sums[0], sums[1] if crowns else np.zeros_like(sums[0]))


class _Axis:
    """Marching along the rows of rasters, or of turned ones: what is needed, and the counts."""

    def __init__(
        self, layers: list[Raster], lines: _Lines, target: Window, relief: float, cell: float,
        place: int, threads: int, pool: Executor,
    ) -> None:  # fmt: skip
        rows, cols = target
        count = len(lines.drop)
        self.parts = [slice(part, None, threads) for part in range(min(threads, count))]
        self.lines = lines
        self.edge = np.float32(EDGE * cell)
        # Steps before the target from which the highest can still shade the lowest.
        self.reach = np.ceil(relief / lines.drop.astype(np.float64)) + _ROOM
        before = [self.reach[lines.onward == way].max(initial=0) for way in (1, -1)]
        depth = rows.stop - rows.start
        aside = (self.reach + depth) * np.abs(lines.slope)
        margin = math.ceil(min(aside.max(initial=0), 1e9)) + _ROOM
        top = max(0, rows.start - math.ceil(min(before[0], 1e9)))
        bottom = min(layers[0].shape[0], rows.stop + math.ceil(min(before[1], 1e9)))
        left, right = max(0, cols.start - margin), min(layers[0].shape[1], cols.stop + margin)
        self.first = place + top
        self.target = (rows.start - top, rows.stop - top, cols.start - left, cols.stop - left)
        self.layers = [
            _in_order(layer[top:bottom, left:right], pool, threads) if count else _NONE
            for layer in layers
        ]
        # Counts of the target's rows only: what is around it is marched over, and not looked at.
        shape = (len(self.parts), depth, self.layers[0].shape[1])
        self.counts = [np.empty(shape, np.float32) for _ in range(1 + (len(layers) > 1))]


def _march(task: tuple[_Axis, int]) -> None:
    """March one thread's share of the lines of an axis."""
    axis, part = task
    for counts in axis.counts:
        counts[part] = 0
    seen = axis.counts[0][part]
    leafy = axis.counts[1][part] if len(axis.counts) > 1 else _NONE
    tops, bases = axis.layers[1:] if len(axis.layers) > 1 else (_NONE, _NONE)
    mine = axis.parts[part]
    onward, rows = axis.lines.onward[mine], axis.layers[0].shape[0]
    for way in (1, -1):
        chosen = np.flatnonzero(onward == way)
        for start in range(0, len(chosen), _AT_ONCE):
            lines = chosen[start : start + _AT_ONCE]
            entry = axis.target[0] if way > 0 else rows - axis.target[1]
            march(
                axis.layers[0], tops, bases, axis.first, way,
                axis.lines.slope[mine][lines], axis.lines.drop[mine][lines],
                np.maximum(entry - axis.reach[mine][lines], 0).astype(np.int64),
                axis.target, axis.edge, seen, leafy,
            )  # fmt: skip


def _gather(task: tuple[list[_Axis], list[Raster], int, int]) -> None:
    """Add up a band of rows."""
    (by_row, by_column), sums, start, stop = task
    for layer, total in enumerate(sums):
        left, right = by_row.target[2:]
        side = by_column.target[2]
        band = total[start:stop]
        parts = [
            *(each[start:stop, left:right] for each in by_row.counts[layer]),
            *(each[:, side + start : side + stop].T for each in by_column.counts[layer]),
        ]
        band[:] = parts[0] if parts else 0
        for each in parts[1:]:
            band += each


def _lines(
    azimuth: NDArray[np.float64], elevation: NDArray[np.float64], cell: float
) -> tuple[_Lines, _Lines]:
    """Those that march by rows, and those by columns."""
    turn, rise = np.radians(azimuth), np.radians(np.minimum(elevation, _STEEPEST))
    east, north = np.sin(turn), np.cos(turn)
    by_rows = np.abs(north) >= np.abs(east)
    found = []
    for chosen, along, aside in ((by_rows, north, east), (~by_rows, east, north)):
        pace = np.abs(along[chosen])
        found.append(
            _Lines(
                onward=np.where(along[chosen] > 0, -1, 1),
                slope=-aside[chosen] / pace,
                drop=(np.tan(rise[chosen]) / pace * cell).astype(np.float32),
            )
        )
    return found[0], found[1]


def _in_order(raster: Raster, pool: Executor, threads: int) -> Raster:
    """Itself, or a copy with its rows one after the other, which threads make in bands."""
    if raster.flags.c_contiguous:
        return raster
    copy = np.empty(raster.shape, np.float32)
    places = np.linspace(0, len(copy), threads + 1).astype(int)
    bands = [slice(*ends) for ends in itertools.pairwise(places.tolist())]
    list(pool.map(np.copyto, [copy[band] for band in bands], [raster[band] for band in bands]))
    return copy


def _shape(window: Window) -> tuple[int, int]:
    rows, cols = window
    return rows.stop - rows.start, cols.stop - cols.start
