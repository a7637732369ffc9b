"""Heights as rasters: roofs, crowns, ground; parts of them equal the whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from shapely import MultiPolygon, Point, Polygon, box, contains_xy

from tests.sim.plots import area_of, block, tree
from twin.errors import ParameterInvalid
from twin.model import Area, Terrain
from twin.sim.grid import Heights, changed_window, cover, crown_base, heights, heights_after

LAYERS = ("ground", "surface", "crown_top", "crown_base")


def same(one: Heights, other: Heights) -> bool:
    return all(np.array_equal(getattr(one, each), getattr(other, each)) for each in LAYERS)


def test_a_grid_covers_a_shape_with_whole_cells_of_the_national_grid() -> None:
    grid = cover(box(100.2, 50.9, 103.0, 53.1), 0.5, 1.0)
    assert (grid.x0, grid.y0) == (99.25, 49.75)
    assert grid.bounds == (99.0, 49.5, 104.0, 54.5)


@pytest.mark.parametrize("cell", [0.0, -1.0, 0.3, float("nan"), float("inf")])
def test_a_cell_that_is_no_multiple_of_a_quarter_metre_is_refused(cell: float) -> None:
    with pytest.raises(ParameterInvalid, match="a cell of"):
        cover(box(0, 0, 1, 1), cell)


def test_a_margin_below_zero_is_refused() -> None:
    with pytest.raises(ParameterInvalid, match="a margin of"):
        cover(box(0, 0, 1, 1), 1.0, -1.0)


def test_a_block_raises_the_cells_whose_middle_it_covers() -> None:
    found = heights(area_of([block(10, 20, 14, 23, 7.5)]))
    x, y = found.grid.centres()
    within = ((x > 10) & (x < 14))[None, :] & ((y > 20) & (y < 23))[:, None]
    assert_array_equal(found.surface, np.where(within, 7.5, 0.0))
    assert_array_equal(found.open, ~within)


def test_a_roof_is_its_planes_and_not_one_height(sample_area: Area) -> None:
    found = heights(sample_area, 0.5)
    gable = next(
        each
        for each in sample_area.buildings
        if each.mesh is not None and np.ptp(each.mesh.vertices[:, 2]) > each.roof_height - 1
        and len(np.unique(each.mesh.vertices[:, 2].round(2))) > 2
    )  # fmt: skip
    part = found.surface[found.grid.inside(gable.footprint)]
    assert gable.mesh is not None
    assert len(np.unique(part)) > 5
    assert part.max() <= gable.mesh.vertices[:, 2].max() + 1e-3


def test_a_crown_is_a_spheroid_above_its_trunk() -> None:
    oak = tree(30.5, 30.5, height=12.0, radius=4.0)
    found = heights(area_of([], [oak]))
    row, col = found.grid.cells(np.array([30.5]), np.array([30.5]))
    assert found.crown_top[row, col] == pytest.approx(12.0)
    assert found.crown_base[row, col] == pytest.approx(3.0)
    assert crown_base(oak) == 3.0
    crowned = np.isfinite(found.crown_top)
    assert crowned.sum() == pytest.approx(np.pi * 4.0**2, rel=0.15)
    assert (found.crown_top[crowned] >= found.crown_base[crowned]).all()
    assert (found.surface == 0).all()


def test_ground_is_the_terrain_also_below_buildings() -> None:
    slope = np.tile(np.arange(100, dtype=np.float32) / np.float32(10), (100, 1))
    area = replace(
        area_of([block(40, 40, 60, 60, 30.0)]), terrain=Terrain(0.5, 0.5, 1.0, slope, "slope")
    )
    found = heights(area)
    x, _ = found.grid.centres()
    expected = np.interp(x, 0.5 + np.arange(100), slope[0])
    assert np.abs(found.ground - expected[None, :]).max() < 1e-4


def test_a_window_equals_that_part_of_the_whole(delft_area: Area) -> None:
    whole = heights(delft_area)
    part = slice(50, 211), slice(120, 333)
    assert same(heights(delft_area, grid=whole.grid.window(*part)), whole.window(part))


def test_what_changed_is_made_again_to_the_last_bit(sample_area: Area) -> None:
    before = heights(sample_area)
    assert heights_after(before, sample_area, sample_area) is before
    x, y = sample_area.boundary.centroid.x, sample_area.boundary.centroid.y
    assert sample_area.terrain is not None
    dug = sample_area.terrain.heights.copy()
    dug[80:90, 100:104] -= 1.5
    after = replace(
        sample_area,
        buildings=(*sample_area.buildings[3:], block(x, y, x + 18, y + 12, 55.0)),
        trees=(*sample_area.trees[:-4], tree(x + 40, y, height=9.0, radius=3.0)),
        terrain=replace(sample_area.terrain, heights=dug),
    )
    found = heights_after(before, sample_area, after)
    assert same(found, heights(after, grid=before.grid))
    assert changed_window(before, found) is not None


def test_what_stands_outside_the_grid_changes_nothing() -> None:
    area = area_of([])
    before = heights(area)
    far = replace(area, trees=(tree(5000, 5000),), buildings=(block(900, 900, 910, 910, 9),))
    after = heights_after(before, area, far)
    assert same(after, before)
    assert changed_window(before, after) is None


def test_a_tree_without_a_crown_leaves_nothing() -> None:
    found = heights(area_of([], [tree(50.5, 50.5, radius=0.0)]))
    assert not np.isfinite(found.crown_top).any()
    assert Point(50.5, 50.5).within(box(*found.grid.bounds))


def test_a_flat_roof_leaves_its_courtyard_and_what_is_between_its_parts_open() -> None:
    ring = Polygon(box(10, 10, 30, 30).exterior, [box(15, 15, 25, 25).exterior])
    parts = MultiPolygon([ring, box(40, 10, 50, 20)])
    found = heights(area_of([replace(block(0, 0, 1, 1, 6.0), footprint=parts)]))
    xs, ys = np.meshgrid(*found.grid.centres())
    assert_array_equal(found.surface > 0, contains_xy(parts, xs, ys))
