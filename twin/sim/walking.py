"""How far people walk over the BGT from buildings to places; never as the crow flies.

Ground that one may walk on, and streets that one may cross, become cells; the shortest way over
them is found in 16 directions. A way is at most 2.8 % longer than the straight one where nothing is
in between. Where doors are is unknown: a way begins at the wall nearest to passable ground.

References
----------
Borgefors (1986), Distance transformations in digital images, CVGIP 34, 344-371: error of steps in
16 directions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from twin.geo.grid import Grid, grid_over
from twin.geo.shapes import polygons
from twin.geo.space import Cover, Use, classify
from twin.model import Area, Building, Surface, SurfaceKind
from twin.sim.masks import Mask, burn

Floats = NDArray[np.float64]

CELL = 1.0
"""Metres; a pavement is about two cells wide. Larger areas get larger cells."""

LARGEST = 4_000_000
"""Cells; 4 km² at 1 m."""

LONGER = 0.014
"""By which share ways come out too long on average; at most twice that."""

DOOR = 10.0
"""Metres, one standard error: nobody registers where doors are. Our assumption."""

DOORSTEP = 60.0
"""Metres between a wall and passable ground beyond which a building is not reached."""

_POCKET = 500.0
"""m²; passable ground smaller than this leads nowhere, such as grass between back gardens."""

_CROSSED = frozenset({Use.CARRIAGEWAY, Use.CYCLING, Use.PARKING, Use.VERGE})
_MOTORWAYS = ("autosnelweg", "autoweg")
_THICKETS = frozenset({Cover.SHRUBS, Cover.TREES})
_PATH_BETWEEN = 4.0
_PLAY = ("speel",)
_STOP = ("halte", "perron", "busstation")


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Where people can walk.

    Attributes
    ----------
    passable
        (rows, cols) of `grid`.
    """

    grid: Grid
    passable: Mask


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """How far it is to the nearest of some places.

    Attributes
    ----------
    metres
        (rows, cols) float64; inf where no way leads.
    """

    ways: Ways
    metres: Floats


def passable(surface: Surface) -> bool:
    """Whether people get across a piece of ground: they may walk there, or cross it."""
    if surface.level < 0:
        return False
    told = classify(surface)
    if told.use is Use.TRANSIT:
        return "overweg" in (surface.function or "")
    if told.use in _CROSSED:
        return not any(word in (surface.function or "") for word in _MOTORWAYS)
    return told.walkable and told.cover not in _THICKETS


def ways(area: Area, cell: float = CELL) -> Ways | None:
    """The passable ground of an area; None where the BGT is absent.

    Bridges lie on the same cells as what is below them. Buildings block, with passages through
    them.
    """
    ground = [each.footprint for each in area.surfaces if passable(each)]
    if not ground:
        return None
    grid = grid_over(area.boundary.bounds, cell, LARGEST)
    mask = burn(grid, ground, touched=True)
    mask &= ~burn(grid, [each.footprint for each in area.buildings], touched=False)
    from scipy import ndimage  # late, for the API need not load it

    parts, _ = ndimage.label(mask, np.ones((3, 3)))
    sizes = np.bincount(parts.ravel()) * grid.cell**2
    sizes[0] = 0.0
    return Ways(grid, sizes[parts] >= _POCKET)


def reach(paths: Ways, places: Sequence[BaseGeometry]) -> Reach:
    """The way from every cell to the nearest of `places` (RD): polygons by their edge, or points.

    A place that is further than `DOORSTEP` from passable ground is not reached.
    """
    # Late, for the API need not load what computes.
    from scipy import ndimage

    from twin.sim.walk_paths import FAR, STEP, distances

    grid = paths.grid
    ground = [each for each in places if each.area > 0]
    seeds = ndimage.binary_dilation(
        burn(grid, ground, touched=True), np.ones((3, 3), dtype=np.bool_)
    )
    seeds &= paths.passable
    spots = [each for each in places if not each.area > 0]
    if spots:
        xy = shapely.get_coordinates(shapely.centroid(spots))
        rows, cols, away = _onto(paths, xy)
        near = away <= DOORSTEP
        seeds[rows[near], cols[near]] = True
    start = np.where(seeds, 0, FAR).astype(np.int32)
    found = distances(paths.passable, start)
    metres = np.where(found < FAR, found * (grid.cell / STEP), np.inf)
    return Reach(paths, metres)


