"""Roofs as planes: sizes, slopes and directions by hand, and the real roofs of Twente."""

from __future__ import annotations

import math

import numpy as np
import pytest
from shapely import MultiPoint, Polygon, box

from twin.model import Area, Building, FaceClass, HeightOrigin, Mesh
from twin.sim.roofs import roof_planes


def shed(roof: float = 5.0) -> Building:
    return Building("shed", box(0, 0, 6, 4), 0.0, roof, HeightOrigin.AHN)


def house(ridge: float = 8.0) -> Building:
    """Ten by eight metres, ridge from west to east at four metres from both eaves at 5 m."""
    corners = [(0, 0, 5), (10, 0, 5), (10, 8, 5), (0, 8, 5), (0, 4, ridge), (10, 4, ridge)]
    roof = [(0, 1, 5), (0, 5, 4), (2, 3, 4), (2, 4, 5)]
    mesh = Mesh(
        np.array(corners, dtype=np.float64),
        np.array([*roof, (0, 2, 1), (0, 3, 2)], dtype=np.int32),
        np.array([FaceClass.ROOF] * 4 + [FaceClass.GROUND] * 2, dtype=np.uint8),
    )
    return Building("house", box(0, 0, 10, 8), 0.0, 7.0, HeightOrigin.BAG3D_LOD22, mesh=mesh)


def test_a_prism_has_one_flat_roof() -> None:
    (plane,) = roof_planes([shed()])
    assert plane.azimuth is None
    assert plane.slope == 0.0
    assert plane.area == pytest.approx(24.0)
    assert len(plane.points) == 24
    assert set(plane.points[:, 2]) == {5.0}


def test_a_gable_roof_is_two_planes_that_look_away_from_the_ridge() -> None:
    planes = roof_planes([house()])
    assert [plane.azimuth for plane in planes] == [pytest.approx(180), pytest.approx(0, abs=1e-9)]
    for number, plane in enumerate(planes):
        assert plane.number == number
        assert plane.slope == pytest.approx(math.degrees(math.atan2(3, 4)))
        assert plane.area == pytest.approx(50.0)


def test_points_lie_on_their_plane_and_each_cell_of_the_grid_has_one() -> None:
    for plane in roof_planes([house()]):
        assert len(plane.points) == 40
        on_it = (plane.points - plane.points[0]) @ plane.normal
        np.testing.assert_allclose(on_it, 0, atol=1e-9)
        assert len(np.unique(plane.points[:, :2], axis=0)) == 40


def test_what_is_narrower_than_the_grid_still_has_a_point() -> None:
    narrow = Building("strip", box(0.1, 0, 0.4, 9), 0.0, 3.0, HeightOrigin.AHN)
    (plane,) = roof_planes([narrow])
    assert len(plane.points) == 1
    assert narrow.footprint.covers(MultiPoint(plane.points[:, :2]))


def test_numbers_start_again_with_each_building_and_specks_are_no_roof() -> None:
    speck = Building("speck", Polygon([(0, 0), (1, 0), (0, 1)]), 0.0, 3.0, HeightOrigin.AHN)
    planes = roof_planes([shed(), speck, house()])
    assert [(plane.building, plane.number) for plane in planes] == [
        ("shed", 0),
        ("house", 0),
        ("house", 1),
    ]


def test_no_buildings_have_no_planes() -> None:
    assert roof_planes([]) == []


def test_the_roofs_of_twente_cover_their_buildings(twente_area: Area) -> None:
    planes = roof_planes(twente_area.buildings, spacing=2.0)
    level = sum(plane.area * plane.normal[2] for plane in planes)
    ground = sum(building.footprint.area for building in twente_area.buildings)
    assert level == pytest.approx(ground, rel=0.02)
    sloped = sum(plane.area for plane in planes if plane.azimuth is not None)
    assert sloped > 0.5 * sum(plane.area for plane in planes)
