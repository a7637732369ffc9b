"""From polygons in space to triangles: every face in its own best plane, winding kept.

Vectorised over all faces of a file; only faces with holes or more than four corners go through
earcut one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from twin.geo.shapes import earcut
from twin.model import FaceClass, Mesh

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Face = Sequence[Sequence[int]]
"""Rings of vertex indices, the outer one first."""

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
    outer = [_open(face[0]) if face else [] for face in faces]
    normals = _newell(vertices, outer)
    doubled_area = np.linalg.norm(normals, axis=1)
    usable = doubled_area > 2 * _SMALLEST
    normals = np.divide(normals, doubled_area[:, None], out=normals * 0, where=usable[:, None])
    sizes = np.array([len(ring) for ring in outer], dtype=np.intp)
    simple = np.array([len(face) == 1 for face in faces], dtype=np.bool_) & usable
    first, second = _axes(normals)

    triangles: list[Ints] = []
    owners: list[Ints] = []
    threes = np.flatnonzero(simple & (sizes == 3))
    if len(threes):
        triangles.append(np.array([outer[face] for face in threes], dtype=np.intp))
        owners.append(threes)
    fours = np.flatnonzero(simple & (sizes == 4))
    if len(fours):
        corners = np.array([outer[face] for face in fours], dtype=np.intp)
        convex = _convex(vertices[corners], first[fours], second[fours])
        triangles += [corners[convex][:, [0, 1, 2]], corners[convex][:, [0, 2, 3]]]
        owners += [fours[convex], fours[convex]]
        usable[fours[convex]] = False
    usable[threes] = False
    for face in np.flatnonzero(usable).tolist():
        rings = [outer[face], *(_open(ring) for ring in faces[face][1:])]
        rings = [ring for ring in rings if len(ring) >= 3]
        indices = np.array([index for ring in rings for index in ring], dtype=np.intp)
        flat = vertices[indices][:, [first[face], second[face]]]
        found = indices[earcut(flat, [len(ring) for ring in rings])]
        triangles.append(found)
        owners.append(np.full(len(found), face, dtype=np.intp))
    if not triangles:
        return np.empty((0, 3), dtype=np.intp), np.empty(0, dtype=np.intp), normals
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    return np.concatenate(triangles)[order], owner[order], normals


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


def _open(ring: Sequence[int]) -> list[int]:
    """A ring without repeated neighbours and without its closing point."""
    return [index for place, index in enumerate(ring) if index != ring[place - 1]]


def _newell(vertices: Floats, rings: Sequence[Sequence[int]]) -> Floats:
    """Normals of rings with length twice their area, by Newell's method; (rings, 3)."""
    sizes = np.array([len(ring) for ring in rings], dtype=np.intp)
    normals = np.zeros((len(rings), 3))
    if not sizes.sum():
        return normals
    indices = np.array([index for ring in rings for index in ring], dtype=np.intp)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    following = np.arange(1, len(indices) + 1)
    filled = sizes > 0
    following[(starts + sizes - 1)[filled]] = starts[filled]
    # Around the ring's first point: RD coordinates squared would eat the precision.
    local = vertices[indices] - np.repeat(vertices[indices[starts[filled]]], sizes[filled], axis=0)
    cross = np.cross(local, local[following])
    normals[filled] = np.add.reduceat(cross, starts[filled], axis=0)
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
