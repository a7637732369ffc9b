"""`twin area`: load, list and show development areas."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twin.cli import output
from twin.errors import FileUnreadable, NotFound

if TYPE_CHECKING:
    from twin.jobs.load_area import Progress
    from twin.model import Area
    from twin.settings import Settings
    from twin.store.pool import Connection

app = typer.Typer(
    help="Load, list and show development areas.", no_args_is_help=True, rich_markup_mode=None
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """An area that is in the database, and what to tell of how it got there."""

    area: Area
    how: str


def ensure_loaded(
    source: str,
    settings: Settings,
    connect: Callable[[], AbstractContextManager[Connection]],
    progress: Progress,
    *,
    again: bool = False,
) -> Loaded:
    """The area of `source`, read and saved unless the database has it unchanged.

    Parameters
    ----------
    source
        `sample`, a preset or a path.
    again
        Read it even if nothing changed.
    """
    from twin.cli.memory import recall, remember
    from twin.jobs import load_area
    from twin.store import areas

    data_dir, shared = settings.places.data_dir, settings.places.shared_data
    if Path(source).exists():
        source = str(Path(source).resolve())
    known: dict[str, str] = recall(data_dir).get("areas", {})
    loaded: Loaded | None = None
    if not again and source in known:
        with connect() as connection:
            then = areas.fingerprint(connection, known[source])
            now, how = then, "unchanged"
            try:
                now = load_area.fingerprint(source, shared=shared if shared.is_dir() else None)
            except (NotFound, FileUnreadable):
                how = f"as it was read before: '{source}' is no longer there"
            if then is not None and now == then:
                loaded = Loaded(areas.load_area(connection, known[source]), how)
    if loaded is None:
        loaded = Loaded(
            load_area.load_area(
                source, connect, progress, shared=shared if shared.is_dir() else None
            ),
            "read",
        )
    remember(
        data_dir, area=loaded.area.id, area_source=source, areas=known | {source: loaded.area.id}
    )
    return loaded


@app.command("load")
def load(
    source: Annotated[str, typer.Argument(help="'sample', a preset, or a file or folder.")],
    as_json: output.Json = False,
) -> None:
    """Read an area and keep it in the database; tells what was read and what was left out."""
    from twin.cli.database import database_url
    from twin.cli.progress import Bars, Steps
    from twin.settings import read
    from twin.store.migrate import migrate
    from twin.store.pool import connect

    settings = read()
    steps = Steps()
    with database_url(settings, "owner") as url:
        migrate(url)
        with Bars(steps.console) as bars:
            loaded = ensure_loaded(
                source, settings, lambda: connect(url, application="twin"), bars, again=True
            )
    report = loaded.area.report
    rows: list[dict[str, Any]] = [
        {"what": "read", "name": name, "count": count, "why": None} for name, count in report.read
    ]
    rows += [
        {"what": "height", "name": str(origin), "count": count, "why": None}
        for origin, count in report.heights
    ]
    rows += [
        {"what": "left out", "name": left.source, "count": left.count, "why": left.reason}
        for left in report.left_out
    ]
    output.write(rows, as_json=as_json)
    for note in report.notes:
        steps.say(note)


@app.command("list")
def list_(as_json: output.Json = False) -> None:
    """List the areas in the database."""
    from dataclasses import asdict

    from twin.cli.database import database_url
    from twin.settings import read
    from twin.store import areas
    from twin.store.pool import connect

    with database_url(read(), "api") as url, connect(url, application="twin") as connection:
        rows = [asdict(row) for row in areas.list_areas(connection)]
    output.write(rows, as_json=as_json)


@app.command("show")
def show(
    area: Annotated[str, typer.Argument(help="The area's id, as `twin area list` tells.")],
    as_json: output.Json = False,
) -> None:
    """Show what an area consists of."""
    from twin.cli.database import database_url
    from twin.settings import read
    from twin.store import areas
    from twin.store.pool import connect

    with database_url(read(), "api") as url, connect(url, application="twin") as connection:
        found = areas.load_area(connection, area)
    west, south, east, north = found.boundary.bounds
    facts = {
        "id": found.id,
        "name": found.name,
        "origin": str(found.origin),
        "hectares": round(found.boundary.area / 10_000, 1),
        "bounds_rd": f"{west:.0f} {south:.0f} {east:.0f} {north:.0f}",
        "reference_height_nap": round(found.reference_height, 2),
        "buildings": len(found.buildings),
        "with_lod22": sum(building.mesh is not None for building in found.buildings),
        "surfaces": len(found.surfaces),
        "trees": len(found.trees),
        "left_out": sum(left.count for left in found.report.left_out),
        "sources": "; ".join(source.attribution for source in found.sources),
    }
    output.write([{"what": name, "value": value} for name, value in facts.items()], as_json=as_json)


@app.command("spots")
def spots_(
    area: Annotated[
        str | None,
        typer.Argument(help="The area's id. [default: the one loaded last, or the only]"),
    ] = None,
) -> None:
    """Write the places of an area where devices can stand, as GeoJSON in CRS84."""
    import json

    from twin.cli.database import database_url, which_area
    from twin.jobs.spots import spots
    from twin.settings import read
    from twin.store import areas
    from twin.store.pool import connect

    settings = read()
    with database_url(settings, "api") as url, connect(url, application="twin") as connection:
        found = areas.load_area(connection, which_area(connection, area, settings))
    typer.echo(json.dumps(spots(found)))
