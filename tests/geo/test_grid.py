"""A grid knows which of its cells lie in polygons, in one as in many at once."""

from __future__ import annotations

import numpy as np
from shapely import Polygon, box

from twin.geo.grid import Grid


def test_cells_in_many_polygons_are_those_in_each_of_them() -> None:
    grid = Grid(84_000.25, 446_000.0, 0.5, 120, 90)
    corners = np.random.default_rng(1).uniform((83_995, 445_995), (84_050, 446_065), (300, 1, 2))
    shapes = [Polygon(each) for each in corners + np.array([(0, 0), (7.3, 1.1), (2.2, 5.7)])]
    whole = box(84_000, 446_000, 84_030, 446_040)
    shapes += [Polygon(whole.exterior, [box(84_001, 446_001, 84_029, 446_039).exterior])]
    shapes.append(box(0, 0, 10, 10))
    expected = np.zeros(grid.shape, dtype=np.bool_)
    for shape in shapes:
        expected[grid.inside(shape)] = True

    assert np.array_equal(grid.covered(np.array(shapes, dtype=object)), expected)
    assert not grid.covered(np.array([], dtype=object)).any()
