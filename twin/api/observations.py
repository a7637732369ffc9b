"""Measured values: the newest, raw ones page by page, and per hour or day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, Field

from twin.api.context import Database, Now
from twin.api.flags import names
from twin.api.newest import Latest, newest
from twin.api.problems import responses
from twin.api.shapes import AreaFilter, Cursor, Limit
from twin.errors import ParameterInvalid
from twin.model import Datastream
from twin.quantities import quantity
from twin.store.observations import raw, rolled_up
from twin.store.things import datastream, list_datastreams

router = APIRouter(prefix="/api/v1", tags=["observations"])
_ERRORS = responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)

Rolled = Literal["raw", "hour", "day"]

_YEARS = range(1900, 2201)
_DEFAULT_SPAN = timedelta(days=1)
_LONGEST = {"hour": timedelta(days=3 * 366), "day": timedelta(days=100 * 366)}
_FITTING: tuple[tuple[timedelta, Rolled], ...] = (
    (timedelta(days=2), "raw"),
    (timedelta(days=62), "hour"),
)
"""For `auto`: up to which span what is given; beyond all of them days. A chart has room for no more
than a few thousand points."""


class Value(BaseModel):
    """One observation as it was measured."""

    t: datetime = Field(description="When it was measured.", examples=["2026-11-22T10:00:00Z"])
    v: float = Field(description="In the unit of the datastream.", examples=[8.1])
    flags: list[str] = Field(
        description="What quality control noticed (`/api/v1/flags`); it never changes the value.",
        examples=[["out_of_range"]],
    )


class Interval(BaseModel):
    """The observations of one hour or day."""

    t: datetime = Field(description="When it begins; days in Amsterdam time.")
    mean: float | None = Field(description="Null when `hidden`.")
    min: float | None = Field(description="Null for what counts people or vehicles.")
    max: float | None = Field(description="Null for what counts people or vehicles.")
    sum: float | None = Field(description="Null when `hidden`.")
    count: int = Field(description="Observations in it; at least 1.")
    hidden: bool = Field(
        description="Counts people or vehicles, and there were fewer than 10: not told."
    )


class Series(BaseModel):
    """Values of a datastream in order of time."""

    datastream: int = Field(examples=[12])
    quantity: str = Field(examples=["pm25"])
    origin: str = Field(
        description="`real`; `replay`: measured at another time or place; `synthetic`: made up.",
        examples=["replay"],
    )
    unit: str = Field(examples=["ug/m3"])
    interval: Rolled = Field(description="What `items` are; of `auto` what was chosen.")
    items: list[Value] | list[Interval] = Field(
        description="`raw`: as measured. Else per interval; those without observations are absent."
    )
    next: str | None = Field(description="Address of the next page; null on the last one.")


class LatestItem(Latest):
    """The newest value of a datastream."""

    datastream: int = Field(examples=[12])
    thing: str = Field(examples=["kit-1"])
    quantity: str = Field(examples=["pm25"])
    variant: str | None = Field(examples=["calibrated"])
    origin: str = Field(description="`real`, `replay` or `synthetic`.", examples=["replay"])


class LatestPage(BaseModel):
    """The newest observation of each datastream that has any."""

    items: list[LatestItem]
    next: None = None


@router.get("/observations/latest", summary="Newest values", responses=_ERRORS)
def newest_values(conn: Database, now: Now, area: AreaFilter = None) -> LatestPage:
    """The newest value of each datastream that has any.

    Of what counts people or vehicles it is the last whole hour.
    """
    streams = list_datastreams(conn, area=area)
    values = newest(conn, streams, now)
    return LatestPage(
        items=[
            LatestItem(
                datastream=stream.id,
                thing=stream.thing,
                quantity=stream.quantity,
                variant=stream.variant,
                origin=stream.origin,
                **dict(values[stream.id]),
            )
            for stream in streams
            if stream.id in values
        ],
        next=None,
    )


Which = Annotated[
    int, Path(alias="datastream", description="Number of the datastream.", examples=[12])
]
From = Annotated[
    AwareDatetime | None,
    Query(
        alias="from",
        description="From this moment, with zone. Default: a day before `to`.",
        examples=["2026-11-21T10:00:00Z"],
    ),
]
To = Annotated[
    AwareDatetime | None,
    Query(
        alias="to",
        description="Up to but without this moment. Default: now.",
        examples=["2026-11-22T10:00:00Z"],
    ),
]
Per = Annotated[
    Literal["raw", "hour", "day", "auto"],
    Query(
        description="As measured, rolled up by hour or day, or what fits the span: as measured up "
        "to 2 days, by hour up to 62, by day beyond."
    ),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which values of a datastream somebody may have."""

    start: datetime
    end: datetime
    interval: Rolled


