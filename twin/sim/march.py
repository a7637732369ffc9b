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

PHASES = (0.25, 0.75)
"""Where in a column the two lines of a cell run."""

ABOVE = np.float32(0.02)
"""Metres above a cell from which it looks, so that rough ground does not shade itself."""

_SHARES = 64  # of a direction, in which the lines of a cell are weighed; sums of them are exact

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
    begins: Ints,
    target: tuple[int, int, int, int],
    edge: np.float32,
    seen: Raster,
    leafy: Raster,
) -> None:
    """March two lines per direction over a raster; count in each cell of the target who see it.

    Its two lines pass a cell on either side of its middle: the nearer one counts for more.

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
    slopes, drops
        (directions,) columns aside per row, and metres down per row.
    begins
        (directions,) steps that may be skipped, since nothing there reaches the target.
    target
        First and last + 1 row and column whose cells are counted.
    edge
        Metres; a cell from which the surface falls more than this to the next row is an edge.
    seen, leafy
        (rows of the target, cols) float32; raised by the lines that no surface blocks, and by those
        of them that pass a crown. Only columns of the target are right.
    """
    rows, cols = surface.shape
    top, bottom, _, _ = target
    count = len(slopes)
    low, high, base, width = _extents(surface.shape, first, onward, slopes, target)
    with_crowns = crown_top.size > 0
    shades = np.full((count, 2, width), _NOTHING)
    leaves = np.full((count if with_crowns else 0, 2, 4, width), _NOTHING)
    edges, nowhere = np.zeros(cols, np.float32), np.zeros((2, cols), np.float32)
    for step in range(rows):
        row = step if onward > 0 else rows - 1 - step
        if (onward > 0 and row >= bottom) or (onward < 0 and row < top):
            break
        edges[:] = _ZERO
        if 0 <= row + onward < rows:
            ahead = surface[row + onward]
            _edges(surface[row, 1:-1], ahead[:-2], ahead[1:-1], ahead[2:], edge, edges[1:-1])
        counted = top <= row < bottom
        seen_here = seen[row - top] if counted else nowhere[0]
        leafy_here = leafy[row - top] if counted and with_crowns else nowhere[1]
        for each in range(count):
            if step < begins[each]:
                continue
            one = _shift(slopes[each], onward, first + row, PHASES[0])
            two = _shift(slopes[each], onward, first + row, PHASES[1])
            weight = _weight(slopes[each], onward, first + row)
            start, stop = max(0, low[each] + one), min(cols, high[each] + two)
            if stop <= start:
                continue
            one += base[each]
            two += base[each]
            here, far = surface[row, start:stop], edges[start:stop]
            first_shade = shades[each, 0, start - one : stop - one]
            other_shade = shades[each, 1, start - two : stop - two]
            if with_crowns:
                for shade, leaf, back, share in (
                    (first_shade, leaves[each, 0], one, weight),
                    (other_shade, leaves[each, 1], two, _ONE - weight),
                ):
                    _row_with_crowns(
                        shade, leaf[0, start - back : stop - back],
                        leaf[1, start - back : stop - back], leaf[2, start - back : stop - back],
                        leaf[3, start - back : stop - back], here, far,
                        crown_top[row, start:stop], crown_base[row, start:stop], drops[each], share,
                        seen_here[start:stop], leafy_here[start:stop],
                    )  # fmt: skip
            elif counted:
                _row(first_shade, other_shade, here, far, drops[each], weight,
                     seen_here[start:stop])  # fmt: skip
            else:
                _row_before(first_shade, other_shade, here, far, drops[each])


