"""`twin sensors`: the things that measure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from twin.cli import output

app = typer.Typer(
    help="Import and list the things that measure.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A things file (docs/measurements.md).")],
) -> None:
    """Add the things in FILE, or bring them up to date; none is ever removed."""
    from twin.cli.database import database_url
    from twin.jobs.things import read_things, register
    from twin.settings import read
    from twin.store.pool import connect

    things = read_things(file)
    with database_url(read(), "owner") as url, connect(url, application="twin") as connection:
        register(connection, things)
    typer.echo(f"{len(things)} things", err=True)


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
        }
        for thing in things
    ]
    output.write(rows, as_json=as_json)
