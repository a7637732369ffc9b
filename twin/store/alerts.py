"""Alerts that planners set: a value beyond a threshold for so long.

Whether one is on is not kept: `watch` asks the observations, so that state and history are what
they say at the moment of asking, whatever came late and whichever process was down meanwhile.

What a value says holds until the next one of its datastream, but no longer than twice the usual
time between two (the median of the last week; 90 minutes where there is none). After that nobody
knows, and the time beyond the threshold begins anew. A value that quality control doubts is as if
it were not there. What counts people or vehicles is judged by its hours, as far as they may be
shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby

from twin.errors import Conflict, NotFound
from twin.model import Flag
from twin.store.pool import Connection
from twin.store.queries import queries

DOUBTFUL = Flag.OUT_OF_RANGE | Flag.SPIKE | Flag.STUCK | Flag.CLOCK_AHEAD
"""A value with one of these may be a fault, so it does not count. What is late, not calibrated or
without a place was measured all the same."""
RHYTHM = timedelta(days=7)
"""From how far back the usual time between two values is taken."""
UNKNOWN_RHYTHM = timedelta(minutes=90)
SHORTEST = timedelta(minutes=2)
"""A value holds no shorter, however often a sensor sends."""
LEAD = timedelta(days=1)
"""How much earlier than what is asked for is read, beside the time that it takes to be on."""

_SQL = queries("alerts")


class State(StrEnum):
    """What an alert is."""

    REST = "rest"
    ON = "on"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """What an alert watches.

    Attributes
    ----------
    thing
        Its id; None: every thing of the area that measures this.
    above
        Whether beyond is over the threshold; else it is under it.
    threshold
        In the unit of the quantity; the threshold itself is not beyond.
    minutes
        How long every value must be beyond before it is on.
    """

    name: str
    quantity: str
    variant: str | None
    thing: str | None
    above: bool
    threshold: float
    minutes: int


@dataclass(frozen=True, slots=True)
class Alert:
    """A condition of an area, with its revision."""

    id: int
    area: str
    condition: Condition
    revision: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Period:
    """A time in which an alert was on, or in which nobody knew.

    Attributes
    ----------
    since
        None: before the time that was looked at.
    until
        None: it is so now.
    """

    state: State
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Watched:
    """What an alert says of one datastream; what is in no period is at rest.

    Attributes
    ----------
    held
        How long a value of it holds.
    """

    datastream: int
    thing: str
    held: timedelta
    periods: tuple[Period, ...]

    @property
    def state(self) -> State:
        """What it is now."""
        last = self.periods[-1] if self.periods else None
        return last.state if last is not None and last.until is None else State.REST

    @property
    def since(self) -> datetime | None:
        """Since when it is so; None: longer than was looked back."""
        last = self.periods[-1] if self.periods else None
        if last is None:
            return None
        return last.until if self.state is State.REST else last.since


def create(conn: Connection, area: str, condition: Condition, now: datetime) -> int:
    """Keep a new alert; returns its id."""
    row = conn.execute(_SQL["insert"], _columns(condition) | {"area": area, "at": now}).fetchone()
    assert row is not None, "an insert returns its row"  # noqa: S101 - tells the type checker
    return int(row[0])


def list_alerts(conn: Connection, area: str) -> list[Alert]:
    """The alerts of an area in the order in which they were made."""
    return [_alert(row) for row in conn.execute(_SQL["list"], {"area": area, "id": None})]


def load(conn: Connection, area: str, which: int) -> Alert:
    """One alert.

    Raises
    ------
    NotFound
        The area has no such alert.
    """
    row = conn.execute(_SQL["list"], {"area": area, "id": which}).fetchone()
    if row is None:
        raise _unknown(area, which)
    return _alert(row)


def change(
    conn: Connection, area: str, which: int, expected: int, to: Condition, now: datetime
) -> None:
    """Give an alert another condition.

    Raises
    ------
    NotFound
        The area has no such alert.
    Conflict
        It is at another revision than `expected` by now.
    """
    with conn.transaction():
        _hold(conn, area, which, expected)
        conn.execute(_SQL["change"], _columns(to) | {"id": which, "at": now})


def delete(conn: Connection, area: str, which: int, expected: int) -> None:
    """Forget an alert; raises as `change`."""
    with conn.transaction():
        _hold(conn, area, which, expected)
        conn.execute(_SQL["delete"], {"id": which})


def watch(
    conn: Connection, area: str, condition: Condition, since: datetime, now: datetime
) -> list[Watched]:
    """What a condition says of each datastream that it is about, from `since` up to `now`.

    Empty where nothing in the area measures it. A datastream that is retired is watched only by a
    condition that names its thing.
    """
    asked = {
        **_columns(condition),
        "area": area,
        "since": since,
        "now": now,
        "heard_from": since - LEAD - timedelta(minutes=condition.minutes),
        "doubtful": int(DOUBTFUL),
        "rhythm": RHYTHM,
        "unknown_rhythm": UNKNOWN_RHYTHM.total_seconds(),
        "shortest": SHORTEST.total_seconds(),
    }
    rows = conn.execute(_SQL["periods"], asked).fetchall()
    return [
        Watched(number, thing, held, tuple(_periods(group)))
        for (number, thing, held), group in groupby(rows, key=lambda row: tuple(row[:3]))
    ]


def _periods(rows: Iterable[tuple[object, ...]]) -> Iterable[Period]:
    for _, _, _, is_on, began, ended in rows:
        if is_on is not None:
            state = State.ON if is_on else State.UNKNOWN
            yield Period(state, began, ended)  # type: ignore[arg-type]


def _hold(conn: Connection, area: str, which: int, expected: int) -> None:
    row = conn.execute(_SQL["lock"], {"area": area, "id": which}).fetchone()
    if row is None:
        raise _unknown(area, which)
    if row[0] != expected:
        raise Conflict(
            f"alert '{which}' is at revision '{row[0]}' and not '{expected}'",
            hint="load it again, and choose which of the two stays",
        )


def _columns(condition: Condition) -> dict[str, object]:
    return {
        "name": condition.name,
        "quantity": condition.quantity,
        "variant": condition.variant,
        "thing": condition.thing,
        "above": condition.above,
        "threshold": condition.threshold,
        "minutes": condition.minutes,
    }


def _alert(row: tuple[object, ...]) -> Alert:
    number, area, *condition, revision, changed_at = row
    return Alert(number, area, Condition(*condition), revision, changed_at)  # type: ignore[arg-type]


def _unknown(area: str, which: int) -> NotFound:
    return NotFound(f"'{area}' has no alert '{which}'", hint="its list has the ids of all")
