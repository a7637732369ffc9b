"""Green, canopy, 3-30-300 and walks, against sums and ways on paper."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import lil_matrix
from scipy.sparse.csgraph import dijkstra

from tests.fix_drawn import EAST, NORTH, case, drawn, figure, ground, house, square, tree
from twin.model import Area, SizeOrigin, Surface, SurfaceKind
from twin.sim.canopy import canopy
from twin.sim.green import Ground, cover
from twin.sim.indicators import green_share, three_thirty, tree_canopy, walking_distance
from twin.sim.indicators.base import Case
from twin.sim.indicators.green_share import GreenParameters
from twin.sim.indicators.three_thirty import ThreeThirtyParameters
from twin.sim.indicators.tree_canopy import CanopyParameters
from twin.sim.indicators.walking_distance import WalkingParameters
from twin.sim.three_thirty import canopy_around, near_trees
from twin.sim.verdict import Judgement
from twin.sim.walk_paths import FAR, distances
from twin.sim.walking import parks

GREEN, ROAD, BARE = (
    SurfaceKind.BEGROEIDTERREINDEEL, SurfaceKind.WEGDEEL, SurfaceKind.ONBEGROEIDTERREINDEEL
)  # fmt: skip
HOME = "woonfunctie"


def grass(x: float, y: float, width: float, depth: float) -> Surface:
    return ground(f"g{x}-{y}", GREEN, square(x, y, width, depth), "groenvoorziening",
                  "gras- en kruidachtigen")  # fmt: skip


def pavement(x: float, y: float, width: float, depth: float) -> Surface:
    return ground(f"p{x}-{y}", ROAD, square(x, y, width, depth), "voetpad", "tegels")


def test_ground_below_a_building_is_built_and_ground_beyond_the_edge_does_not_count() -> None:
    yard = ground("y", BARE, square(0, 50, 100, 50), None, "erf")
    area = drawn(
        square(0, 0, 100),
        [
            house("a", square(10, 10, 10), 6.0),
            house("b", square(40, 40, 20), 6.0),
            house("beyond", square(-40, 10, 20), 6.0),
        ],
        surfaces=(grass(-50, 0, 150, 50), yard),
    )
    told = cover(area)
    assert told is not None
    # House b stands on 200 m² of grass and 200 m² of yard; a on 100 m² of grass.
    assert told[Ground.GREEN] == pytest.approx(5000 - 100 - 200)
    assert told[Ground.YARD] == pytest.approx(5000 - 200)
    assert told[Ground.BUILT] == pytest.approx(500)
    assert told[Ground.UNKNOWN] == pytest.approx(0, abs=1e-6)
    result = green_share.compute(case(area), GreenParameters())
    assert figure(result, "green").value == 47.0
    assert figure(result, "with_yards").value == 71.0
    assert figure(result, "with_yards").error == pytest.approx(13.9)


def test_kinds_of_ground_of_the_sample_are_the_whole_of_it(sample_area: Area) -> None:
    told = cover(sample_area)
    assert told is not None
    assert sum(told.values()) == pytest.approx(sample_area.boundary.area, rel=1e-3)
    assert told[Ground.UNKNOWN] < 0.01 * sample_area.boundary.area


def test_without_bgt_or_trees_nothing_is_told_instead_of_zero(twente_area: Area) -> None:
    for module, parameters in (
        (green_share, GreenParameters()),
        (tree_canopy, CanopyParameters()),
        (three_thirty, ThreeThirtyParameters()),
        (walking_distance, WalkingParameters()),
    ):
        result = module.INDICATOR.compute(case(twente_area), parameters)
        assert all(each.value is None for each in result.figures)
        assert all(each.why is not None for each in result.figures)


def test_crowns_that_overlap_count_once_and_the_edge_cuts_them() -> None:
    trees = (tree("a", 50, 50, 5.0), tree("b", 50, 50, 5.0), tree("c", 0, 50, 4.0))
    told = canopy(drawn(square(0, 0, 100), trees=trees))
    assert told.area == pytest.approx(math.pi * 25 + math.pi * 16 / 2, rel=1e-3)


def test_error_of_canopy_is_twice_that_of_the_radius() -> None:
    lone = tree("a", 50, 50, 5.0, sizes=SizeOrigin.ESTIMATED)
    told = canopy(drawn(square(0, 0, 100), trees=(lone,)))
    assert told.error / told.area == pytest.approx(2 * 0.30, rel=1e-3)


def test_woods_count_as_closed_and_trees_in_them_add_nothing() -> None:
    wood = ground("w", GREEN, square(0, 0, 100, 35), "loofbos")
    area = drawn(square(0, 0, 100), surfaces=(wood,), trees=(tree("a", 50, 17, 5.0),))
    share = figure(tree_canopy.compute(case(area), CanopyParameters()), "canopy")
    assert share.value == 35.0


def test_a_tree_counts_by_its_crown_and_its_distance_to_the_wall() -> None:
    large = math.sqrt(28 / math.pi)
    home_ = house("a", square(0, 0, 10), 6.0, use=HOME)
    trees = (
        tree("near", 35, 5, large + 1e-6), tree("far", 35.1, 5, 9.0), tree("small", 12, 5, 2.9)
    )  # fmt: skip
    near = near_trees(trees, [home_], 25.0, 28.0)
    assert near.count.tolist() == [1]
    unsure = near_trees((tree("s", 12, 5, 2.9, sizes=SizeOrigin.LASER),), [home_], 25.0, 28.0)
    assert (unsure.count.tolist(), unsure.error.tolist()) == ([0], [0.5])


def test_too_few_trees_at_the_edge_are_no_verdict_and_enough_of_them_are() -> None:
    home_ = house("a", square(2, 40, 10), 6.0, use=HOME)
    trees = tuple(tree(f"t{n}", 20 + n, 45, 9.0) for n in range(3))
    for known_, judgements in ((trees, [Judgement.MEETS]), (trees[1:], [])):
        area = drawn(square(0, 0, 100), [home_], trees=known_)
        (row,) = three_thirty.compute(case(area), ThreeThirtyParameters()).rows
        assert [each.judgement for each in row.verdicts if each.limit == 3] == judgements
        assert "edge-of-area" in row.flags
    middle = house("a", square(40, 40, 10), 6.0, use=HOME)
    area = drawn(square(0, 0, 100), [middle], trees=trees[1:])
    (row,) = three_thirty.compute(case(area), ThreeThirtyParameters()).rows
    assert row.verdicts[0].judgement is Judgement.FAILS


def test_a_tree_of_a_plan_does_not_tell_how_many_stand() -> None:
    home_ = house("a", square(40, 40, 10), 6.0, use=HOME)
    base = drawn(square(0, 0, 100), [home_])
    after = drawn(square(0, 0, 100), [home_], trees=(tree("plan-t", 50, 50, 4.0),))
    planted = Case(after, base, "a", "b")
    assert figure(tree_canopy.compute(planted, CanopyParameters()), "canopy").value is None
    rule = three_thirty.compute(planted, ThreeThirtyParameters())
    assert figure(rule, "three").value is None


def test_canopy_around_a_home_is_of_the_ground_that_is_known() -> None:
    home_ = house("a", square(495, 495, 10), 6.0, use=HOME)
    wood = ground("w", GREEN, square(0, 0, 500, 1000), "loofbos")
    area = drawn(square(0, 0, 1000), [home_], surfaces=(wood,))
    around = canopy_around(area, [home_], 400.0)
    assert around.share[0] == pytest.approx(0.5, abs=0.005)
    assert around.known[0] == pytest.approx(1.0, abs=0.001)
    corner = house("b", square(-5, -5, 10), 6.0, use=HOME)
    assert canopy_around(area, [corner], 400.0).known[0] == pytest.approx(0.25, abs=0.01)


def canal() -> Area:
    """A home north of a canal, a park of 1.2 ha south of it, and a bridge 60 m to the east."""
    water = ground("w", SurfaceKind.WATERDEEL, square(0, 140, 300, 10), "waterloop")
    surfaces = (
        pavement(0, 150, 300, 3), pavement(100, 140, 3, 10), grass(0, 20, 300, 40), water,
        pavement(100, 60, 3, 80),
    )  # fmt: skip
    return drawn(
        square(0, 0, 300), [house("a", square(35, 155, 10, 8), 6.0, use=HOME)], surfaces=surfaces
    )


def test_the_way_goes_over_the_bridge_and_not_as_the_crow_flies() -> None:
    result = walking_distance.compute(case(canal()), WalkingParameters())
    # About 2 m to the pavement, 56 m along it, and 90 m south; the crow flies 95 m.
    walk = result.rows[0].values["park"]
    assert walk is not None
    assert 130 <= walk <= 152
    assert figure(result, "park").value == 100.0


def test_where_no_play_places_or_stops_are_known_none_is_told() -> None:
    result = walking_distance.compute(case(canal()), WalkingParameters())
    for key in ("play", "stop"):
        assert figure(result, key).value is None
        assert figure(result, key).why is not None
        assert result.rows[0].values[key] is None


def test_a_place_that_is_given_is_walked_to() -> None:
    spot = (EAST + 290, NORTH + 151.5)
    result = walking_distance.compute(case(canal()), WalkingParameters(stops=(spot,)))
    assert result.rows[0].values["stop"] == pytest.approx(247, abs=6)


def test_a_walk_that_is_too_long_near_the_edge_is_not_judged() -> None:
    near = walking_distance.compute(case(canal()), WalkingParameters(park_distance=60))
    assert figure(near, "park").value == 0.0
    assert figure(near, "park_unsure").value == 100.0
    assert near.rows[0].flags == ("edge-of-area",)


def test_green_is_one_park_across_its_paths_and_not_across_a_street() -> None:
    parted = (grass(0, 0, 100, 60), pavement(0, 60, 100, 3), grass(0, 63, 100, 60))
    assert len(parks(drawn(square(0, 0, 200), surfaces=parted), 10_000)) == 1
    street = (grass(0, 0, 100, 60), pavement(0, 60, 100, 12), grass(0, 72, 100, 60))
    assert parks(drawn(square(0, 0, 200), surfaces=street), 10_000) == ()


def test_straight_ways_in_all_directions_are_at_most_2_8_percent_too_long() -> None:
    start = np.full((201, 201), FAR, dtype=np.int32)
    start[100, 100] = 0
    told = distances(np.ones((201, 201), dtype=np.bool_), start) / 1000
    rows, cols = np.mgrid[-100:101, -100:101]
    straight = np.hypot(rows, cols)
    ratio = told[straight > 30] / straight[straight > 30]
    assert ratio.min() > 0.999
    assert ratio.max() < 1.0281
    assert ratio.mean() == pytest.approx(1.014, abs=0.003)


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_ways_are_the_shortest_of_the_same_steps(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, cols = 9, 11
    free = rng.random((rows, cols)) < 0.7
    free[4, 5] = True
    start = np.full((rows, cols), FAR, dtype=np.int32)
    start[4, 5] = 0
    told = distances(free, start)
    expected = by_scipy(free)
    assert np.array_equal(told == FAR, np.isinf(expected))
    reached = np.isfinite(expected)
    assert np.array_equal(told[reached], expected[reached])


def by_scipy(
    free: np.ndarray[tuple[int, int], np.dtype[np.bool_]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The same steps as a graph, and scipy's way through it."""
    rows, cols = free.shape

    def passes(row: int, col: int) -> bool:
        return 0 <= row < rows and 0 <= col < cols and bool(free[row, col])

    def passes_over(row: int, col: int, down: int, right: int) -> bool:
        half = (row, col + right // 2) if abs(right) == 2 else (row + down // 2, col)
        beyond = row + down - (half[0] - row), col + right - (half[1] - col)
        return passes(*half) and passes(*beyond)

    graph = lil_matrix((free.size, free.size))
    for row, col in zip(*np.nonzero(free), strict=True):
        for down in range(-2, 3):
            for right in range(-2, 3):
                size = (abs(down), abs(right))
                to = row + down, col + right
                if not passes(*to):
                    continue
                if size in ((0, 1), (1, 0)):
                    length = 1000
                elif size == (1, 1) and (passes(to[0], col) or passes(row, to[1])):
                    length = 1414
                elif size in ((1, 2), (2, 1)) and passes_over(row, col, down, right):
                    length = 2236
                else:
                    continue
                graph[row * cols + col, to[0] * cols + to[1]] = length
    found = dijkstra(graph.tocsr(), indices=[4 * cols + 5])
    return np.asarray(found, dtype=np.float64).reshape(rows, cols)


def test_sample_homes_are_judged_on_all_three(sample_area: Area) -> None:
    result = three_thirty.compute(case(sample_area), ThreeThirtyParameters())
    told = {each.key: each.value for each in result.figures}
    assert all(value is not None for value in told.values())
    assert told["all"] is not None
    assert told["three"] is not None
    assert told["all"] <= told["three"] <= 100
    assert all(len(row.verdicts) >= 2 for row in result.rows)


def test_delft_without_a_park_says_that_it_cannot_be_told(delft_area: Area) -> None:
    walk = walking_distance.compute(case(delft_area), WalkingParameters())
    assert figure(walk, "park").value is None
    rule = three_thirty.compute(case(delft_area), ThreeThirtyParameters())
    assert figure(rule, "park_unsure").value == 100.0
    verdicts = [v.judgement for row in rule.rows for v in row.verdicts]
    assert Judgement.TOO_CLOSE in verdicts
