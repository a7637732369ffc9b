"""What is wrong with a new building and with what is to be in it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from twin.errors import Issue
from twin.geo.crs import NAP_RANGE
from twin.model import AddBuilding, FaceClass, Floats, Part, Programme, RoofKind, Solid, Use
from twin.sim.scenario import checks
from twin.sim.scenario.checks import Bounds, number, outline
from twin.sim.scenario.draft import Draft
from twin.sim.scenario.heights import ground_at
from twin.sim.scenario.massing import footprint_of, mesh_of

_PITCHES = Bounds(5.0, 75.0, "°")
_DIRECTIONS = Bounds(0.0, 360.0, "°")
_LOWEST_STOREY = 2.4
"""Metres from floor to floor below which nobody builds (2.6 m of free height for homes)."""

_SINKS = 5.0
"""Metres between a designed form and the ground that may be cellar, slope or plinth."""


def of_building(
    edit: AddBuilding, place: str, draft: Draft, heights: Bounds, storeys: Bounds
) -> Iterator[Issue]:
    """All that is wrong with a new building."""
    found: list[Issue] = []
    if not edit.parts:
        found.append(Issue(f"{place}.parts", "missing", "er is geen bouwdeel", "there is no part"))
    for count, part in enumerate(edit.parts):
        where = f"{place}.parts[{count}]"
        found += outline(part.footprint, f"{where}.geometry", draft.area)
        found += checks.told_height(part.height, part.storeys, where, heights, storeys)
        found += _base(part, where)
    found += _roof(edit, f"{place}.roof")
    if edit.programme is not None:
        found += of_programme(edit.programme, f"{place}.programme")
    yield from found
    if not found:
        yield from _whole(edit, place, draft, heights)


def _whole(edit: AddBuilding, place: str, draft: Draft, heights: Bounds) -> Iterator[Issue]:
    """What can be told once its parts are right by themselves."""
    for count, part in enumerate(edit.parts):
        yield from _carried(part, edit, f"{place}.parts[{count}]")
    footprint = footprint_of(edit)
    yield from checks.free(footprint, place, draft)
    ground = ground_at(draft.area, footprint)
    if edit.solid is not None:
        yield from _solid(edit.solid, footprint, f"{place}.solid", ground)
    elif edit.roof.kind is not RoofKind.FLAT:
        high = float(mesh_of(edit, ground).vertices[:, 2].max()) - ground
        if high > heights.high:
            yield Issue(
                f"{place}.roof",
                "impossible-height",
                f"met dit dak is het gebouw '{high:.0f}' m hoog",
                f"with this roof the building is '{high:.0f}' m high",
            )
    if edit.programme is not None:
        yield from _fits(edit, edit.programme, f"{place}.programme")


def of_programme(programme: Programme, place: str) -> Iterator[Issue]:
    """Whether homes fit in the floor area that is told for living."""
    living = dict(programme.uses).get(Use.HOME)
    homes = sum(each.count * each.floor_area for each in programme.homes)
    if living is not None and homes > living * 1.001:
        yield Issue(
            f"{place}.homes",
            "does-not-fit",
            f"de woningen zijn samen '{homes:g}' m², meer dan de '{living:g}' m² woonfunctie",
            f"the homes have '{homes:g}' m² together, more than the '{living:g}' m² for living",
        )


def _base(part: Part, place: str) -> Iterator[Issue]:
    if part.base < 0 or (part.base and part.base >= part.top):
        yield Issue(
            f"{place}.base",
            "impossible-height",
            f"het deel begint op '{part.base:g}' m en eindigt op '{part.top:g}' m",
            f"the part begins at '{part.base:g}' m and ends at '{part.top:g}' m",
        )


def _carried(part: Part, edit: AddBuilding, place: str) -> Iterator[Issue]:
    if not part.base:
        return
    below = [
        other.footprint
        for other in edit.parts
        if other is not part and other.base < part.base <= other.top + 0.05
    ]
    hanging = shapely.difference(part.footprint, shapely.union_all(below))
    if hanging.area > checks.OVERLAP:
        at = hanging.representative_point()
        yield Issue(
            f"{place}.base",
            "hangs-over",
            f"'{hanging.area:.1f}' m² van dit deel staat op '{part.base:g}' m nergens op",
            f"'{hanging.area:.1f}' m² of this part stands on nothing at '{part.base:g}' m",
            (at.x, at.y),
        )


def _roof(edit: AddBuilding, place: str) -> Iterator[Issue]:
    if edit.roof.kind is not RoofKind.FLAT:
        yield from number(edit.roof.pitch, f"{place}.pitch", _PITCHES)
    if edit.roof.ridge_direction is not None:
        yield from number(edit.roof.ridge_direction, f"{place}.ridge_direction", _DIRECTIONS)


def _solid(solid: Solid, footprint: BaseGeometry, place: str, ground: float) -> Iterator[Issue]:
    """Whether a designed form stands on its own ground, in RD and NAP."""
    vertices = np.array(solid.vertices)
    low, high = float(vertices[:, 2].min()), float(vertices[:, 2].max())
    if low < NAP_RANGE[0] or high > NAP_RANGE[1] or high - low < 1.0:
        yield Issue(
            place,
            "impossible-height",
            f"de vorm loopt van '{low:g}' tot '{high:g}' m NAP",
            f"the form goes from '{low:g}' to '{high:g}' m NAP",
        )
    elif abs(low - ground) > _SINKS:
        yield Issue(
            place,
            "not-on-the-ground",
            f"de vorm begint op '{low:.1f}' m NAP; de grond is hier '{ground:.1f}' m NAP",
            f"the form begins at '{low:.1f}' m NAP; the ground is '{ground:.1f}' m NAP here",
        )
    corners = vertices[[each for each, kind in zip(solid.triangles, solid.classes, strict=True)
                        if kind is FaceClass.ROOF]]  # fmt: skip
    if not _seen_from_above(corners.reshape(-1, 3, 3)):
        yield Issue(
            place,
            "no-roof",
            "de vorm heeft geen dak: geen vlak van klasse 2 dat van boven te zien is",
            "the form has no roof: no triangle of class 2 that is seen from above",
        )
    west, south, east, north = footprint.buffer(_SINKS).bounds
    xy = vertices[:, :2]
    if (xy < (west, south)).any() or (xy > (east, north)).any():
        yield Issue(
            place,
            "beside-its-ground",
            "de vorm staat niet op zijn eigen grondvlak",
            "the form does not stand on its own footprint",
        )


def _seen_from_above(corners: Floats) -> bool:
    """Whether triangles (n, 3, 3) cover any ground."""
    one, two = (corners[:, corner, :2] - corners[:, 0, :2] for corner in (1, 2))
    areas = np.abs(one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]) / 2
    return float(areas.sum()) > checks.OVERLAP


def _fits(edit: AddBuilding, programme: Programme, place: str) -> Iterator[Issue]:
    """Whether the floor area can be in the volume at all."""
    if edit.solid is not None:
        return
    room = sum(
        part.footprint.area * max(round((part.top - part.base) / _LOWEST_STOREY), 1)
        for part in edit.parts
    )
    if programme.floor_area > room:
        yield Issue(
            f"{place}.uses",
            "does-not-fit",
            f"'{programme.floor_area:g}' m² vloer past niet; hier is ten hoogste '{room:.0f}' m²",
            f"'{programme.floor_area:g}' m² of floor do not fit; there is '{room:.0f}' m² at most",
        )
