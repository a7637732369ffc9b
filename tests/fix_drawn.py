"""Small areas drawn by hand, for figures that can be computed on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapely import Point, Polygon, box

from twin.model import (
    Area,
    Building,
    Dwelling,
    HeightOrigin,
    Origin,
    Surface,
    SurfaceKind,
    Tree,
)
from twin.sim.indicators.base import Case, Figure, Result

EAST, NORTH = 250_000.0, 475_000.0
"""RD of the corner from which everything is drawn."""


def square(x: float, y: float, width: float, depth: float | None = None) -> Polygon:
    """A rectangle; x and y from the corner of the drawing, in metres."""
    west, south = EAST + x, NORTH + y
    return box(west, south, west + width, south + (width if depth is None else depth))


def house(identity: str, footprint: Polygon, height: float, **facts: Any) -> Building:
    """A block with a flat roof on ground at 10 m NAP."""
    return Building(
        id=identity,
        footprint=footprint,
        ground_height=10.0,
        roof_height=10.0 + height,
        height_origin=HeightOrigin.SYNTHETIC,
        **facts,
    )


def home(identity: str, floor_area: int | None, *uses: str) -> Dwelling:
    """A verblijfsobject, a home unless told."""
    return Dwelling(identity, uses or ("woonfunctie",), floor_area, f"Straat {identity}")


def ground(
    identity: str,
    kind: SurfaceKind,
    footprint: Polygon,
    function: str | None = None,
    material: str | None = None,
) -> Surface:
    """A piece of the BGT."""
    return Surface(identity, kind, footprint, function, material)


def tree(identity: str, x: float, y: float, crown_radius: float, **facts: Any) -> Tree:
    """A tree of 10 m."""
    return Tree(identity, Point(EAST + x, NORTH + y), 10.0, 10.0, crown_radius, **facts)


def drawn(boundary: Polygon, buildings: Sequence[Building] = (), **facts: Any) -> Area:
    """An area."""
    return Area(
        id="getekend",
        name="Getekend",
        boundary=boundary,
        reference_height=10.0,
        origin=Origin.SYNTHETIC,
        sources=(),
        buildings=tuple(buildings),
        **facts,
    )


def case(area: Area, **facts: Any) -> Case:
    """A case without a scenario."""
    return Case(area, area, "", "", **facts)


def figure(result: Result, key: str) -> Figure:
    """The figure of a result by its key."""
    return next(each for each in result.figures if each.key == key)
