"""Which objects of an area a scenario is about, so that it can be told when they change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from twin.model import (
    AddBuilding,
    AddParking,
    Area,
    ChangeUse,
    DigWater,
    Edit,
    FellTrees,
    PlantTrees,
    RemoveBuilding,
    Repave,
    SetHeight,
    SetTraffic,
)


def named(edits: Sequence[Edit]) -> frozenset[str]:
    """Ids of objects that edits name."""
    found: set[str] = set()
    for edit in edits:
        match edit:
            case RemoveBuilding() | SetHeight() | ChangeUse():
                found.add(edit.id)
            case FellTrees():
                found.update(edit.ids)
            case SetTraffic():
                found.update(edit.surfaces)
            case _:
                pass
    return frozenset(found)


def concerned(area: Area, edits: Sequence[Edit]) -> frozenset[str]:
    """Ids of objects that edits name, and of those that are where they build, dig or plant."""
    found = set(named(edits))
    places = [place for edit in edits for place in _places(edit) if place.is_valid]
    if not places:
        return frozenset(found)
    where = shapely.union_all(places)
    shapely.prepare(where)
    objects: list[tuple[str, BaseGeometry]] = [
        *((each.id, each.footprint) for each in area.buildings),
        *((each.id, each.footprint) for each in area.surfaces),
        *((each.id, each.position) for each in area.trees),
    ]
    if objects:
        hit = shapely.intersects(where, [shape for _, shape in objects])
        found.update(objects[place][0] for place in np.flatnonzero(hit))
    return frozenset(found)


def _places(edit: Edit) -> list[BaseGeometry]:
    """Where an edit changes something, besides what it names."""
    match edit:
        case AddBuilding():
            return [part.footprint for part in edit.parts]
        case PlantTrees():
            return list(edit.points)
        case Repave() | DigWater():
            return [edit.footprint]
        case AddParking():
            return [edit.shape]
        case _:
            return []
