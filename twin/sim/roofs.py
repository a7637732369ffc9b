"""Roofs as planes with a slope and a direction, and points on them; nothing about sun or panels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from twin.geo.shapes import triangulate
from twin.model import Building, FaceClass, Floats

SAME_PLANE = 5.0
"""Degrees between neighbouring triangles up to which they are one plane."""

SMALLEST = 1.0
"""m² below which a plane is a rim, a step or a chimney: no roof to use."""

_FLAT = 3.0  # degrees up to which a roof has no direction
_MILLIMETRES = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class RoofPlane:
    """A plane of a roof.

    Attributes
    ----------
    building
        Its id.
    number
        From 0 within its building, the largest plane first.
    azimuth
        Degrees clockwise from north to which it slopes down; None for a flat roof.
    slope
        Degrees from level.
    area
        m², along the slope.
    normal
        (3,) unit vector, upward.
    points
        (n, 3) RD and NAP, spread evenly over it; at least one.
    """

    building: str
    number: int
    azimuth: float | None
    slope: float
    area: float
    normal: Floats
    points: Floats


def roof_planes(buildings: Sequence[Building], spacing: float = 1.0) -> list[RoofPlane]:
    """The planes of all roofs of at least `SMALLEST`, building by building.

    Parameters
    ----------
    spacing
        Metres between points, seen from above; they lie on one grid for all of the country.
    """
    roofs = [_roof_triangles(building) for building in buildings]
    owners = np.repeat(np.arange(len(roofs)), [len(roof) for roof in roofs])
    corners = np.concatenate([np.empty((0, 3, 3)), *roofs])
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    areas = np.linalg.norm(cross, axis=1) / 2
    usable = (areas > 1e-6) & (cross[:, 2] > 0)
    corners, cross, areas, owners = corners[usable], cross[usable], areas[usable], owners[usable]
    if not len(corners):
        return []
    groups = _coplanar(corners, cross / (2 * areas[:, None]), owners)
    triangle, points = _spread(corners, spacing)
    of_point = groups[triangle]
    points = points[np.argsort(of_point, kind="stable")]
    ends = np.cumsum(np.bincount(of_point, minlength=groups.max() + 1))
    members = np.argsort(groups, kind="stable")
    starts = np.searchsorted(groups[members], np.arange(groups.max() + 2))
    sizes = np.bincount(groups, weights=areas)
    owner = owners[members[starts[:-1]]]
    planes: list[RoofPlane] = []
    for group in np.lexsort((-sizes, owner)):
        if sizes[group] < SMALLEST:
            continue
        mine = members[starts[group] : starts[group + 1]]
        building = buildings[owner[group]].id
        normal = cross[mine].sum(axis=0)
        normal /= np.linalg.norm(normal)
        slope = math.degrees(math.acos(min(1.0, float(normal[2]))))
        towards = math.degrees(math.atan2(normal[0], normal[1])) % 360
        on_it = points[ends[group - 1] if group else 0 : ends[group]]
        planes.append(
            RoofPlane(
                building=building,
                number=planes[-1].number + 1 if planes and planes[-1].building == building else 0,
                azimuth=towards if slope > _FLAT else None,
                slope=slope,
                area=float(sizes[group]),
                normal=normal,
                # A plane narrower than the grid has its point in the middle of a triangle.
                points=on_it if len(on_it) else corners[mine[areas[mine].argmax()]].mean(0)[None],
            )
        )
    return planes


def _roof_triangles(building: Building) -> Floats:
    """(n, 3, 3): corners of the triangles of a roof, or of the flat top of a prism."""
    if building.mesh is not None:
        mesh = building.mesh
        corners: Floats = mesh.vertices[mesh.triangles[mesh.classes == FaceClass.ROOF]]
        return corners
    flat, triangles = triangulate(building.footprint)
    level = np.column_stack((flat, np.full(len(flat), building.roof_height)))
    on_top: Floats = level[triangles]
    return on_top


def _coplanar(corners: Floats, normals: Floats, owners: NDArray[np.intp]) -> NDArray[np.int32]:
    """Which triangles of one building hang together as one plane: (n,) numbers from 0."""
    points = np.round(corners.reshape(-1, 3) * _MILLIMETRES).astype(np.int64)
    points = np.column_stack((np.repeat(owners, 3), points))
    _, ids = np.unique(points, axis=0, return_inverse=True)
    ids = ids.reshape(-1, 3)
    edges = np.sort(np.stack((ids, np.roll(ids, -1, axis=1)), axis=2).reshape(-1, 2), axis=1)
    sides = np.repeat(np.arange(len(ids)), 3)
    order = np.lexsort((edges[:, 1], edges[:, 0]))
    edges, sides = edges[order], sides[order]
    meets = (edges[1:] == edges[:-1]).all(axis=1)
    one, other = sides[:-1][meets], sides[1:][meets]
    alike = np.einsum("ij,ij->i", normals[one], normals[other]) >= math.cos(
        math.radians(SAME_PLANE)
    )
    one, other = one[alike], other[alike]
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(len(ids), len(ids)))
    _, groups = connected_components(graph, directed=False)
    return np.asarray(groups, dtype=np.int32)


def _spread(corners: Floats, spacing: float) -> tuple[NDArray[np.intp], Floats]:
    """Points of the grid that lie on triangles, (m,) triangle and (m, 3) point, each cell once."""
    plan = corners[..., :2] / spacing
    low = np.ceil(plan.min(axis=1) - 0.5).astype(np.int64)
    high = np.floor(plan.max(axis=1) - 0.5).astype(np.int64)
    counts = np.maximum(high - low + 1, 0)
    total = counts.prod(axis=1)
    triangle = np.repeat(np.arange(len(corners)), total)
    place = np.arange(len(triangle)) - np.repeat(np.cumsum(total) - total, total)
    column, row = np.divmod(place, np.maximum(counts[triangle, 1], 1))
    at = low[triangle] + np.column_stack((column, row)) + 0.5
    inside = np.ones(len(at), dtype=np.bool_)
    for corner in range(3):
        start, end = plan[triangle, corner], plan[triangle, (corner + 1) % 3]
        along, towards = end - start, at - start
        side = along[:, 0] * towards[:, 1] - along[:, 1] * towards[:, 0]
        # A point on the edge of two triangles belongs to the one of which the edge goes up.
        upward = (along[:, 1] > 0) | ((along[:, 1] == 0) & (along[:, 0] < 0))
        inside &= (side > 0) | ((side == 0) & upward)
    triangle, at = triangle[inside], at[inside] * spacing
    a, b, c = (corners[triangle, corner] for corner in range(3))
    normal = np.cross(b - a, c - a)
    z = a[:, 2] - (normal[:, :2] * (at - a[:, :2])).sum(axis=1) / normal[:, 2]
    return triangle, np.column_stack((at, z))
