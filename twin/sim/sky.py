"""How much of the sky is seen from the ground: the sky view factor, by the raster sweep.

The share of the light of an evenly bright sky that reaches a level surface, past what is in the
way: 1 in an open field. Directions are spread so that each brings an equal share of that light.

References
----------
Johnson, G.T. and Watson, I.D. (1984). The determination of view-factors in urban canyons. Journal
of Climate and Applied Meteorology 23, 329-335.
https://doi.org/10.1175/1520-0450(1984)023<0329:TDOVFI>2.0.CO;2
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.sim.grid import Heights, Raster, Window
from twin.sim.leaves import IN_LEAF
from twin.sim.sweep import sweep

AZIMUTHS = 32
LEVELS = 16

_GOLDEN = (5**0.5 - 1) / 2
_EDGE = 0.1  # share of a level on either side that is left free, so that no light is level itself


@dataclass(frozen=True, slots=True, eq=False)
class SkyView:
    """Sky view factors (0-1), each (rows, cols) float32.

    Attributes
    ----------
    factor
        Past buildings and terrain.
    with_trees
        The same, less what crowns in leaf keep.
    """

    factor: Raster
    with_trees: Raster


def sky_directions() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(n,) azimuth and elevation in degrees, each for an equal share of the light.

    A level surface gets light by the sine of its elevation, and a ring of sky is as wide as the
    cosine: the square of the sine is what is divided evenly. Levels differ by azimuth, so that a
    flat roof line does not fall between two of them everywhere.
    """
    number = np.arange(AZIMUTHS)
    azimuth = (number + 0.5) * 360 / AZIMUTHS
    within = _EDGE + (1 - 2 * _EDGE) * ((number * _GOLDEN + 0.5) % 1)
    squares = (np.arange(LEVELS)[None, :] + within[:, None]) / LEVELS
    elevation = np.degrees(np.arcsin(np.sqrt(squares)))
    return np.repeat(azimuth, LEVELS), elevation.ravel()


def sky_view(
    heights: Heights,
    *,
    trees: bool = True,
    through: float = IN_LEAF,
    target: Window | None = None,
) -> SkyView:
    """The sky view factor of every cell: on roofs that of the roof, elsewhere that of the ground.

    Parameters
    ----------
    trees
        Whether to look at crowns.
    through
        Share (0-1) of light that a crown lets through.
    target
        Rows and columns that are wanted; None for all.
    """
    azimuth, elevation = sky_directions()
    seen = sweep(heights, azimuth, elevation, target=target, crowns=trees)
    each = np.float32(1 / len(azimuth))
    factor = seen.free * each
    return SkyView(factor, factor - seen.leafy * (each * np.float32(1 - through)))
