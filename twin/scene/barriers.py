"""Walls, screens, hedges and fences as they stand on the ground: solid, or posts with rails."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point

from twin.geo.shapes import sample_terrain, triangulate
from twin.model import Area, Barrier
from twin.scene import colours
from twin.scene.mesh import Gatherer, band, rings

THICKNESS = {"haag": 0.6}
WALL_THICKNESS = 0.2
"""Metres that a barrier is drawn thick where the BGT only gives its line."""

BELOW = 0.3
"""Metres that it goes on under the ground, so that none floats above a slope."""

SPACING = 3.0
MOST_POSTS = 6_000
"""Metres between the posts of fences; more where all of an area would have too many."""

_POST = 0.05  # half a side
_RAIL = 0.05  # height; thin enough to be seen through

Floats = NDArray[np.float64]


def add_barriers(gatherer: Gatherer, area: Area) -> None:
    """Every barrier of an area, one feature each, with the height that it has in answers too."""
    lengths = sum(_line(each).length for each in area.barriers if not each.closed)
    spacing = max(SPACING, lengths / MOST_POSTS)
    for barrier in area.barriers:
        gatherer.feature(barrier.id)
        if barrier.closed:
            _solid(gatherer, area, barrier)
        else:
            _fence(gatherer, area, barrier, spacing)


def _line(barrier: Barrier) -> LineString:
    shape = barrier.shape
    return shape if isinstance(shape, LineString) else LineString(shape.exterior.coords)


def _ground(area: Area, barrier: Barrier, xy: Floats) -> Floats:
    if area.terrain is None:
        return np.full(len(xy), barrier.ground_height)
    return sample_terrain(area.terrain, xy)


def _solid(gatherer: Gatherer, area: Area, barrier: Barrier) -> None:
    """Sides and a top that follows the ground."""
    outline = barrier.shape
    if isinstance(outline, LineString):
        half = THICKNESS.get(barrier.kind, WALL_THICKNESS) / 2
        outline = shapely.buffer(outline, half, cap_style="flat", join_style="mitre")
    color = colours.tint(colours.barrier(barrier).color, barrier.id, 0.05)
    xy, triangles = triangulate(outline)
    top = _ground(area, barrier, xy) + barrier.height
    gatherer.add(np.column_stack([xy, top]), triangles, color)
    for ring in rings(outline):
        ground = _ground(area, barrier, ring)
        band(gatherer, ring, ground - BELOW, ground + barrier.height, color)


def _fence(gatherer: Gatherer, area: Area, barrier: Barrier, spacing: float) -> None:
    """Posts at even distances, and rails from one to the next that are seen from either side."""
    line = _line(barrier)
    posts = max(2, round(line.length / spacing) + 1)
    along = np.linspace(0.0, line.length, posts)
    bends = [line.project(Point(corner)) for corner in line.coords]
    color = colours.barrier(barrier).color
    at = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
    for xy, ground in zip(at, _ground(area, barrier, at), strict=True):
        ring = xy + _POST * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
        foot, top = np.full(5, ground - BELOW), np.full(5, ground + barrier.height)
        band(gatherer, ring, foot, top, color)
    stops = np.unique(np.concatenate([along, bends]))
    xy = shapely.get_coordinates(shapely.line_interpolate_point(line, stops))
    ground = _ground(area, barrier, xy)
    for share in (0.45, 1.0):
        top = ground + barrier.height * share
        band(gatherer, xy, top - _RAIL, top, color)
        band(gatherer, xy[::-1], (top - _RAIL)[::-1], top[::-1], color)
