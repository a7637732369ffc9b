"""What lies over each other in an area, and what ground nothing covers.

The slow part of judging an area: it depends on nothing but the area, so it is done once for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon, STRtree

from twin.model import Area

LEAST = 0.5
"""m² that two outlines must share to lie over each other; less comes of rounding."""

_WIDEST_CRACK = 0.1
"""Metres; ground narrower than twice this between two objects is a crack in the drawing."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two objects that share ground, by id, and how much."""

    first: str
    second: str
    square_metres: float


@dataclass(frozen=True, slots=True)
class Survey:
    """Ground that is drawn more than once, or not at all.

    Attributes
    ----------
    panden
        Panden over each other.
    surfaces
        Surfaces over each other on one level.
    on_ground
        Panden over surfaces of level 0, by id of pand and surface.
    uncovered
        m² within the boundary where there is neither a building nor a surface of any level.
    """

    panden: tuple[Overlap, ...] = ()
    surfaces: tuple[Overlap, ...] = ()
    on_ground: tuple[Overlap, ...] = ()
    uncovered: float = 0.0


def survey(area: Area) -> Survey:
    """Survey an area; of one without surfaces, nothing is said to be uncovered."""
    panden = [building.footprint for building in area.buildings]
    names = [building.id for building in area.buildings]
    surfaces = [surface.footprint for surface in area.surfaces]
    levels = np.array([surface.level for surface in area.surfaces])
    pieces = [surface.id for surface in area.surfaces]
    ground = np.flatnonzero(levels == 0)
    on_ground = _shared(panden, [surfaces[place] for place in ground])
    return Survey(
        panden=overlapping_panden(area),
        surfaces=tuple(
            overlap
            for level in np.unique(levels)
            for overlap in _on_level(surfaces, pieces, np.flatnonzero(levels == level))
        ),
        on_ground=_named(on_ground, names, [pieces[place] for place in ground]),
        uncovered=_uncovered(area.boundary, panden, surfaces) if surfaces else 0.0,
    )


def overlapping_panden(area: Area) -> tuple[Overlap, ...]:
    """Panden over each other: the part of a survey that is quick, and that flags need."""
    names = [building.id for building in area.buildings]
    return _named(_shared([building.footprint for building in area.buildings]), names, names)


_Shapes = Sequence[Polygon | MultiPolygon]
_Pairs = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]


def _on_level(surfaces: _Shapes, names: Sequence[str], places: NDArray[np.intp]) -> list[Overlap]:
    here = [names[place] for place in places]
    return list(_named(_shared([surfaces[place] for place in places]), here, here))


def _shared(some: _Shapes, others: _Shapes | None = None) -> _Pairs:
    """Places in `some` and in `others` of shapes that meet, and the m² that they share.

    Without `others`, each pair of different shapes in `some` once.
    """
    among = others is None
    others = some if others is None else others
    if not some or not others:
        return np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0)
    tree = STRtree(others)
    first, second = tree.query(some, predicate="intersects")
    if among:
        once = first < second
        first, second = first[once], second[once]
    shapes = np.array(some, dtype=object)
    return first, second, shapely.area(shapely.intersection(shapes[first], tree.geometries[second]))


def _named(pairs: _Pairs, first: Sequence[str], second: Sequence[str]) -> tuple[Overlap, ...]:
    """Overlaps that matter, largest first."""
    found = [
        Overlap(first[one], second[other], round(float(shared), 1))
        for one, other, shared in zip(*pairs, strict=True)
        if shared >= LEAST
    ]
    return tuple(sorted(found, key=lambda overlap: -overlap.square_metres))


def _uncovered(boundary: Polygon | MultiPolygon, panden: _Shapes, surfaces: _Shapes) -> float:
    """m² of the boundary that nothing covers; cracks of rounding are left out."""
    covered = shapely.union_all([*panden, *surfaces])
    holes = shapely.difference(boundary, covered)
    wide = shapely.buffer(holes, -_WIDEST_CRACK, quad_segs=2)
    wide = shapely.buffer(wide, _WIDEST_CRACK, quad_segs=2)
    return round(float(wide.area), 1)
