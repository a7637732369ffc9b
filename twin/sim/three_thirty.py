"""The 3-30-300 rule: three trees at home, 30 % canopy around it, a park within 300 m.

References
----------
Konijnendijk (2023), Evidence-based guidelines for greener, healthier, more resilient
neighbourhoods: introducing the 3-30-300 rule. Journal of Forestry Research 34, 821-830.
https://doi.org/10.1007/s11676-022-01523-z
Numbers as Cobra and Steenbreek use them: `groen.3-30-300` in norms.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from twin.geo.grid import grid_over
from twin.model import Area, Building, Tree
from twin.sim.canopy import radius_error, relative_error, woods
from twin.sim.masks import burn, burn_circles

Floats = NDArray[np.float64]

CELL = 2.0
"""Metres; a crown is three to ten cells wide."""


@dataclass(frozen=True, slots=True, eq=False)
class NearTrees:
    """Large trees near each building, (n,).

    Attributes
    ----------
    error
        Half of the difference that one standard error of crown radii makes.
    """

    count: NDArray[np.intp]
    error: Floats


@dataclass(frozen=True, slots=True, eq=False)
class CanopyAround:
    """Ground under crowns around each building, (n,) shares from 0 to 1.

    Attributes
    ----------
    share
        Of the ground around it that is in the area.
    known
        How much of the ground around it is in the area.
    error
        One standard error of `share`, from the radii of crowns.
    """

    share: Floats
    known: Floats
    error: Floats


def near_trees(
    trees: Sequence[Tree], buildings: Sequence[Building], reach: float, crown: float
) -> NearTrees:
    """Trees within `reach` metres of each building whose crown covers at least `crown` m²."""
    if not trees or not buildings:
        return NearTrees(np.zeros(len(buildings), dtype=np.intp), np.zeros(len(buildings)))
    prints = np.array([each.footprint for each in buildings], dtype=object)
    tree = STRtree([each.position for each in trees])
    building, which = tree.query(prints, predicate="dwithin", distance=reach)
    radii = np.array([each.crown_radius for each in trees])
    errors = np.array([radius_error(each) for each in trees])

    def counted(shift: float) -> NDArray[np.intp]:
        large = np.pi * (radii * (1 + shift * errors)) ** 2 >= crown
        return np.bincount(building[large[which]], minlength=len(buildings)).astype(np.intp)

    return NearTrees(counted(0.0), (counted(1.0) - counted(-1.0)) / 2)


def canopy_around(area: Area, buildings: Sequence[Building], reach: float) -> CanopyAround:
    """Canopy within `reach` metres of the middle of each building, on cells of 2 m."""
    from scipy import signal  # late, for the API need not load it

    if not buildings:
        return CanopyAround(np.empty(0), np.empty(0), np.empty(0))
    grid = grid_over(area.boundary.bounds, CELL)
    inside = burn(grid, [area.boundary], touched=False)
    covered = burn(grid, [each.footprint for each in woods(area)], touched=False)
    if area.trees:
        middles = shapely.get_coordinates([each.position for each in area.trees])
        radii = np.array([each.crown_radius for each in area.trees])
        covered |= burn_circles(grid, middles, radii)
    covered &= inside
    cells = int(reach // grid.cell)
    across = np.arange(-cells, cells + 1) * grid.cell
    disc = (across[:, np.newaxis] ** 2 + across**2 <= reach**2).astype(np.float64)
    middles = shapely.get_coordinates(shapely.centroid([each.footprint for each in buildings]))
    rows, cols = grid.cells(middles[:, 0], middles[:, 1])

    def around(mask: NDArray[np.bool_]) -> Floats:
        # "full" and cut, for "same" follows the larger of both, which may be the disc.
        summed = signal.fftconvolve(mask.astype(np.float64), disc)[cells:, cells:]
        return np.asarray(np.rint(summed[rows, cols]), dtype=np.float64)

    ground = around(inside)
    share = np.divide(around(covered), ground, out=np.zeros(len(buildings)), where=ground > 0)
    wrong = relative_error(area.trees, float(covered.sum()) * grid.cell**2)
    return CanopyAround(share, ground / disc.sum(), share * wrong)
