"""The ground under new things, and buildings that become higher or lower."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from twin.geo.shapes import sample_terrain
from twin.model import STOREY_HEIGHT, Area, Building, FaceClass, HeightOrigin, Mesh, SetHeight

Floats = NDArray[np.float64]

_FOOT = 0.05  # metres above the lowest point in which walls still stand on the ground


def ground_at(area: Area, shape: BaseGeometry) -> float:
    """Metres NAP of the ground under a shape (RD): the median along its outline and within it.

    Of an area without terrain that of the nearest building, which stands on measured ground.
    """
    if area.terrain is not None:
        inside = shape.representative_point()
        points = shapely.get_coordinates([*_outline(shape), inside])
        return round(float(np.median(sample_terrain(area.terrain, points))), 2)
    if not area.buildings:
        return area.reference_height
    near = min(area.buildings, key=lambda building: building.footprint.distance(shape))
    return round(near.ground_height, 2)


def _outline(shape: BaseGeometry) -> list[BaseGeometry]:
    """The shape with a point at least every two metres."""
    return [shapely.segmentize(shape, 2.0)]


def with_height(building: Building, edit: SetHeight) -> Building:
    """A building at another height.

    Raised, the roof keeps its form and moves up with all that is higher than half the building;
    lowered, everything comes down in proportion, so that no part ends under the ground.
    """
    height = edit.height if edit.height is not None else (edit.storeys or 0) * STOREY_HEIGHT
    top = building.ground_height + height
    mesh = None if building.mesh is None else _moved(building.mesh, building, top)
    return replace(
        building,
        roof_height=top,
        height_origin=HeightOrigin.DESIGN,
        height_error=None,
        measured_in=None,
        point_density=None,
        mesh=mesh,
        storeys=edit.storeys,
    )


def _moved(mesh: Mesh, building: Building, top: float) -> Mesh:
    ground, old = building.ground_height, building.roof_height
    foot = min(ground, float(mesh.vertices[:, 2].min()) + _FOOT)
    z = mesh.vertices[:, 2]
    if old <= ground:  # a wrong height in the register; there is no proportion to keep
        moved = np.where(z > foot + _FOOT, z + (top - old), z)
    elif top >= old:
        pivot = _pivot(mesh, (ground + old) / 2)
        share = np.clip((z - foot) / (pivot - foot), 0.0, 1.0)
        moved = z + share * (top - old)
    else:
        lower = (top - ground) / (old - ground)
        moved = np.where(z > ground, ground + (z - ground) * lower, z)
    return Mesh(np.column_stack([mesh.vertices[:, :2], moved]), mesh.triangles, mesh.classes)


def _pivot(mesh: Mesh, half: float) -> float:
    """The lowest point of the main roof: the lowest of all roofs that is not below `half`."""
    roof = mesh.vertices[mesh.triangles[mesh.classes == FaceClass.ROOF].reshape(-1), 2]
    main = roof[roof >= half]
    return float(main.min()) if len(main) else half
