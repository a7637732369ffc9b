"""Polygons and triangles: cleaning, triangulating, prisms and reading a terrain.

Pure geometry on RD coordinates in metres; knows no file format.
"""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import mapbox_earcut
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from twin.errors import ParameterInvalid
from twin.model import FaceClass, Mesh, Terrain

Floats = NDArray[np.float64]
Triangles = NDArray[np.int32]

SLIVER_AREA = 0.01
"""Polygons smaller than this many square metres are drawing errors, not ground."""


def polygons(geometry: BaseGeometry | None, *, smallest: float = SLIVER_AREA) -> list[Polygon]:
    """The valid polygons in a geometry; a bow tie gives its two wings, a line gives none.

    Parameters
    ----------
    geometry
        Any geometry, valid or not; None gives none.
    smallest
        Area in m² below which a polygon is left out.
    """
    if geometry is None or geometry.is_empty:
        return []
    valid = geometry if geometry.is_valid else shapely.make_valid(geometry)
    parts = shapely.get_parts(valid)
    if any(part.geom_type in ("MultiPolygon", "GeometryCollection") for part in parts):
        return [each for part in parts for each in polygons(part, smallest=smallest)]
    flat = shapely.force_2d(parts)
    return [part for part in flat if isinstance(part, Polygon) and part.area >= smallest]


def clean(geometry: BaseGeometry | None) -> Polygon | MultiPolygon | None:
    """A geometry as one valid (multi)polygon; None when nothing of it covers ground."""
    parts = polygons(geometry)
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def triangulate(polygon: Polygon | MultiPolygon) -> tuple[Floats, Triangles]:
    """Triangles that cover a polygon.

    Parameters
    ----------
    polygon
        Valid, with or without holes.

    Returns
    -------
    vertices
        (n, 2), every vertex of every ring once.
    triangles
        (m, 3) int32, counter-clockwise.
    """
    parts = shapely.get_parts(polygon)
    rings = [
        shapely.get_coordinates(ring)[:-1]
        for part in parts
        for ring in (part.exterior, *part.interiors)
    ]
    vertices = np.concatenate(rings)
    sizes = np.array([len(ring) for ring in rings])
    triangles, _ = earcuts(vertices, sizes, 1 + shapely.get_num_interior_rings(parts))
    return vertices, triangles.astype(np.int32)


