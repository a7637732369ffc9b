"""Hours of sun on the ground: real days, real areas, rays, and changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import shapely
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh
from numpy.testing import assert_array_equal
from numpy.typing import NDArray
from shapely import Polygon

from tests.sim.plots import area_of, block, raster, tree, triangles
from twin.model import Area
from twin.sim.grid import Heights, cover, heights, heights_after
from twin.sim.ground_sun import (
    hours_at,
    hours_of_day,
    moments_of,
    patched,
    reached,
    season_days,
    shadow,
    sun_of_day,
    worst_day,
)
from twin.sim.leaves import BARE, IN_LEAF
from twin.sim.sunlight import Pick, Suns, Window, suns_of

HENGELO = 252_500.0, 476_500.0
DAY = date(2026, 3, 21)


@pytest.fixture(scope="module")
def suns() -> Suns:
    return suns_of(2026, *HENGELO)


def day_number(day: date) -> int:
    return day.timetuple().tm_yday - 1


def from_rays(
    area: Area,
    found: Heights,
    points: NDArray[np.float64],
    azimuths: NDArray[np.float64],
    elevations: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Hours of sun at points (n, 3) by rays on the meshes and the ground between them."""
    x, y = found.grid.centres()
    corners = np.dstack([*np.meshgrid(x, y), found.ground.astype(np.float64)])
    a, b, c, d = corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]
    ground = [np.stack(each, axis=2).reshape(-1, 3, 3) for each in ((a, b, c), (a, c, d))]
    origin = np.array([x[0], y[0], 0.0])
    scene = rtcore_scene.EmbreeScene()
    solid = np.concatenate([triangles(area), *ground]) - origin
    TriangleMesh(scene, solid.astype(np.float32))
    starts = (points + np.array([0, 0, 0.02]) - origin).astype(np.float32)
    hours = np.zeros(len(points))
    for azimuth, elevation in zip(np.radians(azimuths), np.radians(elevations), strict=True):
        flat = np.cos(elevation)
        ray = np.array(
            [np.sin(azimuth) * flat, np.cos(azimuth) * flat, np.sin(elevation)], np.float32
        )
        blocked = scene.run(starts, np.tile(ray, (len(starts), 1)), query="OCCLUDED") >= 0
        hours += np.where(blocked, 0, 1 / 6)
    return hours


def busiest(area: Area, side: float) -> Polygon:
    """The square of an area with most buildings, roughly."""
    middles = shapely.get_coordinates([each.footprint.centroid for each in area.buildings])
    counts = [
        (np.abs(middles - each).max(axis=1) < side / 2).sum() for each in middles[::7]
    ]  # fmt: skip
    x, y = map(float, np.round(middles[::7][int(np.argmax(counts))]))
    return shapely.box(x - side / 2, y - side / 2, x + side / 2, y + side / 2)


@pytest.mark.parametrize(("cell", "most"), [(1.0, 0.12), (0.5, 0.065)])
@pytest.mark.parametrize(
    ("place", "day"), [("delft_area", date(2026, 6, 21)), ("twente_area", DAY)]
)
def test_it_is_as_near_to_rays_as_the_raster_lets_it(
    place: str, day: date, cell: float, most: float, request: pytest.FixtureRequest
) -> None:
    area: Area = request.getfixturevalue(place)
    square = shapely.box(*busiest(area, 200).intersection(area.boundary).bounds)
    x0, y0 = square.centroid.x, square.centroid.y
    near = square.buffer(120)
    part = replace(
        area, buildings=tuple(each for each in area.buildings if each.footprint.intersects(near))
    )
    found = heights(part, grid=cover(square, cell, 120))
    x, y = np.meshgrid(*found.grid.centres())
    rows, cols = np.nonzero(found.open & shapely.contains_xy(square, x, y))
    few = np.random.default_rng(1).choice(len(rows), 2000, replace=False)
    cells = rows[few], cols[few]
    ours = hours_of_day(found, day, x0, y0, trees=False).hours[cells]
    points = np.column_stack([x[cells], y[cells], found.ground[cells].astype(np.float64)])
    apart = ours - from_rays(part, found, points, *sun_of_day(day, x0, y0))
    assert np.abs(apart).mean() <= most
    assert abs(apart.mean()) <= most / 2


