"""What the indicators about façades tell of a plan, in rows that people read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from shapely import box

from tests.sim.blocks import area, block
from twin.model import Area, Building, Dwelling, Surface, SurfaceKind
from twin.sim.indicators import daylight, sun_facades, view_green
from twin.sim.indicators.base import Arrays, Case, Result, Row, Subject
from twin.sim.indicators.canonical import write
from twin.sim.indicators.facade_parameters import FacadeParameters
from twin.sim.verdict import Judgement

HOME = Dwelling("0164010000000001", ("woonfunctie",), address="Toetsstraat 1")
OTHER = Dwelling("0164010000000002", ("woonfunctie",), address="Toetsstraat 1A")
HOUSE = replace(block("huis", -5, -5, 5, 5, 6.5), dwellings=(HOME,))
TOWER = block("plan-toren", -12, -30, 12, -15, 40)

KEPT: dict[str, Arrays] = {}


def keep(key: str, make: Callable[[], Arrays]) -> Arrays:
    """As the cache: what comes out of it cannot be written to."""
    if key not in KEPT:
        KEPT[key] = dict(make())
        for array in KEPT[key].values():
            array.flags.writeable = False
    return KEPT[key]


@pytest.fixture(scope="module")
def base() -> Area:
    return area(HOUSE, replace(block("schuur", 20, 20, 24, 23, 2.5), use=None))


def case(base: Area, *more: Building) -> Case:
    plan = replace(base, buildings=(*base.buildings, *more)) if more else base
    return Case(plan, base, f"toets-{len(more)}", "toets", keep=keep)


def rows(result: Result, subject: Subject) -> list[Row]:
    return [row for row in result.rows if row.subject is subject]


def figure(result: Result, key: str) -> float | None:
    return next(each.value for each in result.figures if each.key == key)


def test_a_tower_in_the_south_takes_the_sun_and_the_verdict(base: Area) -> None:
    parameters = FacadeParameters()
    before = sun_facades.compute(case(base), parameters)
    after = sun_facades.compute(case(base, TOWER), parameters)
    south = next(
        row for row in before.rows if row.label.endswith("1e bouwlaag") and "zuidgevel" in row.label
    )
    then = next(row for row in after.rows if row.id == south.id)
    light = south.verdicts[0], then.verdicts[0]
    assert light[0].judgement is Judgement.MEETS
    assert light[1].value < light[0].value
    change = then.values["march_change"]
    assert change is not None
    assert change == pytest.approx((then.values["march"] or 0) - (south.values["march"] or 0))
    assert change < 0
    assert all(row.values["march_change"] == 0 for row in before.rows)
    fresh = [row for row in after.rows if row.belongs_to == "plan-toren"]
    assert fresh
    assert all(row.values["march_change"] is None for row in fresh)
    write(after)  # in the form in which results are kept


def test_one_verblijfsobject_makes_the_façades_those_of_a_dwelling(base: Area) -> None:
    told = sun_facades.compute(case(base), FacadeParameters())
    (home,) = rows(told, Subject.DWELLING)
    assert (home.id, home.label, home.belongs_to) == (HOME.id, "Toetsstraat 1", "huis")
    assert [each.judgement for each in home.verdicts] == [Judgement.MEETS] * 4
    several = replace(base, buildings=(replace(HOUSE, dwellings=(HOME, OTHER)),))
    told = sun_facades.compute(Case(several, several, "b", "b", keep=keep), FacadeParameters())
    (home,) = rows(told, Subject.BUILDING)
    assert home.verdicts == ()
    assert home.flags == ("several-dwellings",)


def test_a_north_façade_can_get_no_sun_and_gets_no_verdict(base: Area) -> None:
    told = sun_facades.compute(case(base), FacadeParameters())
    north = [row for row in told.rows if "noordgevel" in row.label]
    assert north
    assert all(row.flags == ("cannot-get-sun",) for row in north)
    assert all(not row.verdicts for row in north)
    assert figure(told, "no_sun") == len(north)


def test_daylight_is_39_6_percent_on_an_open_field_and_less_beside_a_tower(base: Area) -> None:
    told = daylight.compute(case(base), FacadeParameters())
    assert figure(told, "sky") == pytest.approx(39.6, abs=0.05)
    after = daylight.compute(case(base, TOWER), FacadeParameters())
    lost = [row.values["sky_change"] for row in after.rows if row.belongs_to == "huis"]
    assert min(each for each in lost if each is not None) < -5
    assert max(each for each in lost if each is not None) == 0
    write(after)


def test_the_view_needs_to_know_the_ground(base: Area) -> None:
    told = view_green.compute(case(base), view_green.ViewParameters())
    assert told.figures[0].value is None
    assert told.figures[0].why is not None
    ground = box(*base.boundary.bounds)
    lawn = Surface("gras", SurfaceKind.BEGROEIDTERREINDEEL, ground, material="gras")
    green = replace(base, surfaces=(lawn,))
    told = view_green.compute(
        Case(green, green, "g", "toets", keep=keep), view_green.ViewParameters()
    )
    value = figure(told, "green")
    assert value is not None
    assert 30 < value < 55
    write(told)


def test_an_area_without_homes_has_nothing_to_tell() -> None:
    empty = area(replace(block("schuur", 0, 0, 4, 3, 2.5), use=None))
    for indicator in (sun_facades.INDICATOR, daylight.INDICATOR):
        told = indicator.compute(Case(empty, empty, "e", "e", keep=keep), indicator.parameters())
        assert told.rows == ()
        assert told.figures[0].value is None
        write(told)
