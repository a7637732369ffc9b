"""The inner loops of the sweep: rows away from the sun, each line with one number; compiled.

`twin.sim.sweep` says what it is for and calls it. Nothing here starts threads; the loops let go of
the interpreter, so that several can run at once. No step depends on what lies outside the rows and
columns that a line passes, nor on where the raster begins: `first` counts rows from a fixed place.
"""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

Raster = NDArray[np.float32]
Counts = NDArray[np.float32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_compiled = numba.njit(cache=True, nogil=True)
_NOTHING = np.float32(-np.inf)
_ONE, _ZERO, _HALF = np.float32(1), np.float32(0), np.float32(0.5)


@_compiled
def march(
    surface: Raster,
    crown_top: Raster,
    crown_base: Raster,
    first: int,
    onward: int,
    slopes: Floats,
    drops: Raster,
    phases: Floats,
    begins: Ints,
    target: tuple[int, int, int, int],
    edge: np.float32,
    seen: Raster,
    leafy: Raster,
) -> None:
    """March lines over a raster, and count in every cell of the target how many of them see it.

    Parameters
    ----------
    surface
        (rows, cols) float32, metres.
    crown_top, crown_base
        The same, -inf and inf where there is no crown; (0, 0) to leave crowns out.
    first
        Place of row 0 in the whole grid.
    onward
        1 to march to higher rows, -1 to lower.
    slopes, drops, phases
        (lines,) columns aside per row, metres down per row, and where in a column it starts (0-1).
    begins
        (lines,) steps that a line may skip, since nothing there reaches the target.
    target
        First and last + 1 row and column whose cells are counted.
    edge
        Metres; a cell from which the surface falls more than this to the next row is an edge.
    seen, leafy
        (rows, cols) float32; raised by the lines that no surface blocks, and by those of them that
        pass a crown. Only cells of the target are right.
    """
    rows, cols = surface.shape
    top, bottom, left, right = target
    lines = len(slopes)
    low, high, base = (
        np.empty(lines, np.int64),
        np.empty(lines, np.int64),
        np.empty(lines, np.int64),
    )
    width = 0
    for line in range(lines):
        start = math.floor(slopes[line] * (onward * first) + phases[line])
        stop = math.floor(slopes[line] * (onward * (first + rows - 1)) + phases[line])
        base[line] = -max(start, stop)
        width = max(width, cols + abs(stop - start))
        start = math.floor(slopes[line] * (onward * (first + top)) + phases[line])
        stop = math.floor(slopes[line] * (onward * (first + bottom - 1)) + phases[line])
        low[line], high[line] = left - max(start, stop), right - min(start, stop)
    with_crowns = crown_top.size > 0
    shade = np.full((lines, width), _NOTHING)
    leaves = np.full((lines if with_crowns else 0, 4, width), _NOTHING)
    edges = np.zeros(cols, np.float32)
    for step in range(rows):
        row = step if onward > 0 else rows - 1 - step
        if (onward > 0 and row >= bottom) or (onward < 0 and row < top):
            break
        _edges(surface, row, row + onward, edge, edges)
        counted = top <= row < bottom
        for line in range(lines):
            if step < begins[line]:
                continue
            shift = math.floor(slopes[line] * (onward * (first + row)) + phases[line])
            start, stop = max(0, low[line] + shift), min(cols, high[line] + shift)
            if stop <= start:
                continue
            near, far = start - shift - base[line], stop - shift - base[line]
            here, mine = surface[row, start:stop], shade[line, near:far]
            if with_crowns:
                _row_with_crowns(
                    mine, leaves[line, 0, near:far], leaves[line, 1, near:far],
                    leaves[line, 2, near:far], leaves[line, 3, near:far],
                    here, edges[start:stop], crown_top[row, start:stop],
                    crown_base[row, start:stop], drops[line],
                    seen[row, start:stop], leafy[row, start:stop],
                )  # fmt: skip
            elif counted:
                _row(mine, here, edges[start:stop], drops[line], seen[row, start:stop])
            else:
                _row_before(mine, here, edges[start:stop], drops[line])


@_compiled
def _edges(surface: Raster, row: int, ahead: int, edge: np.float32, edges: Raster) -> None:
    """Half a row for cells that are the last of something high, nothing for others.

    What blocks is the far side of such a cell, and the middle of a slope that goes on.
    """
    rows, cols = surface.shape
    edges[:] = _ZERO
    if not 0 <= ahead < rows:
        return
    here, there = surface[row], surface[ahead]
    for col in range(1, cols - 1):
        lowest = there[col]
        lowest = min(lowest, there[col - 1])
        lowest = min(lowest, there[col + 1])
        edges[col] = _HALF if here[col] - lowest > edge else _ZERO


@_compiled
def _row(shade: Raster, surface: Raster, edges: Raster, drop: np.float32, seen: Raster) -> None:
    for place in range(len(surface)):
        height = shade[place] - drop
        seen[place] += _ONE if height <= surface[place] else _ZERO
        own = surface[place] + edges[place] * drop
        shade[place] = max(own, height)


@_compiled
def _row_before(shade: Raster, surface: Raster, edges: Raster, drop: np.float32) -> None:
    """As `_row`, before the target."""
    for place in range(len(surface)):
        height = shade[place] - drop
        own = surface[place] + edges[place] * drop
        shade[place] = max(own, height)


@_compiled
def _row_with_crowns(
    shade: Raster, top: Raster, depth: Raster, other_top: Raster, other_depth: Raster,
    surface: Raster, edges: Raster, crown_top: Raster, crown_base: Raster, drop: np.float32,
    seen: Raster, leafy: Raster,
) -> None:  # fmt: skip
    """As `_row`, with two layers of leaves that shade from a top down to a base.

    A crown that touches a layer widens it; one that does not takes the place of the lower layer.
    Bases are kept negative, so that -inf means nothing in all of them.
    """
    for place in range(len(surface)):
        ground = surface[place]
        height = shade[place] - drop
        lit = height <= ground
        a, b = top[place] - drop, -depth[place] - drop
        c, d = other_top[place] - drop, -other_depth[place] - drop
        behind = ((ground <= a) & (ground >= b)) | ((ground <= c) & (ground >= d))
        seen[place] += _ONE if lit else _ZERO
        leafy[place] += _ONE if lit & behind else _ZERO
        own = ground + edges[place] * drop
        shade[place] = max(own, height)
        new_top, new_base = crown_top[place], crown_base[place]
        is_new = new_top > new_base
        joins = is_new & (new_base <= a) & (new_top >= b)
        joins_other = is_new & (not joins) & (new_base <= c) & (new_top >= d)
        apart = is_new & (not joins) & (not joins_other)
        # The lower of the two makes room.
        replace = apart & (a <= c)
        move = apart & (a > c)
        wider_top, wider_base = max(a, new_top), min(b, new_base)
        wider_c, wider_d = max(c, new_top), min(d, new_base)
        other_top[place] = a if move else (wider_c if joins_other else c)
        other_depth[place] = -(b if move else (wider_d if joins_other else d))
        top[place] = wider_top if joins else (new_top if replace | move else a)
        depth[place] = -(wider_base if joins else (new_base if replace | move else b))


@_compiled
def gather(
    by_row: Counts,
    by_column: Counts,
    corner: tuple[int, int],
    turned_corner: tuple[int, int],
    start: int,
    stop: int,
    sums: Raster,
) -> None:
    """Add up the counts of threads, those by column turned, in rows `start` to `stop`.

    Parameters
    ----------
    by_row, by_column
        (threads, rows, cols) and (threads, cols, rows) float32, with their margins.
    corner, turned_corner
        Where the sums begin in each.
    sums
        (rows, cols) float32; written, half a count per line.
    """
    block = 32
    cols = sums.shape[1]
    row_off, col_off = corner
    turned_row, turned_col = turned_corner
    for row in range(start, stop):
        total = sums[row]
        total[:] = _ZERO
        for each in range(by_row.shape[0]):
            counts = by_row[each, row + row_off]
            for col in range(cols):
                total[col] += _HALF * counts[col + col_off]
    if by_column.shape[0] == 0:
        return
    for row0 in range(start, stop, block):
        for col0 in range(0, cols, block):
            for col in range(col0, min(cols, col0 + block)):
                for row in range(row0, min(stop, row0 + block)):
                    count = by_column[0, col + turned_row, row + turned_col]
                    for each in range(1, by_column.shape[0]):
                        count += by_column[each, col + turned_row, row + turned_col]
                    sums[row, col] += _HALF * count
