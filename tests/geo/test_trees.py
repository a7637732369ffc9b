"""Trees found in laser points, how well, and one tree being one tree whoever knows of it."""

from __future__ import annotations

from pathlib import Path

import laspy
import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from shapely import Point, box

from twin.geo import bgt
from twin.geo.canopy import Canopy, Tops, canopy_over
from twin.geo.detect import DetectedTree, detect
from twin.geo.standing import MappedTree
from twin.geo.tree_register import RegisteredTree, TreeRegister
from twin.geo.trees import pairs, with_trees
from twin.model import Area, Origin, SizeOrigin, SurfaceKind, Terrain, TreeOrigin

X, Y = 252_000.0, 476_000.0
BOUNDS = (X, Y, X + 80, Y + 80)
FLAT = Terrain(X, Y, 1.0, np.full((81, 81), 20.0, dtype=np.float32), "flat")
AREA = Area("a", "A", box(*BOUNDS), 20.0, Origin.REAL, (), (), terrain=FLAT)
Floats = NDArray[np.float64]


def crown(x: float, y: float, height: float, radius: float, rng: np.random.Generator) -> Floats:
    """Laser points on the upper half of an ellipsoid, ten per m² as in AHN."""
    count = int(10 * np.pi * radius**2)
    away, turn = radius * np.sqrt(rng.random(count)), rng.uniform(0, 2 * np.pi, count)
    z = 20 + height / 2 + height / 2 * np.sqrt(1 - (away / radius) ** 2) - rng.random(count) * 0.6
    return np.column_stack([x + away * np.cos(turn), y + away * np.sin(turn), z])


def cells(points: Floats, *, mean: bool = False) -> Canopy:
    """The same as a surface model of cells of half a metre, the ground with them."""
    corners = np.arange(0.25, 80, 0.5)
    x, y = (each.ravel() for each in np.meshgrid(X + corners, Y + corners))
    place = ((points[:, 1] - Y) * 2).astype(int) * 160 + ((points[:, 0] - X) * 2).astype(int)
    z = np.full(len(x), 20.0)
    if mean:  # as the AHN made it until AHN4
        count = np.bincount(place, minlength=len(z))
        total = np.bincount(place, weights=points[:, 2], minlength=len(z))
        np.divide(total, count, out=z, where=count > 0)
    else:
        np.maximum.at(z, place, points[:, 2])
    tops = Tops(BOUNDS, (X + 0.25, Y + 0.25))
    tops.add_cells(x, y, z)
    return canopy_over(tops, FLAT, [])


def canopy(
    points: Floats, *, several: bool = True, built: list[shapely.Polygon] | None = None
) -> Canopy:
    tops = Tops(BOUNDS)
    tops.add(points[:, 0], points[:, 1], points[:, 2], np.full(len(points), several))
    return canopy_over(tops, FLAT, built or [])


def planted(spacing: float, radius: float) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(2)
    places = [(X + 10 + spacing * i, Y + 10 + spacing * j) for i in range(5) for j in range(4)]
    return np.array(places), np.concatenate([crown(x, y, 12, radius, rng) for x, y in places])


def test_trees_that_stand_apart_are_all_found_with_place_height_and_crown() -> None:
    places, points = planted(12, 4)
    found = detect(canopy(points))
    assert len(found) == len(places)
    spots = np.array([(tree.x, tree.y) for tree in found])
    assert len(pairs(places, spots, np.full(len(places), 1.5))) == len(places)
    assert [tree.height for tree in found] == pytest.approx([12] * len(found), abs=0.7)
    assert [tree.crown_radius for tree in found] == pytest.approx([4] * len(found), abs=0.6)


def test_trees_whose_crowns_touch_are_still_told_apart() -> None:
    places, points = planted(7, 4)
    assert len(detect(canopy(points))) == len(places)


def test_a_lamp_post_a_lorry_and_a_roof_are_no_trees() -> None:
    rng = np.random.default_rng(3)
    post = np.column_stack([np.full(9, X + 10), np.full(9, Y + 10), np.linspace(21, 29, 9)])
    lorry = np.column_stack([rng.uniform((X + 20, Y + 20), (X + 28, Y + 23), (240, 2)),
                             np.full(240, 23.9)])  # fmt: skip
    roof = np.column_stack([rng.uniform((X + 40, Y + 40), (X + 50, Y + 50), (999, 2)),
                            np.full(999, 28.0)])  # fmt: skip
    assert detect(canopy(post)) == ()
    assert detect(canopy(lorry, several=False)) == ()
    assert detect(canopy(roof, built=[box(X + 39, Y + 39, X + 51, Y + 51)])) == ()


