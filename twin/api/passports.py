"""The passport of a datastream: whose it is, why it is there, what it can, how long it is kept."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from twin.api.context import Database
from twin.api.dtpr import mark
from twin.api.problems import responses
from twin.api.shapes import AreaFilter, Both, Cursor, Limit, after, next_page
from twin.errors import NotFound
from twin.model import Datastream, Words
from twin.quantities import quantity
from twin.store.things import datastream, list_datastreams

router = APIRouter(prefix="/api/v1", tags=["passports"])
_ERRORS = responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)

SMALLEST_GROUP = 10
"""People or vehicles in an hour below which the database hides how many they were."""


class DtprElement(BaseModel):
    """What a datastream is, in the taxonomy of DTPR (https://dtpr.io)."""

    id: str = Field(examples=["purpose__ecology"])
    category: Both
    label: Both


class PassportBody(BaseModel):
    """What people may know of a datastream."""

    datastream: int = Field(examples=[12])
    thing: str = Field(examples=["kit-1"])
    quantity: str = Field(examples=["pm25"])
    variant: str | None = Field(
        description="`calibrated`: made from the raw values; null: as the sensor sent it.",
        examples=["calibrated"],
    )
    label: Both
    origin: str = Field(description="Of the thing.", examples=["replay"])
    owner: str = Field(description="The organisation that answers for it.")
    contact: str = Field(description="Where to ask.")
    purpose: Both
    legal_ground: Both
    measures: Both
    cannot: Both = Field(description="What it cannot measure or see.")
    retention: str | None = Field(
        description="How long observations are kept (ISO 8601), enforced by the database; null: "
        "as long as the twin is.",
        examples=["P400D"],
    )
    calibration: str | None = Field(description="How the series was calibrated, and by whom.")
    counting: bool = Field(
        description="Counts people or vehicles: shown per hour only, and hours of fewer than "
        f"{SMALLEST_GROUP} are hidden."
    )
    dtpr: list[DtprElement]


class PassportPage(BaseModel):
    """Passports in order of datastream."""

    items: list[PassportBody]
    next: str | None = Field(description="Address of the next page; null on the last one.")


@router.get("/passports", summary="Passports of all datastreams", responses=_ERRORS)
def passports(
    conn: Database, area: AreaFilter = None, limit: Limit = 1000, cursor: Cursor = None
) -> PassportPage:
    """The passport of each datastream that has one."""
    since = after(cursor)
    known = [
        body
        for stream in list_datastreams(conn, area=area)
        if stream.id > since and (body := passport_body(stream)) is not None
    ]
    page = known[:limit]
    return PassportPage(
        items=page,
        next=next_page("passports", area, limit, str(page[-1].datastream))
        if len(known) > limit
        else None,
    )


@router.get(
    "/datastreams/{datastream}/passport", summary="Passport of a datastream", responses=_ERRORS
)
def passport(
    datastream_id: Annotated[
        int, Path(alias="datastream", description="Number of the datastream.", examples=[12])
    ],
    conn: Database,
) -> PassportBody:
    """Owner, purpose, legal ground, what it measures and cannot, and how long it is kept."""
    body = passport_body(datastream(conn, datastream_id))
    if body is None:
        raise NotFound(
            f"datastream '{datastream_id}' has no passport",
            hint="who registered the sensor can add one: twin sensors import",
        )
    return body


def passport_body(stream: Datastream) -> PassportBody | None:
    """The passport of `stream` as an answer; None when it has none."""
    known, held = quantity(stream.quantity), stream.passport
    if held is None:
        return None
    return PassportBody(
        datastream=stream.id,
        thing=stream.thing,
        quantity=stream.quantity,
        variant=stream.variant,
        label=Both(nl=known.label_nl, en=known.label_en),
        origin=stream.origin,
        owner=held.owner,
        contact=held.contact,
        purpose=_both(held.purpose),
        legal_ground=_both(held.legal_ground),
        measures=_both(held.measures),
        cannot=_both(held.cannot),
        retention=None if held.retention is None else duration(held.retention),
        calibration=stream.calibration,
        counting=known.counting,
        dtpr=[
            DtprElement(id=one.id, category=one.category, label=one.label)
            for one in map(mark, held.dtpr)
        ],
    )


def duration(span: timedelta) -> str:
    """A span as an ISO 8601 duration in days and seconds, which calendars cannot bend."""
    days = f"P{span.days}D"
    return f"{days}T{span.seconds}S" if span.seconds else days


def _both(words: Words) -> Both:
    return Both(nl=words.nl, en=words.en)
