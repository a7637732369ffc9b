"""Quality tells what is missing or doubtful, how much, and what it means for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from shapely import Point, Polygon, box

from twin.api.certainty import FLAGS
from twin.geo import sources
from twin.geo.bgt import Bgt
from twin.geo.merge import merge
from twin.geo.panden import Pand
from twin.geo.quality import BuildingFlag, Finding, assess, flags, overlapping_panden, survey
from twin.geo.quality.words import FINDINGS, Indicator, Weight
from twin.geo.register import Register, RegisteredPand
from twin.model import (
    Area,
    Building,
    HeightOrigin,
    LoadReport,
    Mismatch,
    MismatchKind,
    Origin,
    Surface,
    SurfaceKind,
    Tree,
    TreeOrigin,
)

TODAY = date(2026, 11, 22)
HOUSE = Building("0164100000000001", box(10, 10, 20, 20), 17.0, 25.0, HeightOrigin.AHN, year=1932)
ROAD = Surface("G1", SurfaceKind.WEGDEEL, box(0, 0, 50, 10), "voetpad", "tegels")


def area(*buildings: Building, surfaces: tuple[Surface, ...] = (), **more: object) -> Area:
    made = Area("buurt", "Buurt", box(0, 0, 50, 50), 17.0, Origin.REAL, (), buildings, surfaces)
    return replace(made, **more)  # type: ignore[arg-type]


def found(judged: Area) -> dict[str, Finding]:
    return {each.name: each for each in assess(judged, survey(judged), TODAY).findings}


def flagged(judged: Area) -> dict[str, tuple[BuildingFlag, ...]]:
    return dict(flags(judged, overlapping_panden(judged)))


@pytest.mark.parametrize(
    ("more", "flag"),
    [
        ({"height_origin": HeightOrigin.NEIGHBOURS}, BuildingFlag.HEIGHT_ESTIMATED),
        ({"height_error": 1.2}, BuildingFlag.HEIGHT_UNCERTAIN),
        ({"point_density": 0.4}, BuildingFlag.FEW_POINTS),
        ({"measured_in": 1932}, BuildingFlag.MEASURED_WHILE_BUILT),
        ({"year": None}, BuildingFlag.YEAR_UNKNOWN),
    ],
)
def test_a_doubt_about_a_building_is_flagged_counted_and_explained(
    more: dict[str, object], flag: BuildingFlag
) -> None:
    doubtful = replace(HOUSE, **more)  # type: ignore[arg-type]
    sound = replace(HOUSE, id="0164100000000002", footprint=box(30, 30, 40, 40))
    judged = area(doubtful, sound)
    assert flagged(judged)[doubtful.id] == tuple(
        each for each in BuildingFlag if each in {flag, BuildingFlag.NO_MODEL}
    )
    assert flagged(judged)[sound.id] == (BuildingFlag.NO_MODEL,)
    finding = found(judged)[flag]
    assert (finding.count, finding.total, finding.share) == (1, 2, 0.5)
    assert finding.examples == (doubtful.id,)
    assert "1 van de 2 gebouwen" in finding.says.nl
    assert Indicator.ZON in dict(finding.means)


def test_buildings_over_each_other_are_told_in_square_metres() -> None:
    other = replace(HOUSE, id="0164100000000002", footprint=box(18, 10, 28, 20))
    neighbour = replace(HOUSE, id="0164100000000003", footprint=box(28, 10, 38, 20))
    judged = area(HOUSE, other, neighbour)
    assert found(judged)["overlaps"].square_metres == 20
    overlapping = [name for name, mine in flagged(judged).items() if BuildingFlag.OVERLAPS in mine]
    assert overlapping == [HOUSE.id, other.id]


def test_surfaces_over_each_other_count_on_one_level_only() -> None:
    again = replace(ROAD, id="G2", footprint=box(40, 0, 50, 12))
    bridge = replace(ROAD, id="G3", level=1)
    assert found(area(surfaces=(ROAD, again)))["surfaces-overlap"].square_metres == 100
    assert "surfaces-overlap" not in found(area(surfaces=(ROAD, bridge)))


def test_ground_that_nobody_drew_is_told() -> None:
    told = found(area(HOUSE, surfaces=(ROAD,)))["uncovered"]
    assert told.square_metres == pytest.approx(2500 - 500 - 100)
    assert "1.900 m²" in told.says.nl
    assert "1,900 m²" in told.says.en


def test_a_building_on_a_street_is_told() -> None:
    on_street = replace(HOUSE, footprint=box(10, 5, 20, 15))
    assert found(area(on_street, surfaces=(ROAD,)))["on-ground"].square_metres == 50


def test_missing_layers_come_first_and_say_for_whom_it_matters() -> None:
    judged = area(HOUSE)
    names = [each.name for each in assess(judged, survey(judged), TODAY).findings]
    assert names[:4] == ["no-dwellings", "no-surfaces", "no-trees", "no-terrain"]
    assert Indicator.WONINGEN in dict(found(judged)["no-dwellings"].means)


@pytest.mark.parametrize(
    ("dated", "name"),
    [(date(2025, 11, 1), "source-old"), (None, "source-undated"), (date(2026, 11, 1), None)],
)
def test_the_age_of_a_source_is_reckoned_from_today(dated: date | None, name: str | None) -> None:
    told = found(area(HOUSE, sources=(replace(sources.BAG, dated=dated),)))
    assert {each for each in told if each.startswith("source")} == ({name} if name else set())


def test_trees_that_only_laser_points_show_are_told_with_their_source() -> None:
    tree = Tree("ahn-1", Point(5, 5), 17.0, 9.0, 3.0, known_by=TreeOrigin.DETECTED)
    judged = area(HOUSE, trees=(tree,), sources=(sources.BGT, sources.AHN))
    assert found(judged)["trees-detected"].count == 1
    layers = {each.name: each for each in assess(judged, survey(judged), TODAY).layers}
    assert [each.name for each in layers["trees"].sources] == [sources.AHN.name]


def test_a_synthetic_area_says_that_it_is_made_up_and_nothing_else() -> None:
    judged = area(HOUSE, origin=Origin.SYNTHETIC)
    assert list(found(judged)) == ["made-up"]
    assert flagged(judged)[HOUSE.id] == (BuildingFlag.MADE_UP,)


def test_bgt_and_bag_are_compared_when_they_are_merged() -> None:
    def pand(number: int, shape: Polygon) -> Pand:
        return Pand(f"01641000000000{number:02}", shape)

    def registered(drawn: Pand) -> RegisteredPand:
        return RegisteredPand(drawn.id, drawn.footprint, 1990, "Pand in gebruik", ())

    same, moved = pand(1, box(0, 0, 10, 10)), pand(2, box(20, 0, 30, 10))
    only_map, only_bag = pand(3, box(40, 0, 50, 10)), pand(4, box(0, 20, 10, 30))
    edge = pand(5, box(40, 40, 50, 50))
    in_bag = [same, pand(2, box(20, 0, 30, 20)), only_bag, edge]
    drafts = merge(
        Bgt((same, moved, only_map, edge), (), (), (), None),
        (),
        Register({each.id: registered(each) for each in in_bag}, (), 0, 0, (), None),
        box(0, 0, 50, 50),
    )
    assert drafts.mismatches == (
        Mismatch(MismatchKind.OUTLINE, moved.id, 100.0, 0.5),
        Mismatch(MismatchKind.ONLY_BGT, only_map.id, 100.0, 0.0),
        Mismatch(MismatchKind.ONLY_BAG, only_bag.id, 100.0, 0.0),
    )


def test_mismatches_and_repairs_of_a_load_are_findings() -> None:
    report = LoadReport(
        mismatches=(Mismatch(MismatchKind.ONLY_BGT, HOUSE.id, 100.0, 0.0),),
        repaired=(("bgt_wegdeel", 2),),
    )
    judged = area(HOUSE, report=report)
    assert found(judged)["only-bgt"].square_metres == 100
    assert BuildingFlag.ONLY_BGT in flagged(judged)[HOUSE.id]
    assert found(judged)["repaired"].what == "bgt_wegdeel"


def test_every_flag_has_words_and_every_finding_that_matters_says_for_whom() -> None:
    assert set(FLAGS) == set(BuildingFlag)
    assert {flag.value for flag in BuildingFlag} <= set(FINDINGS)
    for name, told in FINDINGS.items():
        assert told.means or told.weight is not Weight.MISSING, name


def test_delft_is_judged_whole(delft_area: Area) -> None:
    told = found(delft_area)
    assert told["no-model"].total == 160
    assert {"no-dwellings", "source-old", "not-compared", "left-out"} <= set(told)
    assert set(flagged(delft_area)) == {building.id for building in delft_area.buildings}
