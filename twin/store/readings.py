"""Readings on their way into the database: one by one or in series, and both as columns. Pure."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from twin.model import NO_FLAGS, Flag, Uplink
from twin.store.arrays import column, microseconds, moment
from twin.store.decimals import as_decimals

_FOREVER = 2**31 - 1  # seconds that a column can hold

Fact = TypeVar("Fact")


class Reading(NamedTuple):
    """A decoded measurement of a datastream.

    Attributes
    ----------
    value
        In the unit of the quantity.
    flags
        What quality control noticed.
    sent
        Value and unit as they were sent, where converting them lost something.
    uplink
        The transmission that it came in, by which a repeat is known.
    source
        Where it comes from, as the ledger names it.
    """

    datastream: int
    phenomenon_time: datetime
    value: float
    received_at: datetime
    flags: Flag = NO_FLAGS
    sent: str | None = None
    uplink: Uplink | None = None
    source: str = "mqtt"


class Series(NamedTuple):
    """Readings of one datastream that came in one message, where objects for each cost too much.

    Attributes
    ----------
    phenomenon_time
        (n,) int64, microseconds since 2000-01-01 UTC.
    value
        (n,) float64, in the unit of the quantity.
    flags
        (n,) int16, what quality control noticed.
    """

    datastream: int
    phenomenon_time: NDArray[np.int64]
    value: NDArray[np.float64]
    received_at: datetime
    flags: NDArray[np.int16]
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Readings as columns of (n,).

    Attributes
    ----------
    phenomenon_time, received_at
        int64, microseconds since 2000-01-01 UTC.
    flags
        int16.
    source
        int64, places in `sources`.
    sent, uplink
        Of the few that have one, by their place in the columns.
    """

    datastream: NDArray[np.int64]
    phenomenon_time: NDArray[np.int64]
    value: NDArray[np.float64]
    received_at: NDArray[np.int64]
    flags: NDArray[np.int16]
    source: NDArray[np.int64]
    sources: tuple[str, ...]
    sent: dict[int, str]
    uplink: dict[int, Uplink]

    def __len__(self) -> int:
        return len(self.datastream)

    def pick(self, places: NDArray[np.intp]) -> Columns:
        """Those at `places`, in that order."""
        return replace(
            self,
            datastream=self.datastream[places],
            phenomenon_time=self.phenomenon_time[places],
            value=self.value[places],
            received_at=self.received_at[places],
            flags=self.flags[places],
            source=self.source[places],
            sent=_moved(self.sent, places),
            uplink=_moved(self.uplink, places),
        )

    def by_source(self) -> Counter[str]:
        """How many there are of each source."""
        counts = np.bincount(self.source, minlength=len(self.sources)).tolist()
        return Counter({name: n for name, n in zip(self.sources, counts, strict=True) if n})

    def reading(self, place: int) -> Reading:
        """The one at `place`."""
        return Reading(
            int(self.datastream[place]),
            moment(self.phenomenon_time[place]),
            float(self.value[place]),
            moment(self.received_at[place]),
            Flag(int(self.flags[place])),
            self.sent.get(place),
            self.uplink.get(place),
            self.sources[self.source[place]],
        )

    def in_order(self) -> Columns:
        """In the order of the primary key; of those with the same moment only the first to come."""
        order = np.lexsort((self.received_at, self.phenomenon_time, self.datastream))
        datastream, time = self.datastream[order], self.phenomenon_time[order]
        first = np.ones(len(order), np.bool_)
        first[1:] = (datastream[1:] != datastream[:-1]) | (time[1:] != time[:-1])
        return self.pick(order[first])

    def newest(self) -> Columns:
        """The newest of each datastream, of columns `in_order`."""
        last = np.ones(len(self), np.bool_)
        last[:-1] = self.datastream[1:] != self.datastream[:-1]
        return self.pick(np.flatnonzero(last))