def test_an_open_field_has_sun_from_rise_to_set_on_every_kind_of_day() -> None:
    field = raster(np.zeros((8, 8)))
    for day, length in [
        (date(2026, 6, 21), 16.75), (date(2026, 12, 21), 7.67),
        (date(2026, 3, 29), 12.8), (date(2026, 10, 25), 10.2),
    ]:  # fmt: skip
        hours = hours_of_day(field, day, *HENGELO).hours
        assert hours.min() == hours.max() == pytest.approx(length, abs=0.25)


def test_the_days_on_which_the_clock_changes_have_the_sun_of_their_neighbours() -> None:
    found = heights(area_of([block(40, 40, 60, 60, 15.0)]))
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        before, on, after = (
            hours_of_day(found, day + timedelta(shift), *HENGELO).hours for shift in (-1, 0, 1)
        )
        assert np.abs(on - (before + after) / 2).mean() < 0.1


def test_the_north_side_of_a_house_has_no_winter_sun_and_the_south_side_all() -> None:
    found = heights(area_of([block(30, 45, 70, 55, 10.0)]))
    hours = hours_of_day(found, date(2026, 12, 21), *HENGELO).hours
    assert hours[57, 50] == 0
    assert hours[42, 50] == hours.max()


def test_moments_are_counted_as_they_are_given() -> None:
    found = heights(area_of([block(40, 40, 60, 60, 20.0)]))
    shade = shadow(found, 180.0, 45.0)
    assert shade[70, 50] == 1
    assert shade[30, 50] == 0
    two = hours_at(found, [180.0, 0.0], [45.0, 45.0], 30).hours
    assert two[70, 50] == two[30, 50] == 0.5
    assert two[50, 90] == 1.0


def test_bare_trees_let_more_sun_through_than_trees_in_leaf() -> None:
    found = heights(area_of([], [tree(50.5, 50.5, height=14.0, radius=5.0)]))
    for day, through in [(date(2026, 6, 21), IN_LEAF), (date(2026, 12, 21), BARE)]:
        told = hours_of_day(found, day, *HENGELO)
        lost = told.hours - told.with_trees
        assert (told.hours == told.hours.max()).all()
        behind = lost.max() / (1 - through)
        assert behind == pytest.approx(round(behind * 384) / 384, abs=1e-4)
        assert lost.max() > 0.5
        without = hours_of_day(found, day, *HENGELO, trees=False)
        assert_array_equal(without.with_trees, told.hours)


def test_the_worst_day_of_a_season_is_that_of_its_days_one_by_one(suns: Suns) -> None:
    found = heights(area_of([block(40, 40, 60, 60, 18.0), block(20, 70, 35, 80, 9.0)]))
    season = Window("autumn", (10, 1), (10, 9), Pick.WORST, 10.0)
    told: list[float] = []
    worst = worst_day(found, suns, season, watch=told.append)
    each = np.array(
        [
            hours_at(found, *moments_of(suns, day, 10.0), suns.step_minutes).hours
            for day in season_days(suns, season)
        ]
    )
    assert_array_equal(worst.hours, each.min(axis=0))
    assert_array_equal(worst.day, each.argmin(axis=0) + day_number(date(2026, 10, 1)))
    assert told[-1] == 1.0


def test_a_season_may_run_over_new_year(suns: Suns) -> None:
    dark = season_days(suns, Window("dark", (11, 22), (1, 20), Pick.SUM))
    assert dark == [*range(20), *range(day_number(date(2026, 11, 22)), 365)]


def test_an_edit_computed_where_it_reaches_equals_the_whole(sample_area: Area) -> None:
    before = heights(sample_area)
    x, y = sample_area.boundary.centroid.x, sample_area.boundary.centroid.y
    changed = replace(
        sample_area,
        buildings=(*sample_area.buildings, block(x, y, x + 14, y + 11, 48.0)),
        trees=sample_area.trees[2:],
    )
    after = heights_after(before, sample_area, changed)
    azimuth, elevation = sun_of_day(date(2026, 4, 20), x, y)
    azimuth, elevation = azimuth[elevation > 6], elevation[elevation > 6]
    part = reached(before, after, azimuth, elevation)
    assert part is not None
    assert part != (slice(0, before.grid.rows), slice(0, before.grid.cols))
    one, whole = (hours_at(each, azimuth, elevation, 10, through=0.03) for each in (before, after))
    new = hours_at(after, azimuth, elevation, 10, through=0.03, target=part)
    assert_array_equal(patched(one.hours, part, lambda _: new.hours), whole.hours)
    assert_array_equal(patched(one.with_trees, part, lambda _: new.with_trees),
                       whole.with_trees)  # fmt: skip
    assert reached(before, before, azimuth, elevation) is None
