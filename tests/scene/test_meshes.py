from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point, Polygon, box

from twin.geo.shapes import sample_terrain
from twin.model import (
    Area,
    Barrier,
    BarrierHeight,
    Building,
    HeightOrigin,
    Origin,
    Surface,
    SurfaceKind,
    Terrain,
    Tree,
)
from twin.scene.buildings import buildings_mesh
from twin.scene.colours import ground_legend
from twin.scene.compose import frame_of
from twin.scene.ground import PLATE_OVERLAP, divide, ground_mesh
from twin.scene.mesh import PaintedMesh
from twin.scene.trees import trees_mesh

WEST, SOUTH = 250_000.0, 470_000.0


def square(x: float, y: float, size: float) -> Polygon:
    return box(WEST + x, SOUTH + y, WEST + x + size, SOUTH + y + size)


def an_area(
    *surfaces: Surface,
    buildings: tuple[Building, ...] = (),
    trees: tuple[Tree, ...] = (),
    barriers: tuple[Barrier, ...] = (),
) -> Area:
    """100 × 100 m that rises 10 m from west to east, from 20 m NAP."""
    slope = np.tile(np.linspace(20, 30, 26, dtype=np.float32), (26, 1))
    return Area(
        "klein", "Klein", square(0, 0, 100), 20.0, Origin.SYNTHETIC, (), buildings, surfaces, trees,
        Terrain(WEST, SOUTH, 4.0, slope, "made"), barriers=barriers,
    )  # fmt: skip


def of(mesh: PaintedMesh, identification: str) -> NDArray[np.float64]:
    """(m, 3, 3) corners of the triangles of one feature, in scene metres."""
    number = mesh.ids.index(identification)
    mine = mesh.features[mesh.triangles[:, 0]] == number
    corners: NDArray[np.float64] = mesh.positions[mesh.triangles[mine]].astype(np.float64)
    return corners


