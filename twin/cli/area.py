"""`twin area`: load, list and show development areas."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twin.cli import area_quality, output
from twin.errors import FileUnreadable, NotFound

if TYPE_CHECKING:
    from twin.jobs.fetch_area import Downloads, Wish
    from twin.jobs.load_area import Progress
    from twin.model import Area
    from twin.settings import Settings
    from twin.store.areas import AreaRow
    from twin.store.pool import Connection

app = typer.Typer(
    help="Load, list and show development areas.", no_args_is_help=True, rich_markup_mode=None
)
app.command("check")(area_quality.check)
app.command("diff")(area_quality.diff)


@dataclass(frozen=True, slots=True)
class Loaded:
    """An area that is in the database.

    Attributes
    ----------
    row
        What the database tells of it.
    fingerprint
        What its files looked like when it was read.
    how
        What to tell of how it got there.
    area
        The area itself if it was read just now; reading it back takes time that few need.
    """

    row: AreaRow
    fingerprint: str
    how: str
    area: Area | None = None


def ensure_loaded(
    source: str,
    settings: Settings,
    connect: Callable[[], AbstractContextManager[Connection]],
    progress: Progress,
) -> Loaded:
    """The area of `source`, read and saved unless the database has it unchanged."""
    from twin.cli.memory import recall
    from twin.jobs import load_area
    from twin.jobs.fetch_area import Wish
    from twin.store import areas

    source = _absolute(source)
    known: str | None = recall(settings.places.data_dir).get("areas", {}).get(source)
    with connect() as connection:
        then = None if known is None else areas.fingerprint(connection, known)
        if known is not None and then is not None:
            now, how = then, "unchanged"
            try:
                files = _at_hand(Wish(source, offline=True), settings, progress)
                now = load_area.fingerprint(files, shared=_shared(settings))
            except (NotFound, FileUnreadable):
                how = f"as it was read before: '{source}' is no longer there"
            if now == then:
                _remember(settings, source, known)
                return Loaded(_row(connection, known), then, how)
    return read_again(Wish(source), settings, connect, progress)


def read_again(
    wish: Wish,
    settings: Settings,
    connect: Callable[[], AbstractContextManager[Connection]],
    progress: Progress,
) -> Loaded:
    """The area of a wish, downloaded where need be, read and saved whatever the database has."""
    from twin.jobs import load_area
    from twin.store import areas

    wish = replace(wish, source=_absolute(wish.source))
    files = _at_hand(wish, settings, progress)
    area = load_area.load_area(files, connect, progress, shared=_shared(settings))
    # An address with a radius of its own is found again by its folder only.
    _remember(settings, wish.source if wish.radius is None else files, area.id)
    with connect() as connection:
        saved = areas.fingerprint(connection, area.id) or ""
        return Loaded(_row(connection, area.id), saved, "read", area)


def _absolute(source: str) -> str:
    """A path that means the same from everywhere; other sources as they are."""
    return str(Path(source).resolve()) if Path(source).exists() else source


def _shared(settings: Settings) -> Path | None:
    return settings.places.shared_data if settings.places.shared_data.is_dir() else None


def _at_hand(wish: Wish, settings: Settings, progress: Progress) -> str:
    from twin.jobs.load_area import at_hand

    return at_hand(wish, downloads(settings), shared=_shared(settings), progress=progress)


def downloads(settings: Settings) -> Downloads:
    """Where downloads of open data are kept and how they come in."""
    from datetime import UTC, datetime

    from twin.geo.pdok.services import PDOK, behind
    from twin.jobs.fetch_area import Downloads

    mirror = settings.network.mirror
    return Downloads(
        folder=settings.places.data_dir / "areas",
        services=PDOK if mirror is None else behind(mirror),
        contact=settings.network.contact,
        now=lambda: datetime.now(UTC),
    )


def _row(connection: Connection, area: str) -> AreaRow:
    from twin.store import areas

    return next(row for row in areas.list_areas(connection) if row.id == area)


def _remember(settings: Settings, source: str, area: str) -> None:
    from twin.cli.memory import recall, remember

    data_dir = settings.places.data_dir
    known = recall(data_dir).get("areas", {})
    remember(data_dir, area=area, area_source=source, areas=known | {source: area})


@app.command("load")
def load(
    source: Annotated[
        str,
        typer.Argument(
            help="'sample', a file or folder, a preset, a polygon file (GeoJSON), or a place: "
            "'gemeente Hengelo', 'buurt Berflo Es, Hengelo', BU01640303, 'Langestraat 1, Hengelo'."
        ),
    ],
    radius: Annotated[
        float | None, typer.Option(help="Metres around an address. [default: 250]")
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Use what was downloaded before; ask nobody.")
    ] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Download again what was downloaded before.")
    ] = False,
    large: Annotated[
        bool, typer.Option("--large", help="Also a place of more than 20 km², which takes hours.")
    ] = False,
    as_json: output.Json = False,
) -> None:
    """Read an area and keep it in the database; tells what was read, left out and changed."""
    from twin.cli.database import database_url
    from twin.cli.progress import Bars, Steps
    from twin.errors import ParameterInvalid
    from twin.jobs.fetch_area import Wish
    from twin.model import LoadReport
    from twin.settings import read
    from twin.store.changes import last_load
    from twin.store.migrate import migrate
    from twin.store.pool import connect

    if offline and refresh:
        raise ParameterInvalid("'--offline' and '--refresh' contradict each other")
    settings = read()
    steps = Steps()
    wish = Wish(source, radius=radius, offline=offline, refresh=refresh, large=large)
    with database_url(settings, "owner") as url:
        migrate(url)
        with Bars(steps.console) as bars:
            loaded = read_again(wish, settings, lambda: connect(url, application="twin"), bars)
        with connect(url, application="twin") as connection:
            last = last_load(connection, loaded.row.id)
    report = loaded.area.report if loaded.area else LoadReport()
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
    for each in loaded.area.sources if loaded.area else ():
        told = f"of {each.dated}" if each.dated else "date unknown"
        told += f", downloaded {each.downloaded_at:%Y-%m-%d}" if each.downloaded_at else ""
        rows.append({"what": "source", "name": each.attribution, "count": None, "why": told})
    rows += [
        {"what": "change", "name": name, "count": count, "why": examples}
        for name, count, examples in area_quality.counts(last.changes)
    ]
    output.write(rows, as_json=as_json)
    if last.compared_with is not None and not last.changes:
        steps.say(f"nothing changed since {last.compared_with:%Y-%m-%d %H:%M} UTC")
    for note in report.notes:
        steps.say(note)


@app.command("list")
def list_(as_json: output.Json = False) -> None:
    """List the areas in the database."""
    from twin.cli.database import database_url
    from twin.settings import read
    from twin.store import areas
    from twin.store.pool import connect

    with database_url(read(), "api") as url, connect(url, application="twin") as connection:
        rows = [
            {
                "id": row.id,
                "name": row.name,
                "origin": str(row.origin),
                "hectares": round(row.boundary.area / 10_000, 1),
                "buildings": row.buildings,
                "surfaces": row.surfaces,
                "trees": row.trees,
                "saved_at": row.saved_at.isoformat(timespec="seconds"),
            }
            for row in areas.list_areas(connection)
        ]
    output.write(rows, as_json=as_json)


@app.command("show")
def show(
    area: Annotated[str, typer.Argument(help="The area's id, as `twin area list` tells.")],
    as_json: output.Json = False,
) -> None:
    """Show what an area consists of."""
    from twin.cli.database import database_url
    from twin.model import HeightOrigin
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
        "with_lod22": sum(
            building.height_origin is HeightOrigin.BAG3D_LOD22 for building in found.buildings
        ),
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
