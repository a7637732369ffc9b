"""Geometry in filters: shapely works it out for every place beforehand, so no PostGIS is needed.

Coordinates are OGC:CRS84, longitude first, and distances in their unit, degrees, as OData asks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import shapely

from twin.errors import NotSupported, ParameterInvalid
from twin.store.expressions import Apply, Column, Expression, Value

Positions: TypeAlias = Callable[[], Sequence[tuple[int, float, float]]]
"""Number, longitude and latitude of every place; asked for when they are needed."""


@dataclass(frozen=True, slots=True)
class Place:
    """A column with the number of a place, standing for its point."""

    column: Column


Shape: TypeAlias = Place | shapely.Geometry

TESTS: dict[str, Callable[..., Any]] = {
    "geo.intersects": shapely.intersects,
    "st_intersects": shapely.intersects,
    "st_equals": shapely.equals,
    "st_disjoint": shapely.disjoint,
    "st_touches": shapely.touches,
    "st_within": shapely.within,
    "st_overlaps": shapely.overlaps,
    "st_crosses": shapely.crosses,
    "st_contains": shapely.contains,
}
"""Functions of two geometries that are true or false."""

RELATE = "st_relate"
"""Two geometries and a DE-9IM pattern."""

DISTANCE = "geo.distance"
LENGTH = "geo.length"
NAMES = frozenset({*TESTS, RELATE, DISTANCE, LENGTH})

_SRID = re.compile(r"\s*SRID\s*=\s*(\d+)\s*;", re.IGNORECASE)
_PATTERN = re.compile(r"[012TF*]{9}", re.IGNORECASE)


def literal(text: str) -> shapely.Geometry:
    """The geometry in `geography'…'`: well-known text, longitude first.

    Raises
    ------
    ParameterInvalid
        It is no geometry, or not in WGS 84.
    """
    srid = _SRID.match(text)
    if srid is not None and srid[1] != "4326":
        raise ParameterInvalid(f"SRID '{srid[1]}' in a geometry is not served", hint="use 4326")
    try:
        shape = shapely.from_wkt(text[srid.end() :] if srid else text)
    except shapely.errors.GEOSException:
        shape = None
    if shape is None or not np.isfinite(shapely.get_coordinates(shape)).all():
        raise ParameterInvalid(
            f"'{text}' is no geometry",
            hint="write longitude first: geography'POINT (6.8 52.26)'",
        )
    return shape


def calculate(
    name: str, shapes: Sequence[Shape], pattern: str | None, positions: Positions
) -> Expression:
    """Function `name` of geometries, as an expression about the place among them.

    Raises
    ------
    NotSupported
        Two places are compared with each other.
    ParameterInvalid
        There is no place among them, or the pattern is none.
    """
    places = [shape for shape in shapes if isinstance(shape, Place)]
    if len(places) > 1:
        raise NotSupported(f"'{name}' of two properties is not served", hint="give a geography'…'")
    if not places:
        raise ParameterInvalid(f"'{name}' has no property in it", hint=f"{name}(location, …)")
    known = positions()
    points = shapely.points(np.array([place[1:] for place in known]).reshape(-1, 2))
    results = _function(name, pattern)(
        *(points if isinstance(shape, Place) else shape for shape in shapes)
    )
    column = places[0].column
    if name in (DISTANCE, LENGTH):
        # The distance to an empty geometry is not a number, and so no value.
        table = {
            str(number): float(result)
            for (number, _, _), result in zip(known, results, strict=True)
            if np.isfinite(result)
        }
        return Apply("looked_up", (column, Value(json.dumps(table), "jsonb")))
    holds = [number for (number, _, _), result in zip(known, results, strict=True) if result]
    return Apply("any", (column, Value(holds, "bigint[]")))


def _function(name: str, pattern: str | None) -> Callable[..., Any]:
    if name == DISTANCE:
        return shapely.distance
    if name == LENGTH:
        return shapely.length
    if name != RELATE:
        return TESTS[name]
    if pattern is None or not _PATTERN.fullmatch(pattern):
        raise ParameterInvalid(
            f"'{pattern}' in '{RELATE}' is no DE-9IM pattern", hint="for example 'T*F**F***'"
        )
    return lambda one, other: shapely.relate_pattern(one, other, pattern.upper())
