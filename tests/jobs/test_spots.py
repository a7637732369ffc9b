from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from twin.geo.crs import lonlat_to_rd
from twin.jobs.load_area import NoProgress, read_area
from twin.jobs.spots import APART, KINDS, spots
from twin.model import Area, SurfaceKind


@pytest.fixture(scope="module")
def delft(shared: Path) -> Area:
    return read_area(str(shared / "delft"), shared=shared, progress=NoProgress())


@pytest.fixture(scope="module")
def sample() -> Area:
    return read_area("sample", shared=None, progress=NoProgress())


@pytest.fixture(scope="module")
def tile(shared: Path) -> Area:
    """Buildings only."""
    first = min((shared / "twente").glob("*.json"))
    return read_area(str(first), shared=shared, progress=NoProgress())


def points(area: Area) -> list[tuple[str, shapely.Point]]:
    features = spots(area)["features"]
    places = lonlat_to_rd([feature["geometry"]["coordinates"] for feature in features])
    kinds = [feature["properties"]["kind"] for feature in features]
    return [(kind, shapely.Point(place)) for kind, place in zip(kinds, places, strict=True)]


@pytest.mark.parametrize("name", ["delft", "sample", "tile"])
def test_spots_are_in_the_area_outside_buildings_and_apart(
    name: str, request: pytest.FixtureRequest
) -> None:
    area: Area = request.getfixturevalue(name)
    found = [point for _, point in points(area)]
    assert len(found) >= 100
    panden = shapely.STRtree([building.footprint for building in area.buildings])
    assert not panden.query(found, predicate="within").size
    # Seven decimals of a degree are a centimetre.
    assert all(area.boundary.buffer(0.02).contains(point) for point in found)
    xy = np.array([(point.x, point.y) for point in found])
    away = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    np.fill_diagonal(away, np.inf)
    assert away.min() > APART - 0.03


def test_the_same_area_gives_the_same_spots(delft: Area) -> None:
    assert spots(delft) == spots(delft)


def test_an_area_with_public_space_has_every_kind(delft: Area, sample: Area) -> None:
    for area in (delft, sample):
        counts = Counter(kind for kind, _ in points(area))
        assert set(counts) == set(KINDS)


def test_devices_beside_a_road_do_not_stand_on_it(delft: Area) -> None:
    roadway = shapely.union_all(
        [
            surface.footprint
            for surface in delft.surfaces
            if surface.kind is SurfaceKind.WEGDEEL
            and (surface.function or "").startswith("rijbaan")
        ]
    )
    beside = [point for kind, point in points(delft) if kind == "road"]
    assert all(0 < point.distance(roadway) < 5 for point in beside)


def test_devices_at_the_water_stand_dry(delft: Area) -> None:
    water = shapely.union_all(
        [s.footprint for s in delft.surfaces if s.kind is SurfaceKind.WATERDEEL]
    )
    banks = [point for kind, point in points(delft) if kind == "water"]
    assert all(0 < point.distance(water) < 3 for point in banks)


def test_the_first_spots_of_a_kind_lie_spread(sample: Area) -> None:
    walls = [point for kind, point in points(sample) if kind == "building"][:5]
    west, south, east, north = sample.boundary.bounds
    spread = shapely.MultiPoint(walls).convex_hull.area
    assert spread > 0.2 * (east - west) * (north - south)


def test_buildings_alone_give_open_ground_for_streets(tile: Area) -> None:
    assert {kind for kind, _ in points(tile)} == {"road", "square", "building"}


def test_spots_know_the_ground_and_what_is_around(delft: Area) -> None:
    for feature in spots(delft)["features"]:
        assert -3 < feature["properties"]["ground_height"] < 3
        assert feature["properties"]["use"] in {"homes", "work", "shops"}
