"""Heights from laser points, gaps in them, and panden whose height nobody measured."""

from __future__ import annotations

from pathlib import Path

import laspy
import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from shapely import box

from twin.errors import FileUnreadable, InputError, NotInRd
from twin.geo import bgt
from twin.geo.grid import LARGEST, close_gaps, grid_over
from twin.geo.panden import Pand, complete
from twin.geo.shapes import sample_terrain
from twin.geo.terrain import (
    ground_from_panden,
    ground_from_points,
    ground_heights,
    read_points,
    roof_heights,
)
from twin.model import HeightOrigin

X, Y = 252_000.0, 476_000.0
BOUNDS = (X, Y, X + 60, Y + 40)
HOUSE = box(X + 20, Y + 10, X + 30, Y + 20)
EVERYWHERE = (0.0, 0.0, 1e6, 1e6)


def write_laz(
    path: Path, xyz: NDArray[np.float64], classes: NDArray[np.int64], *, offset: float = 0.0
) -> Path:
    header = laspy.LasHeader(point_format=1, version="1.2")
    header.offsets, header.scales = np.array([X, Y, 0.0]), np.array([0.001, 0.001, 0.001])
    cloud = laspy.LasData(header)
    cloud.x, cloud.y, cloud.z = xyz[:, 0] - offset, xyz[:, 1], xyz[:, 2]
    cloud.classification = classes.astype(np.uint8)
    cloud.write(path)
    return path


@pytest.fixture
def laz(tmp_path: Path) -> Path:
    """A slope of 1 in 20 with a house of 6 m on it and noise of another class above."""
    rng = np.random.default_rng(1)
    xy = rng.uniform((X, Y), (X + 60, Y + 40), (20_000, 2))
    inside = shapely.contains_xy(HOUSE, *xy.T)
    slope = 20 + (xy[:, 0] - X) / 20
    z = np.where(inside, 27.0 + rng.normal(0, 0.05, len(xy)), slope)
    classes = np.where(inside, 6, 2)
    classes[:500] = 1
    z[:500] += 8
    return write_laz(tmp_path / "ahn.laz", np.column_stack([xy, z]), classes)


def test_the_ground_follows_the_points_and_closes_under_the_house(laz: Path) -> None:
    ground = ground_from_points(read_points([laz], EVERYWHERE), BOUNDS, [HOUSE])
    assert np.isfinite(ground.terrain.heights).all()
    spots = np.array([(X + 5.0, Y + 5.0), (X + 25.0, Y + 15.0), (X + 55.0, Y + 35.0)])
    expected = 20 + (spots[:, 0] - X) / 20
    np.testing.assert_allclose(sample_terrain(ground.terrain, spots), expected, atol=0.12)
    assert ground.terrain.heights.shape == ground.measured.shape


def test_the_roof_is_the_percentile_of_its_points_and_says_how_sure(laz: Path) -> None:
    (roof,) = roof_heights(read_points([laz], EVERYWHERE), [HOUSE])
    assert roof is not None
    assert roof.height == pytest.approx(27.0 + 0.05 * 0.524, abs=0.02)
    assert 0.07 <= roof.error < 0.1


def test_too_few_roof_points_tell_nothing(laz: Path) -> None:
    garden = box(X + 40, Y + 5, X + 45, Y + 9)
    assert roof_heights(read_points([laz], EVERYWHERE), [garden]) == [None]


def test_the_ground_of_a_pand_is_measured_at_its_walls_or_says_not(laz: Path) -> None:
    points = read_points([laz], EVERYWHERE)
    wide = (X, Y, X + 200, Y + 40)
    ground = ground_from_points(points, wide, [HOUSE])
    (near, measured), (_, far) = ground_heights(ground, [HOUSE, box(X + 150, Y, X + 160, Y + 10)])
    assert measured
    assert not far
    assert near == pytest.approx(21.25, abs=0.1)


def test_points_outside_the_area_are_not_kept(laz: Path) -> None:
    points = read_points([laz], (X, Y, X + 10, Y + 10))
    assert points.read == 20_000
    assert 0 < len(points.xyz) < 1000


@pytest.mark.parametrize("keep", [0, 100, 5_000, -8])
def test_a_laz_that_was_cut_off_is_refused(laz: Path, keep: int) -> None:
    laz.write_bytes(laz.read_bytes()[:keep])
    with pytest.raises(FileUnreadable) as refused:
        read_points([laz], EVERYWHERE)
    assert str(laz) in refused.value.message
    assert refused.value.hint


def test_another_file_named_laz_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.laz"
    path.write_text("these are not points " * 100)
    with pytest.raises(FileUnreadable, match="signature"):
        read_points([path], EVERYWHERE)


def test_gps_time_tells_the_year_of_the_flight(tmp_path: Path) -> None:
    path = tmp_path / "ahn.laz"
    header = laspy.LasHeader(point_format=6, version="1.4")
    header.offsets, header.scales = np.array([X, Y, 0.0]), np.array([0.001, 0.001, 0.001])
    header.global_encoding.gps_time_type = laspy.header.GpsTimeType.STANDARD
    cloud = laspy.LasData(header)
    cloud.x, cloud.y = np.array([X, X + 1]), np.array([Y, Y])
    cloud.z, cloud.classification = np.array([20.0, 26.0]), np.array([2, 6], np.uint8)
    moments = np.array(["2021-02-03", "2023-12-30"], dtype="datetime64[s]")
    began = np.datetime64("1980-01-06", "s")
    cloud.gps_time = (moments - began).astype(np.float64) - 1e9
    cloud.write(path)
    assert read_points([path], EVERYWHERE).flown.tolist() == [2021, 2023]