def earcuts(
    points: Floats, ring_sizes: NDArray[np.integer], ring_counts: NDArray[np.integer]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Triangles between rings of points in a plane, counter-clockwise, of many polygons at once.

    Parameters
    ----------
    points
        (n, 2), of every polygon the outer ring first, then the holes; rings not closed.
    ring_sizes
        Number of points of each ring; none is 0.
    ring_counts
        Number of rings of each polygon; none is 0.

    Returns
    -------
    triangles
        (m, 3) places in `points`; none of a polygon that encloses nothing.
    owners
        (m,) number of the polygon of each triangle, ascending.
    """
    if not len(ring_counts):
        return np.empty((0, 3), np.intp), np.empty(0, np.intp)
    ring_ends = np.cumsum(ring_sizes)
    rings = np.concatenate([[0], np.cumsum(ring_counts)])
    firsts = np.concatenate([[0], ring_ends[rings[1:] - 1]])
    # Earcut's hole bridging loses precision on large numbers: work around the first point.
    around = np.repeat(points[firsts[:-1]], np.diff(firsts), axis=0)
    local = np.ascontiguousarray(points - around)
    ends = (ring_ends - np.repeat(firsts[:-1], ring_counts)).astype(np.uint32)
    cut = [
        mapbox_earcut.triangulate_float64(local[first:stop], ends[ring:next_ring])
        for (first, stop), (ring, next_ring) in zip(
            pairwise(firsts.tolist()), pairwise(rings.tolist()), strict=True
        )
    ]
    owners = np.repeat(np.arange(len(cut)), [len(each) // 3 for each in cut])
    triangles = np.concatenate(cut).astype(np.intp).reshape(-1, 3) + firsts[owners, None]
    a, b, c = (local[triangles[:, corner]] for corner in range(3))
    doubled = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    triangles = np.where(doubled[:, None] < 0, triangles[:, ::-1], triangles)
    return triangles[doubled != 0], owners[doubled != 0]


def prism(footprint: Polygon | MultiPolygon, z0: float, z1: float) -> Mesh:
    """A footprint raised to a block with a flat roof, as LoD 1.

    Parameters
    ----------
    footprint
        RD.
    z0, z1
        Heights of floor and roof in metres NAP; `z1` above `z0`.

    Raises
    ------
    ParameterInvalid
        The roof is not above the floor.
    """
    if not z1 > z0:
        raise ParameterInvalid(f"roof height '{z1:g}' is not above ground height '{z0:g}'")
    points, faces = triangulate(footprint)
    count = len(points)
    low = np.column_stack([points, np.full(count, z0)])
    high = np.column_stack([points, np.full(count, z1)])
    walls = _walls(shapely.orient_polygons(footprint), z0, z1)
    wall_count = len(walls) // 4
    corners = 2 * count + np.arange(wall_count, dtype=np.int32)[:, None] * 4
    wall_faces = np.concatenate([corners + np.array(half) for half in ((0, 1, 2), (0, 2, 3))])
    return Mesh(
        vertices=np.concatenate([low, high, walls]),
        triangles=np.concatenate([faces[:, ::-1], faces + count, wall_faces]).astype(np.int32),
        classes=np.repeat(
            np.array([FaceClass.GROUND, FaceClass.ROOF, FaceClass.WALL], dtype=np.uint8),
            [len(faces), len(faces), 2 * wall_count],
        ),
    )


def _walls(footprint: Polygon | MultiPolygon, z0: float, z1: float) -> Floats:
    """(4·edges, 3): per edge its two floor corners and the roof corners above, seen outside.

    Rings must turn as in GeoJSON: shells counter-clockwise, holes clockwise.
    """
    walls: list[Floats] = []
    for part in shapely.get_parts(footprint):
        for ring in (part.exterior, *part.interiors):
            start = shapely.get_coordinates(ring)[:-1]
            end = np.roll(start, -1, axis=0)
            floor, roof = np.full((len(start), 1), z0), np.full((len(start), 1), z1)
            corners = [
                np.hstack([start, floor]),
                np.hstack([end, floor]),
                np.hstack([end, roof]),
                np.hstack([start, roof]),
            ]
            walls.append(np.stack(corners, axis=1).reshape(-1, 3))
    return np.concatenate(walls)


def sample_terrain(terrain: Terrain, xy: ArrayLike) -> Floats:
    """Ground heights at points, bilinear between cell centres; the edge goes on outside.

    Parameters
    ----------
    terrain
        Heights on a grid, NAP.
    xy
        (n, 2) RD.

    Returns
    -------
    (n,) metres NAP.
    """
    points = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    rows, cols = terrain.heights.shape
    col = np.clip((points[:, 0] - terrain.x0) / terrain.cell, 0, cols - 1)
    row = np.clip((points[:, 1] - terrain.y0) / terrain.cell, 0, rows - 1)
    col0 = np.minimum(col.astype(np.intp), max(cols - 2, 0))
    row0 = np.minimum(row.astype(np.intp), max(rows - 2, 0))
    col1, row1 = np.minimum(col0 + 1, cols - 1), np.minimum(row0 + 1, rows - 1)
    along, up = col - col0, row - row0
    heights = terrain.heights
    south = heights[row0, col0] * (1 - along) + heights[row0, col1] * along
    north = heights[row1, col0] * (1 - along) + heights[row1, col1] * along
    return cast("Floats", south * (1 - up) + north * up)
