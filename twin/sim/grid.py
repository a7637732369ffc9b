"""The heights of an area as rasters: ground, what stands on it, and the crowns of trees.

A cell holds what is at its middle. Roofs are planes (LoD 2.2), not one height per footprint, and
crowns are spheroids. What is at a place does not depend on the grid around it: a window of a grid,
or a part that is made again after a change, equals the whole to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from twin.errors import ParameterInvalid
from twin.geo.crs import Bounds
from twin.geo.grid import Grid as Grid
from twin.geo.shapes import sample_terrain
from twin.model import Area, Building, Tree
from twin.sim.leaves import TRUNK
from twin.sim.paint import paint_crowns, paint_flats, paint_triangles

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Raster = NDArray[np.float32]
Thing = TypeVar("Thing")
Window = tuple[slice, slice]
"""Rows and columns of a grid, both with a start and a stop."""

STEP = 0.25
"""Metres; cells are a multiple of it, so that coordinates are exact numbers in any window."""


@dataclass(frozen=True, slots=True, eq=False)
class Heights:
    """Heights on a grid, metres NAP, each (rows, cols) float32; row 0 is the southern one.

    Attributes
    ----------
    ground
        The terrain, also below buildings.
    surface
        The roof where a building stands, else the ground.
    crown_top, crown_base
        Upper and under side of the crowns of trees; -inf and inf where there is none.
    """

    grid: Grid
    ground: Raster
    surface: Raster
    crown_top: Raster
    crown_base: Raster

    @property
    def open(self) -> NDArray[np.bool_]:
        """(rows, cols); whether a cell is free of buildings."""
        return np.asarray(self.surface <= self.ground)

    def window(self, part: Window) -> Heights:
        """The part of it between whole rows and columns; shares its memory."""
        return Heights(
            self.grid.window(*part),
            self.ground[part],
            self.surface[part],
            self.crown_top[part],
            self.crown_base[part],
        )


def cover(shape: BaseGeometry | Bounds, cell: float = 1.0, margin: float = 0.0) -> Grid:
    """The grid of whole cells that covers a shape (RD) and `margin` metres around it.

    Raises
    ------
    ParameterInvalid
        A cell that is not a positive multiple of `STEP`, or a margin below zero.
    """
    if not (cell > 0 and math.isfinite(cell) and (cell / STEP).is_integer()):
        raise ParameterInvalid(
            f"a cell of '{cell:g}' m", hint=f"give a multiple of {STEP} m, such as 0.5 or 1"
        )
    if not margin >= 0:
        raise ParameterInvalid(f"a margin of '{margin:g}' m", hint="give zero or more")
    west, south, east, north = shape.bounds if isinstance(shape, BaseGeometry) else shape
    first = math.floor((west - margin) / cell), math.floor((south - margin) / cell)
    last = math.ceil((east + margin) / cell), math.ceil((north + margin) / cell)
    cols, rows = (max(stop - start, 1) for start, stop in zip(first, last, strict=True))
    return Grid((first[0] + 0.5) * cell, (first[1] + 0.5) * cell, cell, rows, cols)


def heights(
    area: Area, cell: float = 1.0, margin: float = 0.0, grid: Grid | None = None
) -> Heights:
    """The heights of an area.

    Parameters
    ----------
    cell
        Metres, a multiple of `STEP`.
    margin
        Metres around the boundary.
    grid
        On this grid instead; `cell` and `margin` are then not looked at.

    Raises
    ------
    ParameterInvalid
        As `cover`.
    """
    grid = grid or cover(area.boundary, cell, margin)
    ground = _ground(area, grid)
    made = Heights(
        grid,
        ground,
        ground.copy(),
        np.full(grid.shape, -np.inf, np.float32),
        np.full(grid.shape, np.inf, np.float32),
    )
    _paint(made, area.buildings, area.trees)
    return made


def heights_after(before: Heights, before_area: Area, after_area: Area) -> Heights:
    """The heights of `after_area` on the same grid; only what differs is made again.

    Parameters
    ----------
    before
        Of `before_area`; stays as it is.

    Returns
    -------
    Heights
        Equal to `heights(after_area, grid=before.grid)` to the last bit.
    """
    grid = before.grid
    boxes = [_window(grid, bounds) for bounds in _changed(before_area, after_area)]
    ground = before.ground
    if _terrain_differs(before_area, after_area):
        ground = _ground(after_area, grid)
        rows, cols = (np.flatnonzero((ground != before.ground).any(axis=axis)) for axis in (1, 0))
        if len(rows):
            boxes.append((slice(int(rows[0]), int(rows[-1]) + 1),
                          slice(int(cols[0]), int(cols[-1]) + 1)))  # fmt: skip
    boxes = [part for part in boxes if _size(part)]
    if not boxes:
        return before
    if sum(map(_size, boxes)) >= grid.rows * grid.cols:
        return heights(after_area, grid=grid)
    after = Heights(
        grid,
        ground,
        before.surface.copy(),
        before.crown_top.copy(),
        before.crown_base.copy(),
    )
    footprints, crowns = _footprints(after_area.buildings), _crowns(after_area.trees)
    for part in boxes:
        _remake(after.window(part), after_area, footprints, crowns)
    return after


def changed_window(before: Heights, after: Heights) -> Window | None:
    """The smallest window outside of which both are equal; None when they are throughout."""
    if before is after:
        return None
    differs = (before.surface != after.surface) | (before.ground != after.ground)
    differs |= before.crown_top != after.crown_top
    differs |= before.crown_base != after.crown_base
    rows, cols = (np.flatnonzero(differs.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(cols[0]), int(cols[-1]) + 1)


def crown_base(tree: Tree) -> float:
    """Metres NAP of the under side of a crown."""
    return tree.ground_height + TRUNK * tree.height


def _remake(part: Heights, area: Area, footprints: Floats, crowns: Floats) -> None:
    """Paint everything that reaches into a window, on clean ground."""
    part.surface[:] = part.ground
    part.crown_top[:] = -np.inf
    part.crown_base[:] = np.inf
    west, south, east, north = part.grid.bounds
    near = [
        (each[:, 0] <= east) & (each[:, 2] >= west) & (each[:, 1] <= north) & (each[:, 3] >= south)
        for each in (footprints, crowns)
    ]
    _paint(
        part,
        [area.buildings[place] for place in np.flatnonzero(near[0])],
        [area.trees[place] for place in np.flatnonzero(near[1])],
    )


def _paint(target: Heights, buildings: Sequence[Building], trees: Sequence[Tree]) -> None:
    grid = target.grid
    place = grid.x0, grid.y0, grid.cell
    shaped = [each.mesh for each in buildings if each.mesh is not None]
    if shaped:
        triangles = np.concatenate([mesh.vertices[mesh.triangles] for mesh in shaped])
        paint_triangles(target.surface, *place, triangles)
    flat = [each for each in buildings if each.mesh is None]
    if flat:
        starts, ends, firsts, tops = _flats(flat)
        paint_flats(target.surface, *place, starts, ends, firsts, tops)
    if trees:
        crowns = np.array(
            [
                (each.position.x, each.position.y, each.crown_radius, crown_base(each),
                 each.ground_height + each.height)
                for each in trees
            ]
        )  # fmt: skip
        paint_crowns(target.crown_top, target.crown_base, *place, crowns)


def _flats(buildings: Sequence[Building]) -> tuple[Floats, Floats, Ints, Floats]:
    """The flat roofs of buildings without a shape of their own, as `paint_flats` takes them."""
    parts, owner = shapely.get_parts([each.footprint for each in buildings], return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    # A side runs between two corners of one ring.
    within = ring[1:] == ring[:-1]
    whose = owner[part[ring[1:][within]]]
    firsts = np.searchsorted(whose, np.arange(len(buildings) + 1))
    tops = np.array([each.roof_height for each in buildings])
    return corners[:-1][within], corners[1:][within], firsts, tops


def _ground(area: Area, grid: Grid) -> Raster:
    if area.terrain is None:
        return np.full(grid.shape, area.reference_height, np.float32)
    x, y = grid.centres()
    found = np.empty(grid.shape, np.float32)
    # A row of blocks at a time: the whole of a large grid at once would take much memory.
    for start in range(0, grid.rows, 64):
        block = np.stack(np.meshgrid(x, y[start : start + 64]), axis=-1).reshape(-1, 2)
        found[start : start + 64] = sample_terrain(area.terrain, block).reshape(-1, grid.cols)
    return found


def _terrain_differs(before: Area, after: Area) -> bool:
    return before.terrain is not after.terrain or (
        after.terrain is None and before.reference_height != after.reference_height
    )


def _changed(before: Area, after: Area) -> Floats:
    """(n, 4) bounds of buildings and trees that only one of the two has."""
    return np.concatenate(
        [
            _footprints(_unlike(before.buildings, after.buildings)),
            _crowns(_unlike(before.trees, after.trees)),
        ]
    )


def _unlike(before: Sequence[Thing], after: Sequence[Thing]) -> list[Thing]:
    kept = {id(each) for each in before} & {id(each) for each in after}
    return [each for each in (*before, *after) if id(each) not in kept]


def _footprints(buildings: Sequence[Building]) -> Floats:
    """(n, 4) RD bounds of buildings."""
    found = shapely.bounds(np.array([each.footprint for each in buildings])).reshape(-1, 4)
    for box, building in zip(found, buildings, strict=True):
        if building.mesh is not None:  # its roof may hang over
            box[:2] = np.minimum(box[:2], building.mesh.vertices[:, :2].min(axis=0))
            box[2:] = np.maximum(box[2:], building.mesh.vertices[:, :2].max(axis=0))
    return found


def _crowns(trees: Sequence[Tree]) -> Floats:
    """(n, 4) RD bounds of crowns."""
    x, y, radius = (
        np.array(
            [(each.position.x, each.position.y, each.crown_radius) for each in trees], np.float64
        )
        .reshape(-1, 3)
        .T
    )
    return np.column_stack([x - radius, y - radius, x + radius, y + radius])


def _window(grid: Grid, bounds: Floats) -> Window:
    """The cells that touch bounds, and one around them; empty where they lie outside the grid."""
    west, south, east, north = map(float, bounds)
    cols = _span(west, east, grid.x0, grid.cell, grid.cols)
    return _span(south, north, grid.y0, grid.cell, grid.rows), cols


def _span(low: float, high: float, first: float, cell: float, count: int) -> slice:
    start = min(max(math.floor((low - first) / cell) - 1, 0), count)
    return slice(start, max(min(math.ceil((high - first) / cell) + 2, count), start))


def _size(part: Window) -> int:
    rows, cols = part
    return int((rows.stop - rows.start) * (cols.stop - cols.start))
