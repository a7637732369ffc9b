"""The sweep against analysis, an exact march and itself in parts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from numpy.testing import assert_array_equal
from shapely import affinity, box, union_all

from tests.sim.plots import area_of, block, raster
from twin.errors import ParameterInvalid
from twin.model import Area
from twin.sim.grid import Heights, heights
from twin.sim.paint import paint_crowns
from twin.sim.sweep import sweep

SIDES = {"north": 180.0, "east": 270.0, "south": 0.0, "west": 90.0}


def box_of(height: float, size: int = 200, half: int = 5) -> Heights:
    surface = np.zeros((size, size))
    middle = size // 2
    surface[middle - half : middle + half, middle - half : middle + half] = height
    return raster(surface)


def shadow_towards(shade: np.ndarray, side: str) -> float:
    """Metres of shadow from the wall of `box_of` outwards."""
    middle = shade.shape[0] // 2
    ray = {
        "north": shade[middle + 5 :, middle],
        "south": shade[: middle - 5, middle][::-1],
        "east": shade[middle, middle + 5 :],
        "west": shade[middle, : middle - 5][::-1],
    }[side]
    return float(ray.sum())


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("elevation", [14.3, 37.9, 61.2])  # noon in December, March and June
def test_the_shadow_of_a_box_is_its_height_over_the_tangent(side: str, elevation: float) -> None:
    found = box_of(12.0)
    shade = 1 - sweep(found, SIDES[side], elevation).free
    expected = 12.0 / np.tan(np.radians(elevation))
    assert shadow_towards(shade, side) == pytest.approx(expected, abs=0.75)
    for other in SIDES:
        if other != side:
            assert shadow_towards(shade, other) == 0


@pytest.mark.parametrize("azimuth", [12.0, 44.0, 46.0, 133.0, 200.0, 251.0, 314.5])
def test_a_shadow_has_the_size_of_what_casts_it_from_any_side(azimuth: float) -> None:
    elevation = 25.0
    shade = 1 - sweep(box_of(15.0, 240), azimuth, elevation).free
    length = 15.0 / np.tan(np.radians(elevation))
    turn = np.radians(azimuth)
    expected = 10.0 * length * (abs(np.sin(turn)) + abs(np.cos(turn)))
    # Lines run through the middles of rows and miss the tips of corners seen askew; turned blocks
    # have a staircase of cells for a wall, whose steps stick out as much (the next test).
    assert shade.sum() == pytest.approx(expected, rel=0.08)


def test_blocks_at_any_angle_cast_shadows_of_the_right_size_together() -> None:
    chance = np.random.default_rng(0)
    ours = exact_area = 0.0
    length = 12.0 / np.tan(np.radians(30.0))
    for turn in chance.uniform(0, 90, 30):
        middle, (width, depth) = chance.uniform(55, 65, 2), chance.uniform(6, 16, 2)
        outline = affinity.rotate(
            affinity.translate(box(-width / 2, -depth / 2, width / 2, depth / 2), *middle), turn
        )
        azimuth = float(chance.uniform(0, 360))
        building = replace(block(0, 0, 1, 1, 12.0), footprint=outline)
        found = heights(area_of([building], side=120.0))
        shade = 1 - sweep(found, azimuth, 30.0).free
        ours += float(shade[found.open].sum())
        away = -length * np.array([np.sin(np.radians(azimuth)), np.cos(np.radians(azimuth))])
        moved = affinity.translate(outline, *away)
        exact_area += union_all([outline, moved]).convex_hull.area - outline.area
    assert ours == pytest.approx(exact_area, rel=0.02)


def test_a_slope_away_from_the_light_is_dark_only_when_steeper_than_the_light() -> None:
    slope = np.tan(np.radians(30.0))
    hill = raster(np.tile(np.arange(80)[:, None] * -slope + 60, (1, 80)))
    assert (sweep(hill, 180.0, 31.0).free[1:] == 1).all()
    assert (sweep(hill, 180.0, 29.0).free[1:] == 0).all()
    assert (sweep(hill, 0.0, 5.0).free == 1).all()


def test_open_ground_sees_every_direction() -> None:
    azimuth, elevation = np.linspace(0, 359, 90), np.linspace(0.1, 90, 90)
    assert (sweep(raster(np.zeros((40, 50))), azimuth, elevation).free == 90).all()


def test_no_direction_is_no_count() -> None:
    assert (sweep(raster(np.zeros((4, 5))), [], []).free == 0).all()


@pytest.mark.parametrize("elevation", [0.0, -3.0, 90.1, float("nan")])
def test_a_light_that_is_not_above_the_horizon_is_refused(elevation: float) -> None:
    with pytest.raises(ParameterInvalid, match="elevation"):
        sweep(raster(np.zeros((4, 4))), 180.0, elevation)


def test_azimuths_and_elevations_come_in_pairs() -> None:
    with pytest.raises(ParameterInvalid, match="azimuths"):
        sweep(raster(np.zeros((4, 4))), [10.0, 20.0], [30.0])


def test_a_crown_keeps_light_from_where_its_shadow_falls_and_not_from_its_trunk() -> None:
    found = raster(np.zeros((120, 120)))
    crown = np.array([[60.5, 40.5, 4.0, 6.0, 14.0]])
    paint_crowns(found.crown_top, found.crown_base, 0.5, 0.5, 1.0, crown)
    seen = sweep(found, 180.0, 45.0)
    assert (seen.free == 1).all()
    north = seen.leafy[:, 60]
    shaded = np.flatnonzero(north)
    # The spheroid's shadow on level ground, from its axis: z / tan(45°) ± sqrt(r² + h²).
    reach = np.sqrt(4.0**2 + 4.0**2)
    assert shaded[0] == pytest.approx(40 + 10 - reach, abs=1.5)
    assert shaded[-1] == pytest.approx(40 + 10 + reach, abs=1.5)
    assert not north[40:43].any()
    assert not sweep(found, 180.0, 45.0, crowns=False).leafy.any()


def test_crowns_one_behind_the_other_both_keep_light() -> None:
    found = raster(np.zeros((120, 30)))
    crowns = np.array([[15.5, 20.5, 3.0, 14.0, 18.0], [15.5, 45.5, 3.0, 2.0, 6.0]])
    for each in crowns:
        paint_crowns(found.crown_top, found.crown_base, 0.5, 0.5, 1.0, each[None, :])
    together = sweep(found, 180.0, 30.0).leafy
    apart = []
    for each in crowns:
        alone = raster(np.zeros((120, 30)))
        paint_crowns(alone.crown_top, alone.crown_base, 0.5, 0.5, 1.0, each[None, :])
        apart.append(sweep(alone, 180.0, 30.0).leafy)
    assert_array_equal(together, np.maximum(*apart))


def exact(surface: np.ndarray, azimuth: float, elevation: float) -> np.ndarray:
    """Whether each cell's middle is lit: a march in quarter cells over the cells as blocks."""
    turn, rise = np.radians(azimuth), np.tan(np.radians(elevation))
    rows, cols = np.indices(surface.shape)
    lit = np.ones(surface.shape, bool)
    for distance in np.arange(0.25, np.ptp(surface) / rise + 1, 0.25):
        row = np.rint(rows + distance * np.cos(turn)).astype(int)
        col = np.rint(cols + distance * np.sin(turn)).astype(int)
        inside = (row >= 0) & (row < surface.shape[0]) & (col >= 0) & (col < surface.shape[1])
        there = surface[row.clip(0, surface.shape[0] - 1), col.clip(0, surface.shape[1] - 1)]
        lit &= ~(inside & (there > surface + distance * rise + 1e-4))
    return lit


