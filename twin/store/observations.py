"""Observations: stored once whatever is sent twice, counted in the same transaction, read back raw,
newest only, or rolled up per hour and day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from twin.model import Origin, RejectionReason
from twin.quantities import Aggregation
from twin.store import ledger
from twin.store.ledger import DeadLetter as DeadLetter  # part of the question to store_batch
from twin.store.pool import Connection
from twin.store.queries import queries

CHANNEL = "twin_live"
"""NOTIFY channel on which `store_batch` tells that newer values than before are there."""

Interval = Literal["hour", "day"]

_SQL = queries("observations")


@dataclass(frozen=True, slots=True)
class Reading:
    """A decoded measurement of a datastream; `value` is in the unit of its quantity."""

    datastream: int
    phenomenon_time: datetime
    value: float
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch, in readings."""

    stored: int
    duplicate: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Sample:
    """A stored observation of a datastream that is known from the question."""

    phenomenon_time: datetime
    value: float
    received_at: datetime


@dataclass(frozen=True, slots=True)
class LiveRow:
    """The newest observation of a datastream.

    Attributes
    ----------
    stored_at
        Rises with every batch in the order in which batches become visible.
    origin
        Of the thing: real, replay or synthetic.
    """

    datastream: int
    thing: str
    quantity: str
    phenomenon_time: datetime
    value: float
    received_at: datetime
    stored_at: datetime
    origin: Origin


@dataclass(frozen=True, slots=True)
class RollUp:
    """The observations of one hour or day, which begins at `start`; `count` is at least 1."""

    start: datetime
    mean: float
    minimum: float
    maximum: float
    total: float
    count: int

    def value(self, aggregation: Aggregation) -> float:
        """The one number for the interval: the mean of levels, or the sum of amounts."""
        return self.total if aggregation == "sum" else self.mean


def store_batch(
    conn: Connection,
    source: str,
    readings: Sequence[Reading],
    dead_letters: Sequence[DeadLetter],
) -> Outcome:
    """Store `readings` and `dead_letters` and count them, all in one transaction or not at all.

    A reading whose (datastream, phenomenon_time) is there already, or came earlier in the batch,
    is a duplicate and changes nothing. A reading of a datastream that is not there is rejected as
    `unknown_datastream`. Acknowledge what was received only after this returns.

    Parameters
    ----------
    source
        Where they come from, as the ledger names it.

    Raises
    ------
    psycopg.OperationalError
        The database is away; nothing was stored, and the same batch can be given again.
    """
    with conn.transaction():
        known, refused = _split(conn, source, readings)
        stored = _insert(conn, known)
        outcome = Outcome(stored, len(known) - stored, len(dead_letters) + len(refused))
        ledger.record(
            conn,
            source,
            received=len(readings) + len(dead_letters),
            stored=outcome.stored,
            duplicate=outcome.duplicate,
            dead_letters=[*dead_letters, *refused],
        )
    return outcome


def latest(
    conn: Connection, area: str | None = None, ids: Sequence[int] | None = None
) -> list[LiveRow]:
    """The newest observation of each datastream that has any: of all, of one area, or of `ids`."""
    asked = None if ids is None else list(ids)
    rows = conn.execute(_SQL["latest"], {"area": area, "ids": asked})
    return [_live_row(row) for row in rows]


def changed_since(conn: Connection, stored_at: datetime) -> list[LiveRow]:
    """What became newest at or after `stored_at`, in the order in which it was stored.

    Who has seen all up to `stored_at` and asks from one microsecond later misses nothing and sees
    nothing twice.
    """
    rows = conn.execute(_SQL["changed_since"], {"stored_at": stored_at})
    return [_live_row(row) for row in rows]


def raw(
    conn: Connection,
    datastream: int,
    start: datetime,
    end: datetime,
    limit: int,
    after: datetime | None = None,
) -> list[Sample]:
    """At most `limit` observations in order of time, from `start` up to but without `end`.

    The next page is that `after` the phenomenon_time of the last one.
    """
    rows = conn.execute(
        _SQL["raw"],
        {"datastream": datastream, "start": start, "stop": end, "after": after, "limit": limit},
    )
    return [Sample(*row) for row in rows]


def rolled_up(
    conn: Connection, datastream: int, start: datetime, end: datetime, interval: Interval
) -> list[RollUp]:
    """The hours or days that overlap the period from `start` to `end`, whole, oldest first.

    Days run from midnight to midnight in Amsterdam. Intervals without observations are left out.
    """
    rows = conn.execute(
        _SQL[f"per_{interval}"], {"datastream": datastream, "start": start, "stop": end}
    )
    return [RollUp(*row) for row in rows]


def _live_row(row: tuple[Any, ...]) -> LiveRow:
    datastream, thing, quantity, phenomenon_time, value, received_at, stored_at, origin = row
    return LiveRow(
        datastream, thing, quantity, phenomenon_time, value, received_at, stored_at, Origin(origin)
    )


def _split(
    conn: Connection, source: str, readings: Sequence[Reading]
) -> tuple[Sequence[Reading], list[DeadLetter]]:
    """Readings of known datastreams, and the others as dead letters."""
    asked = sorted({reading.datastream for reading in readings})
    rows = conn.execute(_SQL["unknown_datastreams"], {"datastream": asked}) if asked else ()
    unknown = {number for (number,) in rows}
    if not unknown:
        return readings, []
    refused = [
        DeadLetter(
            received_at=reading.received_at,
            topic=source,
            payload=repr(reading).encode(),
            reason=RejectionReason.UNKNOWN_DATASTREAM,
            detail=f"no datastream has number '{reading.datastream}'",
        )
        for reading in readings
        if reading.datastream in unknown
    ]
    return [reading for reading in readings if reading.datastream not in unknown], refused


def _insert(conn: Connection, readings: Sequence[Reading]) -> int:
    """Insert what is new, move `latest` on, and return how many were new."""
    if not readings:
        return 0
    stored = conn.execute(_SQL["insert"], _columns(readings)).rowcount
    if stored:
        moment = conn.execute(_SQL["tick"]).fetchone()
        newest = _columns(_newest(readings)) | {"stored_at": moment and moment[0]}
        conn.execute(_SQL["update_latest"], newest)
    return stored


def _newest(readings: Sequence[Reading]) -> list[Reading]:
    """The newest reading of each datastream; of those with the same moment the first.

    It may be a duplicate of what was stored earlier: then `latest` has that one or a newer one.
    """
    newest: dict[int, Reading] = {}
    for reading in readings:
        best = newest.get(reading.datastream)
        if best is None or reading.phenomenon_time > best.phenomenon_time:
            newest[reading.datastream] = reading
    return list(newest.values())


def _columns(readings: Sequence[Reading]) -> dict[str, Any]:
    return {
        "datastream": [reading.datastream for reading in readings],
        "phenomenon_time": [reading.phenomenon_time for reading in readings],
        "value": [reading.value for reading in readings],
        "received_at": [reading.received_at for reading in readings],
    }
