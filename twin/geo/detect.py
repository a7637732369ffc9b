"""Trees found in a canopy height model: a top for each, and the crown that grows from it.

An indication, not a register: crowns that touch may be taken for one, a wide crown for two, and
small trees under large ones are not seen. `docs/data-sources.md` tells how well it does.

References
----------
Popescu and Wynne, Seeing the trees in the forest: using lidar and multispectral data fusion with
local filtering and variable window size for estimating tree height, Photogrammetric Engineering &
Remote Sensing 70 (2004) 589-604: tops as maxima of windows that grow with height.
Dalponte and Coomes, Tree-centric mapping of forest carbon density from airborne laser scanning and
hyperspectral data, Methods in Ecology and Evolution 7 (2016) 1236-1245: crowns grow from tops down
to a share of their height.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twin.geo.canopy import Canopy

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

LOWEST = 3.0
"""Metres; lower green is a shrub or a hedge, and lower things are cars."""

SMALLEST = 4.0
"""Square metres of crown; smaller are posts, masts and wires."""

LEAFY = 0.5
"""Share of points of pulses that came back more than once, in what lets light through."""

ROUGH = 0.06
"""Metres by which half of the cells of a crown differ from those around them, at least; of roofs of
sheds and lorries they do less. For heights of which the returns are not known."""

_CROWN = 0.4
"""A crown reaches down to this share of its top."""

_WIDEST = 12.0
"""Metres; a crown radius beyond it is several trees that could not be told apart."""

_SMOOTHING = 1.0
_WINDOW = 1.2, 0.13
"""Metres: radius of the window of a top, at height 0 and per metre of height."""


@dataclass(frozen=True, slots=True)
class DetectedTree:
    """A tree that heights show; RD, and sizes in metres."""

    x: float
    y: float
    height: float
    crown_radius: float


def detect(canopy: Canopy) -> tuple[DetectedTree, ...]:
    """The trees of a canopy, highest first."""
    smooth = _smoothed(canopy)
    tops = _tops(smooth, canopy)
    if not len(tops):
        return ()
    crowns = _crowns(smooth, tops)
    cell = canopy.grid.cell
    grown = np.nonzero(crowns)
    owner = crowns[grown] - 1

    def total(values: NDArray[np.bool_ | np.uint32]) -> Floats:
        """Sum of the cells of each crown."""
        return np.bincount(owner, values[grown], len(tops)).astype(np.float64, copy=False)

    area = np.bincount(owner, minlength=len(tops)) * cell**2
    outside = total(~canopy.built) * cell**2
    height = np.zeros(len(tops))
    np.maximum.at(height, owner, canopy.heights[grown])
    if canopy.returns is not None:
        leafy = total(canopy.returns.several) >= LEAFY * total(canopy.returns.count)
    else:
        leafy = _uneven(canopy, crowns, np.arange(1, len(tops) + 1))
    found = [
        DetectedTree(
            x=float(canopy.grid.x0 + col * cell),
            y=float(canopy.grid.y0 + row * cell),
            height=round(float(height[each]), 1),
            crown_radius=round(float(min(np.sqrt(area[each] / np.pi), _WIDEST)), 1),
        )
        for each, (row, col) in enumerate(tops.tolist())
        if area[each] >= SMALLEST and leafy[each] and outside[each] >= area[each] / 2
    ]
    return tuple(sorted(found, key=lambda tree: -tree.height))


def _uneven(
    canopy: Canopy, crowns: NDArray[np.int32], index: NDArray[np.integer]
) -> NDArray[np.bool_]:
    """Which crowns are as uneven as leaves, for cells of which the returns are not known."""
    apart = np.abs(canopy.heights - ndimage.median_filter(canopy.heights, size=3))
    free = np.where(canopy.built, 0, crowns)
    return cast("NDArray[np.bool_]", ndimage.median(apart, free, index) >= ROUGH)


def _smoothed(canopy: Canopy) -> Floats:
    """Heights without twigs and holes between pulses; things of one cell fall away."""
    whole = ndimage.grey_closing(canopy.heights, size=(3, 3))
    plain = ndimage.median_filter(whole, size=3)
    sigma = _SMOOTHING / canopy.grid.cell / 2
    return cast("Floats", ndimage.gaussian_filter(plain, sigma))


def _tops(smooth: Floats, canopy: Canopy) -> Ints:
    """(n, 2) rows and columns of cells that are the highest within a window of their own size."""
    cell = canopy.grid.cell
    base, slope = _WINDOW
    high = (smooth >= LOWEST) & ~canopy.built & (smooth == ndimage.maximum_filter(smooth, 3))
    row, col = np.nonzero(high)
    radius = np.ceil((base + slope * smooth[row, col]) / cell).astype(int)
    widest = int(radius.max(initial=0))
    around = np.pad(smooth, widest)
    found = np.zeros(smooth.shape, dtype=np.bool_)
    for size in np.unique(radius).tolist():
        own = np.flatnonzero(radius == size)
        across = np.arange(-size, size + 1)
        up, right = np.nonzero(across[:, None] ** 2 + across**2 <= size**2)
        window = (
            row[own, None] + widest - size + up,
            col[own, None] + widest - size + right,
        )
        own = own[around[window].max(axis=1) <= smooth[row[own], col[own]]]
        found[row[own], col[own]] = True
    labels, count = ndimage.label(found, np.ones((3, 3)))
    centres = ndimage.center_of_mass(found, labels, np.arange(1, count + 1))
    return np.rint(np.array(centres).reshape(-1, 2)).astype(np.intp)


def _crowns(smooth: Floats, tops: Ints) -> NDArray[np.int32]:
    """(rows, cols) number of the tree whose crown a cell is in, from 1; 0 in none."""
    markers = np.zeros(smooth.shape, dtype=np.int32)
    markers[tops[:, 0], tops[:, 1]] = np.arange(1, len(tops) + 1)
    depth = np.clip(np.rint((smooth.max() - smooth) * 100), 0, 65_535).astype(np.uint16)
    ground = smooth < LOWEST * _CROWN
    markers[ground & (markers == 0)] = -1
    crowns = ndimage.watershed_ift(depth, markers, structure=np.ones((3, 3), dtype=np.int8))
    crowns[crowns < 0] = 0
    top = np.concatenate([[np.inf], smooth[tops[:, 0], tops[:, 1]]])
    crowns[smooth < _CROWN * top[crowns]] = 0
    return cast("NDArray[np.int32]", crowns)
