"""What differs between an area and the same area with edits, object by object.

Objects that are the very same or equal in everything are left out; so that two variants that were
applied apart can be compared too, geometry and meshes count by their content.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Generic, TypeVar

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from twin.model import (
    Area,
    Barrier,
    Building,
    Mesh,
    ParkingPlace,
    Surface,
    Traffic,
    Tree,
)

_Thing = TypeVar("_Thing", Building, Surface, Tree, Barrier, ParkingPlace, Traffic)


@dataclass(frozen=True, slots=True, eq=False)
class Difference(Generic[_Thing]):
    """Objects as they were and as they are; one that changed is in both."""

    before: tuple[_Thing, ...] = ()
    after: tuple[_Thing, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.before or self.after)

    @property
    def both(self) -> tuple[_Thing, ...]:
        """Those before and those after."""
        return self.before + self.after


@dataclass(frozen=True, slots=True, eq=False)
class Changed:
    """What differs between two states of an area."""

    buildings: Difference[Building]
    surfaces: Difference[Surface]
    trees: Difference[Tree]
    barriers: Difference[Barrier]
    parking: Difference[ParkingPlace]
    traffic: Difference[Traffic]
    terrain: bool

    def __bool__(self) -> bool:
        parts = (
            self.buildings, self.surfaces, self.trees, self.barriers, self.parking, self.traffic
        )  # fmt: skip
        return self.terrain or any(parts)

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """RD box around everything that differs; None when nothing with a place does."""
        shapes: list[BaseGeometry] = [
            *(building.footprint for building in self.buildings.both),
            *(surface.footprint for surface in self.surfaces.both),
            *(tree.position.buffer(tree.crown_radius) for tree in self.trees.both),
            *(barrier.shape for barrier in self.barriers.both),
        ]
        if not shapes:
            return None
        west, south, east, north = shapely.total_bounds(shapes).tolist()
        return west, south, east, north


def changed(before: Area, after: Area) -> Changed:
    """What of `after` is not exactly what it is in `before`."""
    return Changed(
        buildings=_difference(before.buildings, after.buildings),
        surfaces=_difference(before.surfaces, after.surfaces),
        trees=_difference(before.trees, after.trees),
        barriers=_difference(before.barriers, after.barriers),
        parking=_difference(before.parking, after.parking),
        traffic=_difference(before.traffic, after.traffic),
        terrain=before.terrain is not after.terrain,
    )


def _difference(before: Sequence[_Thing], after: Sequence[_Thing]) -> Difference[_Thing]:
    """Objects of either side without an equal on the other; the order does not count."""
    if before is after:
        return Difference()
    same = {id(each) for each in before} & {id(each) for each in after}
    old = [each for each in before if id(each) not in same]
    new = [each for each in after if id(each) not in same]
    waiting: dict[str, list[_Thing]] = {}
    for each in new:
        waiting.setdefault(each.id, []).append(each)
    gone, matched = [], set()
    for each in old:
        twin = next((other for other in waiting.get(each.id, ()) if _equal(each, other)), None)
        if twin is None:
            gone.append(each)
        else:
            waiting[each.id].remove(twin)
            matched.add(id(twin))
    return Difference(tuple(gone), tuple(each for each in new if id(each) not in matched))


def _equal(one: object, other: object) -> bool:
    """Whether two objects of one kind have equal fields."""
    return type(one) is type(other) and all(
        _same(getattr(one, field.name), getattr(other, field.name))
        for field in fields(one)  # type: ignore[arg-type]  # only dataclasses come here
    )


def _same(one: object, other: object) -> bool:
    if one is other:
        return True
    if isinstance(one, Mesh) and isinstance(other, Mesh):
        return (
            np.array_equal(one.vertices, other.vertices)
            and np.array_equal(one.triangles, other.triangles)
            and np.array_equal(one.classes, other.classes)
        )
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)
