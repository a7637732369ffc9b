"""Points on façades and the skyline around them against plain geometry."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from shapely import Polygon

from tests.sim.blocks import X, Y, area, block, shaped
from twin.model import Area, Dwelling, Terrain
from twin.sim.facades import FacadePoints, facade_points, may_be_home
from twin.sim.horizons import Skylines, first_steps, look_around, no_skylines
from twin.sim.skyline_frame import FULL, STEP
from twin.sim.solids import Solids, solids


def looked(place: Area) -> tuple[FacadePoints, Skylines]:
    """The points of an area with their skylines."""
    shapes = solids(place.buildings, 0.5)
    points = facade_points(place.buildings, shapes)
    return points, seen(points, shapes, place.terrain)


def seen(points: FacadePoints, shapes: Solids, terrain: Terrain | None) -> Skylines:
    """All skylines at once."""
    found = no_skylines(points)
    for _ in look_around(found, points, shapes, terrain, np.arange(len(points))):
        pass
    return found


def elevation(around: Skylines, point: int, azimuth: float) -> float:
    """Degrees of the skyline of a point at an azimuth of the grid."""
    ahead = (round(azimuth / STEP) - int(around.first[point])) % 1440
    return float(np.degrees(np.arcsin(around.middle[point, ahead] / FULL)))


def ground_floor(points: FacadePoints, azimuth: float, building: int = 0) -> int:
    """The point on the ground floor of the façade that looks to an azimuth."""
    turned = np.abs((points.azimuth - azimuth + 180) % 360 - 180) < 1
    found = np.flatnonzero(turned & (points.storey == 0) & (points.building == building))
    return int(found[len(found) // 2])


def test_a_block_has_a_point_per_façade_and_storey_outside_its_walls() -> None:
    house = block("huis", 0, 0, 9, 6, 6.5)
    points = facade_points([house], solids([house], 0.5))
    assert len(points) == 8
    assert sorted(set(points.azimuth.round())) == [0, 90, 180, 270]
    assert sorted(set(points.position[:, 2])) == [0.75, 3.75]
    assert sorted(set(points.width)) == [6, 9]
    south = ground_floor(points, 180)
    np.testing.assert_allclose(points.position[south], (X + 4.5, Y - 0.05, 0.75), atol=1e-9)


def test_a_long_façade_is_cut_into_pieces_of_at_most_ten_metres() -> None:
    row = block("rij", 0, 0, 45, 8, 3.2)
    points = facade_points([row], solids([row], 0.5))
    south = points.azimuth.round() == 180
    np.testing.assert_allclose(
        np.sort(points.position[south, 0]) - X, (4.5, 13.5, 22.5, 31.5, 40.5)
    )


def test_the_storeys_of_a_design_are_followed() -> None:
    tower = replace(block("toren", 0, 0, 10, 10, 16), storeys=4)
    points = facade_points([tower], solids([tower], 0.5))
    assert sorted(set(points.position[:, 2])) == [0.75, 4.75, 8.75, 12.75]


def test_sheds_and_shops_are_no_homes_and_what_nobody_knows_may_be() -> None:
    house = block("huis", 0, 0, 9, 6, 6)
    assert may_be_home(house)
    assert not may_be_home(replace(house, use="winkelfunctie"))
    assert may_be_home(replace(house, use=None))
    assert not may_be_home(replace(block("schuur", 0, 0, 4, 3, 2.5), use=None))
    mixed = Dwelling("0164010000000001", ("winkelfunctie", "woonfunctie"))
    assert may_be_home(replace(house, use="winkelfunctie", dwellings=(mixed,)))


def test_walls_that_neighbours_share_have_no_windows_where_they_touch() -> None:
    low, high = block("laag", 0, 0, 8, 8, 3.5), block("hoog", 8, 0, 16, 8, 9.5)
    points, around = looked(area(low, high))
    west_of_high = (points.building == 1) & (points.azimuth.round() == 270)
    assert around.blind[west_of_high].tolist() == [True, False, False]  # free above its neighbour
    assert around.blind[ground_floor(points, 90, building=0)]


@pytest.mark.parametrize("azimuth", [0.0, 90.0, 180.0, 270.0])
def test_a_wall_rises_by_its_height_over_its_distance_on_every_side(azimuth: float) -> None:
    east, north = np.sin(np.radians(azimuth)), np.cos(np.radians(azimuth))
    x, y = 25.0 * east, 25.0 * north
    tower = block("toren", x - 5, y - 5, x + 5, y + 5, 30.75)
    house = block("huis", -5, -5, 5, 5, 3.5)
    points, around = looked(area(house, tower))
    point = ground_floor(points, azimuth)
    # From 5.05 m to the near wall at 20 m.
    expected = np.degrees(np.arctan(30.0 / 14.95))
    assert elevation(around, point, azimuth) == pytest.approx(expected, abs=0.002)
    aside = np.degrees(np.arctan(5.0 / 14.95))
    assert elevation(around, point, azimuth + aside + 0.5) == 0
    assert elevation(around, point, azimuth - aside - 0.5) == 0


def test_a_courtyard_is_a_wall_all_around() -> None:
    outside = [(X - 30, Y - 30), (X + 30, Y - 30), (X + 30, Y + 30), (X - 30, Y + 30)]
    inside = [(X - 20, Y - 20), (X - 20, Y + 20), (X + 20, Y + 20), (X + 20, Y - 20)]
    yard = shaped("hof", Polygon(outside, [inside]), 9.0)
    points, around = looked(area(yard))
    at = points.position - (X, Y, 0)
    facing = (at[:, 1] > 0) & (points.azimuth.round() == 180) & (points.storey == 0)
    facing &= np.abs(at[:, 1] - 19.95) < 0.01
    point = int(np.flatnonzero(facing)[0])
    opposite = np.degrees(np.arctan(8.25 / 39.95))
    assert elevation(around, point, 180) == pytest.approx(opposite, abs=0.002)
    beside = 20 - at[point, 0]
    expected = np.degrees(np.arctan(8.25 * np.sin(np.radians(60)) / beside))
    assert elevation(around, point, 120) == pytest.approx(expected, abs=0.01)


def test_a_slope_is_a_horizon_and_flat_land_is_none() -> None:
    rows, cols, cell, rise = 200, 200, 10.0, 0.1
    slope: NDArray[np.float32] = np.broadcast_to(
        (np.arange(cols) - cols / 2) * cell * rise, (rows, cols)
    ).astype(np.float32)
    uphill = Terrain(X - 1000, Y - 1000, cell, slope, "toets")
    house = block("huis", -5, -5, 5, 5, 3.5)
    points, around = looked(area(house, terrain=uphill))
    east = ground_floor(points, 90)
    # To the east it rises by a tenth; the point is 0.75 m above the ground of the house's middle.
    far = np.degrees(np.arctan((0.1 * 995 - 0.75 + 0.505) / 995))
    assert elevation(around, east, 90) == pytest.approx(far, abs=0.06)
    assert elevation(around, east, 30) == pytest.approx(far / 2, abs=0.06)
    assert elevation(around, ground_floor(points, 270), 270) == 0
    flat = replace(uphill, heights=np.zeros_like(slope))
    points, around = looked(area(house, terrain=flat))
    assert not around.middle.any()


def test_higher_and_lower_skylines_are_one_error_of_their_obstacle_away() -> None:
    house = block("huis", -5, -5, 5, 5, 3.5)
    wall = block("muur", -50, -20, 50, -15, 10.75, error=1.0)
    points, around = looked(area(house, wall))
    south = ground_floor(points, 180)
    ahead = 720 - int(around.first[south])
    told = [np.degrees(np.arcsin(each[south, ahead] / FULL))
            for each in (around.low, around.middle, around.high)]  # fmt: skip
    np.testing.assert_allclose(
        told, np.degrees(np.arctan(np.array([9, 10, 11]) / 9.95)), atol=0.002
    )


def test_the_first_step_is_in_front_of_the_façade() -> None:
    for azimuth in (0.0, 0.1, 89.9, 123.456, 359.99):
        first = float(first_steps(np.array([azimuth]))[0]) * STEP
        assert 0 < (first - (azimuth - 90)) % 360 <= STEP
