"""The ground of an area while edits change it: surfaces cut, covered and left bare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from twin.geo.shapes import polygons
from twin.model import AddParking, DigWater, Repave, Surface, SurfaceKind, WaterKind

_SLIVER = 0.05
"""Square metres below which what is left of a surface is drawing error."""


class Ground:
    """The surfaces at ground level, in their order; bridges and tunnels stay as they are."""

    def __init__(self, surfaces: Sequence[Surface]) -> None:
        self._surfaces = list(surfaces)

    def surfaces(self) -> tuple[Surface, ...]:
        """All of them as they are now; untouched ones are the very objects that came in."""
        return tuple(self._surfaces)

    def cut(self, shape: BaseGeometry) -> None:
        """Take `shape` (RD) out of what covers the ground; a surface may fall into parts."""
        shapely.prepare(shape)
        level = [surface.level == 0 for surface in self._surfaces]
        hit = shapely.intersects(shape, [surface.footprint for surface in self._surfaces])
        kept: list[Surface] = []
        for surface, on_ground, reached in zip(self._surfaces, level, hit, strict=True):
            if not (on_ground and reached):
                kept.append(surface)
                continue
            shared = shapely.intersection(surface.footprint, shape).area
            if shared < _SLIVER:
                kept.append(surface)
                continue
            left = shapely.difference(surface.footprint, shape)
            kept += [replace(surface, footprint=part) for part in polygons(left, smallest=_SLIVER)]
        self._surfaces = kept

    def cover(self, like: Surface, shape: BaseGeometry, standing: Iterable[BaseGeometry]) -> None:
        """Cover `shape` with surfaces that are `like` one, but for what stands on it."""
        free = shapely.difference(shape, shapely.union_all(list(standing)))
        parts = polygons(free, smallest=_SLIVER)
        if not parts:
            return
        self.cut(shapely.union_all(parts))
        self._surfaces += [replace(like, footprint=part) for part in parts]


def bare(building: str, footprint: Polygon) -> Surface:
    """What lies where a building was taken away, until an edit says otherwise."""
    return Surface(
        f"plan-grond-{building}",
        SurfaceKind.ONBEGROEIDTERREINDEEL,
        footprint,
        material="onverhard",
    )


def repaved(edit: Repave) -> Surface:
    """The surface that an edit lays."""
    return Surface(edit.id, edit.kind, edit.footprint, edit.function, edit.material)


def dug(edit: DigWater) -> Surface:
    """A wadi is grass that holds water now and then; a pond is water."""
    if edit.kind is WaterKind.WADI:
        kind, function, material = (
            SurfaceKind.BEGROEIDTERREINDEEL, "wadi", "gras- en kruidachtigen"
        )  # fmt: skip
        return Surface(edit.id, kind, edit.footprint, function, material, depth=edit.depth)
    return Surface(
        edit.id, SurfaceKind.WATERDEEL, edit.footprint, "watervlakte", None, depth=edit.depth
    )


def parking_ground(edit: AddParking, footprint: Polygon) -> Surface:
    """The ground of parking places in the open."""
    return Surface(edit.id, SurfaceKind.WEGDEEL, footprint, "parkeervlak", "open verharding")
