"""What façades look at: lawns, walls, ponds and crowns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from tests.sim.blocks import X, Y, area, block
from twin.model import Area, Surface, SurfaceKind, Tree
from twin.sim.facade_case import facades
from twin.sim.facade_sun import Rules
from twin.sim.grid import cover, heights
from twin.sim.indicators.base import Arrays, Case
from twin.sim.view_case import view_of
from twin.sim.views import FAR, Views, reached, views

LAWN = Surface(
    "gras", SurfaceKind.BEGROEIDTERREINDEEL, box(X - 400, Y - 400, X + 400, Y + 400),
    material="gras- en kruidachtigen",
)  # fmt: skip
POND = Surface(
    "vijver", SurfaceKind.WATERDEEL, box(X - 400, Y - 400, X + 400, Y + 400), function="waterloop"
)


def seen(place: Area) -> Views:
    """From the south of the house, 1.5 m above the ground."""
    at = np.array([[X, Y - 5.05, 1.5]])
    return views(at, np.array([180.0]), heights(place, margin=FAR), place.surfaces)


def house(*surfaces: Surface, trees: tuple[Tree, ...] = ()) -> Area:
    """A house on such ground."""
    return replace(area(block("huis", -5, -5, 5, 5, 6)), surfaces=surfaces, trees=trees)


def test_half_of_the_view_over_an_endless_lawn_is_green() -> None:
    told = seen(house(LAWN))
    assert told.green[0] == pytest.approx(0.5, abs=0.03)
    assert told.water[0] == told.yard[0] == 0


def test_without_green_there_is_none_to_see_and_water_is_water() -> None:
    assert seen(house()).green[0] == 0
    told = seen(house(POND))
    assert told.green[0] == 0
    assert told.water[0] == pytest.approx(0.5, abs=0.03)


def test_a_wall_hides_the_lawn_behind_it() -> None:
    plain = seen(house(LAWN)).green[0]
    built = area(block("huis", -5, -5, 5, 5, 6), block("muur", -80, -20, 80, -15, 12))
    assert 0 < seen(replace(built, surfaces=(LAWN,))).green[0] < plain


def test_a_tree_is_green_in_front_of_the_sky() -> None:
    tree = Tree("boom", Point(X, Y - 20), 0.0, 12.0, 4.0)
    assert seen(house(trees=(tree,))).green[0] > 0.02


@settings(max_examples=6, deadline=None)
@given(
    x=st.floats(-60, 330), y=st.floats(-60, 60), height=st.floats(2, 40),
    kind=st.sampled_from(["add", "raise", "remove", "plant", "fell", "dig", "storeys"]),
)  # fmt: skip
def test_a_view_after_an_edit_equals_looking_at_everything(
    x: float, y: float, height: float, kind: str
) -> None:
    crown = Tree("boom", Point(X + 30, Y - 20), 0.0, 9.0, 4.0)
    far = block("ver", 300, -5, 310, 5, 6)
    base = replace(
        area(block("huis", -5, -5, 5, 5, 6), block("buur", 20, -5, 30, 5, 6), far),
        surfaces=(LAWN,),
        trees=(crown,),
    )
    house, *others = base.buildings
    made, grown = block("plan", x, y, x + 8, y + 8, height), replace(house, roof_height=height + 3)
    pond = replace(POND, footprint=box(X + x, Y, X + 90, Y + 9))
    planted = replace(crown, id="plan", position=Point(X + x, Y))
    after = {
        "add": replace(base, buildings=(*base.buildings, made)),
        "raise": replace(base, buildings=(grown, *others)),
        "remove": replace(base, buildings=(house, far)),
        "plant": replace(base, trees=(crown, planted)),
        "fell": replace(base, trees=()),
        "dig": replace(base, surfaces=(LAWN, pond)),
        "storeys": replace(base, buildings=(replace(house, storeys=3), *others)),
    }[kind]  # fmt: skip
    looked, rules = facades(Case(after, base, "na", "nu", keep=keep_sun), Rules(), 2026), Rules()
    one = view_of(Case(after, base, "na", "nu"), looked, rules)
    now = Case(after, after, "na", "na")
    whole = view_of(now, replace(looked, before=looked.now, was=np.arange(len(one))), rules)
    np.testing.assert_array_equal(one, whole)


SUN: dict[str, Arrays] = {}


def keep_sun(key: str, make: Callable[[], Arrays]) -> Arrays:
    """Keep the year of sun alone."""
    if not key.startswith("suns"):
        return make()
    if key not in SUN:
        SUN[key] = make()
    return SUN[key]


def test_what_an_edit_cannot_reach_is_not_looked_at_again() -> None:
    grid = cover((X - 400, Y - 400, X + 400, Y + 400))
    differs = np.zeros(grid.shape, np.bool_)
    differs[100:110, 395:405] = True  # 295 m to the south
    at = np.array([[X, Y, 1.5], [X, Y, 1.5], [X, Y + 100, 1.5]])
    looks = np.array([180.0, 0.0, 180.0])
    assert reached(at, looks, grid, differs).tolist() == [True, False, False]
    assert not reached(at, looks, grid, np.zeros_like(differs)).any()
