"""Things files: what simulator and replay write, `twin sensors import` reads and they read back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from twin.errors import FileUnreadable
from twin.model import Origin, Passport, Thing


def dump(things: Iterable[Thing]) -> str:
    """The text of a things file."""
    entries = [_entry(thing) for thing in things]
    return json.dumps({"things": entries}, ensure_ascii=False, indent=1) + "\n"


def read(path: Path) -> list[Thing]:
    """The things in the file at `path`, as `dump` wrote them, as far as publishers need them.

    Raises
    ------
    FileUnreadable
        It is missing, or no things file.
    """
    document = read_json(path)
    try:
        return [
            Thing(
                id=entry["id"],
                name=entry["name"],
                origin=Origin(entry["origin"]),
                quantities=tuple(entry["quantities"]),
                area=entry.get("area"),
                longitude_lonlat=entry.get("longitude"),
                latitude_lonlat=entry.get("latitude"),
                height=entry.get("height"),
                description=entry.get("description", ""),
                properties=entry.get("properties", {}),
                address=entry.get("address"),
                alias=entry.get("alias"),
            )
            for entry in document["things"]
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FileUnreadable(
            f"'{path}' is no things file: {error!r}",
            hint="make one with `python -m sensors.simulator things`",
        ) from None


def read_json(path: Path) -> Any:
    """The JSON document at `path`.

    Raises
    ------
    FileUnreadable
        It is missing, or not JSON.
    """
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise FileUnreadable(f"cannot read '{path}': {error.strerror}") from None
    except ValueError as error:
        raise FileUnreadable(f"'{path}' is not JSON: {error}") from None


def _entry(thing: Thing) -> dict[str, Any]:
    facts = {
        "id": thing.id,
        "name": thing.name,
        "origin": thing.origin,
        "quantities": thing.quantities,
        "area": thing.area,
        "longitude": thing.longitude_lonlat,
        "latitude": thing.latitude_lonlat,
        "height": thing.height,
        "description": thing.description,
        "properties": thing.properties,
        "profile": thing.profile,
        "address": thing.address,
        "alias": thing.alias,
        "gateway": thing.gateway,
    }
    datastreams: dict[str, dict[str, Any]] = {key: {} for key in thing.quantities}
    for key, passport in thing.passports.items():
        datastreams[key]["passport"] = _passport(passport)
    for key, calibration in thing.calibrations.items():
        datastreams[key]["calibration"] = calibration
    return facts | {"datastreams": datastreams}


def _passport(passport: Passport) -> dict[str, Any]:
    kept = passport.retention
    return asdict(passport) | {"retention": None if kept is None else f"P{kept.days}D"}
