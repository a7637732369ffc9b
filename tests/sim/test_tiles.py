"""Tiles with their halo equal the whole to the last bit, also in other processes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from twin.errors import ParameterInvalid
from twin.model import Area
from twin.sim.grid import cover, heights
from twin.sim.ground_sun import hours_at
from twin.sim.tiles import hours_of_tile, tiles

AZIMUTH, ELEVATION = [110.0, 165.0, 190.0, 240.0, 290.0], [12.0, 35.0, 36.0, 20.0, 12.0]


def test_tiles_equal_the_whole_to_the_last_bit(sample_area: Area) -> None:
    whole = cover(sample_area.boundary, 1.0)
    together = np.full(whole.shape, np.nan, np.float32)
    count = 0
    for tile in tiles(sample_area, whole, 300.0, 12.0):
        together[tile.window] = hours_of_tile(tile, AZIMUTH, ELEVATION, 60.0, 0.03)
        assert len(tile.area.buildings) < len(sample_area.buildings)
        count += 1
    assert count == 12
    found = heights(sample_area, grid=whole)
    assert_array_equal(together, hours_at(found, AZIMUTH, ELEVATION, 60.0, through=0.03).with_trees)


@pytest.mark.parametrize(("side", "lowest"), [(0.2, 10.0), (100.0, 0.0), (100.0, 91.0)])
def test_tiles_that_cannot_be_are_refused(side: float, lowest: float, sample_area: Area) -> None:
    with pytest.raises(ParameterInvalid, match="tiles of"):
        next(tiles(sample_area, cover(sample_area.boundary), side, lowest))
