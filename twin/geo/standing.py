"""What the BGT draws of things that stand on the ground: trees, and walls, screens, fences, hedges.

Source: IMGeo 2.1.1, `vegetatieobject`, `scheiding` and `overigescheiding` (Geonovum). None of them
has a height.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from twin.geo.shapes import polygons

KINDS = frozenset({"vegetatieobject", "scheiding", "overigescheiding"})
"""BGT object types of things that stand."""

ASSUMED: Mapping[str, tuple[float, bool]] = {
    "muur": (2.0, True),
    "geluidsscherm": (4.0, True),
    "haag": (1.5, True),
    "hek": (1.0, False),
    "draadraster": (1.0, False),
    "faunaraster": (1.0, False),
}
"""Kind: metres that we assume it is high, and whether it stops light and sound.

A wall of 2 m and a fence of 1 m are the most that need no permit (Besluit omgevingsrecht, annex II,
article 2.12); a screen and a hedge are as high as many are. Quays and bank walls do not rise from
the ground and are not among them.
"""


@dataclass(frozen=True, slots=True, eq=False)
class MappedTree:
    """A tree as the BGT has it: a place, RD, and nothing else."""

    id: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class MappedBarrier:
    """A wall, screen, fence or hedge as the BGT draws it, RD; `kind` is one of `ASSUMED`."""

    id: str
    kind: str
    shape: LineString | Polygon


def standing(
    name: str, what: str | None, geometry: BaseGeometry | None
) -> tuple[list[MappedTree], list[MappedBarrier]]:
    """The trees and barriers in one object of a type of `KINDS`.

    Parameters
    ----------
    name
        Its id; parts of it get a number behind.
    what
        Its BGT type or, where that is `niet-bgt`, its IMGeo type.
    geometry
        A tree is a point, a barrier a line or what it covers.
    """
    if geometry is None or geometry.is_empty:
        return [], []
    if what == "boom":
        return [
            MappedTree(_part(name, place), centre.x, centre.y)
            for place, centre in enumerate(shapely.centroid(shapely.get_parts(geometry)))
        ], []
    if what is None or what not in ASSUMED:
        return [], []
    shapes: list[LineString | Polygon] = list(polygons(geometry))
    for part in shapely.get_parts(geometry):
        line = shapely.force_2d(part)
        if isinstance(line, LineString) and line.length > 0:
            shapes.append(line)
    return [], [
        MappedBarrier(_part(name, place), what, shape) for place, shape in enumerate(shapes)
    ]


def _part(name: str, place: int) -> str:
    return name if place == 0 else f"{name}-{place + 1}"