def normals(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """(m, 3), twice the area long."""
    turned: NDArray[np.float64] = np.cross(
        corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    )
    return turned


def volume(corners: NDArray[np.float64]) -> float:
    """What closed triangles hold, above zero when they turn outwards."""
    return float(
        np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6
    )


def test_ground_covers_what_the_surfaces_cover_and_faces_up(sample_area: Area) -> None:
    mesh = ground_mesh(sample_area, frame_of(sample_area))
    flat = [s for s in sample_area.surfaces if s.level == 0 and s.kind is SurfaceKind.WEGDEEL]
    assert flat
    for surface in flat[:40]:
        up = normals(of(mesh, surface.id))[:, 2]
        assert np.all(up > -0.1)  # Slivers may turn when their corners are rounded.
        # A Mercator metre differs a little from one of RD.
        assert up.sum() / 2 == pytest.approx(surface.footprint.area, rel=0.01)


def test_ground_follows_the_terrain_between_the_corners_of_a_surface() -> None:
    area = an_area(Surface("veld", SurfaceKind.BEGROEIDTERREINDEEL, square(0, 0, 100)))
    corners = of(ground_mesh(area, frame_of(area)), "veld")
    lengths = np.linalg.norm(np.roll(corners, 1, axis=1) - corners, axis=2)
    assert lengths.max() < 41
    heights = corners[:, :, 2]
    assert heights.min() == pytest.approx(0, abs=0.01)
    assert heights.max() == pytest.approx(10, abs=0.01)


def test_water_is_level_and_lower_than_its_banks() -> None:
    area = an_area(Surface("gracht", SurfaceKind.WATERDEEL, square(20, 40, 20)))
    corners = of(ground_mesh(area, frame_of(area)), "gracht")
    level = normals(corners)[:, 2] > 1e-6
    heights = corners[level][:, :, 2]
    assert np.ptp(heights) < 1e-4
    assert heights.max() < 2  # The lowest bank.
    quay = corners[~level]
    assert quay[:, :, 2].max() > heights.max() + 1
    # Seen from the middle of the water, every quay wall shows its front.
    middle = corners[level].mean(axis=(0, 1))
    towards = middle - quay.mean(axis=1)
    assert np.all(np.einsum("ij,ij->i", normals(quay)[:, :2], towards[:, :2]) >= -1e-3)


def test_the_plinth_never_shows_through_the_water() -> None:
    area = an_area(Surface("gracht", SurfaceKind.WATERDEEL, square(20, 40, 20)))
    mesh = ground_mesh(area, frame_of(area))
    water = of(mesh, "gracht")
    level = water[normals(water)[:, 2] > 1e-6]
    plate = of(mesh, "terrein")
    plate = plate[normals(plate)[:, 2] > 1e-6][:, :, :2]
    basin = shapely.union_all(shapely.polygons(level[:, :, :2]))
    around = basin.buffer(12).difference(basin)
    flat = shapely.polygons(plate)
    assert shapely.area(shapely.intersection(flat, basin.buffer(-0.01))).max() == 0
    # And it goes on until the water: there is no gap.
    assert shapely.area(shapely.intersection(flat, around)).sum() == pytest.approx(around.area)


def test_the_plinth_does_not_lie_under_a_surface_where_a_mound_would_let_it_through() -> None:
    area = an_area(Surface("heuvel", SurfaceKind.BEGROEIDTERREINDEEL, square(20, 20, 60)))
    mesh = ground_mesh(area, frame_of(area))
    plate, grass = of(mesh, "terrein"), of(mesh, "heuvel")
    plate = plate[normals(plate)[:, 2] > 1e-6]
    mound = shapely.union_all(shapely.polygons(grass[:, :, :2]))
    within = shapely.intersection(shapely.polygons(plate[:, :, :2]), mound)
    # Only a hem, under which nothing is seen through the step.
    assert 0 < shapely.area(within).sum() < 1.1 * PLATE_OVERLAP * mound.length


def test_a_bridge_spans_its_water_and_a_tunnel_is_not_drawn() -> None:
    area = an_area(
        Surface("gracht", SurfaceKind.WATERDEEL, square(20, 40, 20)),
        Surface("dek", SurfaceKind.OVERBRUGGINGSDEEL, square(15, 45, 10), level=1),
        Surface("weg", SurfaceKind.WEGDEEL, square(15, 45, 10), level=1),
        Surface("tunnel", SurfaceKind.WEGDEEL, square(60, 60, 10), level=-1),
    )
    mesh = ground_mesh(area, frame_of(area))
    assert "tunnel" not in mesh.ids
    water = of(mesh, "gracht")
    surface = water[normals(water)[:, 2] > 1e-6][:, :, 2].max()
    road = of(mesh, "weg")[:, :, 2]
    assert road.min() > surface
    assert of(mesh, "dek")[:, :, 2].max() < road.max()


def test_ground_without_surfaces_or_terrain_is_a_plate_at_the_reference_height() -> None:
    bare = replace(an_area(), terrain=None)
    plate = of(ground_mesh(bare, frame_of(bare)), "terrein")
    assert plate[normals(plate)[:, 2] > 1e-6][:, :, 2] == pytest.approx(0)


def test_dividing_keeps_the_ground_whole() -> None:
    xy = np.array([[0.0, 0], [100, 0], [100, 90], [0, 90]])
    points, triangles = divide(xy, np.array([[0, 1, 2], [0, 2, 3]]), 25.0)
    corners = points[triangles]
    edges = np.roll(corners, -1, axis=1) - corners
    assert np.linalg.norm(edges, axis=2).max() <= 25
    a, b = edges[:, 0], edges[:, 1]
    turned = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    assert np.all(turned > 0)
    assert turned.sum() / 2 == pytest.approx(9000)
    # Both halves put their new points on the same places of the edge that they share.
    middles = {tuple(p) for p in points[np.isclose(points[:, 1], points[:, 0] * 0.9)].tolist()}
    for half in (np.array([[0, 1, 2]]), np.array([[0, 2, 3]])):
        alone, _ = divide(xy, half, 25.0)
        assert middles == {
            tuple(p) for p in alone[np.isclose(alone[:, 1], alone[:, 0] * 0.9)].tolist()
        }


def a_block(identification: str, ground: float, roof: float) -> Building:
    return Building(identification, square(40, 40, 10), ground, roof, HeightOrigin.SYNTHETIC)


def test_a_building_without_a_model_is_a_block_that_turns_outwards() -> None:
    area = an_area(buildings=(a_block("verzonnen-1", 24.0, 32.0),))
    corners = of(buildings_mesh(area, frame_of(area)), "verzonnen-1")
    assert corners[:, :, 2].max() == pytest.approx(12, abs=0.01)
    # Its floor is left out: measured from the height of the floor it would hold nothing.
    above = corners - [0, 0, corners[:, :, 2].min()]
    height = np.ptp(corners[:, :, 2])
    assert volume(above) == pytest.approx(100 * height, rel=0.01)


def test_a_roof_below_the_ground_is_still_drawn_above_it() -> None:
    area = an_area(buildings=(a_block("verzonnen-1", 24.0, 23.0),))
    assert of(buildings_mesh(area, frame_of(area)), "verzonnen-1")[:, :, 2].max() > 4


def volumes(mesh: PaintedMesh) -> NDArray[np.float64]:
    """What each building holds in m³, below zero when it is inside out.

    Floors are left out and dormers lie open on their roofs: from the middle of a building's foot
    that takes little away.
    """
    corners = mesh.positions[mesh.triangles].astype(np.float64)
    feature = mesh.features[mesh.triangles[:, 0]]
    low, high = (np.full((len(mesh.ids), 3), bound) for bound in (np.inf, -np.inf))
    np.minimum.at(low, feature, corners.min(axis=1))
    np.maximum.at(high, feature, corners.max(axis=1))
    middle = np.column_stack([(low + high)[:, :2] / 2, low[:, 2]])
    corners -= middle[feature][:, None]
    holds = np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])) / 6
    return np.bincount(feature, holds, len(mesh.ids)).astype(np.float64)


