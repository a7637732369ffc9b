"""A flat map of a piece of an area as SVG, for paper and for pages without WebGL; no 3D."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.io import MemoryFile
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from twin.errors import ParameterInvalid
from twin.geo.crs import Bounds
from twin.geo.grid import Grid
from twin.model import Area, HeightOrigin
from twin.scene import colours

SHADOW: colours.Rgb = (38, 50, 92)
OUTLINE: colours.Rgb = (92, 84, 78)
DESIGN: colours.Rgb = (240, 188, 66)
"""New buildings of a plan, as everywhere in Twin; the outline says it too."""
HIGHLIGHT: colours.Rgb = (202, 0, 92)

_SMALLEST = 0.25  # metres; finer corners cannot be seen on paper


@dataclass(frozen=True, slots=True, eq=False)
class Shade:
    """Where there is shadow.

    Attributes
    ----------
    depth
        (rows, cols) 0-1; 1 is full shadow. Row 0 is the southern one.
    """

    grid: Grid
    depth: NDArray[np.float32]
    color: colours.Rgb = SHADOW


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with a word beside it; RD."""

    x: float
    y: float
    label: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """What a map shows besides ground, buildings and trees.

    Attributes
    ----------
    shades
        One over the other.
    fills
        Colour of buildings by their id, where it is not the usual one.
    highlight
        Ids of buildings with a thick outline.
    lettering
        Height of letters as a share of the width; a small picture needs larger ones.
    """

    shades: tuple[Shade, ...] = ()
    fills: Mapping[str, colours.Rgb] = field(default_factory=dict)
    highlight: frozenset[str] = frozenset()
    marks: tuple[Mark, ...] = ()
    lettering: float = 1 / 45


