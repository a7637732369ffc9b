"""The description of this API for programs: OpenAPI 3.0, which the standard asks for.

The rest of the twin is described in OpenAPI 3.1 at `/api/v1/openapi.json`; that standard is newer
than what `oas30` allows.
"""

from __future__ import annotations

from typing import Any

from twin import __version__
from twin.api.features.question import CRSS, DEFAULT_LIMIT, LARGEST_LIMIT
from twin.api.shapes import CRS84

MEDIA_TYPE = "application/vnd.oai.openapi+json;version=3.0"

_PATHS: dict[str, tuple[str, tuple[str, ...]]] = {
    "/": ("Landing page", ()),
    "/conformance": ("Conformance classes that are met", ()),
    "/api": ("This description", ()),
    "/collections": ("Collections: a layer of an area each, and things", ()),
    "/collections/{collectionId}": ("A collection", ("collectionId",)),
    "/collections/{collectionId}/queryables": (
        "Properties that features can be chosen by",
        ("collectionId",),
    ),
    "/collections/{collectionId}/items": (
        "Features, page by page in order of id",
        ("collectionId", "limit", "bbox", "bbox-crs", "crs", "datetime", "cursor", "properties"),
    ),
    "/collections/{collectionId}/items/{featureId}": (
        "A feature",
        ("collectionId", "featureId", "crs"),
    ),
}


def description(root: str) -> dict[str, Any]:
    """The OpenAPI document of the service at `root`."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Twin: OGC API Features",
            "version": __version__,
            "description": "Buildings, public space, trees and sensors of development areas.",
            "license": {"name": "EUPL-1.2"},
        },
        "servers": [{"url": root}],
        "paths": {path: {"get": _get(path, *told)} for path, told in _PATHS.items()},
        "components": {
            "parameters": _parameters(),
            "schemas": {
                "problem": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail", "hint"],
                    "properties": {
                        "type": {"type": "string"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                        "hint": {"type": "string"},
                    },
                }
            },
        },
    }


def _get(path: str, summary: str, names: tuple[str, ...]) -> dict[str, Any]:
    last = path.rsplit("/", 1)[-1]
    media = {
        "/api": MEDIA_TYPE,
        "items": "application/geo+json",
        "{featureId}": "application/geo+json",
        "queryables": "application/schema+json",
    }.get(path if path == "/api" else last, "application/json")
    problem = {
        "description": "What went wrong (RFC 9457)",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}
        },
    }
    refused = ("400", "404") if "{" in path else ("400",)
    return {
        "summary": summary,
        "operationId": "get" + "".join(word.strip("{}").title() for word in path.split("/")),
        "parameters": [
            {"$ref": f"#/components/parameters/{name}"} for name in (*names, "f", "taal")
        ],
        "responses": {
            "200": {
                "description": summary,
                "content": {
                    media: {"schema": {"type": "object"}},
                    "text/html": {"schema": {"type": "string"}},
                },
            },
            **dict.fromkeys(refused, problem),
        },
    }


def _parameters() -> dict[str, Any]:
    crs = {"type": "string", "enum": list(CRSS), "default": CRS84}
    return {
        "collectionId": _path("collectionId", "Such as `delft.pand`."),
        "featureId": _path("featureId", "Such as a BAG identification."),
        "limit": _query(
            "limit",
            f"Features on a page; more than {LARGEST_LIMIT} is taken as {LARGEST_LIMIT}.",
            {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT},
        ),
        "bbox": _query(
            "bbox",
            "West, south, east, north, in `bbox-crs`; x before y.",
            {
                "type": "array",
                "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
                "items": {"type": "number"},
            },
        )
        | {"style": "form", "explode": False},
        "bbox-crs": _query("bbox-crs", "Of the numbers in `bbox`.", crs),
        "crs": _query("crs", "Of the coordinates in the answer.", crs),
        "datetime": _query(
            "datetime",
            "A moment or interval (RFC 3339). Features have no time of their own: it fits all.",
            {"type": "string"},
        ),
        "cursor": _query(
            "cursor", "Where the page begins; follow the link `next`.", {"type": "string"}
        ),
        "properties": _query(
            "properties",
            "Each queryable by its own name: only features with exactly this value.",
            {"type": "object", "additionalProperties": {"type": "string"}},
        )
        | {"style": "form", "explode": True},
        "f": _query("f", "For programs or people.", {"type": "string", "enum": ["json", "html"]}),
        "taal": _query(
            "taal", "Language of a page.", {"type": "string", "enum": ["nl", "en"], "default": "nl"}
        ),
    }


def _path(name: str, about: str) -> dict[str, Any]:
    schema = {"type": "string"}
    return {"name": name, "in": "path", "required": True, "description": about, "schema": schema}


def _query(name: str, about: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": about, "schema": schema}
