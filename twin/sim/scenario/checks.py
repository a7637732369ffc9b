"""The checks that edits share: outlines, spots, ways, numbers, and what stands there already."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from twin.errors import Issue
from twin.geo.crs import RD_BOUNDS
from twin.model import Area
from twin.sim.scenario.draft import Draft

EDGE = 0.1
"""Metres that something may lie outside the boundary: what is drawn along it."""

OVERLAP = 0.5
"""Square metres that buildings may share: walls that are drawn twice."""

_SMALLEST = 0.5  # m²


@dataclass(frozen=True, slots=True)
class Bounds:
    """The smallest and largest value that can be, and the unit."""

    low: float
    high: float
    unit: str


def number(value: float, place: str, bounds: Bounds) -> Iterator[Issue]:
    """Whether a number lies within its bounds."""
    if not bounds.low <= value <= bounds.high:
        unit = f" {bounds.unit}" if bounds.unit else ""
        dutch = unit.replace("per day", "per dag")
        yield Issue(
            place,
            "impossible",
            f"'{value:g}' kan niet: {bounds.low:g} tot {bounds.high:g}{dutch}",
            f"'{value:g}' cannot be: {bounds.low:g} to {bounds.high:g}{unit}",
        )


def told_height(
    height: float | None, storeys: int | None, place: str, heights: Bounds, floors: Bounds
) -> Iterator[Issue]:
    """Whether a height or a number of storeys is told, and can be."""
    if height is None and storeys is None:
        yield Issue(
            place,
            "no-height",
            "er is geen hoogte ('height') of aantal lagen ('storeys')",
            "there is no 'height' and no number of 'storeys'",
        )
    if height is not None:
        yield from _code(number(height, f"{place}.height", heights), "impossible-height")
    if storeys is not None:
        yield from _code(number(storeys, f"{place}.storeys", floors), "impossible-height")


def _code(issues: Iterator[Issue], code: str) -> Iterator[Issue]:
    for issue in issues:
        yield Issue(issue.place, code, issue.nl, issue.en, issue.at)


def outline(shape: Polygon, place: str, area: Area) -> Iterator[Issue]:
    """Whether a polygon is whole, covers ground, and lies within the area."""
    if _far(shape):
        yield _not_in_rd(place, shape)
    elif not shape.is_valid:
        yield _crossing(shape, place)
    elif shape.area < _SMALLEST:
        yield Issue(
            place,
            "too-small",
            f"het vlak is '{shape.area:.2f}' m²",
            f"the outline covers '{shape.area:.2f}' m²",
        )
    else:
        yield from _inside(shape, place, area)


def spot(shape: BaseGeometry, place: str, area: Area) -> Iterator[Issue]:
    """Whether a point lies within the area."""
    if _far(shape):
        yield _not_in_rd(place, shape)
    else:
        yield from _inside(shape, place, area)


def way(shape: LineString, place: str, area: Area) -> Iterator[Issue]:
    """Whether a line has a length and passes through the area; a road may come from outside."""
    if _far(shape):
        yield _not_in_rd(place, shape)
    elif shape.length < 1.0:
        yield Issue(
            place,
            "too-small",
            f"de lijn is '{shape.length:.2f}' m lang",
            f"the line is '{shape.length:.2f}' m long",
        )
    elif not shapely.intersects(area.boundary, shape):
        yield _outside(place, area, shape.coords[0])


def free(shape: BaseGeometry, place: str, draft: Draft) -> Iterator[Issue]:
    """Whether no building stands where something comes."""
    for building in draft.standing_on(shape):
        shared = shapely.intersection(building.footprint, shape)
        if isinstance(shape, Point) or shared.area > OVERLAP:
            at = shared.representative_point()
            size = "" if isinstance(shape, Point) else f" ('{shared.area:.1f}' m²)"
            yield Issue(
                place,
                "overlaps",
                f"hier staat gebouw '{building.id}'{size}; haal dat eerst weg",
                f"building '{building.id}' stands here{size}; remove that first",
                (at.x, at.y),
            )


def _far(shape: BaseGeometry) -> bool:
    """Whether some coordinate cannot be RD."""
    xy = shapely.get_coordinates(shape)
    west, south, east, north = RD_BOUNDS
    low, high = np.array([west, south]), np.array([east, north])
    return not len(xy) or not bool(((xy >= low) & (xy <= high)).all())


def _not_in_rd(place: str, shape: BaseGeometry) -> Issue:
    first = shapely.get_coordinates(shape)[:1].tolist()
    told = ", ".join(f"{value:.7g}" for value in first[0]) if first else ""
    return Issue(
        place,
        "not-in-the-netherlands",
        f"'{told}' ligt niet in Nederland; klopt het coördinatenstelsel?",
        f"'{told}' is not in the Netherlands; is the coordinate system right?",
    )


def _crossing(shape: Polygon, place: str) -> Issue:
    reason = shapely.is_valid_reason(shape)
    found = re.search(r"\[(\S+) (\S+)\]", reason)
    at = (float(found[1]), float(found[2])) if found else None
    if at is not None and not all(map(math.isfinite, at)):
        at = None
    kind = reason.partition("[")[0].strip()
    crosses = "Self-intersection" in kind
    where = "" if at is None else f" ('{at[0]:.2f}, {at[1]:.2f}')"
    return Issue(
        place,
        "self-crossing" if crosses else "invalid-outline",
        f"de omtrek kruist zichzelf{where}" if crosses else f"de omtrek klopt niet: {kind}{where}",
        f"the outline crosses itself{where}"
        if crosses
        else f"the outline is not valid: {kind}{where}",
        at,
    )


def _inside(shape: BaseGeometry, place: str, area: Area) -> Iterator[Issue]:
    if shapely.covers(area.boundary, shape):
        return
    left = shapely.difference(shape, area.boundary.buffer(EDGE))
    if left.is_empty:
        return
    at = left.representative_point()
    yield _outside(place, area, (at.x, at.y))


def _outside(place: str, area: Area, at: tuple[float, ...]) -> Issue:
    return Issue(
        place,
        "outside",
        f"'{at[0]:.2f}, {at[1]:.2f}' ligt buiten het gebied '{area.name}'",
        f"'{at[0]:.2f}, {at[1]:.2f}' lies outside the area '{area.name}'",
        (at[0], at[1]),
    )