def plan_svg(area: Area, window: Bounds, title: str, drawing: Drawing | None = None) -> str:
    """The map as an SVG document with a bar of scale; north is up.

    Parameters
    ----------
    window
        RD: west, south, east, north.
    title
        What a reader who cannot see it is told.

    Raises
    ------
    ParameterInvalid
        A window without size.
    """
    west, south, east, north = window
    if not (west < east and south < north):
        raise ParameterInvalid(
            f"a map of '{window}' has no size", hint="give west, south, east, north in RD metres"
        )
    shown = drawing or Drawing()
    frame = shapely.box(*window)
    sheet = _Sheet(west, north)
    body = [
        f'<rect width="{_n(east - west)}" height="{_n(north - south)}" '
        f'fill="{_hex(colours.PLATE.color)}"/>',
        *_ground(area, frame, sheet),
        *_trees(area, frame, sheet),
        *(_shade(shade, sheet) for shade in shown.shades),
        *_buildings(area, frame, sheet, shown, max(1.2, (east - west) / 140)),
        *_marks(shown.marks, sheet, (east - west) * shown.lettering),
        _scale(east - west, north - south, (east - west) * shown.lettering),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {_n(east - west)} {_n(north - south)}">'
        f"<title>{escape(title)}</title>{''.join(body)}</svg>"
    )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Metres from the north-western corner, y down."""

    west: float
    north: float

    def path(self, shapes: Iterable[BaseGeometry]) -> str:
        rings = [
            np.asarray(ring.coords)[:, :2]
            for shape in shapes
            for polygon in _polygons(shape)
            for ring in (polygon.exterior, *polygon.interiors)
        ]
        return "".join(
            "M" + "L".join(f"{_n(x - self.west)} {_n(self.north - y)}" for x, y in ring[:-1]) + "Z"
            for ring in rings
        )


def _ground(area: Area, frame: Polygon, sheet: _Sheet) -> list[str]:
    """Surfaces at ground level and bridges over them, one path per colour and level."""
    surfaces = [surface for surface in area.surfaces if surface.level >= 0]
    found: dict[tuple[int, colours.Rgb], list[BaseGeometry]] = {}
    for surface in sorted(surfaces, key=lambda surface: surface.level):
        if surface.footprint.intersects(frame):
            key = surface.level, colours.ground(surface).color
            found.setdefault(key, []).append(_cut(surface.footprint, frame))
    return [
        f'<path fill="{_hex(color)}" fill-rule="evenodd" d="{sheet.path(shapes)}"/>'
        for (_, color), shapes in found.items()
    ]


def _trees(area: Area, frame: Polygon, sheet: _Sheet) -> list[str]:
    dots = [
        f'<circle cx="{_n(tree.position.x - sheet.west)}" cy="{_n(sheet.north - tree.position.y)}" '
        f'r="{_n(tree.crown_radius)}"/>'
        for tree in area.trees
        if tree.position.within(frame)
    ]
    return [f'<g fill="{_hex(colours.CROWN.color)}" fill-opacity="0.75">{"".join(dots)}</g>']


def _shade(shade: Shade, sheet: _Sheet) -> str:
    west, south, east, north = shade.grid.bounds
    image = base64.b64encode(_png(shade)).decode()
    return (
        f'<image x="{_n(west - sheet.west)}" y="{_n(sheet.north - north)}" '
        f'width="{_n(east - west)}" height="{_n(north - south)}" preserveAspectRatio="none" '
        f'href="data:image/png;base64,{image}"/>'
    )


def _png(shade: Shade) -> bytes:
    """The shadow as an image: its colour, and as much of it as the shadow is deep."""
    alpha = np.round(np.clip(shade.depth, 0, 1)[::-1] * 140).astype(np.uint8)
    bands = [*(np.full_like(alpha, channel) for channel in shade.color), alpha]
    with MemoryFile() as file:
        form = {"driver": "PNG", "height": alpha.shape[0], "width": alpha.shape[1], "count": 4}
        # A picture has no place on Earth: without a transform GDAL warns of that.
        place = rasterio.Affine(1, 0, 0, 0, -1, alpha.shape[0])
        with file.open(dtype="uint8", transform=place, **form) as image:
            image.write(np.stack(bands))
        return bytes(file.read())


def _buildings(
    area: Area, frame: Polygon, sheet: _Sheet, shown: Drawing, thick: float
) -> list[str]:
    drawn: list[str] = []
    last: list[str] = []
    for building in area.buildings:
        if not building.footprint.intersects(frame):
            continue
        usual = DESIGN if building.height_origin is HeightOrigin.DESIGN else colours.WALL.color
        fill = shown.fills.get(building.id, usual)
        bold = building.id in shown.highlight
        edge, width = (HIGHLIGHT, thick) if bold else (OUTLINE, 0.25)
        (last if bold else drawn).append(
            f'<path fill="{_hex(fill)}" stroke="{_hex(edge)}" stroke-width="{_n(width)}" '
            f'fill-rule="evenodd" d="{sheet.path([_cut(building.footprint, frame)])}"/>'
        )
    return drawn + last


def _marks(marks: Iterable[Mark], sheet: _Sheet, size: float) -> list[str]:
    return [
        f'<circle cx="{_n(mark.x - sheet.west)}" cy="{_n(sheet.north - mark.y)}" '
        f'r="{_n(size / 2)}" fill="{_hex(HIGHLIGHT)}" stroke="#fff" stroke-width="{_n(size / 8)}"/>'
        f'<text x="{_n(mark.x - sheet.west + size)}" y="{_n(sheet.north - mark.y + size / 3)}" '
        f'font-size="{_n(size)}" font-family="Source Sans Pro, Source Sans 3, sans-serif" '
        f'font-weight="600">{escape(mark.label)}</text>'
        for mark in marks
    ]


def _scale(width: float, height: float, size: float) -> str:
    """A bar of a round number of metres, and an arrow to the north."""
    metres = max(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if step <= max(width / 4, 1))
    edge = size * 0.75
    bottom = height - edge
    return (
        f'<g font-family="Source Sans Pro, Source Sans 3, sans-serif" font-size="{_n(size)}" '
        f'fill="#1c1c1c"><rect x="{_n(edge * 0.5)}" y="{_n(bottom - size * 1.7)}" '
        f'width="{_n(metres + edge)}" height="{_n(size * 2.1)}" fill="#fff" fill-opacity="0.8"/>'
        f'<rect x="{_n(edge)}" y="{_n(bottom - size / 4)}" width="{metres}" '
        f'height="{_n(size / 4)}"/>'
        f'<text x="{_n(edge)}" y="{_n(bottom - size / 2)}">{metres} m</text>'
        f'<path d="M{_n(width - 1.6 * edge)} {_n(edge + 2.4 * size)}l{_n(size * 0.45)} 0l'
        f"{_n(-size * 0.45)} {_n(-size * 1.5)}l{_n(-size * 0.45)} {_n(size * 1.5)}Z"
        f'" fill="#1c1c1c"/><text x="{_n(width - 1.6 * edge)}" y="{_n(edge + size * 0.65)}" '
        f'text-anchor="middle" font-weight="600">N</text></g>'
    )


def _cut(shape: Polygon | MultiPolygon, frame: Polygon) -> BaseGeometry:
    inside = shape if frame.covers(shape) else shape.intersection(frame)
    return inside.simplify(_SMALLEST / 2)


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    if isinstance(shape, Polygon):
        return [shape] if not shape.is_empty else []
    return [part for each in getattr(shape, "geoms", ()) for part in _polygons(each)]


def _n(value: float) -> str:
    """Centimetres are enough for any map."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _hex(color: colours.Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)
