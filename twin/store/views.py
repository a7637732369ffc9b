"""Saved views: what the page showed, by name and in an order; nothing here reads their state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from twin.errors import NotFound, ParameterInvalid
from twin.store.pool import Connection
from twin.store.queries import queries

_SQL = queries("views")


@dataclass(frozen=True, slots=True)
class View:
    """A saved view.

    Attributes
    ----------
    state
        Query string of the page, without its question mark.
    plans
        Ids of the scenarios that it names.
    place
        In the line-up of its area; they rise, but need not follow on each other.
    shown
        Whether everybody may see it, once its plans are published.
    """

    id: int
    area: str
    name: str
    description: str
    state: str
    plans: tuple[str, ...]
    place: int
    shown: bool
    made_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class NewView:
    """What is told of a view when it is saved."""

    area: str
    name: str
    description: str
    state: str
    plans: Sequence[str]
    shown: bool


@dataclass(frozen=True, slots=True)
class ViewChange:
    """What becomes of a view; None leaves it as it is, `place` counts from 1."""

    name: str | None = None
    description: str | None = None
    state: str | None = None
    plans: Sequence[str] | None = None
    shown: bool | None = None
    place: int | None = None


def save(conn: Connection, view: NewView, made_by: str, now: datetime) -> int:
    """Keep a view at the end of the line-up of its area; returns its id."""
    row = conn.execute(
        _SQL["insert"],
        {
            "area": view.area,
            "name": view.name,
            "description": view.description,
            "state": view.state,
            "plans": list(view.plans),
            "shown": view.shown,
            "by": made_by,
            "at": now,
        },
    ).fetchone()
    assert row is not None, "an insert returns its row"  # noqa: S101 - tells the type checker
    return int(row[0])


def list_views(conn: Connection, area: str, *, everything: bool) -> list[View]:
    """The line-up of an area: all of it, or what everybody may see."""
    rows = conn.execute(_SQL["list"], {"area": area, "everything": everything})
    return [
        View(
            id=row[0],
            area=row[1],
            name=row[2],
            description=row[3],
            state=row[4],
            plans=tuple(row[5]),
            place=row[6],
            shown=row[7],
            made_by=row[8],
            changed_at=row[9],
        )
        for row in rows
    ]


def change(conn: Connection, area: str, which: int, to: ViewChange, now: datetime) -> None:
    """Change a view, or move it to another place.

    Raises
    ------
    NotFound
        The area has no such view.
    ParameterInvalid
        The line-up has no such place.
    """
    with conn.transaction():
        ids = [row[0] for row in conn.execute(_SQL["lock_area"], {"area": area})]
        if which not in ids:
            raise _unknown(area, which)
        conn.execute(
            _SQL["change"],
            {
                "area": area,
                "id": which,
                "name": to.name,
                "description": to.description,
                "state": to.state,
                "plans": None if to.plans is None else list(to.plans),
                "shown": to.shown,
                "at": now,
            },
        )
        if to.place is None:
            return
        if to.place > len(ids):
            raise ParameterInvalid(
                f"there is no place '{to.place}'", hint=f"'{area}' has '{len(ids)}' views"
            )
        ids.remove(which)
        ids.insert(to.place - 1, which)
        conn.execute(_SQL["arrange"], {"area": area, "ids": ids})


def delete(conn: Connection, area: str, which: int) -> None:
    """Forget a view.

    Raises
    ------
    NotFound
        The area has no such view.
    """
    if conn.execute(_SQL["delete"], {"area": area, "id": which}).fetchone() is None:
        raise _unknown(area, which)


def _unknown(area: str, which: int) -> NotFound:
    return NotFound(f"'{area}' has no saved view '{which}'", hint="its list has the ids of all")
