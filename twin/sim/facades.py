"""Points on façades where the sun and the sky are looked at; nothing is looked at here.

A façade is a straight run of the outline of a building, cut into pieces of at most `PIECE` metres.
Each piece has a point per storey, in its middle, `SILL` above the floor (the middle of the window
sill of the TNO norm), as far as the wall behind it goes up. Which of them stand against a
neighbour depends on the neighbours and is not known here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numba
import numpy as np
import shapely
from numpy.typing import NDArray

from twin.model import Building, Use
from twin.sim.solids import Solids, top_at

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

SILL = 0.75
"""Metres above the floor of a storey."""

STOREY = 3.0
"""Metres between floors where no design tells."""

PIECE = 10.0
"""Metres of façade that one point stands for, at most: two rooms wide."""

OFFSET = 0.05
"""Metres in front of the wall; LoD 2.2 walls lie within 2 cm of the outline of the BAG."""

_LEAST_WIDTH = 1.5  # metres; a jog in the wall has no window
_LINTEL = 0.5  # metres of wall above the point
_BEND = 10.0  # degrees; a façade ends where the outline turns more
_SHED = (25.0, 3.5)  # m² and metres below which a building of unknown use is no home
_INSIDE = 0.3  # metres behind the wall where its height is looked up


@dataclass(frozen=True, slots=True, eq=False)
class FacadePoints:
    """Points on façades, those of a building together and in the order of the buildings.

    Attributes
    ----------
    position
        (n, 3) float64; RD and NAP.
    azimuth
        (n,) float64; degrees clockwise from the north of the RD grid to which the façade looks.
    building
        (n,) int32; its place among the buildings.
    facade
        (n,) int32; number of the piece of façade, from 0 along the outline.
    storey
        (n,) int32; from 0, the ground floor.
    width
        (n,) float64; metres of façade that it stands for.
    """

    position: Floats
    azimuth: Floats
    building: Ints
    facade: Ints
    storey: Ints
    width: Floats

    def __len__(self) -> int:
        return len(self.azimuth)


def facade_points(
    buildings: Sequence[Building],
    shapes: Solids,
    sill: float = SILL,
    storey: float = STOREY,
    piece: float = PIECE,
) -> FacadePoints:
    """The façade points of the buildings that are homes or may be, `may_be_home`.

    Parameters
    ----------
    shapes
        Their solids, in the same order.
    sill, storey
        Metres above a floor and between floors; a design that tells its storeys has its own.
    piece
        Metres of façade for one point, at most.
    """
    found = [
        _of_building(place, building, shapes, sill, storey, piece)
        for place, building in enumerate(buildings)
        if may_be_home(building)
    ]
    return together([each for each in found if len(each)])


def together(parts: Sequence[FacadePoints]) -> FacadePoints:
    """Points one after the other."""
    nothing = FacadePoints(
        np.empty((0, 3)),
        np.empty(0),
        np.empty(0, np.int32),
        np.empty(0, np.int32),
        np.empty(0, np.int32),
        np.empty(0),
    )
    return FacadePoints(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in (nothing, *parts)])
            for field in fields(FacadePoints)
        }
    )


def is_home(building: Building) -> bool | None:
    """Whether somebody lives there; None where neither register nor design tells its use."""
    if building.programme is not None and building.programme.uses:
        return any(use is Use.HOME for use, _ in building.programme.uses)
    uses = {use for dwelling in building.dwellings for use in dwelling.uses}
    if not uses:
        return None if building.use is None else building.use == Use.HOME
    return Use.HOME in uses


def may_be_home(building: Building) -> bool:
    """Whether somebody lives there, or may: of unknown use, and larger than a shed."""
    known = is_home(building)
    if known is not None:
        return known
    height = building.roof_height - building.ground_height
    return building.footprint.area >= _SHED[0] and height >= _SHED[1]


def _of_building(
    place: int, building: Building, shapes: Solids, sill: float, storey: float, piece: float
) -> FacadePoints:
    pieces = _pieces(building, piece)
    if building.storeys:
        storey = (building.roof_height - building.ground_height) / building.storeys
    wall = pieces[:, :2] - _INSIDE * pieces[:, 2:4]
    first = int(shapes.vertex_start[place])
    start, stop = (int(each) for each in shapes.triangle_start[place : place + 2])
    tops = _tops(wall, shapes.vertices, shapes.triangles, first, start, stop)
    room = tops - _LINTEL - sill - building.ground_height
    counts = np.where(room >= 0, np.floor(room / storey) + 1, 0).astype(np.int32)
    if building.storeys:
        counts = np.minimum(counts, building.storeys)
    which = np.repeat(np.arange(len(pieces)), counts)
    level = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    at = pieces[which]
    return FacadePoints(
        position=np.column_stack(
            [at[:, :2] + OFFSET * at[:, 2:4], building.ground_height + level * storey + sill]
        ),
        azimuth=np.degrees(np.arctan2(at[:, 2], at[:, 3])) % 360.0,
        building=np.full(len(at), place, np.int32),
        facade=which.astype(np.int32),
        storey=level.astype(np.int32),
        width=at[:, 4],
    )


def _pieces(building: Building, longest: float) -> Floats:
    """(n, 5): point on the outline, normal away from the building, and width in metres."""
    found: list[tuple[float, float, float, float, float]] = []
    for part in shapely.get_parts(shapely.orient_polygons(building.footprint)):
        for ring in (part.exterior, *part.interiors):
            corners = shapely.get_coordinates(ring)
            steps = np.diff(corners, axis=0)
            lengths = np.hypot(steps[:, 0], steps[:, 1])
            kept = lengths > 1e-6
            _along(corners[:-1][kept], steps[kept], lengths[kept], longest, found)
    return np.array(found, np.float64).reshape(-1, 5)


def _along(
    corners: Floats,
    steps: Floats,
    lengths: Floats,
    longest: float,
    found: list[tuple[float, float, float, float, float]],
) -> None:
    """The pieces of one ring, which has the building on its left."""
    headings = np.degrees(np.arctan2(steps[:, 1], steps[:, 0]))
    turns = np.abs((headings - np.roll(headings, 1) + 180) % 360 - 180)
    begin = int(turns.argmax()) if len(turns) else 0
    corners, steps, lengths, headings = (
        np.roll(each, -begin, axis=0) for each in (corners, steps, lengths, headings)
    )
    start = 0
    for stop in range(1, len(lengths) + 1):
        if stop < len(lengths):
            turn = abs((headings[stop] - headings[start] + 180) % 360 - 180)
            if turn <= _BEND:
                continue
        total = float(lengths[start:stop].sum())
        if total >= _LEAST_WIDTH:
            count = math.ceil(total / longest - 1e-9)
            ends = np.cumsum(lengths[start:stop])
            for number in range(count):
                middle = (number + 0.5) * total / count
                edge = start + min(int(np.searchsorted(ends, middle)), stop - start - 1)
                share = (middle - (ends[edge - start] - lengths[edge])) / lengths[edge]
                x, y = corners[edge] + share * steps[edge]
                dx, dy = steps[edge] / lengths[edge]
                found.append((float(x), float(y), float(dy), float(-dx), total / count))
        start = stop


@numba.njit(cache=True)
def _tops(
    points: Floats, vertices: Floats, triangles: Ints, first: int, start: int, stop: int
) -> Floats:
    found = np.empty(len(points))
    for place in range(len(points)):
        x, y = points[place]
        found[place] = top_at(x, y, vertices, triangles, first, start, stop)
    return found
