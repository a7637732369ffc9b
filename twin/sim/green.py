"""What the ground of an area is: green, yard, water, bare, paved or built; trees apart.

From the BGT at ground level. Nobody registers what yards and gardens are covered with, so they are
a class of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from twin.geo.shapes import polygons
from twin.geo.space import Cover, classify
from twin.model import Area


class Ground(StrEnum):
    """Kinds of ground, in the words that residents read."""

    GREEN = "groen"
    YARD = "tuin of erf"
    WATER = "water"
    BARE = "onverhard of half verhard"
    PAVED = "verhard"
    BUILT = "bebouwd"
    UNKNOWN = "onbekend"


_KINDS: Mapping[Cover, Ground] = {
    Cover.CLOSED: Ground.PAVED,
    Cover.BLOCKS: Ground.PAVED,
    Cover.OPEN_BLOCKS: Ground.PAVED,
    Cover.HALF: Ground.BARE,
    Cover.BARE: Ground.BARE,
    Cover.LOW_GREEN: Ground.GREEN,
    Cover.SHRUBS: Ground.GREEN,
    Cover.TREES: Ground.GREEN,
    Cover.WATER: Ground.WATER,
    Cover.MIXED: Ground.YARD,
}

YARD_GREEN = 0.5
"""Share of a yard that is taken for green; between none and all of it anything is possible."""

YARD_ERROR = 1 / 12**0.5
"""One standard error of it: uniform from 0 to 1."""


def cover(area: Area) -> Mapping[Ground, float] | None:
    """m² of each kind of ground within the boundary; None where the BGT is absent.

    What a building stands on is built, whatever the BGT says. Ground that nothing covers is
    `UNKNOWN`.
    """
    mapped = [each for each in area.surfaces if each.level == 0]
    if not mapped:
        return None
    shapes = np.array([each.footprint for each in mapped], dtype=object)
    # Within the boundary, for what stands beyond it takes nothing of the ground within.
    prints = np.array(
        [
            part
            for each in area.buildings
            for part in polygons(each.footprint.intersection(area.boundary))
        ],
        dtype=object,
    )
    areas = _within(shapes, area)
    if len(prints):
        areas -= _covered(shapes, prints)
    told = dict.fromkeys(Ground, 0.0)
    for each, size in zip(mapped, areas, strict=True):
        told[_KINDS[classify(each).cover]] += max(float(size), 0.0)
    told[Ground.BUILT] = float(shapely.area(prints).sum())
    told[Ground.UNKNOWN] = max(area.boundary.area - sum(told.values()), 0.0)
    return told


def green_with_yards(told: Mapping[Ground, float]) -> tuple[float, float]:
    """m² of green with half of the yards, and one standard error of it."""
    yards = told[Ground.YARD]
    return told[Ground.GREEN] + YARD_GREEN * yards, YARD_ERROR * yards


def _within(shapes: NDArray[np.object_], area: Area) -> NDArray[np.float64]:
    """m² of each shape inside the boundary."""
    shapely.prepare(area.boundary)
    sizes: NDArray[np.float64] = shapely.area(shapes)
    crossing = ~shapely.contains_properly(area.boundary, shapes)
    sizes[crossing] = shapely.area(shapely.intersection(shapes[crossing], area.boundary))
    return sizes


def _covered(shapes: NDArray[np.object_], prints: NDArray[np.object_]) -> NDArray[np.float64]:
    """m² of each shape on which a building stands."""
    tree = STRtree(prints)
    # Not those that only touch, as every wall touches the ground beside it.
    found = [tree.query(shapes, predicate=how) for how in ("overlaps", "contains", "within")]
    surface, building = np.concatenate(found, axis=1)
    shared = shapely.area(shapely.intersection(shapes[surface], prints[building]))
    sums = np.bincount(surface, weights=shared, minlength=len(shapes))
    return np.asarray(sums, dtype=np.float64)
