"""Trees as low-poly crowns on trunks, at their height and crown radius."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from twin.geo.crs import SceneFrame
from twin.model import Area, Tree
from twin.scene import colours
from twin.scene.mesh import Gatherer, PaintedMesh

CROWN_SHARE = 0.72
"""Part of a tree's height that is crown."""

_GOLDEN = (1 + 5**0.5) / 2
# An icosahedron of radius 1, counter-clockwise seen from outside.
_BALL = np.array(
    [
        [-1, _GOLDEN, 0], [1, _GOLDEN, 0], [-1, -_GOLDEN, 0], [1, -_GOLDEN, 0],
        [0, -1, _GOLDEN], [0, 1, _GOLDEN], [0, -1, -_GOLDEN], [0, 1, -_GOLDEN],
        [_GOLDEN, 0, -1], [_GOLDEN, 0, 1], [-_GOLDEN, 0, -1], [-_GOLDEN, 0, 1],
    ]
) / np.hypot(1, _GOLDEN)  # fmt: skip
_BALL_FACES = np.array(
    [
        [0, 11, 5], [0, 5, 1], [0, 1, 7], [0, 7, 10], [0, 10, 11],
        [1, 5, 9], [5, 11, 4], [11, 10, 2], [10, 7, 6], [7, 1, 8],
        [3, 9, 4], [3, 4, 2], [3, 2, 6], [3, 6, 8], [3, 8, 9],
        [4, 9, 5], [2, 4, 11], [6, 2, 10], [8, 6, 7], [9, 8, 1],
    ]
)  # fmt: skip
_SIDES = 4
_RING = np.array([[np.cos(a), np.sin(a)] for a in np.arange(_SIDES) * 2 * np.pi / _SIDES])
_TRUNK_FACES = np.array(
    [
        face
        for a in range(_SIDES)
        for b in [(a + 1) % _SIDES]
        for face in ([a, b, b + _SIDES], [a, b + _SIDES, a + _SIDES])
    ]
)


def trees_mesh(area: Area, frame: SceneFrame) -> PaintedMesh:
    """All trees of an area, one feature each."""
    gatherer = Gatherer()
    for tree in area.trees:
        gatherer.feature(tree.id)
        gatherer.add(_trunk(tree), _TRUNK_FACES, colours.TRUNK)
        gatherer.add(
            _crown(tree), _BALL_FACES, colours.tint(colours.crown(tree).color, tree.id, 0.12)
        )
    return gatherer.mesh(frame)


def _trunk(tree: Tree) -> NDArray[np.float64]:
    radius = max(0.12, 0.02 * tree.height)
    xy = np.array([tree.position.x, tree.position.y]) + _RING * radius
    foot = tree.ground_height - 0.3
    top = tree.ground_height + tree.height * (1 - CROWN_SHARE / 2)
    ends = [np.column_stack([xy, np.full(_SIDES, z)]) for z in (foot, top)]
    return np.concatenate(ends)


def _crown(tree: Tree) -> NDArray[np.float64]:
    """An ellipsoid, turned by a fixed angle of its own so that a row of trees is not a stamp."""
    turn = crc32(tree.id.encode()) % 360 * np.pi / 180
    spin = np.array([[np.cos(turn), np.sin(turn), 0], [-np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    half = tree.height * CROWN_SHARE / 2
    size = np.array([tree.crown_radius, tree.crown_radius, half])
    centre = np.array([tree.position.x, tree.position.y, tree.ground_height + tree.height - half])
    crown: NDArray[np.float64] = centre + _BALL @ spin * size
    return crown
