"""The ground as triangles: BGT surfaces on the terrain, water lower, bridges higher, a plinth.

What has no measured height is drawn by rule, and only drawn: water lies `WATER_BELOW_BANK` under
its lowest bank, and a bridge spans from bank to bank. Surfaces under the ground (level below 0)
are not drawn.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from twin.geo.crs import SceneFrame
from twin.geo.shapes import sample_terrain, triangulate
from twin.model import PLANNED_ID, Area, Surface, SurfaceKind, Traffic
from twin.scene import colours
from twin.scene.barriers import add_barriers
from twin.scene.mesh import Gatherer, PaintedMesh, band, rings

Floats = NDArray[np.float64]
Triangles = NDArray[np.int64]

WATER_BELOW_BANK = 0.5
"""Metres; a drawing rule for water, of which laser scans give no height."""

BRIDGE_THICKNESS = 0.6
PLATE_BELOW = 0.25
PLATE_OVERLAP = 0.6
PLATE_CRACK = 0.1
"""Metres; half the width of cracks between surfaces that the plate does not fill."""

PLATE_CELL = 8.0
PLATE_CELLS = 40_000
"""Cells that the plate may have at most: of a larger area they are larger than `PLATE_CELL`."""

PLINTH_MARGIN = 25.0
PLINTH_BELOW = 5.0
"""Metres from the lowest ground to the foot of the plinth."""

LONGEST_EDGE = 40.0
"""Metres; longer edges are divided, so that ground follows the terrain."""

AXIS_WIDTH = 5.0
AXIS_EDGE = 3.0
AXIS_LIFT = 0.08
"""Metres: of the band that shows traffic along a line; its short edges follow the ground."""

# Pieces that lie on others in the same plane are lifted this much, or they would flicker.
_LIFT = {
    SurfaceKind.OVERBRUGGINGSDEEL: -0.06,
    SurfaceKind.KUNSTWERKDEEL: 0.03,
    SurfaceKind.OVERIGBOUWWERK: 0.03,
    SurfaceKind.SCHEIDING: 0.06,
}


def ground_mesh(area: Area, frame: SceneFrame) -> PaintedMesh:
    """The ground of an area and the walls and fences on it, one feature each.

    The plinth is the feature `terrein`.
    """
    gatherer = Gatherer()
    surfaces = [surface for surface in area.surfaces if surface.level >= 0]
    driven = {name for traffic in planned_traffic(area) for name in traffic.surfaces}
    flat = [divide(*triangulate(surface.footprint), LONGEST_EDGE) for surface in surfaces]
    terrain = _terrain_under(area, [xy for xy, _ in flat])
    for surface, (xy, triangles), ground in zip(surfaces, flat, terrain, strict=True):
        z = _surface_heights(surface, ground)
        gatherer.feature(surface.id)
        swatch = colours.DRIVEN if surface.id in driven else colours.ground(surface)
        gatherer.add(np.column_stack([xy, z]), triangles, swatch.color)
        if surface.kind is SurfaceKind.WATERDEEL:
            _quay(gatherer, area, surface.footprint, float(z[0]))
        elif surface.kind is SurfaceKind.OVERBRUGGINGSDEEL and surface.level > 0:
            top = float(z.max())
            _skirt(gatherer, surface.footprint, top, top - BRIDGE_THICKNESS, colours.QUAY)
    _axes(gatherer, area)
    add_barriers(gatherer, area)
    gatherer.feature(colours.PLATE.key)
    _plinth(gatherer, area, [surface for surface in surfaces if surface.level == 0])
    return gatherer.mesh(frame)


def planned_traffic(area: Area) -> list[Traffic]:
    """The traffic that a plan sets."""
    return [traffic for traffic in area.traffic if traffic.id.startswith(PLANNED_ID)]


def ground_heights(area: Area, xy: Floats) -> Floats:
    """Metres NAP of the ground at RD points (n, 2); flat where the area has no terrain."""
    if area.terrain is None:
        return np.full(len(xy), area.reference_height)
    return sample_terrain(area.terrain, xy)


def divide(xy: Floats, triangles: NDArray[np.integer], longest: float) -> tuple[Floats, Triangles]:
    """The same triangles with every edge longer than `longest` metres halved until it fits.

    An edge is halved in the same places from both sides, so neighbours that share it still meet.

    Parameters
    ----------
    xy
        (n, 2).
    triangles
        (m, 3); their turning is kept.
    """
    faces = np.asarray(triangles, dtype=np.int64)
    while True:
        corners = xy[faces]
        lengths = np.hypot(*np.moveaxis(np.roll(corners, -1, axis=1) - corners, -1, 0))
        edge = lengths.argmax(axis=1)
        long = lengths[np.arange(len(faces)), edge] > longest
        if not long.any():
            return xy, faces
        turned = np.take_along_axis(faces[long], (edge[long, None] + np.arange(3)) % 3, axis=1)
        a, b, c = turned.T
        middle = len(xy) + np.arange(len(a))
        xy = np.concatenate([xy, (xy[a] + xy[b]) / 2])
        halves = [np.column_stack([a, middle, c]), np.column_stack([middle, b, c])]
        faces = np.concatenate([faces[~long], *halves])


def _axes(gatherer: Gatherer, area: Area) -> None:
    """Traffic that a plan sets along a line: a band on the ground, for no road tells its width."""
    for traffic in planned_traffic(area):
        if traffic.line is None:
            continue
        gatherer.feature(traffic.id)
        for part in shapely.get_parts(traffic.line.buffer(AXIS_WIDTH / 2, cap_style="flat")):
            xy, triangles = divide(*triangulate(part), AXIS_EDGE)
            z = ground_heights(area, xy) + AXIS_LIFT
            gatherer.add(np.column_stack([xy, z]), triangles, colours.DRIVEN.color)


def _terrain_under(area: Area, pieces: list[Floats]) -> list[Floats]:
    """Ground heights of every piece, asked for at once, which is much quicker."""
    if not pieces:
        return []
    heights = ground_heights(area, np.concatenate(pieces))
    return np.split(heights, np.cumsum([len(xy) for xy in pieces])[:-1])


def _surface_heights(surface: Surface, ground: Floats) -> Floats:
    """Metres NAP of a surface's vertices, of which `ground` are the terrain heights."""
    if surface.kind is SurfaceKind.WATERDEEL:
        return np.full(len(ground), np.percentile(ground, 10) - WATER_BELOW_BANK)
    if surface.level > 0:
        # The terrain dips under a bridge; the banks, where most vertices are, tell its level.
        return np.maximum(ground, np.percentile(ground, 75)) + 0.1 + _LIFT.get(surface.kind, 0.0)
    return ground + _LIFT.get(surface.kind, 0.0)


