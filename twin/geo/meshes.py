"""From polygons in space to triangles: every face in its own best plane, winding kept.

Vectorised over all faces of a file; only faces with holes or more than four corners are cut into
ears one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import cast

import numpy as np
from numpy.typing import NDArray

from twin.geo.shapes import earcuts
from twin.model import FaceClass, Mesh

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Face = Sequence[Sequence[int]]
"""Rings of vertex indices, the outer one first."""

_NO_RINGS: Face = ((),)
_SMALLEST = 1e-6  # m²; a face below it has no direction worth the name


def triangulate_faces(vertices: Floats, faces: Sequence[Face]) -> tuple[Ints, Ints, Floats]:
    """Triangles of faces in space.

    Parameters
    ----------
    vertices
        (n, 3).
    faces
        Planar but for rounding; outer rings counter-clockwise seen from outside. Faces without
        area give no triangles.

    Returns
    -------
    triangles
        (m, 3) vertex indices, wound as their face.
    owners
        (m,) index of the face of each triangle, ascending.
    normals
        (faces, 3) unit vectors pointing outside; zero for a face without area.
    """
    # A face without rings has an empty one, so that each has an outer ring.
    rings = list(chain.from_iterable(face or _NO_RINGS for face in faces))
    counts = np.array([len(face) or 1 for face in faces], dtype=np.intp)
    indices, sizes = _opened(rings)
    outer = np.cumsum(counts) - counts
    starts = (np.cumsum(sizes) - sizes)[outer]
    normals = _newell(vertices, indices, sizes)[outer]
    doubled_area = np.linalg.norm(normals, axis=1)
    usable = doubled_area > 2 * _SMALLEST
    normals = np.divide(normals, doubled_area[:, None], out=normals * 0, where=usable[:, None])
    simple = (counts == 1) & usable
    first, second = _axes(normals)

    threes = np.flatnonzero(simple & (sizes[outer] == 3))
    fours = np.flatnonzero(simple & (sizes[outer] == 4))
    corners = indices[starts[fours, None] + np.arange(4)]
    convex = _convex(vertices[corners], first[fours], second[fours])
    fours, corners = fours[convex], corners[convex]
    usable[threes] = usable[fours] = False

    cut = np.repeat(usable, counts) & (sizes >= 3)  # rings
    face = np.repeat(np.arange(len(faces)), counts)[cut]
    others = indices[np.repeat(cut, sizes)]
    across = np.repeat(face, sizes[cut])
    flat = np.column_stack([vertices[others, first[across]], vertices[others, second[across]]])
    found, polygon = earcuts(flat, sizes[cut], np.unique(face, return_counts=True)[1])

    owners = np.concatenate([threes, fours, fours, np.flatnonzero(usable)[polygon]])
    triangles = np.concatenate(
        [
            indices[starts[threes, None] + np.arange(3)],
            corners[:, [0, 1, 2]],
            corners[:, [0, 2, 3]],
            others[found],
        ]
    )
    order = np.argsort(owners, kind="stable")
    return triangles[order], owners[order], normals


def volume(vertices: Floats, triangles: NDArray[np.integer]) -> float:
    """Volume inside closed triangles; negative when they face inwards."""
    if not len(triangles):
        return 0.0
    a, b, c = (vertices[triangles[:, corner]] - vertices[triangles[0, 0]] for corner in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def roof_height(mesh: Mesh) -> float | None:
    """70th percentile of roof height by area, as 3D BAG defines it by points."""
    roof = mesh.vertices[mesh.triangles[mesh.classes == FaceClass.ROOF]]
    if not len(roof):
        return None
    areas = np.linalg.norm(np.cross(roof[:, 1] - roof[:, 0], roof[:, 2] - roof[:, 0]), axis=1)
    heights = roof[..., 2].mean(axis=1)
    order = np.argsort(heights)
    share = np.cumsum(areas[order]) / areas.sum()
    return float(heights[order][np.searchsorted(share, 0.7)])


def area_above(mesh: Mesh, levels: Floats) -> Floats:
    """Ground area in m² over which the roof of a mesh is at or above each level.

    Exact: a triangle's plan is cut where its plane meets the level.

    Parameters
    ----------
    levels
        (n,) metres NAP.

    Returns
    -------
    (n,).
    """
    corners = mesh.vertices[mesh.triangles[mesh.classes == FaceClass.ROOF]]
    if not len(corners):
        return np.zeros(len(levels))
    side, other = corners[:, 1, :2] - corners[:, 0, :2], corners[:, 2, :2] - corners[:, 0, :2]
    # Signed, so that the underside of an eave takes away what its upper side adds.
    plan = (side[:, 0] * other[:, 1] - side[:, 1] * other[:, 0]) / 2
    low, middle, high = np.sort(corners[:, :, 2], axis=1).T
    level = levels[:, np.newaxis]
    with np.errstate(divide="ignore", invalid="ignore"):
        below = (level - low) ** 2 / ((middle - low) * (high - low))
        above = (high - level) ** 2 / ((high - middle) * (high - low))
    share = np.where(
        level <= low, 1.0, np.where(level > high, 0.0, np.where(level <= middle, 1 - below, above))
    )
    return np.asarray(share @ plan, dtype=np.float64)


def _opened(rings: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """Indices of all rings behind each other, and how many each ring has.

    Without repeated neighbours and without closing points.
    """
    sizes = np.fromiter(map(len, rings), np.intp, len(rings))
    indices = np.fromiter(chain.from_iterable(rings), np.intp, int(sizes.sum()))
    ends = np.cumsum(sizes)
    starts = ends - sizes
    filled = sizes > 0
    before = np.roll(indices, 1)
    before[starts[filled]] = indices[ends[filled] - 1]
    kept = indices != before
    until = np.concatenate([[0], np.cumsum(kept)])
    return indices[kept], until[ends] - until[starts]


def _newell(vertices: Floats, indices: Ints, sizes: Ints) -> Floats:
    """Normals of rings with length twice their area, by Newell's method; (rings, 3)."""
    normals = np.zeros((len(sizes), 3))
    filled = sizes > 0
    if not filled.any():
        return normals
    ends = np.cumsum(sizes)[filled]
    starts = ends - sizes[filled]
    following = np.arange(1, len(indices) + 1)
    following[ends - 1] = starts
    # Around the ring's first point: RD coordinates squared would eat the precision.
    local = vertices[indices] - np.repeat(vertices[indices[starts]], sizes[filled], axis=0)
    normals[filled] = np.add.reduceat(np.cross(local, local[following]), starts, axis=0)
    return normals


def _axes(normals: Floats) -> tuple[Ints, Ints]:
    """The two coordinates to keep so that a face is seen from outside with the least distortion."""
    away = np.abs(normals).argmax(axis=1)
    first, second = (away + 1) % 3, (away + 2) % 3
    mirrored = np.take_along_axis(normals, away[:, None], axis=1)[:, 0] < 0
    return np.where(mirrored, second, first), np.where(mirrored, first, second)


def _convex(corners: Floats, first: Ints, second: Ints) -> NDArray[np.bool_]:
    """Which quadrangles, (n, 4, 3), turn left at every corner as seen along the kept axes."""
    u = np.take_along_axis(corners, first[:, None, None], axis=2)[..., 0]
    v = np.take_along_axis(corners, second[:, None, None], axis=2)[..., 0]
    du, dv = np.roll(u, -1, axis=1) - u, np.roll(v, -1, axis=1) - v
    turn = du * np.roll(dv, -1, axis=1) - dv * np.roll(du, -1, axis=1)
    return cast("NDArray[np.bool_]", (turn > 0).all(axis=1))
