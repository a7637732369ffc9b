"""New buildings as closed shapes: parts with setbacks, under flat, gable or hip roofs.

A roof is made on the box around its part along the ridge and cut to the part's footprint, so that
a part may have any outline. Where parts overlap the highest counts, which makes wings with valleys
out of two parts; nothing hangs over, as in LoD 2.2.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from twin.geo.envelope import Face, enclosed
from twin.geo.shapes import clean, prism, triangulate
from twin.model import AddBuilding, FaceClass, Mesh, Part, Roof, RoofKind, Solid

Floats = NDArray[np.float64]

CARRIES = 0.5
"""Square metres that parts share before one stands on the other."""

_SMALLEST = 0.01  # m²


def footprint_of(edit: AddBuilding) -> Polygon | MultiPolygon:
    """The ground that a new building takes, RD; its parts must be valid."""
    whole = clean(shapely.union_all([part.footprint for part in edit.parts]))
    return Polygon() if whole is None else whole


def mesh_of(edit: AddBuilding, ground: float) -> Mesh:
    """A new building, whose parts must be valid, as triangles; its floor at `ground` (NAP)."""
    if edit.solid is not None:
        return _solid(edit.solid)
    if len(edit.parts) == 1 and edit.roof.kind is RoofKind.FLAT:
        only = edit.parts[0]
        return prism(shapely.orient_polygons(only.footprint), ground, ground + only.top)
    west, south, _, _ = shapely.total_bounds([part.footprint for part in edit.parts]).tolist()
    corner = np.array([math.floor(west), math.floor(south)], dtype=np.float64)
    faces: list[Face] = []
    for part in edit.parts:
        roof = Roof() if carries(part, edit.parts) else edit.roof
        outline = shapely.transform(part.footprint, lambda xy: xy - corner)
        faces += roof_faces(outline, part.top, roof)
    return _welded(enclosed(faces), np.array([*corner, ground]))


def carries(part: Part, parts: Sequence[Part]) -> bool:
    """Whether a higher part stands upon this one, so that its roof is flat."""
    return any(
        other.top > part.top
        and shapely.intersection(other.footprint, part.footprint).area > CARRIES
        for other in parts
        if other is not part
    )


def roof_faces(outline: Polygon, eaves: float, roof: Roof) -> list[Face]:
    """The planes of a roof over an outline, from above.

    Parameters
    ----------
    outline
        Metres, x east and y north.
    eaves
        Height of the walls.
    """
    if roof.kind is RoofKind.FLAT:
        return _faces(outline, lambda xy: np.full(len(xy), eaves))
    along, across = _axes(outline, roof.ridge_direction)
    corners = shapely.get_coordinates(outline)
    u, v = corners @ along, corners @ across
    length, width = np.ptp(u), np.ptp(v)
    if roof.kind is RoofKind.HIP and length < width:
        along, across, u, v, length, width = across, -along, v, -u, width, length
    middle = (u.min() + u.max()) / 2 * along + (v.min() + v.max()) / 2 * across
    slope = math.tan(math.radians(roof.pitch))
    half, end = width / 2, length / 2
    # In the frame of the box: the ridge is short by half a width at both ends of a hip roof.
    ridge = end - half if roof.kind is RoofKind.HIP else end
    sides = [
        (across, half, [(-end, half), (-ridge, 0.0), (ridge, 0.0), (end, half)]),
        (-across, half, [(end, -half), (ridge, 0.0), (-ridge, 0.0), (-end, -half)]),
    ]
    if roof.kind is RoofKind.HIP:
        sides += [
            (along, end, [(end, half), (ridge, 0.0), (end, -half)]),
            (-along, end, [(-end, -half), (-ridge, 0.0), (-end, half)]),
        ]
    faces = []
    for outward, reach, corners_of in sides:
        plane = Polygon([tuple(middle + a * along + b * across) for a, b in corners_of])
        slope_up = partial(_height, eaves, slope, float(reach), middle, outward)
        for each in shapely.get_parts(shapely.intersection(outline, plane)):
            if isinstance(each, Polygon) and each.area > _SMALLEST:
                faces += _faces(each, slope_up)
    return faces


def _height(
    eaves: float, slope: float, reach: float, middle: Floats, outward: Floats, xy: Floats
) -> Floats:
    """Heights of a plane that rises inward from a side, `reach` metres from the middle."""
    away: Floats = reach - (xy - middle) @ outward
    return eaves + slope * away


def _faces(outline: Polygon, height: Callable[[Floats], Floats]) -> list[Face]:
    """A plane over an outline; one with holes in triangles."""
    outline = shapely.orient_polygons(outline)
    if not outline.interiors:
        ring = shapely.get_coordinates(outline.exterior)[:-1]
        return [Face(np.column_stack([ring, height(ring)]), FaceClass.ROOF)]
    points, triangles = triangulate(outline)
    lifted = np.column_stack([points, height(points)])
    return [Face(lifted[triangle], FaceClass.ROOF) for triangle in triangles]


def _axes(outline: Polygon, ridge_direction: float | None) -> tuple[Floats, Floats]:
    """Unit vectors along the ridge and to its right."""
    if ridge_direction is None:
        box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(outline))
        sides = np.diff(box[:3], axis=0)
        along = sides[np.argmax(np.linalg.norm(sides, axis=1))]
        along = along / np.linalg.norm(along)
    else:
        azimuth = math.radians(ridge_direction)
        along = np.array([math.sin(azimuth), math.cos(azimuth)])
    return along, np.array([along[1], -along[0]])


def _welded(faces: Sequence[Face], origin: Floats) -> Mesh:
    corners = np.concatenate([face.corners for face in faces])
    unique, index = np.unique(np.round(corners, 3), axis=0, return_inverse=True)
    return Mesh(
        vertices=unique + origin,
        triangles=index.reshape(-1, 3).astype(np.int32),
        classes=np.array([face.kind for face in faces], dtype=np.uint8),
    )


def _solid(solid: Solid) -> Mesh:
    return Mesh(
        vertices=np.array(solid.vertices, dtype=np.float64),
        triangles=np.array(solid.triangles, dtype=np.int32),
        classes=np.array(solid.classes, dtype=np.uint8),
    )


def roof_percentile(mesh: Mesh, share: float = 0.7) -> float | None:
    """Height below which `share` of the roof lies, by area seen from above; None without a roof.

    Exact for the triangles; 3D BAG takes the 70th percentile of laser points.
    """
    roof = mesh.vertices[mesh.triangles[mesh.classes == FaceClass.ROOF]]
    if not len(roof):
        return None
    one, two = (roof[:, corner, :2] - roof[:, 0, :2] for corner in (1, 2))
    areas = np.abs(one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]) / 2
    low, middle, high = np.sort(roof[:, :, 2], axis=1).T
    if not areas.sum():
        return float(high.max())
    wanted = share * areas.sum()
    bottom, top = float(low.min()), float(high.max())
    for _ in range(40):  # halves the interval down to less than a micrometre
        guess = (bottom + top) / 2
        if float((areas * _below(guess, low, middle, high)).sum()) < wanted:
            bottom = guess
        else:
            top = guess
    return top


def _below(height: float, low: Floats, middle: Floats, high: Floats) -> Floats:
    """Share of each triangle that lies below a height."""
    up = np.clip(height - low, 0, None)
    down = np.clip(high - height, 0, None)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = up**2 / ((high - low) * (middle - low))
        upper = 1 - down**2 / ((high - low) * (high - middle))
    below: Floats = np.where(height < middle, lower, upper)
    below = np.where(height <= low, 0.0, below)
    return np.where(height >= high, 1.0, below)
