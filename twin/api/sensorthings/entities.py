"""The eight entity sets: their identifiers, their properties and how each is shown.

Things and Sensors are called as the thing is, Locations, HistoricalLocations and FeaturesOfInterest
have the number of a place, Datastreams their own, ObservedProperties the key of the quantity, and
Observations datastream and time: `3@2026-11-22T10:00:00Z`. Reference: OGC 18-088, section 8.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

from twin.model import Flag
from twin.store.relations import RELATIONS
from twin.store.sensorthings import Row

Kind: TypeAlias = Literal[
    "text", "number", "boolean", "time", "interval", "place", "json", "observation"
]
Identifier: TypeAlias = str | int

POINT = "application/geo+json"
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"

_OBSERVATION = re.compile(r"([1-9][0-9]{0,18})@([0-9:.TZ-]{20,27})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an entity.

    Attributes
    ----------
    columns
        What `show` needs of a row.
    show
        Its value in JSON; None: it has none.
    kind, column
        How it can be filtered and ordered by, and by which column; None: it cannot.
    parts
        Column and kind of what is inside it, by name.
    """

    columns: tuple[str, ...]
    show: Callable[[Row], Any]
    kind: Kind | None = None
    column: str = ""
    parts: Mapping[str, tuple[str, Kind]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntitySet:
    """An entity set, named as in addresses; `properties` in the order in which they are shown."""

    name: str
    identifier: Kind
    properties: Mapping[str, Property]

    @property
    def navigation(self) -> dict[str, str]:
        """The entity set behind each navigation property."""
        return {name: link.target for name, link in RELATIONS[self.name].links.items()}

    def identify(self, row: Row) -> Identifier:
        """The identifier of a row, from its key."""
        if self.identifier == "observation":
            return f"{row['datastream_id']}@{moment(row['phenomenon_time'])}"
        identifier: Identifier = row["id"]
        return identifier

    def address(self, row: Row) -> str:
        """The address of a row below the service root."""
        identifier = self.identify(row)
        return f"{self.name}({identifier if isinstance(identifier, int) else _quoted(identifier)})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def moment(at: datetime) -> str:
    """A moment in UTC as RFC 3339, with as many decimals as it has."""
    text = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".")
    return f"{text}Z"


def observation_key(identifier: str) -> tuple[int, datetime] | None:
    """Datastream and time in the identifier of an Observation; None if it is none."""
    found = _OBSERVATION.fullmatch(identifier)
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found[2])
    except ValueError:
        return None
    number = int(found[1])
    return (number, at) if at.tzinfo is not None and number < 2**63 else None


def _text(column: str) -> Property:
    return Property((column,), lambda row: row[column], "text", column)


def _number(column: str) -> Property:
    return Property((column,), lambda row: row[column], "number", column)


def _json(column: str) -> Property:
    return Property((column,), lambda row: row[column], "json", column)


def _moment(column: str) -> Property:
    return Property((column,), lambda row: moment(row[column]), "time", column)


def _constant(value: Any) -> Property:
    return Property((), lambda _: value)


def _point(column: str) -> Property:
    """A GeoJSON point; `column` has the number of the place."""

    def show(row: Row) -> dict[str, Any] | None:
        if row["longitude"] is None:
            return None
        return {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}

    return Property(("longitude", "latitude"), show, "place", column)


def _interval() -> Property:
    def show(row: Row) -> str | None:
        return row["began"] and f"{moment(row['began'])}/{moment(row['ended'])}"

    return Property(("began", "ended"), show, "interval", "began")


def _height(row: Row) -> dict[str, Any]:
    return {} if row["height"] is None else {"height": row["height"]}


def _quality(row: Row) -> dict[str, Any]:
    flags = Flag(row["flags"])
    return {"code": int(flags), "flags": [str(flag.name).lower() for flag in flags]}


def _parameters(row: Row) -> dict[str, Any]:
    sent = {} if row["sent"] is None else {"sent": row["sent"]}
    return {"delay": row["delay"]} | sent


def _unit(row: Row) -> dict[str, str]:
    return {
        "name": row["unit"],
        "symbol": row["unit_label"],
        "definition": row["unit_definition"],
    }


_PLACE_PROPERTIES = Property(
    ("height",), _height, "json", "height", {"height": ("height", "number")}
)

SETS: dict[str, EntitySet] = {
    known.name: known
    for known in (
        EntitySet(
            "Things",
            "text",
            {
                "name": _text("name"),
                "description": _text("description"),
                "properties": _json("properties"),
            },
        ),
        EntitySet(
            "Locations",
            "number",
            {
                "name": _text("name"),
                "description": _constant("Where the thing stands or stood"),
                "encodingType": _constant(POINT),
                "location": _point("id"),
                "properties": _PLACE_PROPERTIES,
            },
        ),
        EntitySet("HistoricalLocations", "number", {"time": _moment("since")}),
        EntitySet(
            "Datastreams",
            "number",
            {
                "name": _text("name"),
                "description": _text("description"),
                "observationType": _constant(MEASUREMENT),
                "unitOfMeasurement": Property(
                    ("unit", "unit_label", "unit_definition"),
                    _unit,
                    parts={
                        "name": ("unit", "text"),
                        "symbol": ("unit_label", "text"),
                        "definition": ("unit_definition", "text"),
                    },
                ),
                "observedArea": _point("place"),
                "phenomenonTime": _interval(),
                "resultTime": _interval(),
                "properties": _json("properties"),
            },
        ),
        EntitySet(
            "Sensors",
            "text",
            {
                "name": _text("name"),
                "description": _text("description"),
                "encodingType": _constant("text/html"),
                "metadata": Property(("id",), lambda row: f"/tekst/sensoren/{row['id']}"),
                "properties": _json("properties"),
            },
        ),
        EntitySet(
            "ObservedProperties",
            "text",
            {
                "name": _text("name"),
                "definition": _text("definition"),
                "description": _text("description"),
                "properties": _json("properties"),
            },
        ),
        EntitySet(
            "Observations",
            "observation",
            {
                "phenomenonTime": _moment("phenomenon_time"),
                "result": _number("value"),
                "resultTime": _moment("phenomenon_time"),
                "resultQuality": Property(
                    ("flags",), _quality, parts={"code": ("flags", "number")}
                ),
                "parameters": Property(
                    ("delay", "sent"),
                    _parameters,
                    parts={"delay": ("delay", "number"), "sent": ("sent", "text")},
                ),
            },
        ),
        EntitySet(
            "FeaturesOfInterest",
            "number",
            {
                "name": _text("name"),
                "description": _constant("Where it was measured"),
                "encodingType": _constant(POINT),
                "feature": _point("id"),
                "properties": _PLACE_PROPERTIES,
            },
        ),
    )
}
