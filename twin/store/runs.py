"""Runs: who asked for which results, and how far that is."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from twin.errors import NotFound
from twin.store.pool import Connection
from twin.store.queries import queries

_SQL = queries("runs")


class RunState(StrEnum):
    """How far a run is, in the words of OGC API Processes."""

    ACCEPTED = "accepted"
    RUNNING = "running"
    SUCCESSFUL = "successful"  # perhaps with failures of some indicators
    FAILED = "failed"  # nothing came of it
    DISMISSED = "dismissed"

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self not in (RunState.ACCEPTED, RunState.RUNNING)


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run.

    Attributes
    ----------
    scenario, revision
        None for an area as it is, and for edits that nobody saved.
    asked
        `indicators`, `parameters`, `horizon_years`; `edits` where they were given.
    results
        Key of the result by indicator.
    failures
        `message` and `hint` by indicator.
    """

    id: str
    area: str
    scenario: str | None
    revision: int | None
    asked: Mapping[str, Any]
    state: RunState
    message: str
    created_at: datetime
    results: Mapping[str, str] = field(default_factory=dict)
    failures: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    started_at: datetime | None = None
    finished_at: datetime | None = None


def save_run(conn: Connection, run: RunRow, keeper: str) -> None:
    """Keep a run as it is now; `keeper` names the process that does it."""
    conn.execute(
        _SQL["save_run"],
        {
            "id": run.id,
            "area": run.area,
            "scenario": run.scenario,
            "revision": run.revision,
            "asked": json.dumps(run.asked),
            "state": run.state.value,
            "message": run.message,
            "results": json.dumps(run.results),
            "failures": json.dumps(run.failures),
            "keeper": keeper,
            "created_at": run.created_at,
            "started_at": run.started_at,
            "finished_at": run.finished_at,
        },
    )


def run(conn: Connection, id: str) -> RunRow:  # noqa: A002 - its name in the contract
    """One run.

    Raises
    ------
    NotFound
        None has that id, which is a UUID.
    """
    row = conn.execute(_SQL["run"], {"id": id}).fetchone()
    if row is None:
        raise NotFound(f"there is no run '{id}'", hint="runs of long ago are forgotten")
    return _run(row)


def runs(
    conn: Connection, *, area: str | None, states: Collection[RunState] | None, limit: int
) -> list[RunRow]:
    """The newest runs first, of one area or some states where those are given."""
    wanted = None if states is None else [state.value for state in states]
    return [
        _run(row)
        for row in conn.execute(_SQL["runs"], {"area": area, "states": wanted, "limit": limit})
    ]


def give_up(conn: Connection, keeper: str, now: datetime) -> None:
    """Tell that what keepers other than `keeper` left unfinished has failed."""
    conn.execute(
        _SQL["give_up"],
        {"keeper": keeper, "now": now, "message": "the twin was stopped while this ran"},
    )


def forget_runs(conn: Connection, before: datetime) -> None:
    """Take away runs that ended before a moment."""
    conn.execute(_SQL["forget_runs"], {"before": before})


def _run(row: tuple[Any, ...]) -> RunRow:
    return RunRow(
        id=row[0],
        area=row[1],
        scenario=row[2],
        revision=row[3],
        asked=row[4],
        state=RunState(row[5]),
        message=row[6],
        results=row[7],
        failures=row[8],
        created_at=row[9],
        started_at=row[10],
        finished_at=row[11],
    )
