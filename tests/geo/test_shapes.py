"""Polygons, triangles and prisms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Point, Polygon, box

from twin.errors import ParameterInvalid
from twin.geo.shapes import clean, polygons, prism, sample_terrain, triangulate
from twin.model import FaceClass, Mesh, Terrain

RD = (252_000.0, 476_000.0)
COURTYARD = Polygon(
    box(RD[0], RD[1], RD[0] + 20, RD[1] + 12).exterior.coords,
    [list(box(RD[0] + 5, RD[1] + 4, RD[0] + 15, RD[1] + 8).exterior.coords)],
)


def volume(mesh: Mesh) -> float:
    """Volume inside a closed mesh; negative when its triangles face inwards."""
    a, b, c = (mesh.vertices[mesh.triangles[:, corner]] - mesh.vertices[0] for corner in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)


def areas(vertices: NDArray[np.float64], triangles: NDArray[np.int32]) -> NDArray[np.float64]:
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    (ux, uy), (vx, vy) = (b - a).T, (c - a).T
    return np.asarray((ux * vy - uy * vx) / 2)


def test_triangles_cover_a_polygon_with_a_hole_and_turn_counter_clockwise() -> None:
    vertices, triangles = triangulate(COURTYARD)
    signed = areas(vertices, triangles)
    assert (signed > 0).all()
    assert signed.sum() == pytest.approx(COURTYARD.area)


def test_triangles_of_a_multipolygon_stay_inside_it() -> None:
    both = MultiPolygon([COURTYARD, box(RD[0] + 100, RD[1], RD[0] + 110, RD[1] + 10)])
    vertices, triangles = triangulate(both)
    assert areas(vertices, triangles).sum() == pytest.approx(both.area)
    for triangle in triangles:
        assert Polygon(vertices[triangle]).representative_point().within(both)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=3, max_size=12),
)
def test_any_drawing_becomes_polygons_that_triangulate_to_their_area(
    corners: list[tuple[int, int]],
) -> None:
    for polygon in polygons(Polygon([(RD[0] + x, RD[1] + y) for x, y in corners])):
        assert polygon.is_valid
        vertices, triangles = triangulate(polygon)
        assert areas(vertices, triangles).sum() == pytest.approx(polygon.area, abs=1e-4)


def test_a_prism_is_closed_and_faces_outwards() -> None:
    mesh = prism(COURTYARD, 10.0, 16.0)
    assert volume(mesh) == pytest.approx(COURTYARD.area * 6)
    assert set(mesh.classes) == {FaceClass.GROUND, FaceClass.WALL, FaceClass.ROOF}
    assert mesh.triangles.dtype == np.int32
    assert mesh.classes.dtype == np.uint8
    assert len(mesh.triangles) == len(mesh.classes)
    roof = mesh.triangles[mesh.classes == FaceClass.ROOF]
    assert (mesh.vertices[roof][..., 2] == 16.0).all()


def test_a_prism_does_not_care_which_way_its_rings_were_drawn() -> None:
    assert volume(prism(COURTYARD.reverse(), 0.0, 1.0)) == pytest.approx(COURTYARD.area)


def test_a_prism_without_height_is_refused() -> None:
    with pytest.raises(ParameterInvalid, match="'3'"):
        prism(COURTYARD, 3.0, 3.0)


def test_a_bow_tie_becomes_its_two_wings() -> None:
    bow_tie = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    assert len(polygons(bow_tie)) == 2
    cleaned = clean(bow_tie)
    assert isinstance(cleaned, MultiPolygon)
    assert cleaned.area == pytest.approx(50)


@pytest.mark.parametrize(
    "nothing", [None, Polygon(), Point(1, 1), LineString([(0, 0), (1, 1)]), box(0, 0, 0.05, 0.05)]
)
def test_what_covers_no_ground_is_no_polygon(nothing: Polygon | None) -> None:
    assert clean(nothing) is None


def test_terrain_is_read_between_its_cells_and_goes_on_at_the_edge() -> None:
    heights = np.array([[0, 1, 2], [10, 11, 12]], dtype=np.float32)
    terrain = Terrain(100.0, 200.0, 2.0, heights, "made for this test")
    z = sample_terrain(terrain, [(100, 200), (101, 201), (104, 202), (-50, 200), (500, 500)])
    np.testing.assert_allclose(z, [0, 5.5, 12, 0, 12])


def test_a_terrain_of_one_cell_is_flat() -> None:
    terrain = Terrain(0.0, 0.0, 1.0, np.array([[3.5]], dtype=np.float32), "one cell")
    np.testing.assert_allclose(sample_terrain(terrain, [(5, 5), (-1, 0)]), 3.5)
