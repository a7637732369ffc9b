"""What is wrong with an edit in an area, in words and with the place."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from twin.errors import Issue
from twin.model import (
    PLANNED_ID,
    AddBuilding,
    AddParking,
    ChangeUse,
    DigWater,
    Edit,
    FellTrees,
    ParkingKind,
    PlantTrees,
    RemoveBuilding,
    Repave,
    SetHeight,
    SetTraffic,
    SurfaceKind,
    TreeSize,
)
from twin.sim.scenario import checks
from twin.sim.scenario.check_building import of_building, of_programme
from twin.sim.scenario.checks import Bounds, number, outline, spot
from twin.sim.scenario.concerned import named
from twin.sim.scenario.draft import Draft
from twin.sim.scenario.growth import sizes

HEIGHTS = Bounds(2.0, 300.0, "m")
"""Metres that a building is high; the highest of the Netherlands has 215."""

STOREYS = Bounds(1, 90, "")
_DEPTHS = Bounds(0.05, 15.0, "m")
_TREE_HEIGHTS = Bounds(0.3, 60.0, "m")
_CROWNS = Bounds(0.1, 20.0, "m")
_PLACES = Bounds(1, 10_000, "")
_VEHICLES = Bounds(0, 300_000, "per day")
_SPEEDS = Bounds(5, 130, "km/h")
_LAID = frozenset(
    {
        SurfaceKind.WEGDEEL, SurfaceKind.ONDERSTEUNENDWEGDEEL, SurfaceKind.BEGROEIDTERREINDEEL,
        SurfaceKind.ONBEGROEIDTERREINDEEL, SurfaceKind.ONDERSTEUNENDWATERDEEL,
    }
)  # fmt: skip
_ROADS = frozenset({SurfaceKind.WEGDEEL, SurfaceKind.OVERBRUGGINGSDEEL})


@dataclass(slots=True)
class Known:
    """What is known of edits so far besides what they made.

    Attributes
    ----------
    ids
        That they gave, also those that could not be made.
    buildings, trees
        Ids of what is not there only because an edit could not be made, which is told of there.
    """

    ids: set[str] = field(default_factory=set)
    buildings: set[str] = field(default_factory=set)
    trees: set[str] = field(default_factory=set)

    def waits(self, edit: Edit) -> bool:
        """Whether an edit is about something that an edit before it could not make."""
        return not (self.buildings | self.trees).isdisjoint(named([edit]))

    def remember(self, edit: Edit, *, made: bool) -> None:
        """Keep what an edit gives and takes away."""
        if isinstance(edit, AddBuilding | PlantTrees | Repave | DigWater | AddParking | SetTraffic):
            self.ids.add(edit.id)
        if isinstance(edit, PlantTrees):
            trees = {f"{edit.id}-{count + 1}" for count in range(len(edit.points))}
            self.ids |= trees
            self.trees |= set() if made else trees
        if isinstance(edit, AddBuilding) and not made:
            self.buildings.add(edit.id)
        if isinstance(edit, RemoveBuilding):
            self.buildings.discard(edit.id)
        if isinstance(edit, FellTrees):
            self.trees.difference_update(edit.ids)


def problems_of(edit: Edit, place: str, draft: Draft, known: Known) -> list[Issue]:
    """All that is wrong with an edit after those that `draft` holds.

    Parameters
    ----------
    place
        How issues name the edit: `edits[2]`.
    """
    return list(_problems(edit, place, draft, known))


def _problems(edit: Edit, place: str, draft: Draft, known: Known) -> Iterator[Issue]:
    match edit:
        case AddBuilding():
            yield from _new_id(edit.id, place, draft, known)
            yield from of_building(edit, place, draft, HEIGHTS, STOREYS)
        case RemoveBuilding() | SetHeight() | ChangeUse():
            yield from _existing(
                edit.id, f"{place}.id", draft.buildings, known.buildings, "gebouw|building"
            )
            if isinstance(edit, SetHeight):
                yield from _height(edit, place)
            if isinstance(edit, ChangeUse):
                yield from of_programme(edit.programme, f"{place}.programme")
        case FellTrees():
            yield from _felled(edit, place, draft, known)
        case SetTraffic():
            yield from _new_id(edit.id, place, draft, known)
            yield from _traffic(edit, place, draft)
        case _:
            yield from _new_id(edit.id, place, draft, known)
            yield from _on_the_ground(edit, place, draft)


def _on_the_ground(
    edit: PlantTrees | Repave | DigWater | AddParking, place: str, draft: Draft
) -> Iterator[Issue]:
    match edit:
        case PlantTrees():
            yield from _trees(edit, place, draft)
        case Repave():
            yield from outline(edit.footprint, f"{place}.geometry", draft.area)
            if edit.kind not in _LAID:
                yield Issue(
                    f"{place}.kind",
                    "cannot-be-laid",
                    f"'{edit.kind}' is geen bedekking om aan te leggen",
                    f"'{edit.kind}' is no cover that can be laid",
                )
        case DigWater():
            found = list(outline(edit.footprint, f"{place}.geometry", draft.area))
            yield from found or checks.free(edit.footprint, f"{place}.geometry", draft)
            yield from number(edit.depth, f"{place}.depth", _DEPTHS)
        case AddParking():
            yield from _parking(edit, place, draft)


def _new_id(name: str, place: str, draft: Draft, known: Known) -> Iterator[Issue]:
    if not name.startswith(PLANNED_ID) or len(name) == len(PLANNED_ID):
        yield Issue(
            f"{place}.id",
            "not-a-plan-id",
            f"'{name}' begint niet met '{PLANNED_ID}'",
            f"'{name}' does not begin with '{PLANNED_ID}'",
        )
    if name in known.ids or name in draft.buildings or name in draft.trees:
        yield Issue(
            f"{place}.id",
            "id-taken",
            f"'{name}' is al de naam van iets anders",
            f"'{name}' is the id of something else already",
        )


def _existing(
    name: str, place: str, there: Collection[str], awaited: Collection[str], words: str
) -> Iterator[Issue]:
    """`words` is what is looked for, in Dutch and in English, around a bar."""
    if name in there or name in awaited:
        return
    dutch, _, english = words.partition("|")
    near = difflib.get_close_matches(name, there, n=1, cutoff=0.8)
    yield Issue(
        place,
        "unknown-id",
        f"er is geen {dutch} '{name}'" + (f"; bedoelt u '{near[0]}'?" if near else ""),
        f"there is no {english} '{name}'" + (f"; do you mean '{near[0]}'?" if near else ""),
    )


def _height(edit: SetHeight, place: str) -> Iterator[Issue]:
    yield from checks.told_height(edit.height, edit.storeys, place, HEIGHTS, STOREYS)


def _felled(edit: FellTrees, place: str, draft: Draft, known: Known) -> Iterator[Issue]:
    seen: set[str] = set()
    for count, name in enumerate(edit.ids):
        where = f"{place}.ids[{count}]"
        if name in seen:
            yield Issue(where, "twice", f"'{name}' staat er twee keer", f"'{name}' is there twice")
        else:
            yield from _existing(name, where, draft.trees, known.trees, "boom|tree")
        seen.add(name)


def _trees(edit: PlantTrees, place: str, draft: Draft) -> Iterator[Issue]:
    for count, point in enumerate(edit.points):
        where = f"{place}.geometry[{count}]" if len(edit.points) > 1 else f"{place}.geometry"
        found = list(spot(point, where, draft.area))
        yield from found or checks.free(point, where, draft)
    told = (("now", edit.now), ("after_10", edit.after_10), ("after_30", edit.after_30))
    wrong = [issue for name, size in told for issue in _size(size, f"{place}.{name}")]
    yield from wrong
    grown = sizes(edit)
    if not wrong and not grown[0].height <= grown[1].height <= grown[2].height:
        yield Issue(
            place,
            "shrinks",
            f"de boom wordt lager: '{' '.join(f'{size.height:g}' for size in grown)}' m",
            f"the tree becomes lower: '{' '.join(f'{size.height:g}' for size in grown)}' m",
        )


def _size(size: TreeSize | None, place: str) -> Iterator[Issue]:
    if size is not None:
        yield from number(size.height, f"{place}.height", _TREE_HEIGHTS)
        yield from number(size.crown_radius, f"{place}.crown_radius", _CROWNS)


def _parking(edit: AddParking, place: str, draft: Draft) -> Iterator[Issue]:
    where = f"{place}.geometry"
    if edit.shape.geom_type == "Point":
        yield from spot(edit.shape, where, draft.area)
    else:
        found = list(outline(edit.shape, where, draft.area))
        open_air = edit.kind is not ParkingKind.GARAGE
        yield from found or (checks.free(edit.shape, where, draft) if open_air else ())
    yield from number(edit.places, f"{place}.places", _PLACES)


def _traffic(edit: SetTraffic, place: str, draft: Draft) -> Iterator[Issue]:
    if bool(edit.surfaces) == (edit.line is not None):
        yield Issue(
            place,
            "one-of-both",
            "geef óf wegdelen op, óf een lijn",
            "give either surfaces or a line",
        )
    if edit.line is not None:
        yield from checks.way(edit.line, f"{place}.geometry", draft.area)
    kinds = {surface.id: surface.kind for surface in draft.ground.surfaces()}
    for count, name in enumerate(edit.surfaces):
        where = f"{place}.surfaces[{count}]"
        if name not in kinds:
            yield from _existing(name, where, kinds, (), "wegdeel|road surface")
        elif kinds[name] not in _ROADS:
            yield Issue(
                where,
                "not-a-road",
                f"'{name}' is geen weg maar '{kinds[name]}'",
                f"'{name}' is no road but '{kinds[name]}'",
            )
    for kind, count_of in edit.vehicles:
        yield from number(count_of, f"{place}.vehicles.{kind}", _VEHICLES)
    yield from number(edit.speed, f"{place}.speed", _SPEEDS)