@pytest.mark.parametrize("mean", [False, True], ids=["highest", "mean"])
def test_trees_are_found_in_the_cells_of_a_surface_model_too(mean: bool) -> None:
    places, points = planted(12, 4)
    found = detect(cells(points, mean=mean))
    spots = np.array([(tree.x, tree.y) for tree in found])
    same = pairs(places, spots, np.full(len(places), 1.5))
    assert len(found) == len(same) >= len(places) - 1
    assert [tree.height for tree in found] == pytest.approx([12] * len(found), abs=0.7)
    assert [tree.crown_radius for tree in found] == pytest.approx([4] * len(found), abs=0.6)


def test_what_is_even_in_a_surface_model_is_a_shed_or_a_lorry_and_no_tree() -> None:
    rng = np.random.default_rng(3)
    lorry = np.column_stack([rng.uniform((X + 20, Y + 20), (X + 28, Y + 23), (900, 2)),
                             np.full(900, 23.9)])  # fmt: skip
    shed = np.column_stack([rng.uniform((X + 50, Y + 50), (X + 56, Y + 55), (900, 2)),
                            rng.normal(23.3, 0.02, 900)])  # fmt: skip
    assert detect(cells(lorry)) == ()
    assert detect(cells(shed)) == ()


def test_cells_of_a_surface_model_keep_their_places() -> None:
    tops = Tops((X + 0.6, Y + 0.1, X + 40, Y + 30), (X + 0.25, Y + 0.25))
    x = np.arange(X + 1.25, X + 39, 0.5)
    tops.add_cells(x, np.full(len(x), Y + 10.25), np.full(len(x), 25.0))
    row, col = np.nonzero(np.isfinite(tops.highest))
    assert (tops.grid.x0 + col * tops.grid.cell).tolist() == x.tolist()
    assert (tops.grid.y0 + row * tops.grid.cell).tolist() == [Y + 10.25] * len(x)


def test_nothing_at_all_has_no_trees() -> None:
    assert detect(canopy(np.empty((0, 3)))) == ()


def registered(x: float, sizes: SizeOrigin = SizeOrigin.REGISTER) -> TreeRegister:
    return TreeRegister((RegisteredTree("r", x, Y + 10, 11.0, 3.0, "Tilia", sizes),), 1, ())


def test_one_tree_that_all_three_know_is_one_tree() -> None:
    area = with_trees(
        AREA,
        registered(X + 10),
        [MappedTree("b", X + 10.6, Y + 10.2)],
        [DetectedTree(X + 9.0, Y + 11.0, 12.5, 3.5)],
    )
    (tree,) = area.trees
    assert (tree.id, tree.species, tree.known_by) == ("r", "Tilia", TreeOrigin.REGISTER)
    assert (tree.height, tree.sizes) == (11.0, SizeOrigin.REGISTER)


def test_a_size_that_was_estimated_gives_way_to_the_laser() -> None:
    found = [DetectedTree(X + 9.0, Y + 11.0, 12.5, 3.5)]
    (tree,) = with_trees(AREA, registered(X + 10, SizeOrigin.ESTIMATED), [], found).trees
    assert (tree.height, tree.crown_radius, tree.sizes) == (12.5, 3.5, SizeOrigin.LASER)


def test_a_second_top_in_the_crown_of_a_known_tree_is_no_second_tree() -> None:
    tops = [DetectedTree(X + 10, Y + 10, 11.0, 3.0), DetectedTree(X + 12.5, Y + 10, 9.0, 1.5)]
    assert len(with_trees(AREA, registered(X + 10), [], tops).trees) == 1


def test_two_neighbours_each_keep_their_own_top() -> None:
    mapped = [MappedTree("west", X + 10, Y + 10), MappedTree("east", X + 13, Y + 10)]
    tops = [DetectedTree(X + 12, Y + 10, 8.0, 2.0), DetectedTree(X + 14.5, Y + 10, 14.0, 2.0)]
    west, east = with_trees(AREA, None, mapped, tops).trees
    assert (west.height, east.height) == (8.0, 14.0)
    assert {west.known_by, east.known_by} == {TreeOrigin.BGT}
    assert west.sizes is SizeOrigin.LASER


def test_a_mapped_tree_without_any_height_is_left_out_and_counted() -> None:
    area = with_trees(AREA, None, [MappedTree("b", X + 10, Y + 10)], None)
    assert area.trees == ()
    (left,) = area.report.left_out
    assert (left.source, left.count, left.examples) == ("bgt_vegetatieobject", 1, ("b",))