def columns(readings: Sequence[Reading | Series]) -> Columns:
    """`readings` as columns, single ones before series."""
    single = [one for one in readings if isinstance(one, Reading)]
    series = [one for one in readings if isinstance(one, Series)]
    every: list[Any] = [[], [], [], [], [], [], [], []]
    if single:
        every = list(zip(*single, strict=True))
    datastream, measured, value, received_at, flags, sent, uplink, source = every
    numbers = {
        name: n for n, name in enumerate(dict.fromkeys([*source, *(s.source for s in series)]))
    }
    sizes = [len(one.value) for one in series]

    def joined(first: Any, kind: type[np.generic], rest: list[NDArray[Any]]) -> NDArray[Any]:
        return np.concatenate([np.array(first, kind), *rest])

    def spread(first: Any, of_series: list[int]) -> NDArray[np.int64]:
        return joined(first, np.int64, [np.repeat(np.array(of_series, np.int64), sizes)])

    return Columns(
        spread(datastream, [one.datastream for one in series]),
        joined(microseconds(measured), np.int64, [one.phenomenon_time for one in series]),
        joined(value, np.float64, [one.value for one in series]),
        spread(
            microseconds(received_at), microseconds([one.received_at for one in series]).tolist()
        ),
        # As plain numbers, since numpy takes 3 µs for each member of an enumeration.
        joined([*map(int.__index__, flags)], np.int16, [one.flags for one in series]),
        spread([numbers[name] for name in source], [numbers[one.source] for one in series]),
        tuple(numbers),
        {place: one for place, one in enumerate(sent) if one is not None},
        {place: one for place, one in enumerate(uplink) if one is not None},
    )


def as_arrays(readings: Columns) -> dict[str, Any]:
    """`readings` as arrays for the queries of the store."""
    number = as_decimals(readings.value)
    return {
        "datastream": column("bigint", readings.datastream),
        "phenomenon_time": column("timestamptz", readings.phenomenon_time),
        "value": column("double precision", readings.value),
        "digits": column("bigint", number.digits),
        "decimals": column("smallint", number.decimals),
        "rest": column("double precision", number.rest),
        "received_at": column("timestamptz", readings.received_at),
        "delay": column("integer", _delay(readings)),
        "flags": column("smallint", readings.flags),
        "sent": [readings.sent.get(place) for place in range(len(readings))],
        "source": [readings.sources[number] for number in readings.source.tolist()],
    }


# As COPY takes rows: how many fields, and of each its size before it.
_FIELDS: list[tuple[str, str]] = [
    ("datastream", ">i8"), ("phenomenon_time", ">i8"), ("digits", ">i8"), ("decimals", ">i2"),
    ("delay", ">i4"), ("flags", ">i2"),
]  # fmt: skip


def as_copy(readings: Columns) -> bytes:
    """`readings` in the binary form of COPY: the fields of `_FIELDS` and `rest`.

    Those that `digits` tell come first, since their rows have another length.
    """
    number = as_decimals(readings.value)
    given: dict[str, NDArray[Any]] = {
        "datastream": readings.datastream,
        "phenomenon_time": readings.phenomenon_time,
        "digits": number.digits,
        "decimals": number.decimals,
        "delay": _delay(readings),
        "flags": readings.flags,
        "rest": number.rest,
    }
    decimal = np.isnan(number.rest)
    return b"".join(
        (
            b"PGCOPY\n\xff\r\n\0" + struct.pack(">2i", 0, 0),
            _rows(given, decimal, _FIELDS) if decimal.any() else b"",
            _rows(given, ~decimal, [*_FIELDS, ("rest", ">f8")]) if not decimal.all() else b"",
            struct.pack(">h", -1),
        )
    )


def _rows(
    given: dict[str, NDArray[Any]], wanted: NDArray[np.bool_], fields: list[tuple[str, str]]
) -> bytes:
    """Rows of COPY; a seventh field that is not among `fields` is NULL."""
    layout = [("fields", ">i2")]
    for name, code in fields:
        layout += [(f"{name} size", ">i4"), (name, code)]
    if len(fields) == len(_FIELDS):
        layout.append(("null", ">i4"))
    rows = np.empty(int(wanted.sum()), layout)
    rows["fields"] = len(_FIELDS) + 1
    for name, _ in fields:
        rows[f"{name} size"] = rows.dtype[name].itemsize
        rows[name] = given[name][wanted]
    if len(fields) == len(_FIELDS):
        rows["null"] = -1
    return rows.tobytes()


def _delay(readings: Columns) -> NDArray[np.int64]:
    seconds = (readings.received_at - readings.phenomenon_time) // 1_000_000
    return seconds.clip(-_FOREVER, _FOREVER)


def _moved(facts: dict[int, Fact], places: NDArray[np.intp]) -> dict[int, Fact]:
    if not facts:
        return facts
    return {to: facts[at] for to, at in enumerate(places.tolist()) if at in facts}
