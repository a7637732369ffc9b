"""What façades look at: lawns, walls, ponds and crowns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shapely import Point, box

from tests.sim.blocks import X, Y, area, block
from twin.model import Area, Surface, SurfaceKind, Tree
from twin.sim.grid import heights
from twin.sim.views import FAR, Views, views

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