def _quay(gatherer: Gatherer, area: Area, footprint: Polygon, level: float) -> None:
    """Closes the gap between water and its banks; seen from the water."""
    for ring in rings(footprint):
        banks = np.maximum(ground_heights(area, ring), level)
        band(gatherer, ring[::-1], np.full(len(ring), level), banks[::-1], colours.QUAY)


def _skirt(
    gatherer: Gatherer, footprint: Polygon, top: float, foot: float, color: colours.Rgb
) -> None:
    for ring in rings(footprint):
        band(gatherer, ring, np.full(len(ring), foot), np.full(len(ring), top), color)


def _plinth(gatherer: Gatherer, area: Area, surfaces: list[Surface]) -> None:
    """A plate a little under everything, with sides, as under an architect's model."""
    below = PLATE_BELOW if surfaces else 0.0
    west, south, east, north = (round(v) for v in area.boundary.buffer(PLINTH_MARGIN).bounds)
    cell = max(PLATE_CELL, ((east - west) * (north - south) / PLATE_CELLS) ** 0.5)
    x = np.linspace(west, east, max(2, round((east - west) / cell) + 1))
    y = np.linspace(south, north, max(2, round((north - south) / cell) + 1))
    columns, rows = len(x), len(y)
    xy = np.column_stack([np.tile(x, rows), np.repeat(y, columns)])
    z = ground_heights(area, xy) - below
    corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    diagonal = corner + columns + 1
    squares = shapely.box(*xy[corner].T, *xy[diagonal].T)
    filled = _filled(area, surfaces)
    cut = shapely.intersects(filled, squares)
    corner, diagonal = corner[~cut], diagonal[~cut]
    faces = [
        np.column_stack([corner, corner + 1, diagonal]),
        np.column_stack([corner, diagonal, corner + columns]),
    ]
    gatherer.add(np.column_stack([xy, z]), np.concatenate(faces), colours.PLATE.color)
    open_squares = squares[cut & ~shapely.contains(filled, squares)]
    _between(gatherer, area, shapely.difference(open_squares, filled), below)
    index = np.arange(rows * columns).reshape(rows, columns)
    rim = np.concatenate([index[0], index[1:, -1], index[-1, -2::-1], index[-2::-1, 0]])
    foot = np.full(len(rim), z.min() - PLINTH_BELOW)
    band(gatherer, xy[rim], foot, z[rim], colours.QUAY)


def _filled(area: Area, surfaces: list[Surface]) -> shapely.Geometry:
    """Where the plate is left out: in all water, and well within what covers the ground.

    A whole square of the plate would rise through water, banks and mounds.
    """
    if not surfaces:
        return Polygon()
    cover = shapely.union_all(
        [piece.footprint for piece in surfaces] + [piece.footprint for piece in area.buildings]
    )
    # The plate goes on a little under its neighbours, or one would see through the step.
    within = cover.buffer(PLATE_CRACK).buffer(-PLATE_CRACK - PLATE_OVERLAP)
    water = [piece.footprint for piece in surfaces if piece.kind is SurfaceKind.WATERDEEL]
    filled = shapely.union_all([within, *water])
    shapely.prepare(filled)
    return filled


def _between(gatherer: Gatherer, area: Area, left: NDArray[Any], below: float) -> None:
    """The parts that are left of squares of the plate."""
    flat = [
        triangulate(piece)
        for piece in shapely.get_parts(left)
        if isinstance(piece, Polygon) and piece.area
    ]
    terrain = _terrain_under(area, [xy for xy, _ in flat])
    for (xy, triangles), ground in zip(flat, terrain, strict=True):
        gatherer.add(np.column_stack([xy, ground - below]), triangles, colours.PLATE.color)
