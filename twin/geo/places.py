"""Places of which an area can be made: a boundary in RD with a name. Asks nobody; opens one file.

What a name or an address means is for `twin.geo.pdok.locate` to ask.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from twin.errors import FileUnreadable, NotInRd, ParameterInvalid
from twin.geo.crs import check_rd, lonlat_to_rd
from twin.geo.presets import Preset
from twin.geo.shapes import clean

LARGEST = 20.0
"""km²; larger areas are loaded only for who says so."""
RADIUS = (25.0, 3_000.0)
"""Metres around an address."""
DEFAULT_RADIUS = 250.0

_LARGEST_FILE = 20_000_000  # bytes; a province is 3 MB
_DATA = ("lokaalid", "identificatie", "identifica")  # properties of BGT and BAG objects


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where an area is to be.

    Attributes
    ----------
    id
        Also the name of its folder.
    boundary
        RD.
    asked
        What somebody wrote to mean it.
    """

    id: str
    name: str
    boundary: Polygon | MultiPolygon
    asked: str

    @property
    def square_kilometres(self) -> float:
        """Its size in km²."""
        return self.boundary.area / 1e6

    def as_geojson(self) -> dict[str, Any]:
        """The boundary as GeoJSON in RD with the rest as properties, as `read_place` reads it."""
        rd = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
        feature = {
            "type": "Feature",
            "properties": {"id": self.id, "name": self.name, "asked": self.asked},
            "geometry": mapping(self.boundary),
        }
        return {"type": "FeatureCollection", "crs": rd, "features": [feature]}


def from_preset(preset: Preset) -> Place:
    """The place of a preset."""
    return Place(preset.id, preset.name, preset.boundary, preset.id)


def around(name: str, centre: Point, radius: float, asked: str) -> Place:
    """The place within `radius` metres of `centre` (RD).

    Raises
    ------
    ParameterInvalid
        The radius is out of `RADIUS`.
    """
    if not RADIUS[0] <= radius <= RADIUS[1]:
        raise ParameterInvalid(
            f"radius '{radius:g}' is out of bounds",
            hint=f"give {RADIUS[0]:g} to {RADIUS[1]:g} metres",
        )
    identity = f"{slug(name)}-{radius:g}m"
    return Place(identity, f"{name} ({radius:g} m)", centre.buffer(radius), asked)


def is_boundary(path: Path) -> bool:
    """Whether a file is a boundary to load an area in, and not data to make one of.

    It is when it is GeoJSON with one object, which is a polygon and neither of the BGT nor the BAG.
    """
    if path.suffix.lower() not in (".geojson", ".json") or not path.is_file():
        return False
    try:
        _, geometry = _only(path)
    except FileUnreadable:
        return False
    return geometry.geom_type in ("Polygon", "MultiPolygon")


def read_place(path: Path) -> Place:
    """The place of a polygon file: GeoJSON in RD or in longitude and latitude (CRS84).

    Raises
    ------
    FileUnreadable
        It is no GeoJSON, or has not one polygon.
    NotInRd
        Its coordinates are neither.
    """
    facts, geometry = _only(path)
    bounds = geometry.bounds
    if -180 <= bounds[0] <= bounds[2] <= 180 and -90 <= bounds[1] <= bounds[3] <= 90:
        if not (3 <= bounds[0] <= 8 and 50 <= bounds[1] <= 54):
            raise NotInRd(
                f"'{path}' lies at longitude {bounds[0]:.4g}, latitude {bounds[1]:.4g}",
                hint="longitude comes before latitude, and the Netherlands is at 3-8, 50-54",
            )
        geometry = shapely.transform(geometry, lonlat_to_rd)
    check_rd(geometry.bounds, str(path))
    whole = clean(geometry)
    if whole is None:
        raise FileUnreadable(f"the polygon in '{path}' covers no ground")
    name = str(facts.get("name") or facts.get("naam") or path.name.partition(".")[0])
    if "asked" in facts:  # ours, as `as_geojson` writes it
        return Place(slug(str(facts["id"])), name, whole, str(facts["asked"]))
    identity = slug(path.name.partition(".")[0])
    return Place(identity, name[:1].upper() + name[1:], whole, str(path.resolve()))


def check_size(place: Place, *, large: bool) -> None:
    """Make sure that nobody loads a whole municipality without meaning to.

    Raises
    ------
    ParameterInvalid
        The place is larger than `LARGEST`.
    """
    size = place.square_kilometres
    if size > LARGEST and not large:
        raise ParameterInvalid(
            f"'{place.name}' is '{size:.1f}' km², and an area is made for {LARGEST:g} at most",
            hint="give a wijk or a buurt of it; or --large, and expect about "
            f"{size * 0.05:.0f} GB and hours",
        )


def slug(name: str) -> str:
    """A name as an id: `Berflo Es, Hengelo` is `berflo-es-hengelo`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "area"


def _only(path: Path) -> tuple[dict[str, Any], BaseGeometry]:
    """The properties and the geometry of the only object of a GeoJSON file."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ValueError(f"larger than {_LARGEST_FILE // 1_000_000} MB")
        told = orjson.loads(path.read_bytes())
        if told["type"] == "FeatureCollection":
            (told,) = told["features"]
        facts = told.get("properties") or {}
        if any(re.sub(r"[^a-z]", "", name.lower()) in _DATA for name in facts):
            raise ValueError("an object of BGT or BAG")
        found = shape(told["geometry"] if told["type"] == "Feature" else told)
        if found.is_empty or found.geom_type not in ("Polygon", "MultiPolygon"):
            raise ValueError(f"no polygon but {found.geom_type}")
        return facts, found
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ShapelyError) as error:
        raise FileUnreadable(
            f"'{path}' is no boundary: {error}",
            hint="give GeoJSON with one polygon, in RD (EPSG:28992) or in CRS84",
        ) from error
