"""`twin export`: take what the twin shows elsewhere."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

app = typer.Typer(
    help="Take what the twin shows elsewhere.", no_args_is_help=True, rich_markup_mode=None
)


@app.callback()
def _noun() -> None:
    # Keeps `scene` a word of its own while it is the only one.
    pass


@app.command("scene")
def scene(
    file: Annotated[Path, typer.Argument(help="The HTML file to write.")],
    area: Annotated[
        str | None,
        typer.Option(help="The area's id. [default: the one loaded last, or the only one]"),
    ] = None,
) -> None:
    """Write the scene of an area as one HTML file that works offline."""
    from twin.cli.database import database_url, which_area
    from twin.jobs.export_scene import export_scene
    from twin.settings import read
    from twin.store.pool import connect

    settings = read()
    today = datetime.now(ZoneInfo("Europe/Amsterdam")).date()
    with database_url(settings, "api") as url, connect(url, application="twin") as connection:
        export_scene(connection, which_area(connection, area, settings), file, made_on=today)
    typer.echo(str(file))
