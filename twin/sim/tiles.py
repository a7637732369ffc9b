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

_ROOM = 8  # cells, for edges and the rounding of lines


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """A part of a grid, and what stands in it and its halo.

    Attributes
    ----------
    area
        With the buildings and trees that reach into `grid` only.
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
    boxes = [_bounds([each.footprint for each in area.buildings]), _crowns(area)]
    for box, building in zip(boxes[0], area.buildings, strict=True):
        if building.mesh is not None:
            box[:2] = np.minimum(box[:2], building.mesh.vertices[:, :2].min(axis=0))
            box[2:] = np.maximum(box[2:], building.mesh.vertices[:, :2].max(axis=0))
    halo = math.ceil(_relief(area) / math.tan(math.radians(lowest)) / whole.cell) + _ROOM
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
            near = [_meeting(each, grid) for each in boxes]
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


def _relief(area: Area) -> float:
    """Metres from the lowest ground to the highest roof or crown."""
    lows = [area.reference_height if area.terrain is None else float(area.terrain.heights.min())]
    highs = [area.reference_height if area.terrain is None else float(area.terrain.heights.max())]
    highs += [
        each.roof_height if each.mesh is None else float(each.mesh.vertices[:, 2].max())
        for each in area.buildings
    ]
    highs += [each.ground_height + each.height for each in area.trees]
    return max(highs) - min(lows)


def _bounds(shapes: list[shapely.Geometry]) -> NDArray[np.float64]:
    return shapely.bounds(np.array(shapes)).reshape(-1, 4)


def _crowns(area: Area) -> NDArray[np.float64]:
    found = np.array(
        [(each.position.x, each.position.y, each.crown_radius) for each in area.trees], np.float64
    ).reshape(-1, 3)
    middle, radius = found[:, :2], found[:, 2:]
    return np.hstack([middle - radius, middle + radius])


def _meeting(boxes: NDArray[np.float64], grid: Grid) -> NDArray[np.intp]:
    west, south, east, north = grid.bounds
    return np.flatnonzero(
        (boxes[:, 0] <= east) & (boxes[:, 2] >= west)
        & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    )  # fmt: skip


def _within(span: slice, around: slice) -> slice:
    return slice(span.start - around.start, span.stop - around.start)
