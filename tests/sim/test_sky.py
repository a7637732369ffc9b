"""The sky view factor against analysis."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from tests.sim.plots import area_of, block, raster, tree
from twin.sim.grid import heights
from twin.sim.indicators.sky_view import ERROR
from twin.sim.leaves import IN_LEAF
from twin.sim.sky import sky_directions, sky_view


def canyon(width: int, height: float, *, along: bool) -> np.ndarray:
    surface = np.full((300, 300), height)
    surface[:, 150 - width // 2 : 150 + width // 2] = 0
    return surface if along else surface.T


@pytest.mark.parametrize("along", [True, False], ids=["north-south", "east-west"])
@pytest.mark.parametrize("ratio", [0.25, 0.5, 1.0, 2.0])
def test_the_middle_of_a_canyon_sees_what_johnson_and_watson_say(ratio: float, along: bool) -> None:
    width = 20
    found = sky_view(raster(canyon(width, ratio * width, along=along))).factor
    middle = found[150, 149:151] if along else found[149:151, 150]
    # Cells beside the middle of a canyon: half a cell from it, to walls on either side.
    reach = np.array([width / 2 - 0.5, width / 2 + 0.5])
    expected = np.mean(reach / np.hypot(reach, ratio * width))
    assert middle.mean() == pytest.approx(expected, abs=ERROR)
    assert expected == pytest.approx(1 / np.hypot(1, 2 * ratio), abs=0.001)


def test_a_whole_canyon_is_darker_towards_its_walls() -> None:
    width, height = 24, 18.0
    found = sky_view(raster(canyon(width, height, along=True))).factor[150, 138:162]
    x = np.arange(width) + 0.5
    expected = 0.5 * (x / np.hypot(x, height) + (width - x) / np.hypot(width - x, height))
    assert np.abs(found - expected).max() < 2 * ERROR
    assert np.abs(found - expected).mean() < ERROR


def test_the_middle_of_a_round_courtyard_sees_the_square_of_a_cosine() -> None:
    rows, cols = np.indices((121, 121)) - 60
    surface = np.where(np.hypot(rows, cols) < 20.5, 0.0, 15.0)
    found = sky_view(raster(surface)).factor[60, 60]
    assert found == pytest.approx(np.cos(np.arctan2(15.0, 20.5)) ** 2, abs=ERROR)


def test_open_ground_and_roofs_see_all_of_it() -> None:
    assert (sky_view(raster(np.zeros((50, 50)))).factor == 1).all()
    found = sky_view(heights(area_of([block(40, 40, 60, 60, 20.0)])))
    assert found.factor[50, 50] == 1
    assert found.factor[50, 62] < 0.8


def test_a_steady_slope_keeps_the_half_of_a_level_surface_that_it_hides() -> None:
    angle = np.radians(30.0)
    surface = np.tile(np.arange(400)[:, None] * np.tan(angle), (1, 60))
    found = sky_view(raster(surface)).factor[200, 30]
    assert found == pytest.approx((1 + np.cos(angle)) / 2, abs=0.02)


def test_a_crown_keeps_most_of_what_it_hides() -> None:
    found = heights(area_of([], [tree(50.5, 50.5, height=12.0, radius=5.0)]))
    sky = sky_view(found)
    assert (sky.factor == 1).all()
    below = sky.with_trees[50, 50]
    assert 0.03 < below < 0.7
    assert sky.with_trees[50, 95] > 0.97
    bare = sky_view(found, through=0.46).with_trees[50, 50]
    assert (1 - bare) / (1 - below) == pytest.approx((1 - 0.46) / (1 - IN_LEAF), abs=1e-4)
    assert_array_equal(sky_view(found, trees=False).with_trees, sky.factor)


def test_directions_bring_equal_shares_of_light() -> None:
    azimuth, elevation = sky_directions()
    assert len(set(azimuth)) * 16 == len(elevation)
    assert np.mean(np.sin(np.radians(elevation)) ** 2) == pytest.approx(0.5, abs=0.005)
    assert elevation.min() > 2
