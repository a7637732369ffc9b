"""`twin scenario run`, `verify` and `compare`: plans computed, checked and set side by side."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twin.cli import output

if TYPE_CHECKING:
    from twin.jobs.compare import IndicatorComparison
    from twin.jobs.run_scenario import Progress
    from twin.jobs.runs import Asked, Runs, Status
    from twin.jobs.workers import Workers
    from twin.settings import Settings
    from twin.store.pool import Connection

_NOW = "nu"
_POLL_SECONDS = 0.1
_SUBJECTS = {"home": "woningen", "place": "plekken", "street": "straten", "group": "groepen"}

AreaId = Annotated[
    str | None, typer.Option(help="Id of the area. [default: the one loaded last, or the only]")
]
Years = Annotated[int, typer.Option(help="Years of growth of planted trees: 0, 10 or 30.")]


def run(
    which: Annotated[
        str, typer.Argument(help="Id of a scenario, or 'nu' for the area as it is.")
    ] = _NOW,
    indicator: Annotated[
        list[str] | None,
        typer.Option("--indicator", "-i", help="Name; may be repeated. [default: all]"),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="A parameter: density.storey_height=3.2; may be repeated."),
    ] = None,
    area: AreaId = None,
    revision: Annotated[
        int | None, typer.Option(help="Of the scenario. [default: the one that counts now]")
    ] = None,
    years: Years = 0,
    base: Annotated[
        bool, typer.Option("--base/--no-base", help="Also the area as it is, to compare with.")
    ] = True,
    file: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the results whole to this file.")
    ] = None,
    as_json: output.Json = False,
) -> None:
    """Compute indicators of a scenario, or of an area as it is, and keep the results."""
    from twin.store import results

    given = _parameters(set_ or [])
    with opened() as (settings, url):
        from twin.store.pool import connect

        with connect(url, application="twin scenario") as conn:
            asked = _asked(conn, which, area, revision, settings)
        asked = _with(asked, indicator, given, years, with_base=base)
        with running(settings, url) as runs:
            status = follow(runs, asked)
        with connect(url, application="twin scenario") as conn:
            bodies = [results.result(conn, key) for key in status.row.results.values()]
    if file is not None:
        file.write_text(json.dumps({"results": bodies}, ensure_ascii=False))
    output.write([row for body in bodies for row in _figures(body)], as_json=as_json)
    for name, failure in status.row.failures.items():
        typer.echo(f"{name}: {failure['message']}", err=True)
    if status.row.failures or not bodies:
        typer.echo(f"error: {status.row.message}", err=True)
        raise typer.Exit(1)


def verify(
    file: Annotated[
        Path,
        typer.Argument(help="Results of `twin scenario run -o`, one of the API, a certificate."),
    ],
    as_json: output.Json = False,
) -> None:
    """Compute results again, and tell whether every digit is the same; if not, what differs."""
    from twin.errors import FileUnreadable
    from twin.jobs.certificate.check import check, is_certificate
    from twin.jobs.identity import code
    from twin.jobs.verify import bodies
    from twin.jobs.verify import verify as again

    try:
        document = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise FileUnreadable(f"'{file}' cannot be read as JSON: {error}") from None
    found = [] if is_certificate(document) else bodies(document)
    with opened() as (settings, url), workers(settings, url) as some, bar() as report:
        told = [again(body, some, code(), report=report) for body in found]
        if is_certificate(document):
            told = check(document, some, code(), report=report)
    rows: list[dict[str, Any]] = []
    for each in told:
        verdict = "the same" if each.confirmed else "not the same"
        row = {"indicator": each.indicator, "digits": verdict, "what": "", "said": "", "found": ""}
        rows.append(row)
        if not each.intact:
            rows.append(row | {"what": "the file was changed: its digest does not fit"})
        differing = (*each.input, *each.code, *each.digits)
        rows += [row | {"what": d.what, "said": d.said, "found": d.found} for d in differing]
    output.write(rows, as_json=as_json)
    if not all(each.confirmed and each.intact for each in told):
        typer.echo("error: not every result is confirmed", err=True)
        raise typer.Exit(1)


def compare(
    variants: Annotated[
        list[str],
        typer.Argument(help="Two to six: ids of scenarios, or 'nu' for the area as it is."),
    ],
    years: Years = 0,
    as_json: output.Json = False,
) -> None:
    """Set results of plans beside each other, and tell who gains and who loses."""
    from dataclasses import asdict

    from twin.errors import ParameterInvalid
    from twin.jobs.compare import compare as compared
    from twin.jobs.sides import Named, side
    from twin.sim.indicators.registry import INDICATORS
    from twin.store import scenarios
    from twin.store.pool import connect

    if not 2 <= len(set(variants)) == len(variants) <= 6:
        raise ParameterInvalid(
            f"'{' '.join(variants)}' cannot be compared", hint="name two to six different ones"
        )
    with opened() as (_, url), connect(url, application="twin scenario") as conn:
        plans = {name: scenarios.load(conn, name).scenario for name in variants if name != _NOW}
        areas = {plan.area for plan in plans.values()}
        if len(areas) != 1:
            raise ParameterInvalid(f"these are of different areas: '{' '.join(sorted(areas))}'")
        (area,) = areas
        named = [
            Named(name, name, None)
            if name == _NOW
            else Named(name, plans[name].name, plans[name].revision)
            for name in variants
        ]
        sides = [side(conn, area, each, years) for each in named]
    found = compared(sides, {name: one.direction.value for name, one in INDICATORS.items()})
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False))
        return
    output.write([row for each in found for row in _compared(each, variants)], as_json=False)
    for each in found:
        for name in each.missing:
            typer.echo(f"{each.indicator}: not computed for '{name}'", err=True)
        if each.unlike:
            typer.echo(f"{each.indicator}: {each.unlike}", err=True)


@contextlib.contextmanager
def opened() -> Iterator[tuple[Settings, str]]:
    """The settings, and the address of the migrated database as its owner."""
    from twin.cli.database import database_url
    from twin.settings import read
    from twin.store.migrate import migrate

    settings = read()
    with database_url(settings, "owner") as url:
        migrate(url)
        yield settings, url


@contextlib.contextmanager
def workers(settings: Settings, url: str) -> Iterator[Workers]:
    """Processes that compute, as the settings bound them."""
    import os

    from twin.cli.loops import kept_loops
    from twin.jobs.worker import FromDatabase, Setup
    from twin.jobs.workers import Workers

    told = settings.simulation
    folder = settings.places.data_dir.absolute() / "sim"
    kept_loops(folder)
    setup = Setup(
        areas=FromDatabase(url),
        cache=folder / "arrays",
        cache_bytes=told.cache_mb * 2**20,
        threads=max(1, (os.cpu_count() or 1) // told.workers),
    )
    with Workers(setup, told.workers) as some:
        yield some


@contextlib.contextmanager
def running(settings: Settings, url: str) -> Iterator[Runs]:
    """What runs scenarios and keeps their results."""
    from datetime import UTC, datetime

    from twin.jobs.durations import Durations
    from twin.jobs.runs import Limits, Runs
    from twin.store.pool import open_pool

    durations = Durations(settings.places.data_dir.absolute() / "sim" / "durations.json")
    limits = Limits(result_bytes=settings.simulation.results_mb * 2**20)
    with (
        open_pool(url, application="twin scenario run") as pool,
        workers(settings, url) as some,
    ):
        runs = Runs(some, pool, durations, lambda: datetime.now(UTC), limits)
        try:
            yield runs
        finally:
            runs.close()


def _asked(
    conn: Connection, which: str, area: str | None, revision: int | None, settings: Settings
) -> Asked:
    """What is to be computed, without indicators."""
    from twin.cli.database import which_area
    from twin.errors import NotFound, ParameterInvalid
    from twin.jobs.runs import Asked
    from twin.store.areas import list_areas
    from twin.store.scenarios import load

    plan = None if which == _NOW else load(conn, which, revision).scenario
    if plan is not None and area not in (None, plan.area):
        raise ParameterInvalid(
            f"scenario '{which}' is of area '{plan.area}', not of '{area}'", hint="leave --area out"
        )
    name = plan.area if plan is not None else which_area(conn, area, settings)
    row = next((row for row in list_areas(conn) if row.id == name), None)
    if row is None:
        raise NotFound(f"no area is called '{name}'", hint="load it with: twin area load")
    return Asked(
        area=row.id,
        version=row.saved_at.isoformat(),
        square_metres=row.boundary.area,
        indicators=(),
        scenario=None if plan is None else plan.id,
        revision=None if plan is None else plan.revision,
        edits=() if plan is None else plan.edits,
    )


def _with(
    asked: Asked,
    names: list[str] | None,
    given: dict[str, dict[str, Any]],
    years: int,
    *,
    with_base: bool,
) -> Asked:
    from dataclasses import replace

    from twin.sim.indicators.registry import INDICATORS

    return replace(
        asked,
        indicators=tuple(names or INDICATORS),
        parameters=given,
        horizon_years=years,
        with_base=with_base,
    )


def _parameters(given: list[str]) -> dict[str, dict[str, Any]]:
    """Parameters as typed: `density.storey_height=3.2`; values are JSON, or else text."""
    from twin.errors import ParameterInvalid

    told: dict[str, dict[str, Any]] = {}
    for each in given:
        name, is_, text = each.partition("=")
        indicator, dot, parameter = name.partition(".")
        if not (is_ and dot and parameter):
            raise ParameterInvalid(f"'{each}' is no parameter", hint="write indicator.name=value")
        try:
            value = json.loads(text)
        except ValueError:
            value = text
        told.setdefault(indicator, {})[parameter] = value
    return told


def follow(runs: Runs, asked: Asked) -> Status:
    """Have it computed, with a bar; Ctrl-C stops it."""
    status = runs.submit(asked, None)
    expected = status.expected
    told = "unknown" if expected is None else f"{expected.seconds:.0f} to {expected.at_most:.0f} s"
    typer.echo(f"expected to take: {told}", err=True)
    with bar() as report:
        while not status.row.state.ended:
            report(status.progress)
            status = runs.wait(status.row.id, _POLL_SECONDS)
    return status


@contextlib.contextmanager
def bar() -> Iterator[Callable[[Progress], None]]:
    """A bar on a terminal, moved by what is called with how far it is."""
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Bars(
        *columns,
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bars:
        task = bars.add_task("…", total=1.0)

        def report(progress: Progress) -> None:
            bars.update(
                task, completed=progress.share, description=", ".join(progress.at_work) or "…"
            )

        yield report


def _figures(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for figure in body["result"]["figures"]:
        yield {
            "indicator": body["indicator"] + (" (indicatie)" if body["indicative"] else ""),
            "figure": figure["words"]["nl"],
            "value": figure["value"],
            "unit": figure["unit"],
            "error": figure["error"],
            "verdict": figure["verdict"]["judgement"] if figure["verdict"] else None,
        }


def _compared(one: IndicatorComparison, variants: list[str]) -> Iterator[dict[str, Any]]:
    """Rows of the table: a value per variant, and how many homes gain and lose."""
    blank = dict.fromkeys(variants)
    for figure in one.figures:
        values: dict[str, str] = {}
        for number, name in enumerate(variants):
            change = "" if number == 0 else f" ({figure.changes[number]})"
            values[name] = f"{figure.values[number]}{change}"
        yield {"indicator": one.indicator, "what": figure.words["nl"], **values}
    for subject, key in dict.fromkeys((column.subject, column.key) for column in one.columns):
        columns = [each for each in one.columns if (each.subject, each.key) == (subject, key)]
        counts = {
            column.variant: ", ".join(
                f"{number} {change}" for change, number in column.everybody.changes.items()
            )
            for column in columns
        }
        what = f"{_SUBJECTS[columns[0].subject]}: {columns[0].words['nl']}"
        yield {"indicator": one.indicator, "what": what, **blank, **counts}
