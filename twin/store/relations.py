"""The eight entity sets of SensorThings as relations: their columns, and the links between them.

Reference: OGC SensorThings API Part 1, version 1.1 (18-088), section 8.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from twin.quantities import QUANTITIES
from twin.store.expressions import Link, Relation
from twin.store.queries import queries

HIDDEN = (
    "counts people or vehicles: single observations are never shown, only hours of ten or more; "
    "see /api/v1/datastreams/{id}/observations?interval=hour"
)
"""Why a counting datastream has no observations here."""

_SQL = queries("sensorthings")
_UCUM = "http://www.opengis.net/def/uom/UCUM/0/"

_PLACE = {
    "id": "bigint", "thing": "text", "name": "text", "since": "timestamptz",
    "valid_from": "timestamptz", "valid_until": "timestamptz", "longitude": "double precision",
    "latitude": "double precision", "height": "double precision", "current": "boolean",
}  # fmt: skip
_OBSERVED_THERE = (
    "{observation}.thing = {place}.thing"
    " AND {observation}.phenomenon_time >= coalesce({place}.valid_from, '-infinity')"
    " AND {observation}.phenomenon_time < coalesce({place}.valid_until, 'infinity')"
)


def _relation(
    name: str, key: tuple[str, ...], columns: Mapping[str, str], **links: Link
) -> Relation:
    return Relation(_SQL[name].decode(), key, columns, links)


def _same(target: str, child: str, parent: str, *, many: bool) -> Link:
    """Rows of `target` whose column `child` equals our column `parent`."""
    return Link(target, many, (parent,), f"{{child}}.{child} = {{parent}}.{parent}")


RELATIONS: dict[str, Relation] = {
    "Things": _relation(
        "things",
        ("id",),
        {"id": "text", "name": "text", "description": "text", "properties": "jsonb"},
        Locations=Link(
            "Locations", True, ("id",), "{child}.thing = {parent}.id AND {child}.current"
        ),
        HistoricalLocations=_same("HistoricalLocations", "thing", "id", many=True),
        Datastreams=_same("Datastreams", "thing", "id", many=True),
    ),
    "Locations": _relation(
        "locations",
        ("id",),
        _PLACE,
        Things=Link(
            "Things", True, ("thing", "current"), "{child}.id = {parent}.thing AND {parent}.current"
        ),
        HistoricalLocations=_same("HistoricalLocations", "id", "id", many=True),
    ),
    "HistoricalLocations": _relation(
        "locations",
        ("id",),
        _PLACE,
        Thing=_same("Things", "id", "thing", many=False),
        Locations=_same("Locations", "id", "id", many=True),
    ),
    "Datastreams": _relation(
        "datastreams",
        ("id",),
        {
            "id": "bigint", "thing": "text", "quantity": "text", "counting": "boolean",
            "name": "text", "description": "text", "unit": "text", "unit_label": "text",
            "unit_definition": "text", "properties": "jsonb", "place": "bigint",
            "longitude": "double precision", "latitude": "double precision",
            "began": "timestamptz", "ended": "timestamptz",
        },
        Thing=_same("Things", "id", "thing", many=False),
        Sensor=_same("Sensors", "id", "thing", many=False),
        ObservedProperty=_same("ObservedProperties", "id", "quantity", many=False),
        Observations=_same("Observations", "datastream_id", "id", many=True),
    ),
    "Sensors": _relation(
        "sensors",
        ("id",),
        {"id": "text", "name": "text", "description": "text", "properties": "jsonb"},
        Datastreams=_same("Datastreams", "thing", "id", many=True),
    ),
    "ObservedProperties": _relation(
        "observed_properties",
        ("id",),
        {
            "id": "text", "name": "text", "description": "text", "definition": "text",
            "properties": "jsonb",
        },
        Datastreams=_same("Datastreams", "quantity", "id", many=True),
    ),
    "Observations": _relation(
        "observations",
        ("datastream_id", "phenomenon_time"),
        {
            "datastream_id": "bigint", "phenomenon_time": "timestamptz",
            "value": "double precision", "flags": "smallint", "delay": "integer", "sent": "text",
            "thing": "text", "calculable_time": "timestamptz",
        },
        Datastream=_same("Datastreams", "id", "datastream_id", many=False),
        FeatureOfInterest=Link(
            "FeaturesOfInterest", False, ("thing", "phenomenon_time"),
            _OBSERVED_THERE.format(observation="{parent}", place="{child}"),
        ),
    ),
    "FeaturesOfInterest": _relation(
        "locations",
        ("id",),
        _PLACE,
        Observations=Link(
            "Observations", True, ("thing", "valid_from", "valid_until"),
            _OBSERVED_THERE.format(observation="{child}", place="{parent}"),
        ),
    ),
}  # fmt: skip
"""By the names that the standard gives them."""


CONSTANTS: dict[str, Any] = {
    "hidden": HIDDEN,
    "quantities": json.dumps(
        [
            {
                "key": known.key,
                "label_nl": known.label_nl,
                "label_en": known.label_en,
                "unit": known.unit,
                "unit_label": known.unit_label,
                "unit_definition": _UCUM + quote(known.unit, safe=""),
                "definition": known.definition,
                "properties": {
                    "unit": known.unit,
                    "valid_min": known.valid_min,
                    "valid_max": known.valid_max,
                    "decimals": known.decimals,
                    "aggregation": known.aggregation,
                    "counting": known.counting,
                },
            }
            for known in QUANTITIES.values()
        ]
    ),
}
"""What the SQL of the relations takes as parameters."""
