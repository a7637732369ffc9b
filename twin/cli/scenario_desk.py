"""What the commands of `twin scenario` share: the database, files with edits, and what is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from twin.cli import output

if TYPE_CHECKING:
    from twin.model import Area, Edit, Scenario
    from twin.store.pool import Connection
    from twin.store.scenarios import Author, Kept

_AUTHOR = "opdrachtregel"


@dataclass(frozen=True, slots=True)
class Desk:
    """What commands work with."""

    connection: Connection

    def area(self, name: str) -> Area:
        """The area called so."""
        from twin.store.areas import load_area

        return load_area(self.connection, name)

    def at(self, which: str, revision: int | None) -> Kept:
        """A scenario as it is now, for a change that builds on `revision`."""
        from twin.errors import Conflict
        from twin.store.scenarios import load

        kept = load(self.connection, which)
        if revision is not None and revision != kept.scenario.revision:
            raise Conflict(
                f"scenario '{which}' is at revision '{kept.scenario.revision}', "
                f"and the change was for '{revision}'",
                hint="look at it again: twin scenario show " + which,
            )
        return kept


@contextmanager
def open_desk() -> Iterator[Desk]:
    """The database, migrated, with the rights of the owner."""
    from twin.cli.database import database_url
    from twin.settings import read
    from twin.store.migrate import migrate
    from twin.store.pool import connect

    with database_url(read(), "owner") as url:
        migrate(url)
        with connect(url, application="twin scenario") as connection:
            yield Desk(connection)


def author(note: str = "") -> Author:
    """Who changes things from the command line, now."""
    from twin.store.scenarios import Author

    return Author(_AUTHOR, datetime.now(UTC), note)


def tell(kept: Kept, *, as_json: bool) -> None:
    """Write what a scenario is now, and say what changed under it."""
    output.write([row(kept.scenario)], as_json=as_json)
    if kept.mark is not None:
        about = ", ".join(kept.mark.touched[:5])
        typer.echo(f"changed since in the area: {about}", err=True)


def row(scenario: Scenario) -> dict[str, Any]:
    """A scenario as lists tell it."""
    return {
        "id": scenario.id,
        "area": scenario.area,
        "name": scenario.name,
        "state": str(scenario.state),
        "revision": scenario.revision,
        "edits": len(scenario.edits),
    }


def read_file(path: Path, rd: bool, before: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Edits of a JSON file: a list of edits, one of them, or anything that can be imported."""
    import sys

    from twin.errors import FileUnreadable
    from twin.jobs.designs import parse_design
    from twin.jobs.scenarios import taken
    from twin.sim.scenario.geometry import Crs
    from twin.sim.scenario.read import read_edits

    try:
        content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise FileUnreadable(f"cannot read '{path}': {error.strerror}") from error
    try:
        told = json.loads(content)
    except ValueError:
        told = None  # CityJSONSeq, or nothing that can be used
    if isinstance(told, dict) and "edit" in told:
        told = [told]
    crs = Crs.RD if rd else None
    if isinstance(told, list):
        return read_edits(told, crs=crs or Crs.LONLAT, taken=taken(before), first=len(before))
    return parse_design(content, path.name, crs=crs, taken=taken(before))
