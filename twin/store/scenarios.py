"""Scenarios and their revisions, which never change; nothing here knows what edits do."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from twin.errors import Conflict, Issue, NotFound
from twin.model import Edit, Parent, Scenario, ScenarioState
from twin.sim.scenario.read import read_edits
from twin.sim.scenario.write import write_edits
from twin.store.pool import Connection
from twin.store.queries import queries
from twin.store.scenario_rows import Author as Author
from twin.store.scenario_rows import Kept as Kept
from twin.store.scenario_rows import Mark as Mark
from twin.store.scenario_rows import Revision as Revision
from twin.store.scenario_rows import ScenarioRow as ScenarioRow

_SQL = queries("scenarios")


def create(conn: Connection, scenario: Scenario, author: Author) -> bool:
    """Keep a new scenario as a draft at its first revision; False when its id is taken."""
    parent = scenario.parent
    with conn.transaction():
        made = conn.execute(
            _SQL["insert_scenario"],
            {
                "id": scenario.id,
                "area": scenario.area,
                "name": scenario.name,
                "description": scenario.description,
                "parent": parent and parent.id,
                "parent_revision": parent and parent.revision,
                "at": author.now,
            },
        ).fetchone()
        if made is None:
            return False
        _insert(conn, scenario.id, None, scenario.edits, author)
        return True


def revise(
    conn: Connection,
    which: str,
    expected: int,
    edits: Sequence[Edit],
    author: Author,
) -> int:
    """Make a new revision after `expected`; returns its number.

    Raises
    ------
    NotFound
        No scenario is called so.
    Conflict
        Another revision counts by now, or the scenario no longer changes.
    """
    with conn.transaction():
        _lock(conn, which, expected)
        number = _insert(conn, which, expected, edits, author)
        conn.execute(_SQL["move_to"], {"id": which, "revision": number, "at": author.now})
        return number


def undo(conn: Connection, which: str, expected: int, now: datetime) -> int:
    """Let the revision count from which `expected` was made; returns its number.

    Raises
    ------
    NotFound, Conflict
        As `revise`, or there is nothing before.
    """
    return _move(conn, which, expected, "previous", now)


def redo(conn: Connection, which: str, expected: int, now: datetime) -> int:
    """Let the newest revision count that was made from `expected`; returns its number.

    Raises
    ------
    NotFound, Conflict
        As `revise`, or nothing was made from it.
    """
    return _move(conn, which, expected, "following", now)


def rename(
    conn: Connection,
    which: str,
    expected: int,
    now: datetime,
    *,
    name: str | None,
    description: str | None,
) -> None:
    """Give a scenario another name or description; None leaves it as it is.

    Raises
    ------
    NotFound, Conflict
        As `revise`.
    """
    with conn.transaction():
        _lock(conn, which, expected)
        words = {"name": name, "description": description}
        conn.execute(_SQL["rename"], {"id": which, "at": now, **words})


def set_state(
    conn: Connection,
    which: str,
    expected: int,
    state: ScenarioState,
    now: datetime,
) -> None:
    """Publish a draft, or archive what is no archive yet.

    Raises
    ------
    NotFound, Conflict
        As `revise`; a published scenario can be archived only, an archived one is what it is.
    """
    may_be: tuple[ScenarioState, ...] = (ScenarioState.DRAFT,)
    if state is ScenarioState.ARCHIVED:
        may_be = (ScenarioState.DRAFT, ScenarioState.PUBLISHED)
    with conn.transaction():
        _lock(conn, which, expected, may_be)
        conn.execute(_SQL["set_state"], {"id": which, "state": state.value, "at": now})


def load(conn: Connection, which: str, revision: int | None = None) -> Kept:
    """A scenario at a revision, by default the one that counts now.

    Raises
    ------
    NotFound
        No scenario is called so, or it has no such revision.
    """
    row = conn.execute(_SQL["scenario"], {"id": which, "revision": revision}).fetchone()
    if row is None:
        if revision is not None and conn.execute(_SQL["revisions"], {"id": which}).fetchone():
            raise NotFound(
                f"scenario '{which}' has no revision '{revision}'",
                hint=f"all of them: twin scenario show {which} --revisions",
            )
        raise _unknown(which)
    mark = None
    if row[14] is not None:
        issues = tuple(_issue(each) for each in row[15])
        mark = Mark(tuple(row[14]), issues, row[16])
    return Kept(
        Scenario(
            id=row[0],
            area=row[1],
            name=row[2],
            description=row[3],
            state=ScenarioState(row[4]),
            revision=row[5],
            parent=None if row[6] is None else Parent(row[6], row[7]),
            edits=read_edits(row[8]),
            changed_at=row[10],
        ),
        created_at=row[9],
        published_at=row[11],
        can_undo=row[12],
        can_redo=row[13],
        mark=mark,
    )


def list_scenarios(conn: Connection, area: str | None = None) -> list[ScenarioRow]:
    """All scenarios, or those of an area, the last changed first."""
    return [
        ScenarioRow(
            id=row[0],
            area=row[1],
            name=row[2],
            description=row[3],
            state=ScenarioState(row[4]),
            revision=row[5],
            parent=None if row[6] is None else Parent(row[6], row[7]),
            edits=row[8],
            created_at=row[9],
            changed_at=row[10],
            published_at=row[11],
            touched=tuple(row[12]),
        )
        for row in conn.execute(_SQL["list"], {"area": area})
    ]


def revisions(conn: Connection, which: str) -> list[Revision]:
    """All revisions of a scenario, the newest first.

    Raises
    ------
    NotFound
        No scenario is called so.
    """
    found = [Revision(*row) for row in conn.execute(_SQL["revisions"], {"id": which})]
    if not found:
        raise _unknown(which)
    return found


def mark(
    conn: Connection, scenario: Scenario, touched: Collection[str], issues: Sequence[Issue]
) -> None:
    """Remember what changed just now under a scenario at its revision."""
    conn.execute(
        _SQL["mark"],
        {
            "id": scenario.id,
            "revision": scenario.revision,
            "touched": sorted(touched),
            "issues": json.dumps([asdict(issue) for issue in issues]),
        },
    )


def _insert(
    conn: Connection,
    which: str,
    previous: int | None,
    edits: Sequence[Edit],
    author: Author,
) -> int:
    row = conn.execute(
        _SQL["insert_revision"],
        {
            "id": which,
            "previous": previous,
            "edits": json.dumps(write_edits(edits)),
            "note": author.note,
            "by": author.name,
            "at": author.now,
        },
    ).fetchone()
    assert row is not None, "an insert returns its row"  # noqa: S101 - tells the type checker
    return int(row[0])


def _move(conn: Connection, which: str, expected: int, where: str, now: datetime) -> int:
    with conn.transaction():
        _lock(conn, which, expected)
        row = conn.execute(_SQL[where], {"id": which}).fetchone()
        if row is None or row[0] is None:
            what = "undo" if where == "previous" else "redo"
            raise Conflict(
                f"there is nothing to {what} after revision '{expected}' of '{which}'",
                hint=f"its revisions: twin scenario show {which} --revisions",
            )
        conn.execute(_SQL["move_to"], {"id": which, "revision": row[0], "at": now})
        return int(row[0])


def _lock(
    conn: Connection,
    which: str,
    expected: int,
    may_be: Sequence[ScenarioState] = (ScenarioState.DRAFT,),
) -> None:
    """Hold a scenario at `expected` and in one of some states until the transaction ends."""
    row = conn.execute(_SQL["lock_scenario"], {"id": which}).fetchone()
    if row is None:
        raise _unknown(which)
    revision, state = row
    if revision != expected:
        raise Conflict(
            f"scenario '{which}' is at revision '{revision}', and the change was for '{expected}'",
            hint="somebody else changed it: read it again, and make the change on what it is now",
        )
    if state not in [*may_be]:
        raise Conflict(
            f"scenario '{which}' is {state} and stays as it is",
            hint=f"make a fork and go on there: twin scenario fork {which}",
        )


def _unknown(which: str) -> NotFound:
    return NotFound(f"no scenario is called '{which}'", hint="`twin scenario list` shows all")


def _issue(told: dict[str, Any]) -> Issue:
    at = told["at"]
    return Issue(**told | {"at": None if at is None else (at[0], at[1])})
