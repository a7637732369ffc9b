"""One home as it is and with a plan: its building on both sides, results, and meters nearby."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import shapely
from shapely.geometry.base import BaseGeometry

from twin.api.assets import AreaAssets, Plan
from twin.api.context import Context
from twin.api.scenarios import visible
from twin.api.things import DatastreamBody, datastream_bodies
from twin.errors import NotFound
from twin.geo.crs import lonlat_to_rd
from twin.model import Area, Building, Scenario, Thing
from twin.sim.indicators.canonical import Document
from twin.store import results
from twin.store.areas import AreaRow
from twin.store.pool import Connection
from twin.store.results import Of
from twin.store.things import list_datastreams, list_things


@dataclass(frozen=True, slots=True)
class Told:
    """The newest result of an indicator; `stale` when the area changed since."""

    said: Document
    computed_at: datetime
    stale: bool


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """The area as it is, or with a plan.

    Attributes
    ----------
    building
        None where the home does not stand there.
    results
        By indicator.
    """

    area: Area
    building: Building | None
    results: Mapping[str, Told]


@dataclass(frozen=True, slots=True)
class Heard:
    """A meter in the area.

    Attributes
    ----------
    metres
        From the home.
    x, y
        RD.
    """

    thing: Thing
    streams: Sequence[DatastreamBody]
    metres: float
    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class Home:
    """A home that somebody asks about.

    Attributes
    ----------
    then
        With the plan; None where none is chosen.
    heard
        Meters of the area whose place is known, the nearest first.
    """

    row: AreaRow
    scenario: Scenario | None
    now: Side
    then: Side | None
    heard: tuple[Heard, ...]
    asked_at: datetime

    @property
    def building(self) -> Building:
        """As it is; as the plan has it where it is new."""
        found = self.now.building or (self.then and self.then.building)
        assert found  # noqa: S101 - `home_of` refuses a building that is on neither side
        return found

    @property
    def gone(self) -> bool:
        """Whether the plan takes the home away."""
        return self.then is not None and self.then.building is None

    @property
    def latest(self) -> Side:
        """With the plan where one is chosen."""
        return self.then or self.now


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """An area as it is, and with a plan where one is chosen."""

    scenario: Scenario | None
    now: AreaAssets
    then: AreaAssets | None


def sides(
    shared: Context, conn: Connection, area: str, scenario: str | None, who: str | None
) -> Sides:
    """Both sides of an area.

    Raises
    ------
    NotFound
        No such area, or no plan of it that the one who asks may see.
    EditsInvalid
        The area changed under the plan.
    """
    now = shared.assets.of(conn, area)
    if scenario is None:
        return Sides(None, now, None)
    plan = visible(conn, scenario, who, None).scenario
    if plan.area != area:
        raise NotFound(f"area '{area}' has no plan '{scenario}'")
    return Sides(plan, now, shared.assets.with_plan(conn, area, Plan(plan.id, plan.revision)))


def find(both: Sides, building: str) -> tuple[Building | None, Building | None]:
    """A building as it is and with the plan.

    Raises
    ------
    NotFound
        It is on neither side.
    """
    found = tuple(
        next((each for each in side.area.buildings if each.id == building), None)
        if side is not None
        else None
        for side in (both.now, both.then)
    )
    if found == (None, None):
        raise NotFound(
            f"area '{both.now.row.id}' has no building '{building}'",
            hint=f"all homes: /api/v1/areas/{both.now.row.id}/homes",
        )
    return found[0], found[1]


def home_of(conn: Connection, both: Sides, building: str, now: datetime) -> Home:
    """All that is known of a home; raises as `find`."""
    row, plan = both.now.row, both.scenario
    stands, stood = find(both, building)
    building_there = stands or stood
    assert building_there  # noqa: S101 - `find` refuses one that is on neither side
    return Home(
        row,
        plan,
        Side(both.now.area, stands, _results(conn, Of(row.id), row)),
        None
        if both.then is None or plan is None
        else Side(both.then.area, stood, _results(conn, Of(row.id, plan.id, plan.revision), row)),
        tuple(_heard(conn, row.id, building_there.footprint, now)),
        now,
    )


def name(building: Building) -> str | None:
    """Its address, the first where there are several; None where none is known."""
    known = [each.address for each in building.dwellings if each.address]
    return known[0] if known else None


def _results(conn: Connection, of: Of, row: AreaRow) -> dict[str, Told]:
    changed = row.changed_at
    return {
        each.indicator: Told(each.body["result"], each.computed_at, each.computed_at < changed)
        for each in results.newest(conn, of)
    }


def _heard(conn: Connection, area: str, footprint: BaseGeometry, now: datetime) -> list[Heard]:
    things = [each for each in list_things(conn, area) if each.retired_at is None]
    streams: dict[str, list[DatastreamBody]] = {}
    for body in datastream_bodies(conn, list_datastreams(conn, area=area), now):
        streams.setdefault(body.thing, []).append(body)
    found = []
    for thing in things:
        if thing.longitude_lonlat is None or thing.latitude_lonlat is None:
            continue
        x, y = (
            float(each)
            for each in lonlat_to_rd([(thing.longitude_lonlat, thing.latitude_lonlat)])[0]
        )
        metres = float(footprint.distance(shapely.Point(x, y)))
        if math.isfinite(metres):
            found.append(Heard(thing, streams.get(thing.id, []), metres, x, y))
    return sorted(found, key=lambda each: (each.metres, each.thing.id))
