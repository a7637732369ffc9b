"""Observations: stored once whatever is sent twice, counted in the same transaction, read back raw,
newest only, or rolled up per hour and day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

import numpy as np
import psycopg

from twin.model import NO_FLAGS, Flag, Origin, RejectionReason
from twin.quantities import Aggregation
from twin.store import ledger
from twin.store.arrays import column, microseconds, moment
from twin.store.ledger import DeadLetter as DeadLetter  # part of the question to store_batch
from twin.store.ledger import KeptLetter
from twin.store.pool import Connection
from twin.store.queries import queries
from twin.store.readings import Columns, as_arrays, as_copy, columns
from twin.store.readings import Reading as Reading  # likewise
from twin.store.readings import Series as Series  # likewise

CHANNEL = "twin_live"
"""NOTIFY channel on which `store_batch` tells that newer values than before are there."""

Interval = Literal["hour", "day"]

_WORTH_COPYING = 250  # for fewer rows the question itself costs more than COPY saves
_NEVER = -(2**63)
_LARGEST = 1e290  # of such values a roll-up can add a million million million

_SQL = queries("observations")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch, in readings."""

    stored: int
    duplicate: int
    rejected: int


class Sample(NamedTuple):
    """A stored observation of a datastream that is known from the question; a page has thousands.

    Attributes
    ----------
    delay
        Whole seconds from `phenomenon_time` to reception; below zero when the device's clock was
        ahead.
    sent
        Value and unit as they were sent, where converting them lost something.
    """

    phenomenon_time: datetime
    value: float
    flags: Flag = NO_FLAGS
    delay: int = 0
    sent: str | None = None


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
    flags: Flag = NO_FLAGS


class RollUp(NamedTuple):
    """The observations of one hour or day, which begins at `start`; a tuple, as a year has 8,760.

    Attributes
    ----------
    minimum, maximum
        None for what counts people or vehicles.
    count
        Observations in it, at least 1; 0 when none of them may be shown.
    hidden
        It counts people or vehicles, and this hour, or an hour of this day, had fewer than ten and
        is left out. When nothing is left, `mean` and `total` are None.
    """

    start: datetime
    mean: float | None
    minimum: float | None
    maximum: float | None
    total: float | None
    count: int  # type: ignore[assignment]  # in place of the method of tuples
    hidden: bool = False

    def value(self, aggregation: Aggregation) -> float | None:
        """The one number for the interval: the mean of levels, or the sum of amounts."""
        return self.total if aggregation == "sum" else self.mean


def store_batch(
    conn: Connection,
    readings: Sequence[Reading | Series],
    dead_letters: Sequence[DeadLetter],
    replayed: Sequence[KeptLetter] = (),
) -> Outcome:
    """Store `readings` and `dead_letters` and count them, all in one transaction or not at all.

    A reading whose (datastream, phenomenon_time) is there already, or came earlier in the batch,
    is a duplicate and changes nothing; so is one whose uplink was stored for its datastream before.
    A reading of a datastream that is not there is rejected as `unknown_datastream`, a value beyond
    1e290 as `not_a_number`, since it would make every sum fail. Acknowledge what was received only
    after this returns.

    Parameters
    ----------
    replayed
        Dead letters from `ledger.take` that this batch was made from: their counts move to what
        becomes of them now.

    Raises
    ------
    psycopg.OperationalError
        The database is away; nothing was stored, and the same batch can be given again.
    """
    with conn.transaction():
        known, refused, newest = _split(conn, columns(readings))
        stored = _insert(conn, _first_heard(conn, known), newest)
        letters = [*dead_letters, *refused]
        ledger.record(conn, known.by_source(), stored, letters, replayed)
    total = stored.total()
    return Outcome(total, len(known) - total, sum(letter.count for letter in letters))


def latest(
    conn: Connection, area: str | None = None, ids: Sequence[int] | None = None
) -> list[LiveRow]:
    """The newest observation of each datastream that has any: of all, of one area, or of `ids`.

    Those that count people or vehicles are left out; see `latest_hours`.
    """
    asked = None if ids is None else list(ids)
    rows = conn.execute(_SQL["latest"], {"area": area, "ids": asked})
    return [_live_row(row) for row in rows]


