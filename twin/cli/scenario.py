"""`twin scenario`: plans for an area, made, changed, forked, published, read and written."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from twin.cli import output, scenario_runs, scenario_sun
from twin.cli.scenario_desk import author, open_desk, read_file, row, tell

app = typer.Typer(
    help="Make, change and publish plans for an area.", no_args_is_help=True, rich_markup_mode=None
)

app.command("run")(scenario_runs.run)
app.command("verify")(scenario_runs.verify)
app.command("compare")(scenario_runs.compare)
app.command("certificate")(scenario_sun.certificate)
app.command("shadows")(scenario_sun.shadows)

Which = Annotated[str, typer.Argument(help="Id of the scenario, as `twin scenario list` tells.")]
Built = Annotated[
    int | None,
    typer.Option(
        "--revision", help="The revision that the change is for. [default: what counts now]"
    ),
]
File = Annotated[Path, typer.Argument(help="GeoJSON, CityJSON or CityJSONSeq; - for a pipe.")]
Rd = Annotated[
    bool, typer.Option("--rd", help="Geometry is in RD New, not in longitude and latitude.")
]


@app.command("new")
def new(
    name: Annotated[str, typer.Argument(help="What people call it.")],
    area: Annotated[
        str | None, typer.Option(help="Id of the area. [default: the one loaded last]")
    ] = None,
    edits: Annotated[Path | None, typer.Option(help="A file with edits to begin with.")] = None,
    identity: Annotated[str | None, typer.Option("--id", help="[default: after the name]")] = None,
    description: Annotated[str, typer.Option(help="What it is about.")] = "",
    rd: Rd = False,
    as_json: output.Json = False,
) -> None:
    """Make a scenario, as a draft."""
    from twin.cli.database import which_area
    from twin.jobs import scenarios as jobs
    from twin.settings import read

    with open_desk() as desk:
        base = desk.area(which_area(desk.connection, area, read()))
        begin = () if edits is None else read_file(edits, rd, ())
        naming = jobs.Naming(name, description, identity)
        tell(jobs.new(desk.connection, base, naming, begin, author()), as_json=as_json)


@app.command("edit")
def edit(
    which: Which,
    edits: Annotated[Path, typer.Argument(help="JSON: an edit or a list of them; - for a pipe.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="In place of what there is, not after it.")
    ] = False,
    note: Annotated[str, typer.Option(help="Why, for the history.")] = "",
    revision: Built = None,
    rd: Rd = False,
    as_json: output.Json = False,
) -> None:
    """Add edits to a scenario, as a new revision; they are checked first."""
    _add(which, edits, replace=replace, note=note, revision=revision, rd=rd, as_json=as_json)


@app.command("import")
def import_(
    which: Which,
    design: File,
    revision: Built = None,
    rd: Rd = False,
    as_json: output.Json = False,
) -> None:
    """Add a design: polygons of GeoJSON with heights, or buildings of CityJSON."""
    _add(which, design, note=f"import {design.name}", revision=revision, rd=rd, as_json=as_json)


def _add(
    which: str,
    path: Path,
    *,
    note: str,
    revision: int | None,
    rd: bool,
    as_json: bool,
    replace: bool = False,
) -> None:
    from twin.jobs import scenarios as jobs

    with open_desk() as desk:
        scenario = desk.at(which, revision).scenario
        before = () if replace else scenario.edits
        found = (*before, *read_file(path, rd, before))
        base = desk.area(scenario.area)
        kept = jobs.edit(desk.connection, base, which, scenario.revision, found, author(note))
        tell(kept, as_json=as_json)


@app.command("list")
def list_(
    area: Annotated[str | None, typer.Option(help="Only of this area.")] = None,
    archived: Annotated[bool, typer.Option("--archived", help="Archived ones too.")] = False,
    as_json: output.Json = False,
) -> None:
    """List scenarios, the last changed first; `touched` counts what changed under them."""
    from twin.model import ScenarioState
    from twin.store.scenarios import list_scenarios

    with open_desk() as desk:
        rows = list_scenarios(desk.connection, area)
    output.write(
        [
            {
                "id": row.id,
                "area": row.area,
                "name": row.name,
                "state": str(row.state),
                "revision": row.revision,
                "edits": row.edits,
                "touched": len(row.touched),
                "changed_at": row.changed_at.isoformat(timespec="seconds"),
            }
            for row in rows
            if archived or row.state is not ScenarioState.ARCHIVED
        ],
        as_json=as_json,
    )


@app.command("show")
def show(
    which: Which,
    revision: Annotated[int | None, typer.Option(help="[default: what counts now]")] = None,
    revisions: Annotated[
        bool, typer.Option("--revisions", help="Its history instead of its edits.")
    ] = False,
    rd: Rd = False,
    as_json: output.Json = False,
) -> None:
    """Show the edits of a scenario, or its revisions."""
    from twin.sim.scenario.geometry import Crs
    from twin.sim.scenario.write import write_edits
    from twin.store import scenarios

    with open_desk() as desk:
        kept = scenarios.load(desk.connection, which, revision)
        history = scenarios.revisions(desk.connection, which)
    if revisions:
        rows = [
            {
                "revision": each.number,
                "after": each.previous,
                "edits": each.edits,
                "made_by": each.made_by,
                "made_at": each.made_at.isoformat(timespec="seconds"),
                "note": each.note,
            }
            for each in history
        ]
        output.write(rows, as_json=as_json)
        return
    written = write_edits(kept.scenario.edits, crs=Crs.RD if rd else Crs.LONLAT)
    if as_json:
        typer.echo(json.dumps(row(kept.scenario) | {"edits": written}, ensure_ascii=False))
        return
    tell(kept, as_json=False)
    output.write(
        [
            {
                "edit": each["edit"],
                "id": each.get("id", ", ".join(each.get("ids", []))),
                "what": json.dumps(
                    {k: v for k, v in each.items() if k not in _LONG}, ensure_ascii=False
                ),
            }
            for each in written
        ],
        as_json=False,
    )


_LONG = ("edit", "id", "ids", "geometry", "parts", "solid")


@app.command("fork")
def fork(
    which: Which,
    name: Annotated[str, typer.Argument(help="What people call the fork.")],
    revision: Annotated[int | None, typer.Option(help="[default: what counts now]")] = None,
    identity: Annotated[str | None, typer.Option("--id", help="[default: after the name]")] = None,
    as_json: output.Json = False,
) -> None:
    """Make a draft that begins with the edits of a scenario."""
    from twin.jobs import scenarios as jobs

    with open_desk() as desk:
        naming = jobs.Naming(name, id=identity)
        kept = jobs.fork(desk.connection, which, revision, naming, author(f"van {which}"))
        tell(kept, as_json=as_json)


@app.command("name")
def name_(
    which: Which,
    name: Annotated[str, typer.Argument(help="What people call it from now on.")],
    description: Annotated[str | None, typer.Option(help="What it is about.")] = None,
    revision: Built = None,
    as_json: output.Json = False,
) -> None:
    """Give a draft another name."""
    from twin.jobs.scenarios import check_name
    from twin.store import scenarios

    with open_desk() as desk:
        now = desk.at(which, revision).scenario.revision
        scenarios.rename(
            desk.connection, which, now, datetime.now(UTC), name=check_name(name),
            description=description,
        )  # fmt: skip
        tell(scenarios.load(desk.connection, which), as_json=as_json)


@app.command("undo")
def undo(which: Which, revision: Built = None, as_json: output.Json = False) -> None:
    """Go back to the revision from which this one was made."""
    from twin.store import scenarios

    with open_desk() as desk:
        now = desk.at(which, revision).scenario.revision
        scenarios.undo(desk.connection, which, now, datetime.now(UTC))
        tell(scenarios.load(desk.connection, which), as_json=as_json)


@app.command("redo")
def redo(which: Which, revision: Built = None, as_json: output.Json = False) -> None:
    """Go on to the newest revision that was made from this one."""
    from twin.store import scenarios

    with open_desk() as desk:
        now = desk.at(which, revision).scenario.revision
        scenarios.redo(desk.connection, which, now, datetime.now(UTC))
        tell(scenarios.load(desk.connection, which), as_json=as_json)


@app.command("publish")
def publish(which: Which, revision: Built = None, as_json: output.Json = False) -> None:
    """Let everybody read it; from then on it stays as it is."""
    _become(which, revision, "published", as_json=as_json)


@app.command("archive")
def archive(which: Which, revision: Built = None, as_json: output.Json = False) -> None:
    """Take it out of the lists; it is kept."""
    _become(which, revision, "archived", as_json=as_json)


def _become(which: str, revision: int | None, state: str, *, as_json: bool) -> None:
    from twin.model import ScenarioState
    from twin.store import scenarios

    with open_desk() as desk:
        now = desk.at(which, revision).scenario.revision
        wanted = ScenarioState(state)
        scenarios.set_state(desk.connection, which, now, wanted, datetime.now(UTC))
        tell(scenarios.load(desk.connection, which), as_json=as_json)


@app.command("export")
def export(
    which: Which,
    path: Annotated[Path, typer.Argument(help="The GeoJSON file to write; - for a pipe.")],
    revision: Annotated[int | None, typer.Option(help="[default: what counts now]")] = None,
    rd: Rd = False,
) -> None:
    """Write the edits as GeoJSON, which can be imported again."""
    from twin.sim.scenario.designs import to_features
    from twin.sim.scenario.geometry import Crs
    from twin.store.scenarios import load

    with open_desk() as desk:
        edits = load(desk.connection, which, revision).scenario.edits
    text = json.dumps(to_features(edits, Crs.RD if rd else Crs.LONLAT), ensure_ascii=False)
    if str(path) == "-":
        typer.echo(text)
    else:
        path.write_text(text + "\n", encoding="utf-8")
        typer.echo(f"{len(edits)} edits in {path}", err=True)
