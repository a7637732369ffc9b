"""Geometry of edits as GeoJSON and back, in RD New or in longitude and latitude."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from shapely import LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from twin.geo.crs import RD_BOUNDS, lonlat_to_rd, rd_to_lonlat
from twin.sim.scenario import forms

_MILLIMETRE = 3
_TENTH_OF_MILLIMETRE = 9  # decimals of a degree


class Crs(StrEnum):
    """In what coordinates GeoJSON is."""

    RD = "EPSG:28992"
    LONLAT = "OGC:CRS84"


def to_geojson(shape: BaseGeometry | Sequence[Point], crs: Crs) -> dict[str, Any]:
    """An RD geometry, or points as a MultiPoint; in RD every coordinate as it is."""
    geometry = shape if isinstance(shape, BaseGeometry) else MultiPoint(list(shape))
    if crs is Crs.LONLAT:
        geometry = shapely.transform(
            geometry, lambda xy: np.round(rd_to_lonlat(xy), _TENTH_OF_MILLIMETRE)
        )
    mapped = geometry.__geo_interface__
    return {"type": mapped["type"], "coordinates": _lists(mapped["coordinates"])}


def _lists(coordinates: Any) -> Any:
    if isinstance(coordinates, float):
        return coordinates
    return [_lists(each) for each in coordinates]


def polygons(form: forms.PolygonForm | forms.MultiPolygonForm, crs: Crs) -> list[Polygon]:
    """The RD polygons of a form, as they were drawn: valid or not."""
    if isinstance(form, forms.PolygonForm):
        return [polygon(form, crs)]
    return [_polygon(rings, crs) for rings in form.coordinates]


def polygon(form: forms.PolygonForm, crs: Crs) -> Polygon:
    """The RD polygon of a form, as it was drawn: valid or not; rings that are open are closed."""
    return _polygon(form.coordinates, crs)


def points(form: forms.PointForm | forms.MultiPointForm, crs: Crs) -> tuple[Point, ...]:
    """The RD points of a form."""
    positions = [form.coordinates] if isinstance(form, forms.PointForm) else form.coordinates
    return tuple(Point(xy) for xy in _rd(positions, crs))


def place(form: forms.PointForm | forms.PolygonForm, crs: Crs) -> Point | Polygon:
    """The RD point or polygon of a form."""
    return points(form, crs)[0] if isinstance(form, forms.PointForm) else polygon(form, crs)


def line(form: forms.LineForm, crs: Crs) -> LineString:
    """The RD line of a form."""
    return LineString(_rd(form.coordinates, crs))


def _polygon(rings: Sequence[Sequence[Sequence[float]]], crs: Crs) -> Polygon:
    outer, *holes = (_rd(ring, crs) for ring in rings)
    return Polygon(outer, holes)


def _rd(positions: Sequence[Sequence[float]], crs: Crs) -> list[tuple[float, float]]:
    """RD of positions, a height left out; what lies nowhere near becomes a corner far away."""
    flat = [(position[0], position[1]) for position in positions]
    if crs is Crs.RD:
        return flat
    west, south, _, _ = RD_BOUNDS
    found = lonlat_to_rd(flat)
    # PROJ's two ways differ by half a millimetre, which would make what is read again drift.
    found = found + (found - lonlat_to_rd(rd_to_lonlat(found)))
    found[~np.isfinite(found).all(axis=1)] = (west - 1e6, south - 1e6)
    return [(float(x), float(y)) for x, y in np.round(found, _MILLIMETRE).tolist()]
