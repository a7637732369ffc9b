"""`twin scenario certificate` and `shadows`: what a plan does to the sun, on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from twin.cli.scenario_runs import bar, follow, opened, running, workers

if TYPE_CHECKING:
    from twin.model import Scenario
    from twin.store.areas import AreaRow
    from twin.store.pool import Connection

Which = Annotated[str, typer.Argument(help="Id of the scenario, as `twin scenario list` tells.")]
Revision = Annotated[
    int | None, typer.Option(help="Of the scenario. [default: the one that counts now]")
]
Speaks = Annotated[Literal["nl", "en"], typer.Option(help="Dutch or English.")]
_KINDS = (".pdf", ".json")


def certificate(
    which: Which,
    out: Annotated[Path, typer.Option("--out", "-o", help="A file: .pdf or .json.")],
    address: Annotated[
        str | None,
        typer.Option(help="Street and number, or the id of a verblijfsobject. [default: the plan]"),
    ] = None,
    building: Annotated[str | None, typer.Option(help="Id of a building instead.")] = None,
    revision: Revision = None,
    language: Speaks = "nl",
) -> None:
    """Write what a plan takes from a home, or from all: a page for people, or JSON to verify.

    What is not computed yet is computed first.
    """
    from datetime import UTC, datetime

    import orjson

    from twin.errors import ParameterInvalid
    from twin.jobs.certificate.collect import Asked as Wished
    from twin.jobs.certificate.collect import collect
    from twin.jobs.certificate.document import INDICATOR
    from twin.jobs.certificate.draw import PDF, DrawCertificate
    from twin.jobs.certificate.subject import Wanted
    from twin.jobs.runs import Asked
    from twin.jobs.worker import Variant
    from twin.store.pool import connect

    if out.suffix.lower() not in _KINDS:
        raise ParameterInvalid(f"'{out}' is no file for it", hint="let it end in .pdf or .json")
    with opened() as (settings, url):
        with connect(url, application="twin scenario") as conn:
            plan, row = _plan(conn, which, revision)
        asked = Asked(
            area=row.id,
            version=row.saved_at.isoformat(),
            square_metres=row.boundary.area,
            indicators=(INDICATOR,),
            scenario=plan.id,
            revision=plan.revision,
            edits=plan.edits,
        )
        with running(settings, url) as runs:
            status = follow(runs, asked)
            if status.row.failures or not status.row.results:
                said = status.row.failures.get(INDICATOR, {"message": status.row.message})
                typer.echo(f"error: {said['message']}", err=True)
                raise typer.Exit(1)
            with connect(url, application="twin scenario") as conn:
                today = datetime.now(UTC).date()
                wished = Wished(plan, row, Wanted(address, building), 0, today)
                document = collect(conn, wished)
            content = orjson.dumps(document, option=orjson.OPT_INDENT_2)
            if out.suffix.lower() == ".pdf":
                variant = Variant(row.id, row.saved_at.isoformat(), plan.edits)
                key = str(document["after"]["input"]["area"]["key"])
                drawing = DrawCertificate(variant, key, document, language)
                content = runs.studio.draw(drawing, drawing.key)[PDF]
    _write(out, content)


def shadows(
    which: Which,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="A folder for pictures (SVG), or a file .pdf.")
    ],
    revision: Revision = None,
    language: Speaks = "nl",
) -> None:
    """Draw the standard shadow set of a plan: 21 March, 21 June and 22 December, now and then."""
    from datetime import UTC, datetime

    from twin.jobs.certificate.document import About
    from twin.jobs.certificate.draw import PDF, DrawShadows
    from twin.jobs.run_scenario import Progress
    from twin.jobs.worker import Variant
    from twin.store.pool import connect

    paper = out.suffix.lower() == ".pdf"
    with opened() as (settings, url):
        with connect(url, application="twin scenario") as conn:
            plan, row = _plan(conn, which, revision)
        about = About(row.id, row.name, str(row.origin), plan.id, plan.name, plan.revision,
                      datetime.now(UTC).date())  # fmt: skip
        variant = Variant(row.id, row.saved_at.isoformat(), plan.edits)
        drawing = DrawShadows(variant, about.document(), paper=paper, language=language)
        with workers(settings, url) as some, bar() as report:
            files = some.run(
                drawing, watch=lambda share: report(Progress(share, ("shadows",), 0, 1))
            )
    assert isinstance(files, dict)  # noqa: S101 - what a drawing is answered by
    if paper:
        _write(out, files[PDF])
        return
    for name, content in files.items():
        _write(out / name, content)


def _plan(conn: Connection, which: str, revision: int | None) -> tuple[Scenario, AreaRow]:
    from twin.errors import NotFound
    from twin.store.areas import list_areas
    from twin.store.scenarios import load

    plan = load(conn, which, revision).scenario
    row = next((row for row in list_areas(conn) if row.id == plan.area), None)
    if row is None:
        raise NotFound(f"no area is called '{plan.area}'", hint="load it with: twin area load")
    return plan, row


def _write(path: Path, content: bytes) -> None:
    from twin.errors import FileUnreadable

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise FileUnreadable(f"cannot write '{path}': {error.strerror}") from error
    typer.echo(str(path), err=True)
