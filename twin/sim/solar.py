"""What the sun brings to roof planes in a mean year, shaded by what stands around them.

Direct radiation comes by patches of the sky (`twin.sim.radiation`), each of which a point sees or
not; diffuse radiation comes from the part of the sky that is seen, and the ground and walls around
reflect a fifth. What panels make of it is a share: their efficiency, and what is lost on the way.

References
----------
Hay, J. and Davies, J. (1980), see `twin.sim.radiation`. Huld, T., Müller, R. and Gambardella, A.
(2012). A new solar radiation database for estimating PV performance in Europe and Africa. Solar
Energy 86(6), 1803-1815, https://doi.org/10.1016/j.solener.2012.03.006: the 14 % of losses (PVGIS).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.geo.crs import Bounds
from twin.model import Area, Floats
from twin.sim.indicators.base import Watch, unwatched
from twin.sim.leaves import MEAN_YEAR, TRUNK
from twin.sim.radiation import SkyYear
from twin.sim.rays import CROWN_WIDTH, Obstacles, building_triangles, crown_triangles
from twin.sim.roofs import RoofPlane

ALBEDO = 0.2
"""Share of the light that ground and walls send back (PVGIS, pvlib: urban 0.14 to 0.22)."""

LOWEST = 5.0
"""Degrees of elevation below which nothing is looked at: there all light counts as lost, which is
2 % of what falls on an open field in a year. So what is far away cannot matter."""

_COARSE = 5.0  # degrees of patches that are looked at
_OFF = 0.03  # metres from the roof to where a panel looks from
_POINTS = 12  # per plane at most: they are spread over it evenly
_SLICE = 200  # planes at a time


@dataclass(frozen=True, slots=True, eq=False)
class Patches:
    """Pieces of the sky, n that send direct and m that send diffuse light.

    Attributes
    ----------
    towards, direct
        (n, 3) unit vectors and (n,) kWh/m² a year on a plane that faces them.
    sky, solid
        (m, 3) unit vectors and (m,) steradians.
    diffuse, total
        kWh/m² a year on level open ground.
    """

    towards: Floats
    direct: Floats
    sky: Floats
    solid: Floats
    diffuse: float
    total: float


@dataclass(frozen=True, slots=True, eq=False)
class RoofSun:
    """Radiation of planes in kWh/m² a year, each (n,): shaded, and as in an open field."""

    shaded: Floats
    open: Floats


def patches(year: SkyYear, turn: float = 0.0) -> Patches:
    """The sky in the pieces that roofs look at.

    Parameters
    ----------
    turn
        Degrees by which the north of the grid is turned clockwise from true north.
    """
    azimuth, elevation = (year.azimuths - turn) % 360.0, year.elevations
    counted = elevation >= LOWEST
    column = np.floor(azimuth / _COARSE).astype(np.intp)
    row = np.floor(elevation / _COARSE).astype(np.intp)
    place = (column * round(90 / _COARSE) + row)[counted]
    _, which = np.unique(place, return_inverse=True)
    weight = year.direct[counted]
    direct = np.bincount(which, weights=weight).astype(np.float64)
    # The middle of the light within a patch, and not of the patch.
    middles = [
        np.bincount(which, weights=weight * part) / direct
        for part in _directions(azimuth[counted], elevation[counted]).T
    ]
    towards = np.column_stack(middles)
    towards /= np.linalg.norm(towards, axis=1)[:, None]
    # Rings of 10 degrees: what falls from below `LOWEST` on level ground is 1 % of the diffuse.
    edges = np.arange(LOWEST, 90, 10.0)
    sky_azimuth, sky_elevation = np.meshgrid(np.arange(7.5, 360, 15.0), edges + 5.0)
    ring = np.sin(np.radians(np.minimum(edges + 10, 90))) - np.sin(np.radians(edges))
    solid = np.repeat(ring * np.radians(15.0), 24)
    sky = _directions(sky_azimuth.ravel(), np.minimum(sky_elevation.ravel(), 89.0))
    return Patches(towards, direct, sky, solid, year.diffuse, year.total)


def roof_sun(
    planes: Sequence[RoofPlane], area: Area, sky: Patches, watch: Watch = unwatched
) -> RoofSun:
    """What planes of an area get, given all its buildings and trees.

    Parameters
    ----------
    watch
        Told the share that is done; may raise to stop.
    """
    shaded, unshaded = np.zeros(len(planes)), np.zeros(len(planes))
    # Where single precision is counted from does not move with an edit.
    corner = np.array(area.boundary.bounds[:2])
    origin = np.append(np.floor(corner / 1000.0) * 1000.0, area.reference_height)
    solid = Obstacles(building_triangles(area.buildings), origin)
    crowns = Obstacles(crown_triangles(area.trees, TRUNK), origin)
    for start in range(0, len(planes), _SLICE):
        watch(start / len(planes))
        part = planes[start : start + _SLICE]
        normals = np.array([plane.normal for plane in part])
        reflected = sky.total * ALBEDO * (1 - normals[:, 2]) / 2
        shaded[start : start + len(part)] = reflected
        unshaded[start : start + len(part)] = reflected
        chosen = [_chosen(plane.points) for plane in part]
        owner = np.repeat(np.arange(len(part)), [len(points) for points in chosen])
        points = np.concatenate(chosen) + normals[owner] * _OFF
        for towards, weight in (
            (sky.towards, sky.direct),
            (sky.sky, sky.solid * (sky.diffuse / math.pi)),
        ):
            slant = np.maximum(_cosines(normals, towards), 0.0) * weight
            point, piece = np.nonzero(slant[owner])
            rays = points[point], towards[piece]
            through = np.where(solid.stop(*rays), 0.0, np.where(crowns.stop(*rays), MEAN_YEAR, 1.0))
            light = through * slant[owner[point], piece]
            seen = np.bincount(owner[point], weights=light, minlength=len(part))
            shaded[start : start + len(part)] += seen / np.bincount(owner)
            unshaded[start : start + len(part)] += slant.sum(axis=1)
    return RoofSun(shaded, unshaded)


def roof_sun_after(
    before: RoofSun,
    before_planes: Sequence[RoofPlane],
    before_area: Area,
    planes: Sequence[RoofPlane],
    area: Area,
    sky: Patches,
    watch: Watch = unwatched,
) -> RoofSun:
    """Look again only at the planes that are new and those that a change can shade or free.

    Buildings and trees that are the same object in both areas have not changed.

    Returns
    -------
    RoofSun
        Equal to `roof_sun(planes, area, …)` to the last bit.
    """
    same = {id(each) for each in before_area.buildings} & {id(each) for each in area.buildings}
    stayed = {building.id for building in area.buildings if id(building) in same}
    known = {(plane.building, plane.number): place for place, plane in enumerate(before_planes)}
    source = np.array(
        [
            known[plane.building, plane.number] if plane.building in stayed else -1
            for plane in planes
        ],
        np.intp,
    )
    again = source < 0
    for bounds, top in _changed(before_area, area):
        again |= reach(planes, top, bounds)
    places = np.flatnonzero(again)
    fresh = roof_sun([planes[place] for place in places.tolist()], area, sky, watch)
    shaded, unshaded = np.empty(len(planes)), np.empty(len(planes))
    kept = ~again
    shaded[kept], unshaded[kept] = before.shaded[source[kept]], before.open[source[kept]]
    shaded[places], unshaded[places] = fresh.shaded, fresh.open
    return RoofSun(shaded, unshaded)


def reach(planes: Sequence[RoofPlane], top: float, bounds: Bounds) -> NDArray[np.bool_]:
    """Which planes something can shade, (n,).

    Parameters
    ----------
    top
        Its highest point, metres NAP.
    bounds
        RD: west, south, east and north of it.
    """
    low = np.array([plane.points.min(axis=0) for plane in planes]).reshape(-1, 3)
    high = np.array([plane.points.max(axis=0) for plane in planes]).reshape(-1, 3)
    west, south, east, north = bounds
    gap = np.hypot(
        np.maximum(np.maximum(low[:, 0] - east, west - high[:, 0]), 0),
        np.maximum(np.maximum(low[:, 1] - north, south - high[:, 1]), 0),
    )
    # A metre of slack for the ray that starts just off the roof.
    return np.asarray(top + 1.0 - low[:, 2] > gap * math.tan(math.radians(LOWEST)))


def _changed(before: Area, after: Area) -> Iterator[tuple[Bounds, float]]:
    """Bounds and highest point of what is in one of two areas only."""
    same = {id(each) for each in (*before.buildings, *before.trees)} & {
        id(each) for each in (*after.buildings, *after.trees)
    }
    for building in (*before.buildings, *after.buildings):
        if id(building) not in same:
            mesh = building.mesh
            top = building.roof_height if mesh is None else float(mesh.vertices[:, 2].max())
            yield building.footprint.bounds, top
    for tree in (*before.trees, *after.trees):
        if id(tree) not in same:
            crown = tree.position.buffer(tree.crown_radius * CROWN_WIDTH)
            yield crown.bounds, tree.ground_height + tree.height


def _chosen(points: Floats) -> Floats:
    """At most `_POINTS` of them, evenly through the order of the grid."""
    if len(points) <= _POINTS:
        return points
    return points[np.linspace(0, len(points) - 1, _POINTS).round().astype(np.intp)]


def _cosines(normals: Floats, towards: Floats) -> Floats:
    """(n, m) of the angles between unit vectors; a matrix product would round by what is beside."""
    x, y, z = (np.multiply.outer(normals[:, axis], towards[:, axis]) for axis in range(3))
    return np.asarray(x + y + z)


def _directions(azimuth: Floats, elevation: Floats) -> Floats:
    turn, rise = np.radians(azimuth), np.radians(elevation)
    level = np.cos(rise)
    return np.column_stack((level * np.sin(turn), level * np.cos(turn), np.sin(rise)))