def from_buildings(to: Reach, buildings: Sequence[Building]) -> Floats:
    """Metres from each building to the nearest place; inf where no way leads.

    Straight from a wall to passable ground, then over it; the shortest over all walls.
    """
    if not buildings:
        return np.empty(0)
    outlines = shapely.segmentize([each.footprint for each in buildings], 2.0)
    xy, owner = shapely.get_coordinates(outlines, return_index=True)
    rows, cols, away = _onto(to.ways, xy)
    metres = np.where(away <= DOORSTEP, away + to.metres[rows, cols], np.inf)
    best = np.full(len(buildings), np.inf)
    np.minimum.at(best, owner, metres)
    return best


def error_of(metres: float) -> float:
    """One standard error of a walking distance, in metres."""
    return float(np.hypot(LONGER * metres, DOOR))


def to_edge(area: Area, buildings: Sequence[Building]) -> Floats:
    """Metres from each building to the edge of the area, beyond which nothing is known."""
    prints = np.array([each.footprint for each in buildings], dtype=object)
    inside = shapely.intersects(area.boundary, prints)
    return np.where(inside, shapely.distance(area.boundary.boundary, prints), 0.0)


def parks(area: Area, least_area: float) -> tuple[Polygon, ...]:
    """Public green of at least `least_area` m², paths of 4 m through it included; RD.

    Fields, reeds and verges are no parks. Water counts as a part where green surrounds it, not in
    the area.
    """
    green = [
        each.footprint
        for each in area.surfaces
        if each.kind is SurfaceKind.BEGROEIDTERREINDEEL
        and each.level == 0
        and classify(each).walkable
        and classify(each).use is Use.GREEN
    ]
    if not green:
        return ()
    whole = polygons(shapely.union_all(shapely.buffer(green, _PATH_BETWEEN / 2, quad_segs=2)))
    tree = shapely.STRtree([each.representative_point() for each in green])
    sizes = np.zeros(len(whole))
    which, part = tree.query(whole, predicate="contains")
    areas = shapely.area(shapely.intersection(np.array(green)[part], area.boundary))
    np.add.at(sizes, which, areas)
    return tuple(
        each.buffer(-_PATH_BETWEEN / 2)
        for each, size in zip(whole, sizes, strict=True)
        if size >= least_area
    )


def mapped(area: Area, words: Iterable[str]) -> tuple[Polygon, ...]:
    """Ground of the BGT whose function has one of these words."""
    wanted = tuple(words)
    return tuple(
        each.footprint
        for each in area.surfaces
        if any(word in (each.function or "").lower() for word in wanted)
    )


def play_places(area: Area) -> tuple[Polygon, ...]:
    """Where the BGT says that children play; mostly it says nothing."""
    return mapped(area, _PLAY)


def stops(area: Area) -> tuple[Polygon, ...]:
    """Platforms of the BGT; stops of buses are mostly not on it."""
    return mapped(area, _STOP)


def points(corners: Sequence[tuple[float, float]]) -> tuple[Point, ...]:
    """Places that somebody gave, in RD."""
    return tuple(Point(x, y) for x, y in corners)


def _onto(paths: Ways, xy: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """(row, col) of the passable cell nearest to each point, and how many metres away it is."""
    grid = paths.grid
    rows, cols = grid.cells(xy[:, 0], xy[:, 1])
    if not paths.passable.any():
        return rows, cols, np.full(len(xy), np.inf)
    from scipy import ndimage

    nearest = ndimage.distance_transform_edt(
        ~paths.passable, return_distances=False, return_indices=True
    )
    to_row, to_col = nearest[0][rows, cols], nearest[1][rows, cols]
    away = np.hypot(
        grid.x0 + to_col * grid.cell - xy[:, 0], grid.y0 + to_row * grid.cell - xy[:, 1]
    )
    return to_row.astype(np.intp), to_col.astype(np.intp), away
