"""`twin sensors`: the things that measure."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twin.cli import credentials, output, unknown

if TYPE_CHECKING:
    from twin.model import Datastream, Thing

app = typer.Typer(
    help="Register the things that measure, and who may publish for them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("unknown")(unknown.unknown)
app.command("adopt")(unknown.adopt)
app.command("replay")(unknown.replay)
app.command("credentials")(credentials.credentials)

Id = Annotated[str, typer.Argument(help="The thing's id, as `twin sensors list` tells.")]


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A things file (docs/sensors.md).")],
) -> None:
    """Add the things in FILE, or bring them up to date; none is ever removed."""
    from twin.cli.database import database_url
    from twin.ingest.profiles import profiles
    from twin.jobs.things import read_things, register
    from twin.settings import read
    from twin.store.pool import connect

    things = read_things(file, profiles())
    with database_url(read(), "owner") as url, connect(url, application="twin") as connection:
        done = register(connection, things)
    typer.echo(f"{len(things)} things: {done.added} new, {done.updated} known", err=True)


@app.command("list")
def list_(
    area: Annotated[str | None, typer.Option(help="Only those of this area.")] = None,
    as_json: output.Json = False,
) -> None:
    """List the things."""
    from twin.cli.database import database_url
    from twin.settings import read
    from twin.store.pool import connect
    from twin.store.things import list_things

    with database_url(read(), "api") as url, connect(url, application="twin") as connection:
        things = list_things(connection, area)
    rows = [
        {
            "id": thing.id,
            "name": thing.name,
            "origin": str(thing.origin),
            "area": thing.area,
            "longitude": thing.longitude_lonlat,
            "latitude": thing.latitude_lonlat,
            "quantities": " ".join(thing.quantities),
            "retired_at": thing.retired_at and thing.retired_at.isoformat(timespec="seconds"),
        }
        for thing in things
    ]
    output.write(rows, as_json=as_json)


@app.command("show")
def show(thing: Id, as_json: output.Json = False) -> None:
    """Show what is known of a thing, and the passport of each of its datastreams."""
    from twin.cli.database import database_url
    from twin.settings import read
    from twin.store import things
    from twin.store.pool import connect

    with database_url(read(), "api") as url, connect(url, application="twin") as connection:
        found = things.thing(connection, thing)
        streams = things.list_datastreams(connection, thing=thing)
    facts = _facts(found) | {
        f"{stream.key} {name}": value
        for stream in streams
        for name, value in _promises(stream).items()
    }
    output.write([{"what": name, "value": value} for name, value in facts.items()], as_json=as_json)


@app.command("retire")
def retire(
    thing: Id,
    datastream: Annotated[
        str | None, typer.Option(help="Only this datastream, such as 'pm25.calibrated'.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take it back.")] = False,
) -> None:
    """Refuse readings of a thing from now on; what it measured stays."""
    from twin.cli.database import database_url
    from twin.settings import read
    from twin.store import things
    from twin.store.pool import connect

    moment = None if undo else datetime.now(UTC)
    with database_url(read(), "owner") as url, connect(url, application="twin") as connection:
        things.retire(connection, thing, moment, key=datastream)
    what = thing if datastream is None else f"{thing} {datastream}"
    told = "takes part again" if undo else "is retired"
    typer.echo(f"{what} {told}; `twin sensors credentials` tells the broker", err=True)


def _facts(thing: Thing) -> dict[str, Any]:
    place = (thing.longitude_lonlat, thing.latitude_lonlat)
    return {
        "id": thing.id,
        "name": thing.name,
        "origin": str(thing.origin),
        "area": thing.area,
        "longitude latitude": None if place[0] is None else f"{place[0]} {place[1]}",
        "height": thing.height,
        "description": thing.description,
        "address": thing.address or f"twin/v1/{thing.id}",
        "alias": thing.alias,
        "login": thing.gateway or thing.id,
        "profile": thing.profile,
        "retired_at": thing.retired_at and thing.retired_at.isoformat(timespec="seconds"),
    }


def _promises(stream: Datastream) -> dict[str, Any]:
    facts: dict[str, Any] = {"datastream": stream.id}
    if stream.calibration is not None:
        facts["calibration"] = stream.calibration
    if stream.retired_at is not None:
        facts["retired_at"] = stream.retired_at.isoformat(timespec="seconds")
    passport = stream.passport
    if passport is None:
        return facts | {"passport": None}
    kept = passport.retention
    return facts | {
        "owner": passport.owner,
        "contact": passport.contact,
        "purpose": passport.purpose.nl,
        "legal ground": passport.legal_ground.nl,
        "measures": passport.measures.nl,
        "cannot": passport.cannot.nl,
        "kept": "as long as the twin" if kept is None else f"{kept.days} days",
        "dtpr": " ".join(passport.dtpr),
    }
