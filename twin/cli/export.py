"""`twin export`: take what the twin shows elsewhere."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from twin.model import Area

app = typer.Typer(
    help="Take what the twin shows elsewhere.", no_args_is_help=True, rich_markup_mode=None
)


AreaId = Annotated[
    str | None,
    typer.Option(help="The area's id. [default: the one loaded last, or the only one]"),
]


@app.command("scene")
def scene(
    file: Annotated[Path, typer.Argument(help="The HTML file to write.")],
    area: AreaId = None,
) -> None:
    """Write the scene of an area as one HTML file that works offline."""
    from twin.cli.database import database_url, which_area
    from twin.jobs.export_scene import export_scene
    from twin.settings import read
    from twin.store.pool import connect

    settings = read()
    with database_url(settings, "api") as url, connect(url, application="twin") as connection:
        export_scene(connection, which_area(connection, area, settings), file, made_on=_today())
    typer.echo(str(file))


@app.command("cityjson")
def cityjson(
    file: Annotated[Path, typer.Argument(help="The file to write, such as delft.city.json.")],
    area: AreaId = None,
) -> None:
    """Write the buildings of an area as CityJSON 2.0, in RD and NAP (EPSG:7415)."""
    from twin.jobs.export_area import export_cityjson

    export_cityjson(_area(area), file, made_on=_today())
    typer.echo(str(file))


@app.command("geopackage")
def geopackage(
    file: Annotated[Path, typer.Argument(help="The file to write, such as delft.gpkg.")],
    area: AreaId = None,
) -> None:
    """Write all layers of an area as a GeoPackage, in RD (EPSG:28992)."""
    from twin.jobs.export_area import export_geopackage

    export_geopackage(_area(area), file)
    typer.echo(str(file))


@app.command("geoparquet")
def geoparquet(
    folder: Annotated[Path, typer.Argument(help="The folder to write a file per layer in.")],
    area: AreaId = None,
) -> None:
    """Write all layers of an area as GeoParquet 1.1, a file each, in RD (EPSG:28992)."""
    from twin.jobs.export_area import export_geoparquet

    for path in export_geoparquet(_area(area), folder):
        typer.echo(str(path))


def _area(given: str | None) -> Area:
    """The stored area that is meant."""
    from twin.cli.database import database_url, which_area
    from twin.settings import read
    from twin.store.areas import load_area
    from twin.store.pool import connect

    settings = read()
    with database_url(settings, "api") as url, connect(url, application="twin") as connection:
        return load_area(connection, which_area(connection, given, settings))


def _today() -> date:
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date()
