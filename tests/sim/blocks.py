"""Plain areas for tests of façades: blocks on flat ground, or on a slope."""

from __future__ import annotations

import shapely
from shapely import Polygon, box

from twin.model import Area, Building, HeightOrigin, Origin, Terrain

X, Y = 250_000.0, 476_000.0
"""RD of the origin of a test, in Hengelo."""


def block(
    name: str, west: float, south: float, east: float, north: float, height: float,
    error: float | None = None,
) -> Building:  # fmt: skip
    """A block by its corners in metres from the origin."""
    return shaped(name, box(X + west, Y + south, X + east, Y + north), height, error)


def shaped(name: str, footprint: Polygon, height: float, error: float | None = None) -> Building:
    """A block by its outline in RD."""
    return Building(name, footprint, 0.0, height, HeightOrigin.DESIGN, error, use="woonfunctie")


def area(*buildings: Building, terrain: Terrain | None = None) -> Area:
    """An area around buildings."""
    edge = shapely.union_all([each.footprint for each in buildings]).buffer(50).envelope
    assert isinstance(edge, Polygon)
    return Area("toets", "Toets", edge, 0.0, Origin.SYNTHETIC, (), buildings, terrain=terrain)
