"""What differs between two versions of an area."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely import LineString, Point, box
from shapely.affinity import translate

from twin.geo.changes import Aspect, Changes, diff, touched
from twin.model import (
    Area,
    Barrier,
    BarrierHeight,
    Building,
    HeightOrigin,
    Origin,
    PlannedBuilding,
    Surface,
    SurfaceKind,
    Tree,
)

HOUSE = Building(
    "0164100000000001", box(10, 10, 20, 20), 17.0, 25.0, HeightOrigin.AHN, year=1932,
    status="Pand in gebruik",
)  # fmt: skip
SHED = replace(HOUSE, id="0164100000000002", footprint=box(40, 10, 45, 15))
ROAD = Surface("G1", SurfaceKind.WEGDEEL, box(0, 30, 100, 40), "rijbaan lokale weg", "klinkers")
OAK = Tree("boom-1", Point(50, 50), 17.0, 12.0, 4.0)
AREA = Area(
    "buurt", "Buurt", box(0, 0, 100, 100), 17.0, Origin.REAL, (),
    buildings=(HOUSE, SHED), surfaces=(ROAD,), trees=(OAK,),
)  # fmt: skip


def test_an_area_does_not_differ_from_itself() -> None:
    assert diff(AREA, AREA) == Changes()
    assert not diff(AREA, AREA)


def test_a_building_that_appears_is_built_and_one_that_vanishes_is_gone() -> None:
    with_shed, without = AREA, replace(AREA, buildings=(HOUSE,))
    assert diff(without, with_shed) == Changes(built=(SHED.id,))
    assert diff(with_shed, without) == Changes(gone=(SHED.id,))


def test_what_was_planned_and_stands_now_is_told() -> None:
    planned = PlannedBuilding(SHED.id, SHED.footprint, "Bouw gestart")
    before = replace(AREA, buildings=(HOUSE,), planned=(planned,))
    assert diff(before, AREA).planned_before == (SHED.id,)


def test_a_boundary_that_is_drawn_anew_builds_and_demolishes_nothing() -> None:
    narrow = replace(AREA, boundary=box(0, 0, 30, 100), buildings=(HOUSE,))
    assert diff(narrow, AREA).came_in == (SHED.id,)
    assert diff(AREA, narrow).fell_out == (SHED.id,)
    assert diff(narrow, AREA).built == diff(AREA, narrow).gone == ()


@pytest.mark.parametrize(
    ("later", "aspect", "values"),
    [
        ({"footprint": box(10, 10, 20, 25)}, Aspect.FOOTPRINT, ("100.0", "150.0")),
        ({"roof_height": 28.0}, Aspect.HEIGHT, ("25.00", "28.00")),
        ({"status": "Verbouwing pand"}, Aspect.STATUS, ("Pand in gebruik", "Verbouwing pand")),
        ({"year": None}, Aspect.YEAR, ("1932", None)),
    ],
)
def test_each_aspect_of_a_building_is_told_before_and_after(
    later: dict[str, object], aspect: Aspect, values: tuple[str | None, str | None]
) -> None:
    changed = replace(HOUSE, **later)  # type: ignore[arg-type]
    (change,) = diff(AREA, replace(AREA, buildings=(changed, SHED))).changed
    (difference,) = change.differences
    assert change.id == HOUSE.id
    assert (difference.aspect, difference.before, difference.after) == (aspect, *values)


def test_noise_of_measuring_and_drawing_is_no_change() -> None:
    again = replace(HOUSE, roof_height=25.3, footprint=translate(HOUSE.footprint, 0.04, 0.04))
    shifted = replace(ROAD, footprint=translate(ROAD.footprint, 0.001, 0))
    tree = replace(OAK, id="b-900", height=12.5, position=Point(50.4, 50))
    later = replace(AREA, buildings=(again, SHED), surfaces=(shifted,), trees=(tree,))
    assert diff(AREA, later) == Changes()


def test_ground_that_turns_green_is_told_in_square_metres() -> None:
    narrow = replace(ROAD, footprint=box(0, 30, 100, 36))
    verge = Surface("G2", SurfaceKind.BEGROEIDTERREINDEEL, box(0, 36, 100, 40))
    changes = diff(AREA, replace(AREA, surfaces=(narrow, verge)))
    assert [(each.kind, each.before, each.after) for each in changes.ground] == [
        ("begroeidterreindeel", 0.0, 400.0),
        ("wegdeel", 1000.0, 600.0),
    ]
    assert changes.surfaces == ("G1", "G2")


def test_a_street_that_is_paved_otherwise_has_changed() -> None:
    asphalt = replace(ROAD, material="asfalt")
    assert diff(AREA, replace(AREA, surfaces=(asphalt,))) == Changes(surfaces=("G1",))


def test_trees_are_planted_felled_and_grow() -> None:
    lime = replace(OAK, id="boom-2", position=Point(80, 50))
    grown = replace(OAK, height=15.0)
    changes = diff(AREA, replace(AREA, trees=(grown, lime)))
    assert changes == Changes(trees_new=("boom-2",), trees_changed=("boom-1",))
    assert diff(AREA, replace(AREA, trees=())) == Changes(trees_gone=("boom-1",))


def test_objects_of_a_scenario_that_a_change_is_about_are_touched() -> None:
    lime = replace(OAK, id="boom-2", position=Point(80, 50))
    higher = replace(HOUSE, roof_height=30.0)
    changes = diff(AREA, replace(AREA, buildings=(higher,), surfaces=(), trees=(OAK, lime)))
    everything = (HOUSE.id, SHED.id, ROAD.id, OAK.id, lime.id, "eigen-plan-1")
    assert touched(changes, everything) == {HOUSE.id, SHED.id, ROAD.id, lime.id}
    assert touched(Changes(), everything) == frozenset()


def test_a_wall_that_is_built_raised_moved_or_gone_is_told() -> None:
    line = LineString([(0, 60), (30, 60)])
    wall = Barrier("M1", "muur", line, 17.0, 2.0, True, BarrierHeight.ASSUMED)
    walled = replace(AREA, barriers=(wall,))
    assert diff(AREA, walled) == Changes(barriers=("M1",)) == diff(walled, AREA)
    assert "M1" in touched(diff(AREA, walled), {"M1"})
    moved = LineString([(0, 61), (30, 61)])
    for other in (
        replace(wall, height=4.0),
        replace(wall, kind="haag"),
        replace(wall, shape=moved),
    ):
        assert diff(walled, replace(AREA, barriers=(other,))).barriers == ("M1",)
    nudged = replace(wall, height=2.3, shape=LineString([(0, 60.1), (15, 60.2), (30, 60)]))
    assert not diff(walled, replace(AREA, barriers=(nudged,)))