@pytest.mark.parametrize("name", ["sample_area", "delft_area", "twente_area"])
def test_buildings_turn_outwards(name: str, request: pytest.FixtureRequest) -> None:
    area: Area = request.getfixturevalue(name)
    mesh = buildings_mesh(area, frame_of(area))
    for building, held in zip(area.buildings, volumes(mesh), strict=True):
        assert held > 0.5 * building.footprint.area, building.id


@pytest.mark.parametrize("name", ["sample_area", "delft_area", "twente_area"])
def test_buildings_stand_in_the_ground(name: str, request: pytest.FixtureRequest) -> None:
    area: Area = request.getfixturevalue(name)
    mesh = buildings_mesh(area, frame_of(area))
    assert area.terrain is not None
    foot = np.full(len(mesh.ids), np.inf)
    np.minimum.at(foot, mesh.features, mesh.positions[:, 2])
    rims, of_building = shapely.get_coordinates(
        [building.footprint for building in area.buildings], return_index=True
    )
    ground = sample_terrain(area.terrain, rims) - area.reference_height
    floating = np.unique(of_building[ground < foot[of_building]])
    assert [mesh.ids[number] for number in floating] == []


def test_a_tree_has_its_height_and_its_crown() -> None:
    tree = Tree("boom-1", Point(WEST + 50, SOUTH + 50), 25.0, 12.0, 4.0)
    area = an_area(trees=(tree,))
    corners = of(trees_mesh(area, frame_of(area)), "boom-1")
    assert corners[:, :, 2].min() < 5
    assert 15.5 < corners[:, :, 2].max() <= 17
    assert 3 < np.ptp(corners[:, :, 0]) / 2 <= 4.05
    crown = corners[corners[:, :, 2].min(axis=1) > 7]
    assert volume(crown - crown.mean(axis=(0, 1))) > 0


def a_barrier(kind: str, *, closed: bool, height: float = 2.0) -> Barrier:
    """Along 40 m from west to east, where the ground rises 4 m."""
    line = LineString([(WEST + 20, SOUTH + 50), (WEST + 40, SOUTH + 50), (WEST + 60, SOUTH + 50)])
    return Barrier(f"B-{kind}", kind, line, 24.0, height, closed, BarrierHeight.ASSUMED)


def test_a_wall_stands_on_the_slope_and_is_closed_to_all_sides() -> None:
    area = an_area(barriers=(a_barrier("muur", closed=True),))
    corners = of(ground_mesh(area, frame_of(area)), "B-muur")
    up = normals(corners)[:, 2]
    # The top, 40 m long and 0.2 m thick, follows the ground 2 m above it.
    assert up[up > 0].sum() / 2 == pytest.approx(8.0, rel=0.02)
    top = corners[up > 1e-3].reshape(-1, 3)
    x = top[:, 0] - top[:, 0].min()
    assert top[:, 2] == pytest.approx(22 + 4 * x / x.max() + 2 - 20, abs=0.05)
    sides = normals(corners[np.abs(up) < 1e-3])
    assert np.abs(sides.sum(axis=0)) == pytest.approx([0, 0, 0], abs=0.5)
    assert corners[..., 2].min() < 2.0  # under the ground


def test_a_fence_is_posts_and_rails_that_one_sees_through_from_either_side() -> None:
    wall, fence = a_barrier("muur", closed=True), a_barrier("hek", closed=False, height=1.0)
    area = an_area(barriers=(wall, fence))
    mesh = ground_mesh(area, frame_of(area))
    seen = {
        name: normals(of(mesh, name))[:, 1] / 2 for name in ("B-muur", "B-hek")
    }  # the area that shows to the north (above zero) and to the south
    for sides in seen.values():
        assert sides[sides > 0].sum() == pytest.approx(-sides[sides < 0].sum(), rel=0.02)
    assert seen["B-hek"][seen["B-hek"] > 0].sum() < 0.25 * 40  # of 40 m, 1 m high
    assert of(mesh, "B-hek")[..., 2].max() == pytest.approx(26 + 1 - 20, abs=0.05)


def test_the_legend_names_walls_fences_and_hedges_where_there_are() -> None:
    barriers = (a_barrier("muur", closed=True), a_barrier("hek", closed=False),
                a_barrier("haag", closed=True))  # fmt: skip
    words = {item.label_nl: item.label_en for item in ground_legend((), barriers).items}
    assert words["Muur of geluidsscherm"] == "Wall or noise barrier"
    assert (words["Hek"], words["Haag"]) == ("Fence", "Hedge")
    assert "Hek" not in {item.label_nl for item in ground_legend((), barriers[:1]).items}
