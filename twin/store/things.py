"""Devices and the datastreams that they measure; what was registered once is never thrown away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from twin.errors import NotFound
from twin.model import Datastream, Origin, Passport, Thing, Words, split_key
from twin.quantities import QUANTITIES
from twin.store.pool import Connection
from twin.store.queries import queries
from twin.store.registry import KnownThing as KnownThing
from twin.store.registry import Registry as Registry
from twin.store.registry import Stream as Stream
from twin.store.registry import registry as registry

CHANNEL = "twin_things"
"""NOTIFY channel on which every change of things and datastreams is told."""

_SQL = queries("things")


def save_things(conn: Connection, things: Sequence[Thing]) -> None:
    """Register `things`, or bring what is known of them up to date; one datastream per key.

    Things and datastreams that are not given stay as they are. Whether something is retired is
    not told by a thing but by `retire`. Listeners on `twin_things` hear of it after the commit.
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
                "profile": [thing.profile for thing in things],
                "address": [thing.address for thing in things],
                "alias": [thing.alias for thing in things],
                "gateway": [thing.gateway for thing in things],
            },
        )
        conn.execute(_SQL["save_datastreams"], _datastream_columns(things))
        conn.execute(_SQL["describe_datastreams"], _datastream_columns(things))
        conn.execute(_SQL["notify_things"])


def retire(
    conn: Connection, thing: str, at: datetime | None, *, key: str | None = None
) -> list[Datastream]:
    """Refuse readings of `thing` from `at` on, or of its datastream `key` alone.

    What was measured stays. None as moment takes it back.

    Returns
    -------
    The datastreams of the thing as they are now.

    Raises
    ------
    NotFound
        There is no such thing, or it has no such datastream.
    """
    quantity, variant = split_key(key) if key is not None else (None, None)
    with conn.transaction():
        asked = {"thing": thing, "quantity": quantity, "variant": variant, "at": at}
        done = conn.execute(_SQL["retire_thing" if key is None else "retire_datastream"], asked)
        if not done.rowcount:
            what = f"no thing is called '{thing}'"
            if key is not None:
                what = f"'{thing}' has no datastream '{key}'"
            raise NotFound(what, hint="`twin sensors list` shows what there is")
        conn.execute(_SQL["notify_things"])
    return list_datastreams(conn, thing=thing)


def list_things(conn: Connection, area: str | None = None) -> list[Thing]:
    """All things by id, or those of one area."""
    return [_thing(row) for row in conn.execute(_SQL["list_things"], {"area": area, "id": None})]


def thing(conn: Connection, id: str) -> Thing:  # noqa: A002 - its name in the API
    """The thing called `id`.

    Raises
    ------
    NotFound
        No thing is called so.
    """
    row = conn.execute(_SQL["list_things"], {"area": None, "id": id}).fetchone()
    if row is None:
        raise NotFound(f"no thing is called '{id}'", hint="GET /api/v1/things lists what there is")
    return _thing(row)


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


def _datastream_columns(things: Iterable[Thing]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {
        name: []
        for name in (
            "thing", "quantity", "variant", "calibration", "counting", "aggregation", "passport",
            "retention",
        )
    }  # fmt: skip
    for one in things:
        for key in one.quantities:
            quantity, variant = split_key(key)
            passport = one.passports.get(key)
            kind = QUANTITIES[quantity]
            row = {
                "thing": one.id,
                "quantity": quantity,
                "variant": variant,
                "calibration": one.calibrations.get(key),
                "counting": kind.counting,
                "aggregation": kind.aggregation,
                "passport": None if passport is None else _passport_json(passport),
                "retention": None if passport is None else passport.retention,
            }
            for name, value in row.items():
                columns[name].append(value)
    return columns


def _passport_json(passport: Passport) -> str:
    """A passport as its column has it: with its retention in ISO 8601, which PostgreSQL reads."""
    kept = passport.retention
    stated = None if kept is None else f"P{kept.days}DT{kept.seconds}S"
    return json.dumps(asdict(passport) | {"retention": stated}, ensure_ascii=False)


def _passport(facts: Mapping[str, Any] | None, retention: timedelta | None) -> Passport | None:
    # The database sees to it that the stated retention is the one that it enforces.
    if facts is None:
        return None
    words = ("purpose", "legal_ground", "measures", "cannot")
    said = {name: Words(**facts[name]) for name in words}
    return Passport(
        owner=facts["owner"],
        contact=facts["contact"],
        retention=retention,
        dtpr=tuple(facts["dtpr"]),
        **said,
    )


def _datastream(row: tuple[Any, ...]) -> Datastream:
    number, thing, quantity, origin, variant, calibration, passport, retention, retired_at = row
    return Datastream(
        id=number,
        thing=thing,
        quantity=quantity,
        origin=Origin(origin),
        variant=variant,
        calibration=calibration,
        passport=_passport(passport, retention),
        retired_at=retired_at,
    )


def _thing(row: tuple[Any, ...]) -> Thing:
    (
        name_in_topics, name, origin, area, longitude, latitude, height, description, facts,
        profile, address, alias, gateway, retired_at, keys, calibrations, passports, retentions,
    ) = row  # fmt: skip
    return Thing(
        id=name_in_topics,
        name=name,
        origin=Origin(origin),
        quantities=tuple(keys),
        area=area,
        longitude_lonlat=longitude,
        latitude_lonlat=latitude,
        height=height,
        description=description,
        properties=facts,
        passports={
            key: passport
            for key, said, retention in zip(keys, passports, retentions, strict=True)
            if (passport := _passport(said, retention)) is not None
        },
        calibrations={
            key: said for key, said in zip(keys, calibrations, strict=True) if said is not None
        },
        profile=profile,
        address=address,
        alias=alias,
        gateway=gateway,
        retired_at=retired_at,
    )
