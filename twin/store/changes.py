"""What differed when an area was loaded last, kept with the area."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from twin.errors import NotFound
from twin.geo.changes import Aspect, BuildingChange, Changes, Difference, GroundChange
from twin.store.pool import Connection
from twin.store.queries import queries

_SQL = queries("changes")


@dataclass(frozen=True, slots=True)
class LastLoad:
    """The last load of an area.

    Attributes
    ----------
    compared_with
        When the version before was saved; None when there was none.
    changes
        Empty too when there was none.
    """

    saved_at: datetime
    compared_with: datetime | None
    changes: Changes


def save_changes(conn: Connection, area: str, changes: Changes, compared_with: datetime) -> None:
    """Keep what differs between `area` as it was just saved and the version before it."""
    conn.execute(
        _SQL["save_changes"],
        {"id": area, "changes": json.dumps(asdict(changes)), "compared_with": compared_with},
    )


def last_load(conn: Connection, area: str) -> LastLoad:
    """What the last load of `area` changed.

    Raises
    ------
    NotFound
        No area is called so.
    """
    row = conn.execute(_SQL["changes"], {"id": area}).fetchone()
    if row is None:
        raise NotFound(f"no area is called '{area}'", hint="load one with: twin area load")
    saved_at, compared_with, told = row
    return LastLoad(saved_at, compared_with, Changes() if told is None else _changes(told))


def _changes(told: dict[str, Any]) -> Changes:
    ids = {name: tuple(value) for name, value in told.items() if name not in ("changed", "ground")}
    return Changes(
        **ids,
        changed=tuple(
            BuildingChange(
                change["id"],
                tuple(
                    Difference(Aspect(each["aspect"]), each["before"], each["after"])
                    for each in change["differences"]
                ),
                change["shared"],
            )
            for change in told["changed"]
        ),
        ground=tuple(GroundChange(**each) for each in told["ground"]),
    )
