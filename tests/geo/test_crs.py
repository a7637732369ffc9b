"""Coordinates: published points, the map plane of scenes, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from twin.errors import NotInRd
from twin.geo.crs import SceneFrame, check_nap, check_rd, grid_north, lonlat_to_rd, rd_to_lonlat

# Test points of RDNAPTRANS(tm)2018 (NSGI/Kadaster): RD x, y and ETRS89 longitude, latitude.
PUBLISHED = {
    "Texel": (117380.1200, 575040.3400, 4.824761912, 53.160753042),
    "Noord-Groningen": (247380.5600, 604580.7800, 6.776726674, 53.419482050),
    "Amersfoort": (155000.0000, 463000.0000, 5.387203657, 52.155172897),
    "Zeeuws-Vlaanderen": (16460.9100, 377380.2300, 3.397588595, 51.368607152),
    "Zuid-Limburg": (182260.4500, 311480.6700, 5.773795548, 50.792584916),
    "Maasvlakte": (64640.8900, 440700.0101, 4.072887101, 51.947393898),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_points_come_out_within_a_quarter_of_a_metre(name: str) -> None:
    x, y, lon, lat = PUBLISHED[name]
    assert math.dist(lonlat_to_rd([(lon, lat)])[0], (x, y)) < 0.25
    east, north = rd_to_lonlat([(x, y)])[0]
    metres = ((east - lon) * 111_320 * math.cos(math.radians(lat)), (north - lat) * 111_320)
    assert math.hypot(*metres) < 0.25


def test_there_and_back_is_the_same_point() -> None:
    points = np.array([[252_500.0, 476_200.0], [84_900.0, 447_600.0]])
    np.testing.assert_allclose(lonlat_to_rd(rd_to_lonlat(points)), points, atol=1e-3)


def test_a_scene_lies_where_the_web_mercator_map_draws_it() -> None:
    frame = SceneFrame((252_000.0, 476_000.0), 12.5)
    offsets = [(dx, dy) for dx in (-1000, 0, 1000) for dy in (-1000, 0, 1000)]
    points = np.array([(252_000 + dx, 476_000 + dy, 20.0) for dx, dy in offsets])
    lon0, lat0 = frame.origin_lonlat
    per_metre = 512 / 40.03e6 / math.cos(math.radians(lat0))

    def world(lon: float, lat: float) -> tuple[float, float]:
        x = 512 * (lon + 180) / 360
        y = 512 / (2 * math.pi) * math.asinh(math.tan(math.radians(lat)))
        return x, y

    for (east, north, up), (lon, lat) in zip(
        frame.to_scene(points), rd_to_lonlat(points[:, :2]), strict=True
    ):
        x, y = world(lon, lat)
        x0, y0 = world(lon0, lat0)
        assert math.dist((east, north), ((x - x0) / per_metre, (y - y0) / per_metre)) < 0.01
        assert up == pytest.approx(7.5)


def test_the_origin_of_a_scene_is_zero_and_metres_stay_metres() -> None:
    frame = SceneFrame((84_900.0, 447_600.0), 0.4)
    scene = frame.to_scene([(84_900, 447_600, 0.4), (84_900, 448_600, 10.4)])
    np.testing.assert_allclose(scene[0], 0, atol=1e-6)
    assert math.hypot(*scene[1][:2]) == pytest.approx(1000, rel=0.005)
    assert scene.dtype == np.float32


def test_dutch_bounds_are_accepted() -> None:
    check_rd((84_815, 447_443, 85_083, 447_750), "delft")
    check_nap(-6.7, 322.4, "from Zuidplas to Vaalserberg")


@pytest.mark.parametrize(
    ("bounds", "hint"),
    [
        ((6.7, 52.2, 6.8, 52.3), "degrees (longitude, latitude)"),
        ((52.2, 6.7, 52.3, 6.8), "degrees (latitude, longitude)"),
        ((447_443, 84_815, 447_750, 85_083), "swapped"),
        ((755_000, 6_842_000, 756_000, 6_843_000), "Web Mercator"),
        ((0, 0, 1000, 1000), "'transform'"),
        ((math.nan, 0, 1000, 1000), "empty or infinite"),
    ],
)
def test_other_coordinates_are_refused_and_named(
    bounds: tuple[float, float, float, float], hint: str
) -> None:
    with pytest.raises(NotInRd) as refused:
        check_rd(bounds, "map.gml")
    assert "'map.gml'" in refused.value.message
    assert hint in refused.value.hint


def test_heights_in_millimetres_are_refused() -> None:
    with pytest.raises(NotInRd, match="'25846'"):
        check_nap(0, 25_846, "tile.json")
    with pytest.raises(NotInRd, match="nan"):
        check_nap(math.nan, 1, "tile.json")


def test_north_of_the_grid_is_true_north_in_amersfoort_and_turns_with_longitude() -> None:
    assert grid_north(155_000, 463_000) == pytest.approx(0, abs=0.01)
    for place in ((252_000, 476_000), (84_900, 447_600)):  # Hengelo, Delft
        # Convergence of meridians: difference in longitude times the sine of the latitude.
        longitude, latitude = rd_to_lonlat([place])[0]
        expected = (longitude - 5.38764) * math.sin(math.radians(latitude))
        assert grid_north(*place) == pytest.approx(expected, abs=0.02)
