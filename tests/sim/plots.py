"""Small made-up areas of flat ground at 0 m NAP, for cases that can be computed by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.geo.shapes import prism
from twin.model import Area, Building, HeightOrigin, Origin, Tree
from twin.sim.grid import Grid, Heights


def block(west: float, south: float, east: float, north: float, height: float) -> Building:
    """A building with a flat roof."""
    return Building(
        f"{west:g}-{south:g}", shapely.box(west, south, east, north), 0.0, height,
        HeightOrigin.SYNTHETIC,
    )  # fmt: skip


def tree(x: float, y: float, height: float = 10.0, radius: float = 3.0) -> Tree:
    """A tree at 0 m NAP."""
    return Tree(f"boom-{x:g}-{y:g}", shapely.Point(x, y), 0.0, height, radius)


def area_of(buildings: Sequence[Building], trees: Sequence[Tree] = (), side: float = 100.0) -> Area:
    """A square of flat ground from (0, 0)."""
    return Area(
        "vlak", "Vlak", shapely.box(0, 0, side, side), 0.0, Origin.SYNTHETIC, (),
        tuple(buildings), trees=tuple(trees),
    )  # fmt: skip


def raster(surface: NDArray[np.floating], cell: float = 1.0) -> Heights:
    """Heights without crowns, the ground at 0."""
    rows, cols = surface.shape
    return Heights(
        Grid(cell / 2, cell / 2, cell, rows, cols),
        np.zeros((rows, cols), np.float32),
        surface.astype(np.float32),
        np.full((rows, cols), -np.inf, np.float32),
        np.full((rows, cols), np.inf, np.float32),
    )


def triangles(area: Area) -> NDArray[np.float64]:
    """(n, 3, 3) RD and NAP; all buildings of an area."""
    solids = [
        each.mesh or prism(each.footprint, each.ground_height - 1.0, each.roof_height)
        for each in area.buildings
        if each.mesh is not None or each.roof_height > each.ground_height - 1.0
    ]
    return np.concatenate([solid.vertices[solid.triangles] for solid in solids])
