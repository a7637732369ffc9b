"""Evenings and where they are while they are shown; nothing here reads what a slide says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from twin.errors import Conflict, NotFound
from twin.store.pool import Connection
from twin.store.queries import queries

CHANNEL = "twin_evenings"
"""Told of with the id of an evening when it or where it is has changed."""

_SQL = queries("evenings")


@dataclass(frozen=True, slots=True)
class Evening:
    """What planners line up to show.

    Attributes
    ----------
    slides
        In their order, in the JSON form of docs/evening.md.
    opened_at
        When it was first shown; None before that.
    """

    id: int
    area: str
    title: str
    slides: Sequence[Mapping[str, Any]]
    revision: int
    made_by: str
    changed_at: datetime
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Show:
    """Where an evening is that is shown now.

    Attributes
    ----------
    slide
        Number of the slide, from 0.
    black
        Whether the screen is black.
    frozen
        Whether the screen keeps what it shows, wherever this moves.
    """

    evening: int
    slide: int
    black: bool
    frozen: bool
    opened_at: datetime
    ends_at: datetime


def create(
    conn: Connection,
    area: str,
    title: str,
    slides: Sequence[Mapping[str, Any]],
    made_by: str,
    now: datetime,
) -> int:
    """Keep a new evening; returns its id."""
    told = {"area": area, "title": title, "slides": json.dumps(slides), "by": made_by, "at": now}
    row = conn.execute(_SQL["insert"], told).fetchone()
    assert row is not None, "an insert returns its row"  # noqa: S101 - tells the type checker
    return int(row[0])


def list_evenings(conn: Connection, area: str, *, everything: bool) -> list[Evening]:
    """The evenings of an area, the newest first: all, or those that were shown."""
    rows = conn.execute(_SQL["list"], {"area": area, "everything": everything})
    return [Evening(*row) for row in rows]


def load(conn: Connection, which: int) -> Evening:
    """One evening.

    Raises
    ------
    NotFound
        There is none with that id.
    """
    row = conn.execute(_SQL["one"], {"id": which}).fetchone()
    if row is None:
        raise _unknown(which)
    return Evening(*row)


def change(
    conn: Connection,
    which: int,
    expected: int,
    title: str,
    slides: Sequence[Mapping[str, Any]],
    now: datetime,
) -> None:
    """Give an evening another title and other slides, and tell who follows it.

    Raises
    ------
    NotFound
        There is none with that id.
    Conflict
        It is at another revision than `expected` by now.
    """
    with conn.transaction():
        row = conn.execute(_SQL["lock"], {"id": which}).fetchone()
        if row is None:
            raise _unknown(which)
        if row[0] != expected:
            raise Conflict(
                f"evening '{which}' is at revision '{row[0]}' and not '{expected}'",
                hint="load it again, and choose which of the two line-ups stays",
            )
        told = {"id": which, "title": title, "slides": json.dumps(slides), "at": now}
        conn.execute(_SQL["change"], told)
        conn.execute(_SQL["tell"], {"id": which})


def delete(conn: Connection, which: int) -> None:
    """Forget an evening.

    Raises
    ------
    NotFound
        There is none with that id.
    """
    with conn.transaction():
        if conn.execute(_SQL["delete"], {"id": which}).rowcount == 0:
            raise _unknown(which)
        conn.execute(_SQL["tell"], {"id": which})


def open_show(
    conn: Connection, which: int, code_hash: bytes, now: datetime, ends_at: datetime
) -> None:
    """Begin to show an evening, or go on with another code.

    Raises
    ------
    NotFound
        There is none with that id.
    """
    with conn.transaction():
        if conn.execute(_SQL["opened"], {"id": which, "at": now}).rowcount == 0:
            raise _unknown(which)
        told = {"id": which, "code_hash": code_hash, "at": now, "ends_at": ends_at}
        conn.execute(_SQL["open"], told)
        conn.execute(_SQL["tell"], {"id": which})


def show(conn: Connection, which: int, now: datetime, *, hold: bool = False) -> Show | None:
    """Where an evening is, None when it is not shown; `hold` locks it in this transaction."""
    row = conn.execute(_SQL["lock_show" if hold else "show"], {"id": which, "now": now}).fetchone()
    return None if row is None else Show(*row)


def move(conn: Connection, to: Show) -> None:
    """Be somewhere else, and tell who follows."""
    place = {"slide": to.slide, "black": to.black, "frozen": to.frozen}
    conn.execute(_SQL["move"], {"id": to.evening, **place})
    conn.execute(_SQL["tell"], {"id": to.evening})


def close_show(conn: Connection, which: int) -> None:
    """Stop showing an evening; its code is void. One that is not shown stays so."""
    with conn.transaction():
        conn.execute(_SQL["close"], {"id": which})
        conn.execute(_SQL["tell"], {"id": which})


def of_code(conn: Connection, code_hash: bytes, now: datetime) -> int | None:
    """Id of the evening that a code moves; None when it moves none, or none any more."""
    row = conn.execute(_SQL["of_code"], {"code_hash": code_hash, "now": now}).fetchone()
    return None if row is None else int(row[0])


def _unknown(which: int) -> NotFound:
    return NotFound(f"there is no evening '{which}'", hint="the list of an area has the ids of all")
