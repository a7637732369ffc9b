"""Making and changing scenarios: edits are checked in their area before they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from twin.errors import Conflict, EditsInvalid, ParameterInvalid
from twin.geo.changes import Changes, touched
from twin.geo.places import slug
from twin.jobs.compare import BASE
from twin.model import Area, Edit, FellTrees, Parent, Scenario, ScenarioState
from twin.sim.scenario.apply import examine
from twin.sim.scenario.concerned import concerned
from twin.store import scenarios
from twin.store.pool import Connection
from twin.store.scenarios import Author, Kept

_LONGEST_NAME = 200
_LONGEST_ID = 50
_TRIES = 1_000


@dataclass(frozen=True, slots=True)
class Naming:
    """How a new scenario is called; without an id it gets one after its name."""

    name: str
    description: str = ""
    id: str | None = None


def new(
    conn: Connection, area: Area, naming: Naming, edits: Sequence[Edit], author: Author
) -> Kept:
    """Keep a new scenario of an area, as a draft.

    Raises
    ------
    EditsInvalid
        Some edits cannot be made in this area.
    ParameterInvalid
        The name is empty or too long.
    Conflict
        The id that was asked for is taken.
    """
    _check(area, edits)
    return _keep(conn, area.id, naming, tuple(edits), None, author)


def fork(
    conn: Connection, origin: str, revision: int | None, naming: Naming, author: Author
) -> Kept:
    """A new draft that begins with the edits of a revision, by default the one that counts now.

    They are taken as they are, also where their area has changed since.

    Raises
    ------
    NotFound
        No scenario is called so, or it has no such revision.
    ParameterInvalid, Conflict
        As `new`.
    """
    kept = scenarios.load(conn, origin, revision).scenario
    return _keep(conn, kept.area, naming, kept.edits, Parent(origin, kept.revision), author)


def edit(
    conn: Connection, area: Area, which: str, expected: int, edits: Sequence[Edit], author: Author
) -> Kept:
    """Give a scenario other edits, as a new revision after `expected`.

    Raises
    ------
    EditsInvalid
        Some edits cannot be made in this area.
    NotFound, Conflict
        As `twin.store.scenarios.revise`.
    """
    _check(area, edits)
    scenarios.revise(conn, which, expected, edits, author)
    return scenarios.load(conn, which)


def taken(edits: Sequence[Edit]) -> frozenset[str]:
    """Ids that edits give or name, which a new one cannot have."""
    return frozenset(edit.id for edit in edits if not isinstance(edit, FellTrees))


def mark_touched(conn: Connection, before: Area, after: Area, changes: Changes) -> list[str]:
    """Mark the scenarios of an area that a new load touches; returns their ids.

    Those are about objects that changed, or have edits that can no longer be made.
    """
    marked = []
    for row in scenarios.list_scenarios(conn, after.id):
        if row.state is ScenarioState.ARCHIVED:
            continue
        scenario = scenarios.load(conn, row.id).scenario
        about = concerned(before, scenario.edits) | concerned(after, scenario.edits)
        ids, issues = touched(changes, about), examine(after, scenario.edits)
        if ids or issues:
            scenarios.mark(conn, scenario, ids, issues)
            marked.append(row.id)
    return marked


def _check(area: Area, edits: Sequence[Edit]) -> None:
    issues = examine(area, edits)
    if issues:
        raise EditsInvalid(issues)


def _keep(
    conn: Connection,
    area: str,
    naming: Naming,
    edits: tuple[Edit, ...],
    parent: Parent | None,
    author: Author,
) -> Kept:
    name = check_name(naming.name)
    wanted = naming.id or slug(name)[:_LONGEST_ID].strip("-") or "plan"
    for number in range(1, _TRIES):
        which = wanted if number == 1 else f"{wanted}-{number}"
        scenario = Scenario(
            which, area, name, naming.description.strip(), parent=parent, edits=edits
        )
        # What means the area as it is wherever plans are chosen cannot be one of them.
        if which != BASE and scenarios.create(conn, scenario, author):
            return scenarios.load(conn, which)
        if naming.id is not None:
            break
    raise Conflict(
        f"there is a scenario called '{wanted}' already",
        hint="choose another id, or change that one",
    )


def check_name(name: str) -> str:
    """A name without space around it.

    Raises
    ------
    ParameterInvalid
        It is empty or too long.
    """
    name = name.strip()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise ParameterInvalid(
            f"'{name[:50]}' is no name for a scenario",
            hint=f"1 to {_LONGEST_NAME} letters",
        )
    return name
