"""`twin sensors unknown|adopt|replay`: devices that publish before anybody registered them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twin.cli import output

if TYPE_CHECKING:
    from twin.store.observations import Outcome
    from twin.store.pool import Connection

_AT_ONCE = 1_000


def unknown(as_json: output.Json = False) -> None:
    """List the devices that were refused because nobody registered them."""
    from twin.cli.database import database_url
    from twin.ingest.unknown import unknown_devices
    from twin.settings import read
    from twin.store.pool import connect

    with database_url(read(), "owner") as url, connect(url, application="twin") as connection:
        devices = unknown_devices(connection)
    rows = [
        {
            "name": device.name,
            "source": device.source,
            "readings": device.readings,
            "first_at": device.first_at.isoformat(timespec="seconds"),
            "last_at": device.last_at.isoformat(timespec="seconds"),
            "quantities": " ".join(device.quantities),
            "profile": device.profile,
            "suggested_id": device.suggested_id,
        }
        for device in devices
    ]
    output.write(rows, as_json=as_json)


def adopt(
    name: Annotated[str, typer.Argument(help="Its name, as `twin sensors unknown` tells.")],
    passport: Annotated[
        Path, typer.Option(help="File with the passport: of its own, or a things file.")
    ],
    as_id: Annotated[
        str | None, typer.Option("--id", help="Its id; else the suggested one.")
    ] = None,
    title: Annotated[str | None, typer.Option("--name", help="Its name for people.")] = None,
    area: Annotated[str | None, typer.Option(help="The area's id.")] = None,
    longitude: Annotated[float | None, typer.Option(help="Degrees east.")] = None,
    latitude: Annotated[float | None, typer.Option(help="Degrees north.")] = None,
    height: Annotated[float | None, typer.Option(help="Metres above the ground.")] = None,
) -> None:
    """Register an unknown device for what it seems to measure, and store what had waited."""
    from twin.cli.database import database_url
    from twin.ingest.unknown import proposed, unknown_device
    from twin.jobs.things import read_passport, register
    from twin.settings import read
    from twin.store.pool import connect

    said = read_passport(passport)
    with database_url(read(), "owner") as url, connect(url, application="twin") as connection:
        thing = proposed(connection, unknown_device(connection, name), said, id=as_id)
        thing = replace(
            thing,
            name=title or thing.name,
            area=area,
            longitude_lonlat=longitude,
            latitude_lonlat=latitude,
            height=height,
        )
        register(connection, [thing], new=True)
        outcome = _replayed(connection, name)
    typer.echo(
        f"{thing.id} measures {' '.join(thing.quantities)}; {_told(outcome)}; give it a password: "
        "twin sensors credentials",
        err=True,
    )


def replay(
    thing: Annotated[
        str | None, typer.Argument(help="Only what came from this thing. [default: all]")
    ] = None,
) -> None:
    """Try again what was refused and can be stored now, such as after registering a thing."""
    from twin.cli.database import database_url
    from twin.settings import read
    from twin.store.pool import connect

    with database_url(read(), "owner") as url, connect(url, application="twin") as connection:
        outcome = _replayed(connection, thing)
    typer.echo(_told(outcome), err=True)


def _replayed(connection: Connection, thing: str | None) -> Outcome:
    from twin.cli.progress import Bars, Steps
    from twin.ingest.replay import replay as replay_some
    from twin.store import ledger
    from twin.store.observations import Outcome
    from twin.store.registry import registry

    known = registry(connection)
    asked = ledger.replayable(connection, thing)
    done = Outcome(0, 0, 0)
    with Bars(Steps().console) as bars:
        bars.start("replay", asked.letters)
        while True:
            some = replay_some(connection, known, last=asked.last, limit=_AT_ONCE, thing=thing)
            if not some.letters:
                return done
            bars.advance(some.letters)
            done = Outcome(
                done.stored + some.outcome.stored,
                done.duplicate + some.outcome.duplicate,
                done.rejected + some.outcome.rejected,
            )


def _told(outcome: Outcome) -> str:
    return (
        f"{outcome.stored} readings stored, {outcome.duplicate} were there already, "
        f"{outcome.rejected} refused again"
    )
