"""What is around a place, nearest first: for who cannot point at a map. Pure; RD New metres.

No words and no search: `twin.api.nearby_words` tells of it, `twin.geo.addresses` finds addresses.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import shapely
from shapely import Point, STRtree
from shapely.geometry.base import BaseGeometry

from twin.model import (
    PLANNED_ID,
    Area,
    Building,
    ParkingPlace,
    Surface,
    SurfaceKind,
    Traffic,
    Tree,
)

REACH = 300.0
"""Metres; what is farther away is not here."""


class Sort(StrEnum):
    """What kind of object it is."""

    BUILDING = "building"
    TREE = "tree"
    ROAD = "road"
    GREEN = "green"
    WATER = "water"
    PARKING = "parking"
    TRAFFIC = "traffic"
    SENSOR = "sensor"


class Planned(StrEnum):
    """What a plan does to it."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


MOST = {
    Sort.BUILDING: 8,
    Sort.TREE: 4,
    Sort.ROAD: 3,
    Sort.GREEN: 2,
    Sort.WATER: 2,
    Sort.PARKING: 3,
    Sort.TRAFFIC: 3,
    Sort.SENSOR: 4,
}
"""So many of each kind; more would hide the others."""
MOST_CHANGES = 8
"""Of what a plan changes, the nearest are told besides."""

_SURFACES = {
    SurfaceKind.WEGDEEL: Sort.ROAD,
    SurfaceKind.OVERBRUGGINGSDEEL: Sort.ROAD,
    SurfaceKind.BEGROEIDTERREINDEEL: Sort.GREEN,
    SurfaceKind.WATERDEEL: Sort.WATER,
}


@dataclass(frozen=True, slots=True)
class Meter:
    """A sensor with its place in RD.

    Attributes
    ----------
    quantities
        Keys of what it measures.
    """

    id: str
    name: str
    quantities: tuple[str, ...]
    position: Point


Subject = Building | Tree | Surface | ParkingPlace | Traffic | Meter


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """An object near a place.

    Attributes
    ----------
    metres
        From the place to the nearest point of the object; 0 within it.
    azimuth
        Degrees clockwise from north, of that point; None within.
    at
        That point, RD; the place itself within.
    change
        None: it stays as it is.
    """

    sort: Sort
    subject: Subject
    metres: float
    azimuth: float | None
    at: Point
    change: Planned | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Thing:
    sort: Sort
    subject: Subject
    shape: BaseGeometry
    change: Planned | None
    alike: str  # of what is called the same only the nearest is told


def nearby(
    place: Point, now: Area, then: Area | None = None, meters: Sequence[Meter] = ()
) -> tuple[Near, ...]:
    """The nearest objects of each kind within `REACH`, ordered by their distance.

    Parameters
    ----------
    place
        RD.
    then
        The area with a plan. What it takes away is told too; None: as it is.

    Returns
    -------
    At most `MOST` of each kind, and at most `MOST_CHANGES` changes of the plan besides. Of roads,
    green and water only the nearest of each function: pieces of one pavement are one thing.
    """
    things = list(_things(now, then, meters))
    if not things:
        return ()
    shapes = [each.shape for each in things]
    hits = STRtree(shapes).query(place, predicate="dwithin", distance=REACH).tolist()
    away = shapely.distance(place, [shapes[hit] for hit in hits])
    ordered = sorted(zip(away.tolist(), hits, strict=True), key=lambda hit: (hit[0], hit[1]))
    return tuple(_near(place, things[hit], metres) for metres, hit in _few(ordered, things))


def _few(ordered: Sequence[tuple[float, int]], things: Sequence[_Thing]) -> list[tuple[float, int]]:
    """The first of each kind, and those that a plan changes."""
    told: dict[str, int] = {}
    named: set[str] = set()
    found = []
    for metres, hit in ordered:
        thing = things[hit]
        if thing.alike and thing.alike in named:
            continue
        kind, most = thing.sort.value, MOST[thing.sort]
        if thing.change is not None:
            kind, most = "change", MOST_CHANGES
        if told.get(kind, 0) >= most:
            continue
        told[kind] = told.get(kind, 0) + 1
        named.add(thing.alike)
        found.append((metres, hit))
    return found


def _near(place: Point, thing: _Thing, metres: float) -> Near:
    if metres == 0:
        return Near(thing.sort, thing.subject, 0.0, None, place, thing.change)
    line = shapely.shortest_line(place, thing.shape)
    at = Point(line.coords[1])
    azimuth = math.degrees(math.atan2(at.x - place.x, at.y - place.y)) % 360
    return Near(thing.sort, thing.subject, metres, azimuth, at, thing.change)


def _things(now: Area, then: Area | None, meters: Sequence[Meter]) -> Iterator[_Thing]:
    area = then or now
    before = {each.id: each for each in now.buildings}
    for building in area.buildings:
        change = None if then is None else _changed(before.get(building.id), building)
        yield _Thing(Sort.BUILDING, building, building.footprint, change, "")
    trees = {each.id for each in now.trees}
    for tree in area.trees:
        change = Planned.NEW if tree.id not in trees else None
        yield _Thing(Sort.TREE, tree, tree.position, change, "")
    if then is not None:
        yield from _gone(now, then)
    yield from _on_the_ground(area, {each.id for each in now.surfaces})
    for meter in meters:
        yield _Thing(Sort.SENSOR, meter, meter.position, None, "")


def _gone(now: Area, then: Area) -> Iterator[_Thing]:
    """What a plan takes away."""
    stay = {each.id for each in then.buildings} | {each.id for each in then.trees}
    for building in now.buildings:
        if building.id not in stay:
            yield _Thing(Sort.BUILDING, building, building.footprint, Planned.GONE, "")
    for tree in now.trees:
        if tree.id not in stay:
            yield _Thing(Sort.TREE, tree, tree.position, Planned.GONE, "")


def _on_the_ground(area: Area, before: set[str]) -> Iterator[_Thing]:
    """Roads, green and water, and places to park and traffic, which only plans tell of."""
    parked = {each.id for each in area.parking}
    for surface in area.surfaces:
        sort = _SURFACES.get(surface.kind)
        if sort is None or surface.level < 0 or surface.id in parked:
            continue
        laid = surface.id.startswith(PLANNED_ID) and surface.id not in before
        alike = surface.id if laid else surface.function or surface.material or ""
        change = Planned.NEW if laid else None
        yield _Thing(sort, surface, surface.footprint, change, f"{sort}:{alike}")
    for parking in area.parking:
        yield _Thing(Sort.PARKING, parking, parking.shape, Planned.NEW, "")
    for traffic in area.traffic:
        carried = set(traffic.surfaces)
        shape = traffic.line or shapely.union_all(
            [each.footprint for each in area.surfaces if each.id in carried]
        )
        if not shape.is_empty:
            yield _Thing(Sort.TRAFFIC, traffic, shape, Planned.NEW, "")


def _changed(before: Building | None, after: Building) -> Planned | None:
    if before is None:
        return Planned.NEW
    if before is after:
        return None
    facts = (before.roof_height, before.programme, before.use)
    same = facts == (after.roof_height, after.programme, after.use)
    return None if same and before.footprint.equals(after.footprint) else Planned.CHANGED
