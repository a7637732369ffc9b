"""The newest value of a datastream as everybody may see it.

A measurement is shown as it came in. What counts people or vehicles is shown as its last whole
hour, and not even that when they were too few; the database decides which (`latest_hours`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from twin.api.flags import names
from twin.model import Datastream
from twin.quantities import quantity
from twin.store.observations import latest, latest_hours
from twin.store.pool import Connection


class Latest(BaseModel):
    """The newest value."""

    t: datetime = Field(
        description="When it was measured, or when the hour began.",
        examples=["2026-11-22T10:00:00Z"],
    )
    v: float | None = Field(
        description="In the unit of the datastream; null when `hidden`.", examples=[8.1]
    )
    received_at: datetime | None = Field(
        description="When it came in; null for an hour.", examples=["2026-11-22T10:00:01Z"]
    )
    flags: list[str] = Field(
        description="What quality control noticed (`/api/v1/flags`).", examples=[["uncalibrated"]]
    )
    interval: Literal["raw", "hour"] = Field(
        description="`raw`: one measurement; `hour`: a whole hour, of what counts people."
    )
    hidden: bool = Field(
        description="Fewer than 10 in this hour, so the number is not told.", examples=[False]
    )


def newest(conn: Connection, streams: Sequence[Datastream], now: datetime) -> dict[int, Latest]:
    """The newest values of `streams` by number; those that never measured are left out."""
    ids = [stream.id for stream in streams]
    values = {
        row.datastream: Latest(
            t=row.phenomenon_time,
            v=row.value,
            received_at=row.received_at,
            flags=names(row.flags),
            interval="raw",
            hidden=False,
        )
        for row in latest(conn, ids=ids)
    }
    counting = {
        stream.id: known.aggregation
        for stream in streams
        if (known := quantity(stream.quantity)).counting
    }
    for number, hour in latest_hours(conn, list(counting), now) if counting else ():
        values[number] = Latest(
            t=hour.start,
            v=hour.value(counting[number]),
            received_at=None,
            flags=[],
            interval="hour",
            hidden=hour.hidden,
        )
    return values
