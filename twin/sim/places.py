"""Places where people are outdoors: gardens, squares, greens; and what a raster says of each.

From the BGT. It knows no playgrounds and no single gardens: a yard (erf) is a garden or more, and a
playground is part of the green or the open ground that it lies in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from twin.geo.space import Use, classify
from twin.model import Area, Surface, Words

if TYPE_CHECKING:
    from twin.sim.grid import Grid, Raster

SMALLEST = 20.0
"""m²; smaller pieces are strips and corners of the map."""


class Kind(StrEnum):
    """What people do there."""

    GARDEN = "tuin"
    SQUARE = "plein"
    GREEN = "groen"
    OPEN = "terrein"


KINDS = {
    Kind.GARDEN: Words("Erf of tuin", "Yard or garden"),
    Kind.SQUARE: Words("Plein of woonerf", "Square or home zone"),
    Kind.GREEN: Words("Groen", "Green"),
    Kind.OPEN: Words("Open terrein", "Open ground"),
}
"""What kinds are called."""

_SQUARES = ("voetgangersgebied", "woonerf")
_USES = {Use.YARD: Kind.GARDEN, Use.GREEN: Kind.GREEN, Use.OPEN: Kind.OPEN}


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A place and the cells of a grid whose middle lies in it."""

    id: str
    kind: Kind
    cells: tuple[NDArray[np.intp], NDArray[np.intp]]


def places(area: Area, grid: Grid) -> list[Place]:
    """Places of an area with a cell in a grid, in the order of its surfaces."""
    found = []
    for surface in area.surfaces:
        kind = kind_of(surface)
        if kind is None or surface.level != 0 or surface.footprint.area < SMALLEST:
            continue
        west, south, east, north = surface.footprint.bounds
        low_x, low_y, high_x, high_y = grid.bounds
        if west > high_x or east < low_x or south > high_y or north < low_y:
            continue
        cells = grid.inside(surface.footprint)
        if len(cells[0]):
            found.append(Place(surface.id, kind, cells))
    return found


def kind_of(surface: Surface) -> Kind | None:
    """What people do on a surface; None for roads, water and structures."""
    if any(word in (surface.function or "").lower() for word in _SQUARES):
        return Kind.SQUARE
    return _USES.get(classify(surface).use)


def means(found: Sequence[Place], values: Raster) -> list[float | None]:
    """The mean of a raster over each place; None where it has no numbers there."""
    told: list[float | None] = []
    for place in found:
        here = values[place.cells]
        here = here[np.isfinite(here)]
        told.append(float(here.mean(dtype=np.float64)) if len(here) else None)
    return told
