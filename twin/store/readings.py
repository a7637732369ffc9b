"""Readings on their way into the database: as columns, and which are the newest. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np

from twin.model import NO_FLAGS, Flag, Uplink
from twin.store.arrays import column, microseconds
from twin.store.decimals import as_decimals

_FOREVER = 2**31 - 1  # seconds that a column can hold


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


def newest(readings: Sequence[Reading]) -> list[Reading]:
    """The newest reading of each datastream; of those with the same moment the first.

    It may be a duplicate of what was stored earlier: then `latest` has that one or a newer one.
    """
    found: dict[int, Reading] = {}
    for reading in readings:
        best = found.get(reading.datastream)
        if best is None or reading.phenomenon_time > best.phenomenon_time:
            found[reading.datastream] = reading
    return list(found.values())


def columns(readings: Sequence[Reading]) -> dict[str, Any]:
    """`readings`, at least one, as arrays for the queries of the store."""
    datastream, moment, value, received_at, flags, sent, _, source = zip(*readings, strict=True)
    measured, received = microseconds(moment), microseconds(received_at)
    delay = np.clip((received - measured) // 1_000_000, -_FOREVER, _FOREVER)
    number = as_decimals(np.array(value, np.float64))
    return {
        "datastream": column("bigint", datastream),
        "phenomenon_time": column("timestamptz", measured),
        "value": column("double precision", value),
        "digits": column("bigint", number.digits),
        "decimals": column("smallint", number.decimals),
        "rest": column("double precision", number.rest),
        "received_at": column("timestamptz", received),
        "delay": column("integer", delay),
        "flags": column("smallint", flags),
        "sent": list(sent),
        "source": list(source),
    }
