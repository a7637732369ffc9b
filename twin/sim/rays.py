"""Whether something stands between a point and a piece of the sky, by rays; it knows no sun.

Embree (Wald et al. 2014) follows the rays against the triangles of buildings as they are: LoD 2.2
roofs, or blocks. What a ray meets depends on the triangle alone, not on what else there is.

References
----------
Wald, I. et al. (2014). Embree: a kernel framework for efficient CPU ray tracing. ACM Transactions
on Graphics 33(4), 143. https://doi.org/10.1145/2601097.2601199
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene
from numpy.typing import NDArray

from twin.geo.shapes import prism
from twin.model import Building, Floats, Tree

_FACES = np.array(
    [(0, 2, 4), (2, 1, 4), (1, 3, 4), (3, 0, 4), (2, 0, 5), (1, 2, 5), (3, 1, 5), (0, 3, 5)]
)
_CORNERS = np.array([(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)], float)
CROWN_WIDTH = 1.25
"""How much wider than its spheroid the octahedron of a crown is, to cover as much of the sky."""

_BATCH = 2_000_000


class Obstacles:
    """Triangles that stop rays.

    Parameters
    ----------
    triangles
        (m, 3, 3) corners, RD and NAP.
    origin
        (3,) around which single precision is used: the middle of what is looked at.
    """

    def __init__(self, triangles: Floats, origin: Floats) -> None:
        self._origin = origin
        self._scene = None
        if len(triangles):
            self._scene = EmbreeScene(robust=True)
            TriangleMesh(self._scene, np.ascontiguousarray(triangles - origin, dtype=np.float32))

    def stop(self, points: Floats, directions: Floats) -> NDArray[np.bool_]:
        """Which rays meet something.

        Parameters
        ----------
        points
            (n, 3) RD and NAP; just off the surface that they belong to.
        directions
            (n, 3) unit vectors.

        Returns
        -------
        (n,) bool
        """
        stopped = np.zeros(len(points), np.bool_)
        if self._scene is None:
            return stopped
        for start in range(0, len(points), _BATCH):
            part = slice(start, start + _BATCH)
            stopped[part] = (
                self._scene.run(
                    np.ascontiguousarray(points[part] - self._origin, dtype=np.float32),
                    np.ascontiguousarray(directions[part], dtype=np.float32),
                    query="OCCLUDED",
                )
                == 0
            )
        return stopped


def building_triangles(buildings: Sequence[Building]) -> Floats:
    """Walls and roofs of buildings, (m, 3, 3) RD and NAP."""
    found = [np.empty((0, 3, 3))]
    for building in buildings:
        mesh = building.mesh or prism(
            building.footprint, building.ground_height, building.roof_height
        )
        found.append(mesh.vertices[mesh.triangles])
    return np.concatenate(found)


def crown_triangles(trees: Sequence[Tree], trunk_share: float) -> Floats:
    """Crowns of trees as octahedra as wide and high as their spheroids, (m, 3, 3) RD and NAP.

    Parameters
    ----------
    trunk_share
        Share of the height of a tree that is below its crown.
    """
    if not trees:
        return np.empty((0, 3, 3))
    sizes = np.array([(tree.crown_radius, tree.height) for tree in trees])
    half = sizes[:, 1] * (1 - trunk_share) / 2
    middles = np.array(
        [(tree.position.x, tree.position.y, tree.ground_height + tree.height) for tree in trees]
    ) - np.outer(half, (0, 0, 1))
    scale = np.column_stack((sizes[:, 0] * CROWN_WIDTH, sizes[:, 0] * CROWN_WIDTH, half))
    corners = middles[:, None] + _CORNERS * scale[:, None]
    triangles: Floats = corners[:, _FACES].reshape(-1, 3, 3)
    return triangles