@_compiled
def _extents(
    shape: tuple[int, int], first: int, onward: int, slopes: Floats,
    target: tuple[int, int, int, int],
) -> tuple[Ints, Ints, Ints, int]:  # fmt: skip
    """Which numbers of a line can reach the target, where they begin, and how many there are."""
    rows, cols = shape
    top, bottom, left, right = target
    count = len(slopes)
    low, high = np.empty(count, np.int64), np.empty(count, np.int64)
    base = np.empty(count, np.int64)
    width = 0
    for each in range(count):
        start = _shift(slopes[each], onward, first, 0.0)
        stop = _shift(slopes[each], onward, first + rows - 1, 0.0)
        # A line runs at most one column further than one that begins at the edge of its column.
        base[each] = -max(start, stop) - 1
        width = max(width, cols + abs(stop - start) + 1)
        start = _shift(slopes[each], onward, first + top, 0.0)
        stop = _shift(slopes[each], onward, first + bottom - 1, 0.0)
        low[each], high[each] = left - max(start, stop) - 2, right - min(start, stop) + 1
    return low, high, base, width


@_compiled
def _shift(slope: float, onward: int, row: int, phase: float) -> int:
    """Columns that a line has gone aside where it passes the middle of a row."""
    return math.floor(slope * (onward * row) + phase)


@_compiled
def _weight(slope: float, onward: int, row: int) -> np.float32:
    """The share that the first line has in what the middle of a cell sees, by their distances."""
    aside = slope * (onward * row) + PHASES[0]
    share = 1 - abs(2 * (aside - math.floor(aside)) - 1)
    return np.float32(round(share * _SHARES) / _SHARES)


@_compiled
def _edges(
    here: Raster, left: Raster, ahead: Raster, right: Raster, edge: np.float32, edges: Raster
) -> None:
    """Half a row for cells that are the last of something high, nothing for others.

    What blocks is the far side of such a cell, and the middle of a slope that goes on.
    """
    for place in range(len(here)):
        lowest = min(min(left[place], ahead[place]), right[place])
        edges[place] = _HALF if here[place] - lowest > edge else _ZERO


@_compiled
def _higher(one: np.float32, other: np.float32) -> np.float32:
    """As `max`, which takes half as long again since it minds what is not a number."""
    return one if one > other else other  # noqa: FURB136


@_compiled
def _row(
    one: Raster, two: Raster, surface: Raster, edges: Raster, drop: np.float32,
    weight: np.float32, seen: Raster,
) -> None:  # fmt: skip
    """Both lines of a direction at once; the first has `weight` of it."""
    rest = _ONE - weight
    for place in range(len(surface)):
        ground = surface[place]
        own = ground + edges[place] * drop
        first, other = one[place] - drop, two[place] - drop
        from_here = ground + ABOVE
        lit = weight if first <= from_here else _ZERO
        lit += rest if other <= from_here else _ZERO
        seen[place] += lit
        one[place] = _higher(first, own)
        two[place] = _higher(other, own)


@_compiled
def _row_before(one: Raster, two: Raster, surface: Raster, edges: Raster, drop: np.float32) -> None:
    """As `_row`, before the target."""
    for place in range(len(surface)):
        own = surface[place] + edges[place] * drop
        first, other = one[place] - drop, two[place] - drop
        one[place] = _higher(first, own)
        two[place] = _higher(other, own)


@_compiled
def _row_with_crowns(
    shade: Raster, top: Raster, depth: Raster, other_top: Raster, other_depth: Raster,
    surface: Raster, edges: Raster, crown_top: Raster, crown_base: Raster, drop: np.float32,
    weight: np.float32, seen: Raster, leafy: Raster,
) -> None:  # fmt: skip
    """As `_row`, with two layers of leaves that shade from a top down to a base.

    A crown that touches a layer widens it; one that does not takes the place of the lower layer.
    Bases are kept negative, so that -inf means nothing in all of them.
    """
    for place in range(len(surface)):
        ground = surface[place]
        height = shade[place] - drop
        lit = height <= ground + ABOVE
        a, b = top[place] - drop, -depth[place] - drop
        c, d = other_top[place] - drop, -other_depth[place] - drop
        behind = ((ground <= a) & (ground >= b)) | ((ground <= c) & (ground >= d))
        seen[place] += weight if lit else _ZERO
        leafy[place] += weight if lit & behind else _ZERO
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