def test_points_that_are_not_rd_are_refused(tmp_path: Path) -> None:
    xyz = np.array([[X, Y, 20.0], [X + 1, Y, 20.0]])
    path = write_laz(tmp_path / "a.laz", xyz, np.array([2, 2]), offset=X)
    with pytest.raises(NotInRd):
        read_points([path], EVERYWHERE)


def test_points_without_ground_are_refused(tmp_path: Path) -> None:
    xyz = np.array([[X, Y, 20.0], [X + 1, Y, 20.0]])
    with pytest.raises(FileUnreadable, match="no ground points"):
        read_points([write_laz(tmp_path / "a.laz", xyz, np.array([6, 6]))], EVERYWHERE)


def test_gaps_are_closed_smoothly_and_known_cells_stay() -> None:
    rows, cols = np.mgrid[:60, :80]
    plane = 10 + 0.02 * rows - 0.01 * cols
    holes = plane.copy()
    holes[20:40, 30:50] = np.nan
    holes[::7, ::3] = np.nan
    closed = close_gaps(holes)
    known = ~np.isnan(holes)
    np.testing.assert_array_equal(closed[known], holes[known])
    np.testing.assert_allclose(closed, plane, atol=0.06)


def test_one_known_cell_fills_everything() -> None:
    lone = np.full((5, 9), np.nan)
    lone[2, 3] = 4.0
    np.testing.assert_allclose(close_gaps(lone), 4.0)


def test_a_large_area_gets_larger_cells_and_stays_within_its_limit() -> None:
    grid = grid_over((0, 300_000, 10_000, 310_000), 1.0)
    assert grid.rows * grid.cols <= LARGEST * 1.01
    assert grid.cell == 10.0


def test_buildings_stand_on_a_terrain_made_from_their_own_ground() -> None:
    homes = [box(X + 40 * i, Y + 30 * i, X + 40 * i + 9, Y + 30 * i + 8) for i in range(8)]
    heights = np.linspace(12, 14, 8)
    terrain = ground_from_panden(homes, heights, (X, Y, X + 320, Y + 250))
    centres = [home.centroid.coords[0] for home in homes]
    np.testing.assert_allclose(sample_terrain(terrain, centres), heights, atol=0.15)


def pand(
    place: int, height: float | None, *, ground: float | None = 10.0, size: float = 8.0
) -> Pand:
    origin = None if height is None else HeightOrigin.AHN
    roof = None if height is None or ground is None else ground + height
    identity = f"01641000000{place:05d}"
    shape = box(X + 20 * place, Y, X + 20 * place + size, Y + size)
    return Pand(identity, shape, ground, roof, origin, 0.1 if height else None)


def test_a_missing_height_is_that_of_neighbours_of_like_size() -> None:
    houses = [pand(place, 8.0 + 0.2 * place) for place in range(5)]
    sheds = [pand(place, 2.5, size=3.0) for place in range(5, 9)]
    *_, unknown = complete([*houses, *sheds, pand(9, None)])
    assert unknown.height_origin is HeightOrigin.NEIGHBOURS
    assert unknown.roof_height - unknown.ground_height == pytest.approx(8.4)
    assert unknown.height_error == pytest.approx(np.std([8.0, 8.2, 8.4, 8.6, 8.8], ddof=1))


def test_a_missing_ground_is_that_of_the_neighbours() -> None:
    *_, unknown = complete([pand(0, 8.0), pand(1, 8.0), pand(2, None, ground=None)])
    assert unknown.ground_height == pytest.approx(10.0)
    assert unknown.height_error is None  # two neighbours do not tell a spread


def test_a_roof_below_its_own_ground_is_no_height() -> None:
    *_, wrong = complete([pand(0, 8.0), pand(1, 6.0), pand(2, -3.0)])
    assert wrong.height_origin is HeightOrigin.NEIGHBOURS
    assert wrong.roof_height == pytest.approx(17.0)


def test_when_nobody_has_a_height_it_is_said() -> None:
    with pytest.raises(InputError, match="none of the 1 panden") as refused:
        complete([pand(0, None)])
    assert "AHN" in refused.value.hint


def test_delft_roofs_agree_with_percentiles_computed_otherwise(shared: Path) -> None:
    panden = bgt.read([shared / "delft" / "bgt" / "bgt_pand.sqlite"]).panden
    footprints = [each.footprint for each in panden]
    files = sorted((shared / "delft" / "ahn3").glob("*.laz"))
    found = roof_heights(read_points(files, EVERYWHERE), footprints)
    heights = np.array([np.nan if roof is None else roof.height for roof in found])
    assert np.isfinite(heights).all()
    # Another way: all points of any class, joined by a tree, and GEOS to say which are inside.
    clouds = [laspy.read(path) for path in files]
    x, y, z, kind = (
        np.concatenate([np.asarray(getattr(cloud, name)) for cloud in clouds])
        for name in ("x", "y", "z", "classification")
    )
    roof = kind == 6
    tree = shapely.STRtree(shapely.points(x[roof], y[roof]))
    which, points = tree.query(footprints, predicate="intersects")
    independent = np.array([np.quantile(z[roof][points[which == i]], 0.7) for i in range(160)])
    assert np.median(np.abs(heights - independent)) < 0.05
    assert np.abs(heights - independent).max() < 0.5
