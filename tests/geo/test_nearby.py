"""What is around a place: the nearest of each kind, with distance and direction."""

from __future__ import annotations

import pytest
from shapely import LineString, Point

from twin.geo.nearby import MOST, REACH, Meter, Planned, Sort, nearby
from twin.model import (
    AddParking,
    Area,
    ChangeUse,
    FellTrees,
    ParkingKind,
    PlantTrees,
    Programme,
    RemoveBuilding,
    SetTraffic,
    TreeClass,
    Use,
    VehicleClass,
)
from twin.sim.scenario.apply import apply


@pytest.fixture(scope="module")
def middle(sample_area: Area) -> Point:
    return sample_area.boundary.centroid


def test_the_nearest_come_first_with_a_few_of_each_kind(sample_area: Area, middle: Point) -> None:
    found = nearby(middle, sample_area)
    metres = [each.metres for each in found]
    assert metres == sorted(metres)
    assert metres[0] == 0
    assert max(metres) <= REACH
    counts = {sort: sum(each.sort is sort for each in found) for sort in Sort}
    assert counts[Sort.BUILDING] == MOST[Sort.BUILDING]
    assert all(counts[sort] <= MOST[sort] for sort in Sort)
    nearest = min(sample_area.buildings, key=lambda each: each.footprint.distance(middle))
    assert next(each for each in found if each.sort is Sort.BUILDING).subject is nearest


def test_pieces_of_one_pavement_are_told_once(sample_area: Area, middle: Point) -> None:
    roads = [each.subject for each in nearby(middle, sample_area) if each.sort is Sort.ROAD]
    functions = [getattr(road, "function", None) for road in roads]
    assert len(functions) == len(set(functions)) > 1


@pytest.mark.parametrize(("east", "north", "azimuth"), [(0, 40, 0), (40, 0, 90), (-40, -40, 225)])
def test_the_direction_is_clockwise_from_north(
    sample_area: Area, middle: Point, east: float, north: float, azimuth: float
) -> None:
    meter = Meter("meter-1", "Meter", ("temperature",), Point(middle.x + east, middle.y + north))
    found = nearby(middle, sample_area, meters=[meter])
    told = next(each for each in found if each.sort is Sort.SENSOR)
    assert told.azimuth == pytest.approx(azimuth)
    assert told.metres == pytest.approx(Point(east, north).distance(Point(0, 0)))


def test_far_from_everything_there_is_nothing(sample_area: Area, middle: Point) -> None:
    assert nearby(Point(middle.x + 50_000, middle.y), sample_area) == ()


def test_what_a_plan_changes_is_told_even_what_it_takes_away(
    sample_area: Area, middle: Point
) -> None:
    near = sorted(sample_area.buildings, key=lambda each: each.footprint.distance(middle))
    tree = min(sample_area.trees, key=lambda each: each.position.distance(middle))
    plan = apply(
        sample_area,
        (
            RemoveBuilding(near[0].id),
            ChangeUse(near[1].id, Programme(uses=((Use.SHOP, 80.0),))),
            FellTrees((tree.id,)),
            PlantTrees("plan-1", (Point(middle.x + 1, middle.y),), TreeClass.SMALL),
            AddParking("plan-2", middle.buffer(3), 4, ParkingKind.STREET),
            SetTraffic(
                "plan-3",
                ((VehicleClass.LIGHT, 900.0),),
                30.0,
                line=LineString([(middle.x, middle.y), (middle.x + 20, middle.y)]),
            ),
        ),
    )
    found = nearby(middle, sample_area, plan)
    changes = {(each.subject.id, each.change) for each in found if each.change}
    assert changes == {
        (near[0].id, Planned.GONE),
        (near[1].id, Planned.CHANGED),
        (tree.id, Planned.GONE),
        ("plan-1-1", Planned.NEW),
        ("plan-2", Planned.NEW),
        ("plan-3", Planned.NEW),
    }
    stays = [each.subject.id for each in found if each.sort is Sort.BUILDING and not each.change]
    assert len(stays) == MOST[Sort.BUILDING]