def test_it_agrees_with_an_exact_march_over_the_same_raster() -> None:
    chance = np.random.default_rng(5)
    surface = np.zeros((220, 220))
    for _ in range(60):
        row, col = chance.integers(10, 200, 2)
        surface[row : row + 10, col : col + 8] = chance.uniform(4, 25)
    open_ground = surface == 0
    for azimuth, elevation in [(95.0, 12.0), (141.0, 25.0), (180.0, 38.0), (223.0, 31.0)]:
        seen = sweep(raster(surface), azimuth, elevation).free
        apart = np.abs(seen - exact(surface, azimuth, elevation))[open_ground]
        assert apart.mean() < 0.03


angles = some.lists(
    some.tuples(some.floats(0, 360), some.floats(1.0, 89.0)), min_size=1, max_size=8
)


@settings(max_examples=15)
@given(seed=some.integers(0, 2**32 - 1), sky=angles)
def test_a_window_equals_the_whole_to_the_last_bit(
    seed: int, sky: list[tuple[float, float]]
) -> None:
    chance = np.random.default_rng(seed)
    surface = chance.uniform(0, 1, (90, 120))
    for _ in range(12):
        row, col = chance.integers(0, 80, 2)
        surface[row : row + 7, col : col + 9] += chance.uniform(2, 30)
    found = raster(surface)
    crowns = np.column_stack(
        [chance.uniform(0, 110, (25, 2)), chance.uniform(1, 4, 25), chance.uniform(2, 5, 25),
         chance.uniform(6, 20, 25)]
    )  # fmt: skip
    paint_crowns(found.crown_top, found.crown_base, 0.5, 0.5, 1.0, crowns)
    azimuth, elevation = zip(*sky, strict=True)
    rows, cols = np.sort(chance.choice(90, 2, False)), np.sort(chance.choice(120, 2, False))
    part = slice(int(rows[0]), int(rows[1])), slice(int(cols[0]), int(cols[1]))
    whole, wanted = (sweep(found, azimuth, elevation, target=each) for each in (None, part))
    assert_array_equal(wanted.free, whole.free[part])
    assert_array_equal(wanted.leafy, whole.leafy[part])


def test_a_smaller_grid_that_holds_all_that_reaches_gives_the_same(sample_area: Area) -> None:
    whole = heights(sample_area)
    seen = sweep(whole, [150.0, 250.0], [40.0, 35.0])
    part = slice(200, 500), slice(250, 560)
    alone = sweep(whole.window(part), [150.0, 250.0], [40.0, 35.0])
    inner = slice(100, 200), slice(100, 210)
    assert_array_equal(alone.free[inner], seen.free[part][inner])
    assert_array_equal(alone.leafy[inner], seen.leafy[part][inner])