def asked(
    stream: Datastream, start: datetime | None, end: datetime | None, per: str, now: datetime
) -> Asked:
    """The period and interval that a question means.

    Raises
    ------
    ParameterInvalid
        There is no such period, it is too long for the interval, or values as measured are asked
        of what counts people or vehicles.
    """
    end = near("to", end or now)
    start = near("from", start or end - _DEFAULT_SPAN)
    if start >= end:
        raise ParameterInvalid(
            f"'from' {start.isoformat()} is not before 'to' {end.isoformat()}",
            hint="swap them, or leave one out",
        )
    counting = quantity(stream.quantity).counting
    chosen: Rolled
    match per:
        case "raw" | "hour" | "day":
            chosen = per
        case _:
            chosen = _fitting(end - start, counting=counting)
    if chosen == "raw" and counting:
        raise ParameterInvalid(
            f"'raw' values of datastream '{stream.id}' are not shown, since it counts people "
            "or vehicles",
            hint="ask with interval=hour, interval=day or interval=auto",
        )
    longest = _LONGEST.get(chosen)
    if longest is not None and end - start > longest:
        raise ParameterInvalid(
            f"'{(end - start).days}' days are too many for interval '{chosen}'",
            hint=f"ask for at most {longest.days} days at a time",
        )
    return Asked(start, end, chosen)


@router.get(
    "/datastreams/{datastream}/observations", summary="Values of a datastream", responses=_ERRORS
)
def series(
    datastream_id: Which,
    conn: Database,
    now: Now,
    start: From = None,
    end: To = None,
    interval: Per = "raw",
    limit: Limit = 10_000,
    cursor: Cursor = None,
) -> Series:
    """Values as measured, page by page, or rolled up per hour or day.

    Ask for hours over at most three years and for days over at most a hundred. What counts people
    or vehicles is never given as measured, and hours of fewer than 10 are `hidden`.
    """
    stream = datastream(conn, datastream_id)
    which = asked(stream, start, end, interval, now)
    following = None
    items: list[Value] | list[Interval]
    if which.interval == "raw":
        rows = raw(conn, stream.id, which.start, which.end, limit + 1, _moment(cursor))
        items = [
            Value(t=row.phenomenon_time, v=row.value, flags=names(row.flags))
            for row in rows[:limit]
        ]
        if len(rows) > limit:
            query = f"interval=raw&limit={limit}&from={_text(which.start)}&to={_text(which.end)}"
            after = _text(rows[limit - 1].phenomenon_time)
            following = f"/api/v1/datastreams/{stream.id}/observations?{query}&cursor={after}"
    else:
        items = [
            Interval(
                t=row.start,
                mean=row.mean,
                min=row.minimum,
                max=row.maximum,
                sum=row.total,
                count=row.count,
                hidden=row.hidden,
            )
            for row in rolled_up(conn, stream.id, which.start, which.end, which.interval)
        ]
    return Series(
        datastream=stream.id,
        quantity=stream.quantity,
        origin=stream.origin,
        unit=quantity(stream.quantity).unit,
        interval=which.interval,
        items=items,
        next=following,
    )


def _fitting(span: timedelta, *, counting: bool) -> Rolled:
    """The finest interval that a chart of `span` has room for, and that may be shown."""
    fitting: Rolled = next((given for longest, given in _FITTING if span <= longest), "day")
    return "hour" if counting and fitting == "raw" else fitting


def near(name: str, moment: datetime) -> datetime:
    """A moment of which databases and calendars know what it is."""
    if moment.year not in _YEARS:
        raise ParameterInvalid(
            f"'{name}' {moment.isoformat()} is too far away",
            hint=f"give a year from {_YEARS.start} to {_YEARS.stop - 1}",
        )
    return moment


def _text(moment: datetime) -> str:
    """A moment as it stands in an address: UTC, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _moment(cursor: str | None) -> datetime | None:
    if cursor is None:
        return None
    try:
        moment = datetime.fromisoformat(cursor)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ParameterInvalid(
            f"'{cursor}' is no cursor", hint="take it from 'next' of the page before"
        )
    return near("cursor", moment)
