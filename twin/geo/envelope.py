"""Several parts of a building as the one closed shape that is seen from outside.

Where roofs lie above each other the highest counts, and walls stand wherever heights differ; what
was inside, such as the foot of a chimney under the roof, is gone. Walls are upright and nothing
hangs over, as in LoD 2.2.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from twin.model import FaceClass

Floats = NDArray[np.float64]

_GRID = 0.001
"""Metres to which corners are rounded."""

_SAME = 0.01
"""Metres; heights at a corner that differ less are one."""

_SMALLEST = 0.0005
"""Square metres; smaller pieces between lines come of rounding."""

Node = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A flat face: corners (n, 3), counter-clockwise from outside, and what it is."""

    corners: Floats
    kind: FaceClass


@dataclass(frozen=True, slots=True)
class _Roof:
    """A roof face from above, and its plane: height = a u + b v + c."""

    outline: Polygon
    plane: Floats

    def height(self, u: float, v: float) -> float:
        return float(self.plane @ (u, v, 1.0))


def enclosed(faces: Iterable[Face]) -> list[Face]:
    """The roofs among `faces` with walls and a floor around them, so that every edge is shared.

    Parameters
    ----------
    faces
        Of all parts, in the plan; only roofs are looked at, and the floor is at height 0.

    Returns
    -------
    Triangles; every edge of one occurs once more in another, the other way round.
    """
    roofs = [_roof(face.corners) for face in faces if face.kind is FaceClass.ROOF]
    cells = _cells(roofs)
    levels = _levels(cells)
    found: list[Face] = []
    for number, (outline, _) in enumerate(cells):
        for corners in _triangles(outline):
            top = [(*corner, levels[corner][number]) for corner in corners]
            foot = [(*corner, 0.0) for corner in reversed(corners)]
            found += [_face(top, FaceClass.ROOF), _face(foot, FaceClass.GROUND)]
    beside: dict[tuple[Node, Node], int] = {}
    for number, (outline, _) in enumerate(cells):
        for ring in (outline.exterior, *outline.interiors):
            corners = [(u, v) for u, v in ring.coords]
            beside |= dict.fromkeys(itertools.pairwise(corners), number)
    for (start, end), number in beside.items():
        other = beside.get((end, start), -1)
        found += _wall(start, end, levels, number, other)
    return found


def _roof(corners: Floats) -> _Roof:
    """Its plane through all corners, by least squares around their middle."""
    middle = corners.mean(axis=0)
    slope, *_ = np.linalg.lstsq(corners[:, :2] - middle[:2], corners[:, 2] - middle[2], rcond=None)
    plane = np.array([*slope, middle[2] - slope @ middle[:2]])
    return _Roof(Polygon(corners[:, :2]), plane)


def _cells(roofs: Sequence[_Roof]) -> list[tuple[Polygon, _Roof]]:
    """Pieces of ground, turned to the left, each under the one roof that is highest there."""
    lines: list[BaseGeometry] = [roof.outline.boundary for roof in roofs]
    for one, other in itertools.combinations(roofs, 2):
        lines += _crossing(one, other)
    noded = shapely.union_all(lines, grid_size=_GRID)
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded).tolist()))
    found = []
    for piece in pieces:
        if piece.area < _SMALLEST:
            continue
        place = piece.representative_point()
        above = [roof for roof in roofs if roof.outline.contains(place)]
        if above:
            highest = max(above, key=lambda roof: roof.height(place.x, place.y))
            found.append((shapely.orient_polygons(piece), highest))
    return found


def _crossing(one: _Roof, other: _Roof) -> list[BaseGeometry]:
    """The line along which two roofs that lie above each other cut through each other, if any."""
    shared = shapely.intersection(one.outline, other.outline)
    if shared.area < _SMALLEST:
        return []
    a, b, c = one.plane - other.plane
    corners = shapely.get_coordinates(shared)
    apart = corners @ (a, b) + c
    if apart.min() > -_SAME or apart.max() < _SAME:
        return []
    # Where the difference is nothing: from the foot of the normal, far to either side.
    normal = np.array([a, b]) / np.hypot(a, b)
    middle = corners.mean(axis=0)
    foot = middle - (middle @ (a, b) + c) / np.hypot(a, b) * normal
    way = np.array([-normal[1], normal[0]]) * 1000.0
    return [shapely.intersection(LineString([foot - way, foot + way]), shared)]


def _levels(cells: Sequence[tuple[Polygon, _Roof]]) -> dict[Node, dict[int, float]]:
    """Per corner the height of every cell that meets there; heights that are nearly one are one."""
    raw: defaultdict[Node, dict[int, float]] = defaultdict(dict)
    for number, (outline, roof) in enumerate(cells):
        for u, v in shapely.get_coordinates(outline).tolist():
            raw[u, v][number] = roof.height(u, v)
    found: dict[Node, dict[int, float]] = {}
    for node, heights in raw.items():
        levels = {-1: 0.0}
        before, level = -np.inf, 0.0
        for number, height in sorted(heights.items(), key=lambda item: item[1]):
            level = level if height - before < _SAME else round(height, 3)
            before = height
            levels[number] = level
        found[node] = levels
    return found


def _triangles(outline: Polygon) -> list[list[Node]]:
    """Triangles, turned to the left, that have every corner of an outline."""
    whole = shapely.constrained_delaunay_triangles(outline)
    return [
        [(u, v) for u, v in shapely.orient_polygons(piece).exterior.coords[:3]]
        for piece in shapely.get_parts(whole)
    ]


def _wall(
    start: Node, end: Node, levels: dict[Node, dict[int, float]], inside: int, outside: int
) -> list[Face]:
    """The wall along an edge of a cell, where that is higher than what is beside it."""
    left, right = (_between(levels[node], outside, inside) for node in (start, end))
    if len(left) < 2 and len(right) < 2:
        return []
    found = []
    i = j = 0
    while i + 1 < len(left) or j + 1 < len(right):
        if j + 1 < len(right) and (i + 1 == len(left) or right[j + 1] <= left[i + 1]):
            points = [(*start, left[i]), (*end, right[j]), (*end, right[j + 1])]
            j += 1
        else:
            points = [(*start, left[i]), (*end, right[j]), (*start, left[i + 1])]
            i += 1
        found.append(_face(points, FaceClass.WALL))
    return found


def _between(heights: dict[int, float], low: int, high: int) -> list[float]:
    """Heights at a corner from that of `low` up to that of `high`; one when there is no wall."""
    foot, top = heights[low], heights[high]
    return sorted({each for each in heights.values() if foot <= each <= top} | {foot})


def _face(corners: Sequence[tuple[float, float, float]], kind: FaceClass) -> Face:
    return Face(np.array(corners, dtype=np.float64), kind)