def test_a_mapped_tree_that_the_laser_does_not_show_is_small() -> None:
    (tree,) = with_trees(AREA, None, [MappedTree("b", X + 10, Y + 10)], []).trees
    assert (tree.height, tree.sizes) == (3.0, SizeOrigin.ESTIMATED)


def test_found_trees_say_so_and_stand_on_the_ground() -> None:
    area = with_trees(AREA, None, [], [DetectedTree(X + 10, Y + 10, 11.0, 3.0)])
    (tree,) = area.trees
    assert (tree.known_by, tree.ground_height) == (TreeOrigin.DETECTED, 20.0)
    assert "uit hoogtemeting, indicatie" in area.report.notes[-1]


def test_pairs_are_within_reach_and_least_far_in_all() -> None:
    left, right = np.array([[0.0, 0], [3, 0], [50, 0]]), np.array([[2.0, 0], [5, 0], [90, 0]])
    assert pairs(left, right, np.full(3, 2.5)) == [(0, 0), (1, 1)]
    assert pairs(left, right[:0], np.full(3, 2.5)) == []


@pytest.fixture(scope="module")
def delft(
    shared: Path, delft_area: Area
) -> tuple[Floats, NDArray[np.bool_], list[shapely.Polygon]]:
    """Delft's points of class 1 with whether their pulse came back more than once; its panden."""
    parts = [laspy.read(path) for path in sorted((shared / "delft" / "ahn3").glob("*.laz"))]
    xyz = np.concatenate([np.column_stack([part.x, part.y, part.z]) for part in parts])
    kind = np.concatenate([np.asarray(part.classification) for part in parts])
    several = np.concatenate([np.asarray(part.number_of_returns) > 1 for part in parts])
    built = [building.footprint for building in delft_area.buildings]
    return xyz[kind == 1], several[kind == 1], built  # type: ignore[return-value]


def test_delft_shows_its_trees_and_says_how_they_are_known(delft_area: Area) -> None:
    assert 130 <= len(delft_area.trees) <= 170
    assert {tree.known_by for tree in delft_area.trees} == {TreeOrigin.DETECTED}
    assert all(delft_area.boundary.contains(tree.position) for tree in delft_area.trees)
    heights = [tree.height for tree in delft_area.trees]
    assert 6 < np.median(heights) < 14
    assert max(heights) < 30


def test_half_of_delfts_points_show_the_same_trees_as_the_other_half(
    delft: tuple[Floats, NDArray[np.bool_], list[shapely.Polygon]], delft_area: Area
) -> None:
    """How far detection repeats itself: not how true it is, for nobody registered these trees."""
    xyz, several, built = delft
    assert delft_area.terrain is not None
    half = np.random.default_rng(1).random(len(xyz)) < 0.5
    bounds = (84_805.0, 447_412.0, 85_083.0, 447_650.0)
    inside = (xyz[:, 0] < bounds[2]) & (xyz[:, 1] < bounds[3])
    found = []
    for chosen in (half & inside, ~half & inside):
        tops = Tops(bounds)
        tops.add(xyz[chosen, 0], xyz[chosen, 1], xyz[chosen, 2], several[chosen])
        trees = detect(canopy_over(tops, delft_area.terrain, built))
        found.append([t for t in trees if delft_area.boundary.contains(Point(t.x, t.y))])
    one, other = found
    places = [np.array([(tree.x, tree.y) for tree in trees]) for trees in found]
    same = pairs(places[0], places[1], np.array([max(1.5, tree.crown_radius / 2) for tree in one]))
    assert len(same) / len(one) > 0.8
    assert len(same) / len(other) > 0.8
    apart = [abs(one[i].height - other[j].height) for i, j in same]
    assert np.median(apart) < 0.3


def test_few_of_delfts_trees_stand_where_no_trunk_can(shared: Path, delft_area: Area) -> None:
    """On a carriageway or in the water: an error of metres in the place of a trunk."""
    surfaces = bgt.read(sorted((shared / "delft" / "bgt").glob("*.sqlite"))).surfaces
    barred = shapely.union_all(
        [
            each.footprint
            for each in surfaces
            if each.level == 0
            and (each.kind is SurfaceKind.WATERDEEL or "rijbaan" in (each.function or ""))
        ]
    )
    trunks = np.array([tree.position for tree in delft_area.trees])
    wrong = shapely.contains(barred, trunks)
    assert wrong.mean() < 0.1
    assert shapely.distance(barred.boundary, trunks[wrong]).max() < 6
