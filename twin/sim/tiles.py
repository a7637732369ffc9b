"""A large area in tiles: each with the halo from which something can shade it, computed alone.

What a tile says equals that part of the whole to the last bit, so the order, the process and the
machine in which tiles are computed do not matter; a tile is a value that can be sent there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from twin.errors import ParameterInvalid
from twin.model import Area
from twin.sim.grid import Grid, Raster, Window, heights
from twin.sim.ground_sun import hours_at

Floats = NDArray[np.float64]

_ROOM = 8  # cells, for edges and the rounding of lines


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """A part of a grid, and what stands in it and its halo.

    Attributes
    ----------
    area
        With the buildings and trees only that can shade the tile, or stand in it.
    grid
        The tile and its halo.
    inner
        The tile within `grid`.
    window
        The tile within the whole grid.
    """

    area: Area
    grid: Grid
    inner: Window
    window: Window


def tiles(area: Area, whole: Grid, side: float, lowest: float) -> Iterator[Tile]:
    """The tiles of a grid, from the south-west on.

    Parameters
    ----------
    side
        Metres of a tile; the last of a row or column may be smaller.
    lowest
        Degrees above the horizon of the lowest light that will be asked for: it says how far
        away something can shade a tile.

    Raises
    ------
    ParameterInvalid
        A side smaller than a cell, or a light that is not above the horizon.
    """
    size = round(side / whole.cell)
    if size < 1 or not 0 < lowest <= 90:
        raise ParameterInvalid(
            f"tiles of '{side:g}' m for light from '{lowest:g}'°",
            hint="give a side of a cell or more, and degrees above 0",
        )
    lowland, upland = _ground(area)
    slope = math.tan(math.radians(lowest))
    things = _buildings(area), _crowns(area)
    highest = max(upland, *(float(tops.max(initial=upland)) for _, tops in things))
    halo = math.ceil((highest - lowland) / slope / whole.cell) + _ROOM
    # What is low shades near by only, and need not be painted further away.
    boxes = [_grown(each, (tops - lowland) / slope + _ROOM * whole.cell) for each, tops in things]
    for row in range(0, whole.rows, size):
        for col in range(0, whole.cols, size):
            window = (
                slice(row, min(row + size, whole.rows)),
                slice(col, min(col + size, whole.cols)),
            )
            around = (
                slice(max(row - halo, 0), min(row + size + halo, whole.rows)),
                slice(max(col - halo, 0), min(col + size + halo, whole.cols)),
            )
            grid = whole.window(*around)
            inner = (_within(window[0], around[0]), _within(window[1], around[1]))
            near = [_meeting(each, whole.window(*window)) for each in boxes]
            part = replace(
                area,
                buildings=tuple(area.buildings[place] for place in near[0]),
                trees=tuple(area.trees[place] for place in near[1]),
                surfaces=(), barriers=(), planned=(),
            )  # fmt: skip
            yield Tile(part, grid, inner, window)


def hours_of_tile(
    tile: Tile, azimuth: ArrayLike, elevation: ArrayLike, step_minutes: float, through: float = 1.0
) -> Raster:
    """Hours of sun of a tile (rows, cols) without its halo; as `twin.sim.ground_sun.hours_at`.

    None of the lights may be lower than what the tile was made for.
    """
    found = heights(tile.area, grid=tile.grid)
    told = hours_at(
        found, azimuth, elevation, step_minutes, through=through, target=tile.inner
    )  # fmt: skip
    return told.with_trees


def _ground(area: Area) -> tuple[float, float]:
    """Metres NAP of the lowest and the highest ground."""
    if area.terrain is None:
        return area.reference_height, area.reference_height
    return float(area.terrain.heights.min()), float(area.terrain.heights.max())


def _buildings(area: Area) -> tuple[Floats, Floats]:
    """(n, 4) bounds in RD, and (n,) metres NAP of their tops."""
    boxes = shapely.bounds(np.array([each.footprint for each in area.buildings])).reshape(-1, 4)
    tops = np.array([each.roof_height for each in area.buildings], np.float64)
    for number, building in enumerate(area.buildings):
        if building.mesh is not None:  # its roof may hang over
            corners = building.mesh.vertices
            boxes[number, :2] = np.minimum(boxes[number, :2], corners[:, :2].min(axis=0))
            boxes[number, 2:] = np.maximum(boxes[number, 2:], corners[:, :2].max(axis=0))
            tops[number] = corners[:, 2].max()
    return boxes, tops


def _crowns(area: Area) -> tuple[Floats, Floats]:
    """As `_buildings`, of trees."""
    x, y, radius, tops = (
        np.array(
            [
                (each.position.x, each.position.y, each.crown_radius,
                 each.ground_height + each.height)
                for each in area.trees
            ],
            np.float64,
        )
        .reshape(-1, 4)
        .T
    )  # fmt: skip
    return np.column_stack([x - radius, y - radius, x + radius, y + radius]), tops


def _grown(boxes: Floats, by: Floats) -> Floats:
    """Bounds with metres (n,) around them."""
    grown = boxes.copy()
    grown[:, :2] -= np.maximum(by, 0.0)[:, None]
    grown[:, 2:] += np.maximum(by, 0.0)[:, None]
    return grown


def _meeting(boxes: Floats, grid: Grid) -> NDArray[np.intp]:
    west, south, east, north = grid.bounds
    return np.flatnonzero(
        (boxes[:, 0] <= east) & (boxes[:, 2] >= west)
        & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    )  # fmt: skip


def _within(span: slice, around: slice) -> slice:
    return slice(span.start - around.start, span.stop - around.start)
