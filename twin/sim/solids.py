"""Buildings as solids that stand on the ground: the edges of their upper side; nothing sees here.

A solid fills everything between its roof and the ground below, as 3D BAG models do. What it hides
is bounded by the edges where its upper side is convex: ridges, eaves and the rims of parts. Edges
inside a plane and valleys never rise above their neighbours and are left out.

Buildings are independent of each other here, so that after a change the solids of all others are
taken over as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from twin.geo.shapes import triangulate
from twin.model import Building, FaceClass, HeightOrigin

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

CERTAIN = (HeightOrigin.SYNTHETIC, HeightOrigin.DESIGN)
"""Origins of heights that are what they say: nobody measured them."""

_FLAT = 0.001
"""Fall per metre of a plane below that of its neighbour from which the edge between them shows."""

_LEANING = 0.02
"""Upward share of the normal from which a wall is part of the upper side."""


class Solids(NamedTuple):
    """Upper sides of n buildings; building i has rows `*_start[i]` to `*_start[i + 1]`.

    Attributes
    ----------
    vertices
        (v, 3) float64; RD and NAP.
    edges
        (e, 2) int32; vertices of a building, counted from its first.
    triangles
        (t, 3) int32; likewise.
    vertex_start, edge_start, triangle_start
        (n + 1,) int64.
    circle
        (n, 3) float64; RD of the middle and radius in metres of a circle around it.
    top
        (n,) float64; NAP of its highest point.
    error
        (n,) float64; one standard error of its heights in metres.
    """

    vertices: Floats
    edges: Ints
    triangles: Ints
    vertex_start: NDArray[np.int64]
    edge_start: NDArray[np.int64]
    triangle_start: NDArray[np.int64]
    circle: Floats
    top: Floats
    error: Floats


def solids(buildings: Sequence[Building], unknown_error: float) -> Solids:
    """The solids of buildings, in their order.

    Parameters
    ----------
    unknown_error
        Metres of standard error of a measured height whose source does not tell it.
    """
    return joined([_solid(building, unknown_error) for building in buildings])


def joined(parts: Sequence[Solids]) -> Solids:
    """Solids one after the other."""
    if not parts:
        return _NONE

    def rows(name: str) -> Any:
        return np.concatenate([getattr(part, name) for part in parts])

    def starts(name: str) -> Any:
        counts = [np.diff(getattr(part, name)) for part in parts]
        return np.concatenate([[0], *counts]).astype(np.int64).cumsum()

    return Solids._make(
        starts(each) if each.endswith("_start") else rows(each) for each in Solids._fields
    )


def taken(source: Solids, first: int, stop: int) -> Solids:
    """The solids of buildings `first` to `stop`."""

    def rows(start: NDArray[np.int64]) -> slice:
        return slice(int(start[first]), int(start[stop]))

    def starts(start: NDArray[np.int64]) -> NDArray[np.int64]:
        shifted: NDArray[np.int64] = start[first : stop + 1] - start[first]
        return shifted

    return Solids(
        vertices=source.vertices[rows(source.vertex_start)],
        edges=source.edges[rows(source.edge_start)],
        triangles=source.triangles[rows(source.triangle_start)],
        vertex_start=starts(source.vertex_start),
        edge_start=starts(source.edge_start),
        triangle_start=starts(source.triangle_start),
        circle=source.circle[first:stop],
        top=source.top[first:stop],
        error=source.error[first:stop],
    )


_NONE = Solids(
    np.empty((0, 3)),
    np.empty((0, 2), np.int32),
    np.empty((0, 3), np.int32),
    np.zeros(1, np.int64),
    np.zeros(1, np.int64),
    np.zeros(1, np.int64),
    np.empty((0, 3)),
    np.empty(0),
    np.empty(0),
)


@numba.njit(cache=True)
def top_at(
    x: float, y: float, vertices: Floats, triangles: Ints, first: int, start: int, stop: int
) -> float:
    """NAP of the highest of the triangles `start` to `stop` over a point (RD); -inf beside them.

    Parameters
    ----------
    first
        The vertex from which these triangles count.
    """
    best = -np.inf
    for triangle in range(start, stop):
        a, b, c = (
            triangles[triangle, 0] + first,
            triangles[triangle, 1] + first,
            triangles[triangle, 2] + first,
        )
        ax, ay = vertices[a, 0] - x, vertices[a, 1] - y
        bx, by = vertices[b, 0] - x, vertices[b, 1] - y
        cx, cy = vertices[c, 0] - x, vertices[c, 1] - y
        of_c, of_a, of_b = ax * by - ay * bx, bx * cy - by * cx, cx * ay - cy * ax
        area = of_a + of_b + of_c
        if area < 0:
            of_a, of_b, of_c, area = -of_a, -of_b, -of_c, -area
        if area > 1e-9 and of_a >= -1e-9 and of_b >= -1e-9 and of_c >= -1e-9:
            z = (of_a * vertices[a, 2] + of_b * vertices[b, 2] + of_c * vertices[c, 2]) / area
            best = max(best, z)
    return best


def error_of(building: Building, unknown_error: float) -> float:
    """One standard error of its heights in metres; see `solids`."""
    if building.height_error is not None:
        return building.height_error
    return 0.0 if building.height_origin in CERTAIN else unknown_error


def _solid(building: Building, unknown_error: float) -> Solids:
    vertices, triangles = _upper_side(building)
    edges = _showing(vertices, triangles)
    plan = vertices[:, :2]
    middle = (plan.min(axis=0) + plan.max(axis=0)) / 2
    radius = np.hypot(*(plan - middle).T).max()
    return Solids(
        vertices,
        edges,
        triangles,
        np.array([0, len(vertices)]),
        np.array([0, len(edges)]),
        np.array([0, len(triangles)]),
        np.array([[*middle, radius]]),
        np.array([vertices[:, 2].max()]),
        np.array([error_of(building, unknown_error)]),
    )


def _upper_side(building: Building) -> tuple[Floats, Ints]:
    """Vertices, each place once, and triangles that look up."""
    mesh = building.mesh
    if mesh is None:
        points, faces = triangulate(building.footprint)
        return np.column_stack([points, np.full(len(points), building.roof_height)]), faces
    corners = mesh.vertices[mesh.triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    lengths = np.linalg.norm(normals, axis=1)
    upward = np.abs(normals[:, 2]) / np.where(lengths > 0, lengths, 1.0)
    least = np.where(mesh.classes == FaceClass.WALL, _LEANING, 1e-6)
    kept = mesh.triangles[(upward > least) & (mesh.classes != FaceClass.GROUND)]
    # Parts of a mesh may each have their own copy of a vertex: they meet where it is.
    used, renumbered = np.unique(kept, return_inverse=True)
    _, place, same = np.unique(
        np.round(mesh.vertices[used], 4), axis=0, return_index=True, return_inverse=True
    )
    triangles = same.reshape(-1)[renumbered.reshape(-1, 3)].astype(np.int32)
    return mesh.vertices[used[place]], triangles


def _showing(vertices: Floats, triangles: Ints) -> Ints:
    """Edges, (e, 2), at which the upper side ends or bends downward."""
    sides = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    opposite = np.concatenate([triangles[:, 2], triangles[:, 0], triangles[:, 1]])
    owner = np.tile(np.arange(len(triangles)), 3)
    sides = np.sort(sides, axis=1)
    order = np.lexsort((sides[:, 1], sides[:, 0]))
    sides, opposite, owner = sides[order], opposite[order], owner[order]
    first = np.ones(len(sides), np.bool_)
    first[1:] = (sides[1:] != sides[:-1]).any(axis=1)
    starts = np.flatnonzero(first)
    counts = np.diff(np.append(starts, len(sides)))
    pairs = starts[counts == 2]
    corners = vertices[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals /= np.maximum(np.linalg.norm(normals, axis=1), 1e-12)[:, None]
    normals *= np.where(normals[:, 2:] < 0, -1.0, 1.0)
    start = vertices[sides[pairs, 0]]
    along = vertices[sides[pairs, 1]] - start
    one, other = (vertices[opposite[each]] - start for each in (pairs, pairs + 1))
    below = (other * normals[owner[pairs]]).sum(axis=1)
    # Of triangles that stand upright or are folded, nothing can be told: their edges stay.
    lying = np.minimum(normals[owner[pairs], 2], normals[owner[pairs + 1], 2]) > _LEANING
    facing = (along[:, 0] * one[:, 1] - along[:, 1] * one[:, 0]) * (
        along[:, 0] * other[:, 1] - along[:, 1] * other[:, 0]
    ) < 0
    width = np.linalg.norm(np.cross(along, other), axis=1) / np.maximum(
        np.linalg.norm(along, axis=1), 1e-9
    )
    dropped = pairs[(below >= -_FLAT * width) & lying & facing]
    kept = np.setdiff1d(starts, dropped, assume_unique=True)
    shown: Ints = sides[kept].astype(np.int32)
    return shown
