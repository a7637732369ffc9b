"""What all sensors of an area measured hour by hour, in one answer, to play it back on a map."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field

from twin.api.assets import area_row
from twin.api.context import Database
from twin.api.flags import names
from twin.api.observations import near
from twin.api.problems import responses
from twin.api.shapes import AreaId
from twin.errors import ParameterInvalid
from twin.quantities import quantity as known_quantity
from twin.store import playback
from twin.store.playback import Hours

router = APIRouter(prefix="/api/v1/areas/{area}/observations", tags=["observations"])
_ERRORS = responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)

HOUR = timedelta(hours=1)
LONGEST = timedelta(days=8)
"""A week has an hour more when summer time ends."""


class NoticedBody(BaseModel):
    """What quality control noticed in some hours that follow on each other."""

    first: int = Field(ge=0, description="Place of the first of these hours.", examples=[0])
    last: int = Field(ge=0, description="Place of the last, inclusive.", examples=[23])
    flags: list[str] = Field(
        description="As in `/api/v1/flags`; each was noticed at least once in each hour.",
        examples=[["uncalibrated"]],
    )


class HoursBody(BaseModel):
    """A datastream hour by hour."""

    datastream: int = Field(examples=[12])
    thing: str = Field(examples=["kit-1"])
    quantity: str = Field(examples=["pm25"])
    variant: str | None = Field(examples=["calibrated"])
    origin: str = Field(description="`real`, `replay` or `synthetic`.", examples=["replay"])
    values: list[float | None] = Field(
        description="One for each hour: the mean of levels or the sum of amounts, to the decimals "
        "that the instrument justifies. Null: nothing was measured, or it is `hidden`.",
        examples=[[8.1, None, 7.9]],
    )
    hidden: list[int] = Field(
        description="Places of hours of fewer than 10 people or vehicles, which are not told."
    )
    noticed: list[NoticedBody]


class PlaybackBody(BaseModel):
    """What the sensors of an area measured, by the hour. Hours are told by place from `start`."""

    area: str = Field(examples=["voorbeeldwijk"])
    start: datetime = Field(description="When the first hour begins.")
    hours: int = Field(description="How many hours there are.", examples=[24])
    series: list[HoursBody] = Field(
        description="By datastream; those that measured nothing in all that time are left out."
    )


@router.get("", summary="What all sensors of an area measured by the hour", responses=_ERRORS)
def observations(
    area: AreaId,
    conn: Database,
    start: Annotated[
        AwareDatetime,
        Query(alias="from", description="From the hour of this moment.",
              examples=["2026-11-21T00:00:00+01:00"]),
    ],
    end: Annotated[
        AwareDatetime,
        Query(alias="to", description="Up to this moment, at most 8 days later.",
              examples=["2026-11-22T00:00:00+01:00"]),
    ],
    quantity: Annotated[
        str | None, Query(max_length=64, description="Of one quantity only.", examples=["pm25"])
    ] = None,
) -> PlaybackBody:  # fmt: skip
    """To play back a day or a week: one value for each hour, and none where nothing was measured.

    What counts people or vehicles is there as far as it may be shown.
    """
    known = area_row(conn, area).id
    if quantity is not None:
        known_quantity(quantity)
    first, last = whole_hour(near("from", start)), near("to", end)
    if first >= last:
        raise ParameterInvalid(
            f"'from' {start.isoformat()} is not before 'to' {end.isoformat()}", hint="swap them"
        )
    if last - first > LONGEST:
        raise ParameterInvalid(
            f"'{(last - first).days}' days are too many to play back",
            hint=f"ask for at most {LONGEST.days} days at a time",
        )
    count = -(-(last - first) // HOUR)
    return PlaybackBody(
        area=known,
        start=first,
        hours=count,
        series=[_body(each) for each in playback.hours(conn, known, first, count, quantity)],
    )


def whole_hour(moment: datetime) -> datetime:
    """The beginning of the hour of UTC that a moment is in; hours here are those of UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _body(one: Hours) -> HoursBody:
    decimals = known_quantity(one.quantity).decimals
    return HoursBody(
        datastream=one.datastream,
        thing=one.thing,
        quantity=one.quantity,
        variant=one.variant,
        origin=one.origin,
        values=[None if value is None else round(value, decimals) for value in one.levels],
        hidden=list(one.hidden),
        noticed=[
            NoticedBody(first=each.first, last=each.last, flags=names(each.flags))
            for each in one.noticed
        ],
    )
