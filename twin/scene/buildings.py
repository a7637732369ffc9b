"""Buildings as triangles: LoD 2.2 roofs where known, else blocks from ground to roof height."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from twin.geo.crs import SceneFrame
from twin.geo.shapes import prism
from twin.model import PLANNED_ID, Area, Building, FaceClass, HeightOrigin, Mesh
from twin.scene import colours
from twin.scene.mesh import Gatherer, PaintedMesh

FOOT_BELOW = 1.5
"""Metres that walls go on under the ground, so that none floats above a slope."""

FLAT_ROOF_DEGREES = 8.0
"""A roof plane less steep than this is drawn as a flat roof."""

_ROOFS = (colours.FLAT, colours.PITCHED, colours.UNKNOWN_ROOF)

LOWEST_BLOCK = 0.5
"""Metres; a block is never drawn lower, whatever its roof height says."""


def buildings_mesh(area: Area, frame: SceneFrame) -> PaintedMesh:
    """All buildings of an area, one feature each, by BAG pand identification."""
    gatherer = Gatherer()
    for building in area.buildings:
        gatherer.feature(building.id)
        for vertices, triangles, color in _painted(building):
            gatherer.add(vertices, triangles, color)
    return gatherer.mesh(frame)


def roofs(building: Building) -> set[colours.Swatch]:
    """The kinds of roof that a building shows; what a design made or changed is one kind."""
    if building.height_origin is HeightOrigin.DESIGN:
        return {colours.DESIGN} | ({colours.REUSED} if is_reused(building) else set())
    if is_reused(building):
        return {colours.REUSED}
    if building.mesh is None:
        return {colours.UNKNOWN_ROOF}
    flat = _is_flat(building.mesh, building.mesh.triangles[building.mesh.classes == FaceClass.ROOF])
    kinds = {colours.FLAT} if flat.any() else set()
    return kinds | {colours.PITCHED} if not flat.all() else kinds


def is_reused(building: Building) -> bool:
    """Whether a plan gives a building of today another use."""
    return building.programme is not None and not building.id.startswith(PLANNED_ID)


def _painted(
    building: Building,
) -> list[tuple[NDArray[np.float64], NDArray[np.int32], colours.Rgb]]:
    designed = building.height_origin is HeightOrigin.DESIGN
    reused = is_reused(building)
    shown = (colours.DESIGN,) * 3 if designed else (colours.REUSED,) * 3 if reused else _ROOFS
    flat_roof, pitched_roof, unknown_roof = (swatch.color for swatch in shown)
    facade = colours.DESIGN_WALL if designed else colours.WALL
    wall = colours.tint(colours.REUSED_WALL if reused else facade.color, building.id, 0.03)
    if building.mesh is None:
        top = max(building.roof_height, building.ground_height + LOWEST_BLOCK)
        block = prism(building.footprint, building.ground_height - FOOT_BELOW, top)
        roof = colours.tint(unknown_roof, building.id)
        return [
            (block.vertices, block.triangles[block.classes == FaceClass.WALL], wall),
            (block.vertices, block.triangles[block.classes == FaceClass.ROOF], roof),
        ]
    mesh = building.mesh
    vertices = _rooted(mesh.vertices)
    top_faces = mesh.triangles[mesh.classes == FaceClass.ROOF]
    flat = _is_flat(mesh, top_faces)
    return [
        (vertices, mesh.triangles[mesh.classes == FaceClass.WALL], wall),
        (mesh.vertices, top_faces[flat], colours.tint(flat_roof, building.id)),
        (mesh.vertices, top_faces[~flat], colours.tint(pitched_roof, building.id, 0.08)),
    ]


def _rooted(vertices: NDArray[np.float64]) -> NDArray[np.float64]:
    """The vertices with the lowest ones, where walls meet the ground, pushed under it."""
    rooted = vertices.copy()
    rooted[rooted[:, 2] <= rooted[:, 2].min() + 0.05, 2] -= FOOT_BELOW
    return rooted


def _is_flat(mesh: Mesh, triangles: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Per triangle whether it is less steep than `FLAT_ROOF_DEGREES`."""
    a, b, c = (mesh.vertices[triangles[:, corner]] for corner in range(3))
    normal = np.cross(b - a, c - a)
    length = np.linalg.norm(normal, axis=1)
    level = np.abs(normal[:, 2]) >= length * np.cos(np.radians(FLAT_ROOF_DEGREES))
    return cast("NDArray[np.bool_]", level)
