"""What programs get: the bodies of the standard as plain JSON, with links.

Reference: OGC 17-069r4, sections 7.2 to 7.16; OGC 18-058r1, section 6; OGC 19-079r2, section 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from twin.api.features.collections import Collection
from twin.api.features.description import MEDIA_TYPE as DESCRIPTION
from twin.api.features.question import CRSS, ID_PARAMETER
from twin.api.shapes import CRS84, RD, geojson
from twin.geo.crs import lonlat_bounds
from twin.geo.layers import Record
from twin.model import Area

JSON = "application/json"
GEOJSON = "application/geo+json"
SCHEMA = "application/schema+json"
HTML = "text/html"
_QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
_KINDS: dict[type, str] = {str: "string", int: "integer", float: "number"}

Body = dict[str, Any]


def path(*parts: str, **query: str) -> str:
    """The part of an address behind the root of the service."""
    behind = "".join(f"/{quote(part, safe='')}" for part in parts)
    return f"{behind}?{urlencode(query)}" if query else behind


def link(root: str, where: str, rel: str, kind: str, title: str = "") -> Body:
    """A link as the standard has it."""
    told = {"href": root + where, "rel": rel, "type": kind, "hreflang": "nl"}
    return told | ({"title": title} if title else {})


def both(root: str, where: str, kind: str = JSON) -> list[Body]:
    """The links of an answer to itself and to its page."""
    html = f"{where}{'&' if '?' in where else '?'}f=html"
    return [link(root, where, "self", kind), link(root, html, "alternate", HTML)]


def landing(root: str) -> Body:
    """Where a client begins."""
    return {
        "title": "Twin: kaartlagen",
        "description": "Gebouwen, openbare ruimte, bomen en sensoren van ontwikkelgebieden.",
        "links": [
            *both(root, "/"),
            link(root, "/api", "service-desc", DESCRIPTION, "OpenAPI 3.0"),
            link(root, "/api?f=html", "service-doc", HTML, "De adressen in woorden"),
            link(root, "/conformance", "conformance", JSON, "Waar dit aan voldoet"),
            link(root, "/collections", "data", JSON, "Alle kaartlagen"),
        ],
    }


def collections(root: str, all_of_them: Sequence[Collection]) -> Body:
    """Every collection."""
    return {
        "links": both(root, "/collections"),
        "crs": list(CRSS),
        "collections": [collection(root, one) for one in all_of_them],
    }


def collection(root: str, one: Collection) -> Body:
    """One collection; the extent is that of its area."""
    where = path("collections", one.id)
    body: Body = {
        "id": one.id,
        "title": one.title.nl,
        "description": f"{one.about.nl} / {one.about.en}",
        "itemType": "feature",
        "crs": list(CRSS),
        "storageCrs": RD,
        "links": [
            *both(root, where),
            link(root, f"{where}/items", "items", GEOJSON, one.title.nl),
            link(root, f"{where}/items?f=html", "items", HTML, one.title.nl),
            link(root, f"{where}/queryables", _QUERYABLES, SCHEMA, "Waarop u kunt kiezen"),
        ],
    }
    if one.boundary is not None:
        bounds = [round(side, 6) for side in lonlat_bounds(one.boundary.bounds)]
        body["extent"] = {"spatial": {"bbox": [bounds], "crs": CRS84}}
    if one.row is not None:
        body["origin"] = str(one.row.origin)
    return body


def queryables(root: str, one: Collection) -> Body:
    """The properties that features can be chosen by, as JSON Schema."""
    geometry = "geometry-any" if one.shape == "Geometry" else f"geometry-{one.shape.lower()}"
    properties: Body = {
        ID_PARAMETER: {"type": "string", "title": "Identificatie", "x-ogc-role": "id"},
        "geometry": {"format": geometry, "x-ogc-role": "primary-geometry"},
    }
    for field in one.fields:
        told: Body = {"type": _KINDS[field.kind], "title": field.words.nl}
        told["description"] = field.words.en
        properties[field.name] = told | ({"x-ogc-unit": field.unit} if field.unit else {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": root + path("collections", one.id, "queryables"),
        "type": "object",
        "title": one.title.nl,
        "description": one.about.nl,
        "properties": properties,
        "additionalProperties": False,
    }


def feature(one: Collection, record: Record, crs: str) -> Body:
    """A GeoJSON feature, in `crs`."""
    facts = {field.name: value for field, value in zip(one.fields, record.values, strict=True)}
    return {
        "type": "Feature",
        "id": record.id,
        "geometry": None if record.geometry is None else geojson(record.geometry, crs),
        "properties": facts,
    }


def attributions(area: Area | None) -> list[str]:
    """What must be said beside any picture of the features."""
    sources = () if area is None else area.sources
    return list(dict.fromkeys(f"{each.attribution} ({each.licence})" for each in sources))
