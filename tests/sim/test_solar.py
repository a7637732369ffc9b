"""Light on roofs: against analysis and pvlib's closed forms, and after edits against all again."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import Point, box

from twin.model import Area, Building, HeightOrigin, Origin, Tree
from twin.sim.indicators import solar_roofs
from twin.sim.indicators.base import Case
from twin.sim.indicators.solar_roofs import SolarParameters
from twin.sim.leaves import MEAN_YEAR
from twin.sim.radiation import typical_year
from twin.sim.roofs import roof_planes
from twin.sim.solar import ALBEDO, Patches, RoofSun, patches, roof_sun, roof_sun_after


@pytest.fixture(scope="module")
def sky() -> Patches:
    return patches(typical_year())


def block(name: str, west: float, south: float, height: float, size: float = 10) -> Building:
    shape = box(west, south, west + size, south + size)
    return Building(name, shape, 0.0, height, HeightOrigin.DESIGN)


def place(*buildings: Building, trees: tuple[Tree, ...] = ()) -> Area:
    ground = box(-2000, -2000, 2000, 2000)
    return Area("leeg", "Leeg", ground, 0.0, Origin.SYNTHETIC, (), buildings, trees=trees)


def light(area: Area, sky: Patches) -> RoofSun:
    return roof_sun(roof_planes(area.buildings), area, sky)


def test_a_flat_roof_in_an_open_field_gets_nearly_all_of_the_light(sky: Patches) -> None:
    found = light(place(block("a", 0, 0, 5)), sky)
    assert found.shaded == pytest.approx(found.open)
    # What comes from below 5 degrees does not count.
    assert found.open[0] == pytest.approx(typical_year().total, rel=0.01)


def test_patches_hold_the_light_of_the_year(sky: Patches) -> None:
    year = typical_year()
    counted = year.elevations >= 5.0
    assert sky.direct.sum() == pytest.approx(year.direct[counted].sum())
    level = float(sky.direct @ sky.towards[:, 2])
    assert level == pytest.approx(float(year.direct @ year.directions[:, 2]), rel=0.01)
    cosine = float(sky.solid @ sky.sky[:, 2])
    assert cosine == pytest.approx(math.pi * math.cos(math.radians(5)) ** 2, rel=0.01)


def test_a_tower_takes_light_from_the_roof_north_of_it_and_not_from_the_south(
    sky: Patches,
) -> None:
    area = place(block("noord", 0, 15, 5), block("toren", 0, 0, 60), block("zuid", 0, -25, 5))
    north, tower, south = light(area, sky).shaded
    assert tower == pytest.approx(typical_year().total, rel=0.01)
    assert 0.5 * tower < north < 0.8 * tower
    assert north < south < 0.98 * tower


def test_a_roof_at_the_foot_of_an_endless_wall_sees_half_of_the_sky(sky: Patches) -> None:
    wall = Building("muur", box(-1500, 10.0, 1500, 20), 0.0, 900.0, HeightOrigin.DESIGN)
    area = place(block("a", 0, 9, 0.5, size=1), wall)
    (found, _) = light(area, sky).shaded
    towards_south = sky.towards[:, 1] < 0
    direct = float(sky.direct[towards_south] @ sky.towards[towards_south, 2])
    assert found == pytest.approx(direct + sky.diffuse / 2, rel=0.02)


def test_under_a_crown_only_what_leaves_let_through_is_left(sky: Patches) -> None:
    tree = Tree("boom", Point(5, 5), 0.0, 40.0, 60.0)
    area = place(block("a", 4.5, 4.5, 11, size=1), trees=(tree,))
    found = light(area, sky)
    assert found.shaded[0] == pytest.approx(MEAN_YEAR * found.open[0], rel=0.15)


def test_reflected_light_grows_with_the_slope(sky: Patches) -> None:
    area = place(block("a", 0, 0, 5))
    (plane,) = roof_planes(area.buildings)
    steep = replace(plane, normal=np.array([0.0, -1.0, 0.0]))
    (found,) = roof_sun([steep], replace(area, buildings=()), sky).shaded
    facing = np.maximum(sky.towards @ steep.normal, 0) @ sky.direct
    half_sky = np.maximum(sky.sky @ steep.normal, 0) @ sky.solid * sky.diffuse / math.pi
    assert found == pytest.approx(facing + half_sky + ALBEDO * sky.total / 2)


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    gone=st.sets(st.integers(0, 159), max_size=2),
    x=st.floats(-60, 60),
    y=st.floats(-60, 60),
    height=st.floats(3, 70),
    fell=st.booleans(),
)
def test_looking_again_after_an_edit_equals_looking_at_everything(
    delft_area: Area, sky: Patches, gone: set[int], x: float, y: float, height: float, fell: bool
) -> None:
    before = replace(delft_area, trees=delft_area.trees[:40])
    middle = before.boundary.centroid
    made = block("plan-1", middle.x + x, middle.y + y, height)
    stay = tuple(each for place, each in enumerate(before.buildings) if place not in gone)
    after = replace(
        before, buildings=(*stay, made), trees=before.trees[1:] if fell else before.trees
    )
    old, new = roof_planes(before.buildings, 4.0), roof_planes(after.buildings, 4.0)
    start = roof_sun(old, before, sky)
    again = roof_sun_after(start, old, before, new, after, sky)
    whole = roof_sun(new, after, sky)
    np.testing.assert_array_equal(again.shaded, whole.shaded)
    np.testing.assert_array_equal(again.open, whole.open)


def test_a_roof_looked_at_alone_gets_what_it_gets_among_others(
    delft_area: Area, sky: Patches
) -> None:
    area = replace(delft_area, trees=())
    planes = roof_planes(area.buildings, 4.0)[:60]
    together = roof_sun(planes, area, sky)
    for place in range(0, 60, 20):
        alone = roof_sun(planes[place : place + 1], area, sky)
        assert (alone.shaded[0], alone.open[0]) == (together.shaded[place], together.open[place])


def test_the_first_roof_of_an_empty_area_is_looked_at(sky: Patches) -> None:
    before = place()
    after = replace(before, buildings=(block("plan-1", 0, 0, 9),))
    planes = roof_planes(after.buildings)
    again = roof_sun_after(light(before, sky), [], before, planes, after, sky)
    np.testing.assert_array_equal(again.shaded, light(after, sky).shaded)


def test_the_indicator_tells_what_a_tower_takes(sky: Patches) -> None:
    base = place(block("a", 0, 15, 5), block("b", 0, 300, 5))
    area = replace(base, buildings=(*base.buildings, block("plan-1", 0, 0, 60)))
    result = solar_roofs.compute(Case(area, base, "na", "nu"), SolarParameters(least=0))
    rows = {row.id: row for row in result.rows}
    lit = rows["a"].values["radiation"]
    lost = rows["a"].values["change"]
    assert lit is not None
    assert lost is not None
    assert lost == pytest.approx(-0.6 * 0.21 * 0.86 * 100 * (1048 - lit), rel=0.02)
    assert rows["b"].values["change"] == pytest.approx(0, abs=20)
    assert rows["plan-1"].values["change"] is None
    assert result.figures[1].value == pytest.approx(-lost / 1000, rel=0.1)


def test_a_roof_of_unknown_shape_says_so() -> None:
    guessed = replace(block("a", 0, 0, 5), height_origin=HeightOrigin.AHN)
    area = place(guessed)
    (row,) = solar_roofs.compute(Case(area, area, "nu", "nu"), SolarParameters()).rows
    assert row.flags == ("roof-shape-unknown",)
