"""Devices and the datastreams that they measure; what was registered once is never thrown away."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from twin.errors import NotFound
from twin.model import Datastream, Origin, Thing
from twin.store.pool import Connection
from twin.store.queries import queries

CHANNEL = "twin_things"
"""NOTIFY channel on which `save_things` tells that it ran."""

_SQL = queries("things")


def save_things(conn: Connection, things: Sequence[Thing]) -> None:
    """Register `things`, or bring what is known of them up to date; one datastream per quantity.

    Things and quantities that are not given stay as they are. Listeners on `twin_things` hear of
    it after the commit.
    """
    with conn.transaction():
        conn.execute(
            _SQL["save_things"],
            {
                "id": [thing.id for thing in things],
                "name": [thing.name for thing in things],
                "origin": [thing.origin.value for thing in things],
                "area": [thing.area for thing in things],
                "longitude": [thing.longitude_lonlat for thing in things],
                "latitude": [thing.latitude_lonlat for thing in things],
                "height": [thing.height for thing in things],
                "description": [thing.description for thing in things],
                "properties": [json.dumps(thing.properties) for thing in things],
            },
        )
        pairs = [(thing.id, quantity) for thing in things for quantity in thing.quantities]
        conn.execute(
            _SQL["save_datastreams"],
            {
                "thing": [thing for thing, _ in pairs],
                "quantity": [quantity for _, quantity in pairs],
            },
        )
        conn.execute(_SQL["notify_things"])


def list_things(conn: Connection, area: str | None = None) -> list[Thing]:
    """All things by id, or those of one area."""
    return [_thing(row) for row in conn.execute(_SQL["list_things"], {"area": area})]


def list_datastreams(
    conn: Connection, *, area: str | None = None, thing: str | None = None
) -> list[Datastream]:
    """Datastreams by number: all, or those of one area or thing."""
    rows = conn.execute(_SQL["list_datastreams"], {"area": area, "thing": thing})
    return [_datastream(row) for row in rows]


def datastream(conn: Connection, id: int) -> Datastream:  # noqa: A002 - its name in the API
    """The datastream numbered `id`.

    Raises
    ------
    NotFound
        No datastream has that number.
    """
    # Numbers beyond a bigint would be an error of the database rather than an answer.
    row = conn.execute(_SQL["datastream"], {"id": id}).fetchone() if 0 < id < 2**63 else None
    if row is None:
        raise NotFound(
            f"no datastream has number '{id}'", hint="GET /api/v1/things lists what there is"
        )
    return _datastream(row)


def registry(conn: Connection) -> dict[tuple[str, str], int]:
    """The number of every datastream by (thing, quantity)."""
    return {(thing, quantity): number for thing, quantity, number in conn.execute(_SQL["registry"])}


def _datastream(row: tuple[Any, ...]) -> Datastream:
    number, thing, quantity, origin = row
    return Datastream(number, thing, quantity, Origin(origin))


def _thing(row: tuple[Any, ...]) -> Thing:
    number, name, origin, quantities, area, longitude, latitude, height, description, facts = row
    return Thing(
        id=number,
        name=name,
        origin=Origin(origin),
        quantities=tuple(quantities),
        area=area,
        longitude_lonlat=longitude,
        latitude_lonlat=latitude,
        height=height,
        description=description,
        properties=facts,
    )
