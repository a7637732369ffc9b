"""Which part of the ground is under crowns of trees.

Crowns are circles of the radius that is known of each tree; woods of the BGT count as closed. Trees
that nobody registered or saw are not in it, so the figure is rather too low than too high.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from twin.geo.space import Cover, classify
from twin.model import Area, SizeOrigin, Surface, SurfaceKind, Tree
from twin.sim.norms import norm

Floats = NDArray[np.float64]

_QUADRANT = 8
_SIDES = 4 * _QUADRANT
_WIDER = float(np.sqrt(2 * np.pi / _SIDES / np.sin(2 * np.pi / _SIDES)))
"""By which factor a polygon of 32 sides must reach further to have the area of its circle."""


@dataclass(frozen=True, slots=True)
class Canopy:
    """Ground under crowns, in m² within the boundary.

    Attributes
    ----------
    area
        Crowns and woods, what overlaps once.
    woods
        The part of it that is wood by the BGT.
    error
        One standard error, from the radii of crowns.
    """

    area: float
    woods: float
    error: float


def known(base: Area) -> bool:
    """Whether anybody tells of trees that stand; without that, those of a plan are no answer."""
    return bool(base.trees or woods(base))


def canopy(area: Area) -> Canopy:
    """Ground under crowns."""
    shapes = crowns(area.trees)
    forest = woods(area)
    if not shapes and not forest:
        return Canopy(0.0, 0.0, 0.0)
    green = shapely.union_all([each.footprint for each in forest])
    single = shapely.union_all(np.array(shapes, dtype=object))
    inside = shapely.intersection(shapely.union(single, green), area.boundary)
    wooded = shapely.intersection(green, area.boundary).area
    return Canopy(inside.area, wooded, inside.area * relative_error(area.trees, inside.area))


def relative_error(trees: Sequence[Tree], covered: float) -> float:
    """One standard error of crown area as a share (0-1) of `covered` m².

    A radius that is estimated alike for all trees is wrong alike for all, so errors add up; where
    crowns overlap they hide each other.
    """
    if not trees or not covered:
        return 0.0
    radii = np.array([each.crown_radius for each in trees])
    wrong = 2 * np.pi * radii**2 * np.array([radius_error(each) for each in trees])
    total = max(float((np.pi * radii**2).sum()), covered)
    return float(wrong.sum()) / total


def radius_error(tree: Tree) -> float:
    """One standard error of the radius of a crown, as a share of it."""
    return _errors().get(tree.sizes, 0.0)


@cache
def _errors() -> Mapping[SizeOrigin, float]:
    told = norm("bomen.kroon").numbers
    return {
        SizeOrigin.REGISTER: told["register"],
        SizeOrigin.CLASS: told["class"],
        SizeOrigin.LASER: told["laser"],
        SizeOrigin.ESTIMATED: told["estimated"],
    }


def crowns(trees: Sequence[Tree]) -> list[BaseGeometry]:
    """A polygon of 32 sides for each crown, as large as its circle; RD."""
    if not trees:
        return []
    radii = np.array([each.crown_radius for each in trees]) * _WIDER
    circles = shapely.buffer([each.position for each in trees], radii, quad_segs=_QUADRANT)
    return list(circles)


def woods(area: Area) -> tuple[Surface, ...]:
    """Ground that the BGT calls wood or planting with trees."""
    return tuple(
        each
        for each in area.surfaces
        if each.kind is SurfaceKind.BEGROEIDTERREINDEEL
        and each.level == 0
        and classify(each).cover is Cover.TREES
    )