def latest_hours(conn: Connection, ids: Sequence[int], now: datetime) -> list[tuple[int, RollUp]]:
    """The last hour of each datastream in `ids` that had passed `now`, if it measured for two days.

    In place of the newest observation of what counts people or vehicles; it may be `hidden`.
    """
    rows = conn.execute(_SQL["latest_hours"], {"ids": list(ids), "now": now})
    return [(number, RollUp(*rolled)) for number, *rolled in rows]


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

    The next page is that `after` the phenomenon_time of the last one. Of a datastream that counts
    people or vehicles there are none to be seen.
    """
    rows = conn.execute(
        _SQL["raw"],
        {"datastream": datastream, "start": start, "stop": end, "after": after, "limit": limit},
    )
    return [
        Sample(moment, value, Flag(flags) if flags else NO_FLAGS, delay, sent)
        for moment, value, flags, delay, sent in rows
    ]


def rolled_up(
    conn: Connection, datastream: int, start: datetime, end: datetime, interval: Interval
) -> list[RollUp]:
    """The hours or days that overlap the period from `start` to `end`, whole, oldest first.

    Days run from midnight to midnight in Amsterdam. Intervals without observations are left out,
    and so are those that began before the retention of the datastream.
    """
    asked = {"datastream": datastream, "start": start, "stop": end}
    # In binary, since a year of hours is 8,760 times four numbers to write and read.
    rows = conn.execute(_SQL[f"per_{interval}"], asked, binary=True)
    return [RollUp._make(row) for row in rows]


def _live_row(row: tuple[Any, ...]) -> LiveRow:
    datastream, thing, quantity, moment, value, received_at, stored_at, origin, flags = row
    return LiveRow(
        datastream, thing, quantity, moment, value, received_at, stored_at,
        Origin(origin), Flag(flags),
    )  # fmt: skip


_Newest = dict[int, int]
"""The newest moment that is stored of each datastream, in microseconds as `Columns` has them."""


def _split(conn: Connection, readings: Columns) -> tuple[Columns, list[DeadLetter], _Newest]:
    """Readings that can be stored, the others as dead letters, and what is stored already."""
    if not len(readings):
        return readings, [], {}
    asked = np.unique(readings.datastream)
    rows = conn.execute(_SQL["known_datastreams"], {"datastream": column("bigint", asked)})
    newest: _Newest = {}
    for number, at in rows:
        newest[number] = _NEVER if at is None else int(microseconds([at])[0])
    storable = np.abs(readings.value) <= _LARGEST  # NaN is not
    if len(newest) < len(asked):
        storable &= np.isin(readings.datastream, list(newest))
    if storable.all():
        return readings, [], newest
    refused = []
    for place in np.flatnonzero(~storable).tolist():
        reading = readings.reading(place)
        if reading.datastream not in newest:
            why = f"no datastream has number '{reading.datastream}'"
            refused.append(_refusal(reading, RejectionReason.UNKNOWN_DATASTREAM, why))
        else:
            why = f"value '{reading.value}' is too large to be added up"
            refused.append(_refusal(reading, RejectionReason.NOT_A_NUMBER, why))
    return readings.pick(np.flatnonzero(storable)), refused, newest


def _refusal(reading: Reading, reason: RejectionReason, why: str) -> DeadLetter:
    return DeadLetter(
        received_at=reading.received_at,
        topic=reading.source,
        payload=repr(reading).encode(),
        reason=reason,
        detail=why,
        source=reading.source,
    )


def _first_heard(conn: Connection, readings: Columns) -> Columns:
    """`readings` without those that came in an uplink that was heard before.

    What one message brings of a datastream belongs together; the same uplink in a later message of
    the batch is a repeat.
    """
    if not readings.uplink:
        return readings
    brought = {
        place: (int(readings.datastream[place]), uplink.session, uplink.f_cnt)
        for place, uplink in readings.uplink.items()
    }
    heard: dict[tuple[int, str, int], int] = {}
    for place, transmission in brought.items():
        heard.setdefault(transmission, int(readings.received_at[place]))
    rows = conn.execute(
        _SQL["claim_uplinks"],
        {
            "datastream": [datastream for datastream, _, _ in heard],
            "session": [session for _, session, _ in heard],
            "f_cnt": [f_cnt for _, _, f_cnt in heard],
            "received_at": [moment(at) for at in heard.values()],
        },
    )
    new = {key: heard[key] for key in rows}
    first = np.ones(len(readings), np.bool_)
    for place, transmission in brought.items():
        first[place] = new.get(transmission) == readings.received_at[place]
    return readings.pick(np.flatnonzero(first))


def _insert(conn: Connection, readings: Columns, newest: _Newest) -> Counter[str]:
    """Insert what is new, move `latest` on, and return how much was new, by source."""
    if not len(readings):
        return Counter()
    readings = readings.in_order()
    last = np.array([newest[number] for number in readings.datastream.tolist()], np.int64)
    # Nothing is stored at or after these moments, so that none of them can be there already.
    ahead = readings.phenomenon_time > last
    plain = ahead.copy()
    plain[list(readings.sent)] = False
    fresh = readings.pick(np.flatnonzero(plain))
    if len(fresh) >= _WORTH_COPYING and _copy(conn, fresh):
        stored = fresh.by_source() + _insert_new(conn, readings.pick(np.flatnonzero(~plain)))
    else:
        stored = _insert_new(conn, readings)
    if stored.total() and ahead.any():
        row = conn.execute(_SQL["tick"]).fetchone()
        moved = as_arrays(readings.pick(np.flatnonzero(ahead)).newest())
        conn.execute(_SQL["update_latest"], moved | {"stored_at": row and row[0]})
    return stored


def _copy(conn: Connection, readings: Columns) -> bool:
    """Store what is not there yet by COPY, in a third of the time that INSERT takes.

    False, and nothing is stored: another worker stores the same at this moment, or the server
    cannot COPY into this table.
    """
    try:
        with conn.transaction(), conn.cursor() as cursor, cursor.copy(_SQL["copy"]) as copy:
            copy.write(as_copy(readings))
    except (psycopg.errors.UniqueViolation, psycopg.errors.FeatureNotSupported):
        return False
    return True


def _insert_new(conn: Connection, readings: Columns) -> Counter[str]:
    """Insert what is not there yet, and return how much that was, by source."""
    if not len(readings):
        return Counter()
    sources = readings.by_source()
    given = as_arrays(readings)
    if len(sources) == 1 and not readings.sent:
        return Counter({name: conn.execute(_SQL["insert"], given).rowcount for name in sources})
    return Counter(dict(conn.execute(_SQL["insert_mixed"], given).fetchall()))
