"""Neighbourhoods and parcels of the sample, as CBS and the Kadaster have them of real places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import shapely
from shapely import LineString, Point, Polygon

from twin.geo.sample import plan
from twin.model import GroundLevel

_PARTED_BY = ("laan", "dorpsstraat-zuid", "dorpsstraat-noord")
_QUARTERS = (
    ("Bomenbuurt", (120.0, 500.0)),
    ("Weversbuurt", (700.0, 500.0)),
    ("Parkbuurt", (120.0, 200.0)),
    ("Fabrieksbuurt", (650.0, 200.0)),
)

Drawn = tuple[GroundLevel, str, str, Polygon]
"""Level, id, label and shape in the plan."""


def neighbourhoods(boundary: Polygon) -> Iterator[Drawn]:
    """Four quarters around the crossing of the main streets, which part them in their middle."""
    lines = [LineString(plan.STREETS[name].corners) for name in _PARTED_BY]
    edges = shapely.get_parts(shapely.union_all([boundary.exterior, *lines]))
    enclosed = shapely.get_parts(shapely.polygonize(edges)).tolist()
    for number, (name, spot) in enumerate(_QUARTERS, start=1):
        shape = next(part for part in enclosed if part.contains(Point(spot)))
        yield GroundLevel.NEIGHBOURHOOD, f"verzonnen-buurt-{number}", f"{name} (verzonnen)", shape


def parcels(lots: Sequence[tuple[str, Polygon]]) -> Iterator[Drawn]:
    """The lot of every home along a street, by its address, and those of mill and school."""
    sites = (("Fabrieksterrein", plan.FACTORY), ("Schoolterrein", plan.SCHOOL))
    for number, (label, shape) in enumerate((*lots, *sites), start=1):
        yield GroundLevel.PLOT, f"verzonnen-kavel-{number:04d}", f"Kavel {label}", shape
