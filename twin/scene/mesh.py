"""Triangles with a colour and the id of what they belong to, gathered in RD and NAP."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from twin.geo.crs import SceneFrame
from twin.scene.colours import Rgb


@dataclass(frozen=True, slots=True, eq=False)
class PaintedMesh:
    """Triangles as a scene draws them.

    Attributes
    ----------
    positions
        (n, 3) float32; metres east, north and up in a `SceneFrame`.
    colours
        (n, 3) uint8; sRGB.
    features
        (n,) uint32; index into `ids`.
    triangles
        (m, 3) uint32; counter-clockwise seen from outside. Every corner has the colour and the
        feature of its triangle.
    ids
        What the triangles belong to, such as BAG pand identifications.
    """

    positions: NDArray[np.float32]
    colours: NDArray[np.uint8]
    features: NDArray[np.uint32]
    triangles: NDArray[np.uint32]
    ids: tuple[str, ...]


class Gatherer:
    """Collects painted pieces in RD and NAP into one `PaintedMesh`."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._vertices: list[NDArray[np.float64]] = []
        self._triangles: list[NDArray[np.int64]] = []
        self._colours: list[NDArray[np.uint8]] = []
        self._features: list[NDArray[np.uint32]] = []
        self._count = 0

    def feature(self, identification: str) -> None:
        """Begins a feature: what is added from now on belongs to it."""
        self._ids.append(identification)

    def add(
        self, vertices: NDArray[np.float64], triangles: NDArray[np.integer], color: Rgb
    ) -> None:
        """Adds triangles of one colour to the feature begun last.

        Parameters
        ----------
        vertices
            (n, 3); RD x, RD y, NAP z.
        triangles
            (m, 3); indices into `vertices`; unused vertices are left out.
        """
        if not len(triangles):
            return
        used, packed = np.unique(triangles, return_inverse=True)
        self._vertices.append(np.asarray(vertices, dtype=np.float64)[used])
        self._triangles.append(packed.reshape(-1, 3).astype(np.int64) + self._count)
        self._colours.append(np.tile(np.array(color, dtype=np.uint8), (len(used), 1)))
        self._features.append(np.full(len(used), len(self._ids) - 1, dtype=np.uint32))
        self._count += len(used)

    def mesh(self, frame: SceneFrame) -> PaintedMesh:
        """Everything added so far, in the metres of `frame`."""
        if not self._vertices:
            none = np.empty((0, 3))
            return PaintedMesh(
                none.astype(np.float32), none.astype(np.uint8), np.empty(0, np.uint32),
                none.astype(np.uint32), tuple(self._ids),
            )  # fmt: skip
        return PaintedMesh(
            frame.to_scene(np.concatenate(self._vertices)),
            np.concatenate(self._colours),
            np.concatenate(self._features),
            np.concatenate(self._triangles).astype(np.uint32),
            tuple(self._ids),
        )


def rings(footprint: Polygon | MultiPolygon) -> list[NDArray[np.float64]]:
    """Closed rings (n, 2), shells counter-clockwise and holes clockwise."""
    return [
        shapely.get_coordinates(ring)
        for part in shapely.get_parts(shapely.orient_polygons(footprint))
        for ring in (part.exterior, *part.interiors)
    ]


def band(
    gatherer: Gatherer,
    line: NDArray[np.float64],
    foot: NDArray[np.float64],
    top: NDArray[np.float64],
    color: Rgb,
) -> None:
    """Adds a vertical band along a line, seen from its right.

    Parameters
    ----------
    line
        (n, 2) RD.
    foot, top
        (n,) metres NAP of its edges.
    """
    count = len(line)
    vertices = np.concatenate([np.column_stack([line, foot]), np.column_stack([line, top])])
    a = np.arange(count - 1)
    b = a + 1
    faces = [np.column_stack([a, b, b + count]), np.column_stack([a, b + count, a + count])]
    gatherer.add(vertices, np.concatenate(faces), color)
