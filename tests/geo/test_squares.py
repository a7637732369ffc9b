"""Points in squares are found by a box, wherever it lies."""

from __future__ import annotations

import numpy as np

from twin.geo.squares import Squares


def test_no_point_in_a_box_is_missed_and_none_comes_twice() -> None:
    random = np.random.default_rng(3)
    xy = random.uniform((84_000, 446_000), (84_090, 446_060), (2_000, 2))
    squares = Squares(xy)
    for west, south, width, height in random.uniform(
        (83_970, 445_970, 0, 0), (84_110, 446_080, 40, 40), (300, 4)
    ):
        bounds = (west, south, west + width, south + height)
        found = np.concatenate(
            [squares.order[:0], *(squares.order[each] for each in squares.rows(bounds))]
        )
        inside = ((xy >= bounds[:2]) & (xy <= bounds[2:])).all(axis=1)

        assert set(np.flatnonzero(inside)) <= set(found)
        assert len(set(found)) == len(found)


def test_among_no_points_none_are_found() -> None:
    squares = Squares(np.empty((0, 2)))

    found = [squares.order[each] for each in squares.rows((84_000, 446_000, 84_010, 446_010))]

    assert not sum(map(len, found))
