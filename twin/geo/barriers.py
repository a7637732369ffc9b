"""Heights of walls, screens, fences and hedges: by laser where they show, else assumed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Polygon

from twin.geo.canopy import Canopy
from twin.geo.quantiles import median, quantiles
from twin.geo.shapes import sample_terrain
from twin.geo.standing import ASSUMED, MappedBarrier
from twin.model import Barrier, BarrierHeight, Terrain

_LOWEST, _HIGHEST = 0.5, 8.0
"""Metres; a barrier lower than this hides nothing, and higher than that is a tree above it."""

_SHARE = 0.6
"""Of a barrier's length must show, or what shows may be anything that stands beside it."""

_EVEN = 0.5
"""Metres that the heights along a wall may differ (between quartiles); of leaves they do more."""


def raise_barriers(
    mapped: Sequence[MappedBarrier],
    boundary: Polygon | MultiPolygon,
    terrain: Terrain,
    canopy: Canopy | None,
) -> tuple[Barrier, ...]:
    """The barriers that stand within a boundary (RD), on its ground and with a height.

    Parameters
    ----------
    canopy
        What rises from the ground by laser points; None when there are none.
    """
    shapely.prepare(boundary)
    shapes = np.array([each.shape for each in mapped], dtype=object)
    stands = shapely.contains(boundary, shapely.point_on_surface(shapes))
    lines = [shape if isinstance(shape, LineString) else shape.exterior for shape in shapes[stands]]
    step = 0.5 if canopy is None else canopy.grid.cell
    places, owner = shapely.get_coordinates(
        shapely.segmentize(np.array(lines, dtype=object), step), return_index=True
    )
    grounds = sample_terrain(terrain, places)
    ends = pairwise(np.searchsorted(owner, np.arange(len(lines) + 1)).tolist())
    found = []
    for each, (first, stop) in zip(compress(mapped, stands), ends, strict=True):
        assumed, closed = ASSUMED[each.kind]
        measured = None if canopy is None else _measured(canopy, places[first:stop])
        found.append(
            Barrier(
                id=each.id,
                kind=each.kind,
                shape=each.shape,
                ground_height=round(median(grounds[first:stop]), 2),
                height=assumed if measured is None else measured,
                closed=closed,
                height_origin=BarrierHeight.ASSUMED if measured is None else BarrierHeight.LASER,
            )
        )
    return tuple(found)


def _measured(canopy: Canopy, xy: NDArray[np.float64]) -> float | None:
    """Median height along a line where most of it shows and is of one height; else None."""
    row, col = canopy.grid.cells(xy[:, 0], xy[:, 1])
    free = ~canopy.built[row, col]
    heights = canopy.heights[row, col][free]
    shown = heights[heights >= _LOWEST]
    if len(shown) < max(_SHARE * len(xy), 3):
        return None
    low, middle, high = quantiles(shown, (0.25, 0.5, 0.75))
    return round(float(middle), 1) if high - low <= _EVEN and middle <= _HIGHEST else None
