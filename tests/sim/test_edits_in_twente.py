"""After any edits in a real place, looking again where they reach equals looking at everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from shapely import Point, box

from twin.model import (
    AddBuilding,
    Area,
    Edit,
    FellTrees,
    Part,
    PlantTrees,
    RemoveBuilding,
    Roof,
    RoofKind,
    SetHeight,
    TreeClass,
)
from twin.sim.indicators.base import Arrays, Case
from twin.sim.indicators.sky_view_told import maps_of as sky_maps
from twin.sim.indicators.sun_ground_told import maps_of as sun_maps
from twin.sim.norms import norm
from twin.sim.radiation import typical_year
from twin.sim.roofs import roof_planes
from twin.sim.scenario.apply import apply
from twin.sim.solar import patches, roof_sun, roof_sun_after

HALF = 90.0  # metres of the village to each side of its middle
ANY = settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass(frozen=True)
class Village:
    """A piece of Twente with some trees, and spots where a building or a tree can come."""

    area: Area
    spots: tuple[Point, ...]


@pytest.fixture(scope="module")
def village(twente_area: Area) -> Village:
    middle = twente_area.buildings[0].footprint.centroid
    around = box(middle.x - HALF, middle.y - HALF, middle.x + HALF, middle.y + HALF)
    inside = tuple(each for each in twente_area.buildings if around.contains(each.footprint))
    part = replace(twente_area, buildings=inside, boundary=around)
    spots = tuple(_open(part))
    trees = PlantTrees("plan-bomen", spots[:6], TreeClass.LARGE)
    return Village(apply(part, [trees]), spots[6:])


def _open(area: Area) -> Iterator[Point]:
    """Spots 15 m from each other with room for a building."""
    west, south, east, north = (round(each) for each in area.boundary.bounds)
    for x in range(west + 12, east - 12, 15):
        for y in range(south + 12, north - 12, 15):
            room = box(x - 7, y - 7, x + 7, y + 7)
            if not any(each.footprint.intersects(room) for each in area.buildings):
                yield Point(x, y)


@st.composite
def plans(draw: st.DrawFn, village: Village) -> Area:
    """The village with one to four edits, no two at the same place."""
    kinds = draw(st.lists(st.sampled_from(["height", "remove", "add", "plant", "fell"]),
                          min_size=1, max_size=4))  # fmt: skip
    ids = [each.id for each in village.area.buildings]
    homes = draw(st.lists(st.sampled_from(ids), min_size=4, max_size=4, unique=True))
    spots = draw(st.permutations(village.spots))
    edits: list[Edit] = []
    for number, kind in enumerate(kinds):
        spot = spots[number]
        match kind:
            case "height":
                edits.append(SetHeight(homes[number], draw(st.floats(2.5, 60)), None))
            case "remove":
                edits.append(RemoveBuilding(homes[number]))
            case "add":
                outline = box(spot.x - 6, spot.y - 5, spot.x + 6, spot.y + 5)
                roof = Roof(draw(st.sampled_from(RoofKind)))
                part = Part(outline, height=draw(st.floats(3, 45)))
                edits.append(AddBuilding(f"plan-{number}", (part,), roof))
            case "plant":
                species = draw(st.sampled_from(TreeClass))
                edits.append(PlantTrees(f"plan-{number}", (spot,), species))
            case _:
                edits.append(FellTrees((village.area.trees[number].id,)))
    return apply(village.area, edits, horizon_years=draw(st.sampled_from([0, 10, 30])))


def equal(one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    """To the last bit, in everything but what is told against the base."""
    for name in one.keys() - {"change"}:
        assert_array_equal(one[name], other[name], err_msg=name)


class Kept:
    """What was made of the village as it is, for the next example."""

    def __init__(self) -> None:
        self._kept: dict[str, Arrays] = {}

    def __call__(self, key: str, make: Any) -> Arrays:
        """As `twin.sim.indicators.base.Keep`; plans are made each time."""
        if "village" not in key:
            made: Arrays = make()
            return made
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]


@pytest.fixture(scope="module")
def keep() -> Kept:
    return Kept()


@ANY
@given(data=st.data())
def test_sun_on_the_ground_after_edits_is_that_of_a_full_run(
    data: st.DataObject, village: Village, keep: Kept
) -> None:
    after = data.draw(plans(village))
    asked = 2.0, date(2026, 4, 20), norm("bezonning.en-17037").key
    _, again = sun_maps(Case(after, village.area, "plan", "village", keep=keep), *asked)
    _, whole = sun_maps(Case(after, after, "plan", "plan"), *asked)
    equal(again, whole)


@ANY
@given(data=st.data())
def test_the_view_of_the_sky_after_edits_is_that_of_a_full_run(
    data: st.DataObject, village: Village, keep: Kept
) -> None:
    after = data.draw(plans(village))
    _, again = sky_maps(Case(after, village.area, "plan", "village", keep=keep), 1.0)
    _, whole = sky_maps(Case(after, after, "plan", "plan"), 1.0)
    equal(again, whole)


@ANY
@given(data=st.data())
def test_light_on_roofs_after_edits_is_that_of_a_full_run(
    data: st.DataObject, village: Village
) -> None:
    after, sky = data.draw(plans(village)), patches(typical_year())
    old, new = (roof_planes(each.buildings, 6.0) for each in (village.area, after))
    before = roof_sun(old, village.area, sky)
    again = roof_sun_after(before, old, village.area, new, after, sky)
    whole = roof_sun(new, after, sky)
    assert_array_equal(again.shaded, whole.shaded)
    assert_array_equal(again.open, whole.open)
