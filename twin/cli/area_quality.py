"""`twin area check` and `twin area diff`: what to doubt in an area, and how two versions differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twin.cli import output

if TYPE_CHECKING:
    from twin.geo.changes import Changes
    from twin.geo.quality import Quality
    from twin.model import Area
    from twin.settings import Settings
    from twin.store.pool import Connection

_EXAMPLES = 3


def check(
    area: Annotated[
        str | None,
        typer.Argument(help="The area's id. [default: the one loaded last, or the only]"),
    ] = None,
    as_json: output.Json = False,
) -> None:
    """Tell what is missing or doubtful in an area, and what that means for whom."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from twin.cli.database import database_url, which_area
    from twin.geo.quality import assess, survey
    from twin.settings import read
    from twin.store.areas import load_area
    from twin.store.pool import connect

    settings = read()
    with database_url(settings, "api") as url, connect(url, application="twin") as connection:
        found = load_area(connection, which_area(connection, area, settings))
    today = datetime.now(ZoneInfo("Europe/Amsterdam")).date()
    judged = assess(found, survey(found), today)
    if as_json:
        output.write(list(_everything(judged)), as_json=True)
        return
    for title, rows in (
        (f"{found.name}, {today}", _layers(judged)),
        ("What is missing or doubtful", _findings(judged)),
        ("What that means", _meanings(judged)),
        ("What is left out", _left_out(found)),
    ):
        typer.echo(title)
        output.write(rows, as_json=False)


def diff(
    before: Annotated[
        str, typer.Argument(help="An area in the database, or a file or folder to read.")
    ],
    after: Annotated[str, typer.Argument(help="Likewise, of the same place, later.")],
    as_json: output.Json = False,
) -> None:
    """Tell how two versions of an area differ: built, changed, gone, ground, trees and walls."""
    from twin.cli.database import database_url
    from twin.geo.changes import diff as compare
    from twin.settings import read
    from twin.store.pool import connect

    settings = read()
    with database_url(settings, "api") as url, connect(url, application="twin") as connection:
        was, now = (_area(connection, each, settings) for each in (before, after))
    output.write(list(_differences(compare(was, now))), as_json=as_json)


def counts(changes: Changes) -> Iterator[tuple[str, int, str]]:
    """Kinds of change with their number and some examples, without those that did not happen."""
    kinds = {
        "built": changes.built,
        "of which were planned": changes.planned_before,
        "changed": tuple(change.id for change in changes.changed),
        "gone": changes.gone,
        "came within the boundary": changes.came_in,
        "fell outside the boundary": changes.fell_out,
        "surfaces": changes.surfaces,
        "trees new": changes.trees_new,
        "trees gone": changes.trees_gone,
        "trees changed": changes.trees_changed,
        "walls and fences": changes.barriers,
    }
    for name, ids in kinds.items():
        if ids:
            more = ", …" if len(ids) > _EXAMPLES else ""
            yield name, len(ids), ", ".join(ids[:_EXAMPLES]) + more
    for ground in changes.ground:
        difference = round(ground.after - ground.before)
        yield f"m² of {ground.kind}", difference, f"{ground.before:.0f} before"


def _area(connection: Connection, given: str, settings: Settings) -> Area:
    from twin.jobs.load_area import NoProgress, read_area
    from twin.store.areas import list_areas, load_area

    if given in (row.id for row in list_areas(connection)):
        return load_area(connection, given)
    shared = settings.places.shared_data
    return read_area(given, shared=shared if shared.is_dir() else None, progress=NoProgress())


def _layers(judged: Quality) -> list[dict[str, Any]]:
    return [
        {
            "layer": layer.name,
            "count": layer.count,
            "sources": "; ".join(
                f"{source.attribution} "
                f"({source.dated or 'date unknown'}{', old' if source.old else ''})"
                for source in layer.sources
            ),
        }
        for layer in judged.layers
    ]


def _findings(judged: Quality) -> list[dict[str, Any]]:
    return [
        {"weight": str(finding.weight), "finding": finding.name, "says": finding.says.nl}
        for finding in judged.findings
    ]


def _meanings(judged: Quality) -> list[dict[str, Any]]:
    return [
        {"for": str(indicator), "finding": finding.name, "means": words.nl}
        for finding in judged.findings
        for indicator, words in finding.means
    ]


def _left_out(area: Area) -> list[dict[str, Any]]:
    from twin.geo.quality import reasons

    return [
        {"source": left.source, "count": left.count, "why": reasons.reason(left.reason).nl}
        for left in area.report.left_out
    ]


def _everything(judged: Quality) -> Iterator[dict[str, Any]]:
    for finding in judged.findings:
        yield {
            "name": finding.name,
            "layer": finding.layer,
            "weight": str(finding.weight),
            "count": finding.count,
            "total": finding.total,
            "share": finding.share,
            "square_metres": finding.square_metres,
            "examples": list(finding.examples),
            "nl": finding.says.nl,
            "en": finding.says.en,
            "means": {
                str(indicator): {"nl": words.nl, "en": words.en}
                for indicator, words in finding.means
            },
        }


def _differences(changes: Changes) -> Iterator[dict[str, Any]]:
    def row(
        what: str, name: str, aspect: str | None = None, before: Any = None, after: Any = None
    ) -> dict[str, Any]:
        return {"what": what, "id": name, "aspect": aspect, "before": before, "after": after}

    for name in changes.built:
        yield row("built", name, "was planned" if name in changes.planned_before else None)
    for change in changes.changed:
        for each in change.differences:
            yield row("changed", change.id, str(each.aspect), each.before, each.after)
    for what, ids in {
        "gone": changes.gone,
        "came within the boundary": changes.came_in,
        "fell outside the boundary": changes.fell_out,
        "surface": changes.surfaces,
        "tree new": changes.trees_new,
        "tree gone": changes.trees_gone,
        "tree changed": changes.trees_changed,
        "wall or fence": changes.barriers,
    }.items():
        for name in ids:
            yield row(what, name)
    for ground in changes.ground:
        yield row("ground m²", ground.kind, before=ground.before, after=ground.after)
