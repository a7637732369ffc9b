"""Things that measure, their datastreams, and the quantities that can be measured."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from twin.api.context import Database, Now
from twin.api.newest import Latest, newest
from twin.api.problems import responses
from twin.api.shapes import AreaFilter, Both, Cursor, Limit, Point, after, next_page
from twin.errors import NotFound
from twin.jobs.beside import predicts
from twin.model import Datastream, Thing
from twin.quantities import QUANTITIES, Quantity, quantity
from twin.store.pool import Connection
from twin.store.things import datastream, list_datastreams, list_things

router = APIRouter(prefix="/api/v1", tags=["things"])
_ERRORS = responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)


class DatastreamBody(BaseModel):
    """One quantity of one thing; raw and calibrated are two."""

    id: int = Field(examples=[12])
    thing: str = Field(examples=["kit-1"])
    quantity: str = Field(examples=["pm25"])
    variant: str | None = Field(
        description="`calibrated`: made from the raw values; null: as the sensor sent it.",
        examples=["calibrated"],
    )
    calibration: str | None = Field(description="How it was calibrated, and by whom.")
    origin: str = Field(description="Of the thing.", examples=["replay"])
    label: Both
    unit: str = Field(description="UCUM code.", examples=["ug/m3"])
    unit_label: str = Field(description="The unit as people write it.", examples=["µg/m³"])
    decimals: int = Field(description="Digits that the instrument justifies.", examples=[1])
    aggregation: str = Field(description="`mean` of levels or `sum` of amounts.")
    counting: bool = Field(
        description="Counts people or vehicles: shown per hour only, and hours of few are hidden."
    )
    passport: str | None = Field(
        description="Address of its passport; null when it has none.",
        examples=["/api/v1/datastreams/12/passport"],
    )
    model: str | None = Field(
        description="Address of the model beside it; null when no model predicts it.",
        examples=["/api/v1/datastreams/12/model"],
    )
    retired_at: datetime | None = Field(description="Refused from this moment on.")
    latest: Latest | None = Field(description="Null as long as nothing was measured.")


class ThingBody(BaseModel):
    """A device that measures."""

    id: str = Field(examples=["kit-1"])
    name: str = Field(examples=["Luchtmeter 1"])
    origin: str = Field(
        description="`real`; `replay`: real measurements of another time or place; `synthetic`.",
        examples=["replay"],
    )
    area: str | None = Field(examples=["delft"])
    location: Point | None = Field(description="Null when its place is unknown.")
    height: float | None = Field(description="Metres above the ground.", examples=[2.5])
    description: str
    retired_at: datetime | None = Field(description="Refused from this moment on.")
    properties: dict[str, Any] = Field(
        description="More facts; of a replay: `replayed_from`, `moved`, `real_location`, `source`."
    )
    datastreams: list[DatastreamBody]


class ThingPage(BaseModel):
    """Things in order of id."""

    items: list[ThingBody]
    next: str | None = Field(description="Address of the next page; null on the last one.")


class DatastreamPage(BaseModel):
    """Datastreams in order of number."""

    items: list[DatastreamBody]
    next: str | None = Field(description="Address of the next page; null on the last one.")


class QuantityBody(BaseModel):
    """What can be measured: one unit per quantity."""

    key: str = Field(examples=["pm25"])
    label: Both
    unit: str = Field(description="UCUM code.", examples=["ug/m3"])
    unit_label: str = Field(examples=["µg/m³"])
    valid_min: float = Field(description="Below this a value is implausible.", examples=[0])
    valid_max: float = Field(description="Above this a value is implausible.", examples=[500])
    decimals: int = Field(examples=[1])
    aggregation: str = Field(description="`mean` of levels or `sum` of amounts.")
    counting: bool = Field(description="Counts people or vehicles.")
    accepts: list[str] = Field(description="Other UCUM codes that are converted.")
    definition: str = Field(description="Address of the definition.")


class QuantityPage(BaseModel):
    """All quantities."""

    items: list[QuantityBody]
    next: None = None


@router.get("/quantities", summary="What can be measured")
def quantities() -> QuantityPage:
    """Each quantity with its one unit, plausible range and definition."""
    return QuantityPage(
        items=[
            QuantityBody(
                key=known.key,
                label=_label(known),
                unit=known.unit,
                unit_label=known.unit_label,
                valid_min=known.valid_min,
                valid_max=known.valid_max,
                decimals=known.decimals,
                aggregation=known.aggregation,
                counting=known.counting,
                accepts=[code for code, _, _ in known.accepts],
                definition=known.definition,
            )
            for known in QUANTITIES.values()
        ],
        next=None,
    )


@router.get("/things", summary="Things that measure", responses=_ERRORS)
def things(
    conn: Database, now: Now, area: AreaFilter = None, limit: Limit = 1000, cursor: Cursor = None
) -> ThingPage:
    """Devices with their datastreams and newest values."""
    known = [thing for thing in list_things(conn, area) if cursor is None or thing.id > cursor]
    page = known[:limit]
    streams = list_datastreams(conn, area=area)
    by_thing: dict[str, list[DatastreamBody]] = {}
    for stream in datastream_bodies(conn, streams, now):
        by_thing.setdefault(stream.thing, []).append(stream)
    return ThingPage(
        items=[_thing(thing, by_thing.get(thing.id, [])) for thing in page],
        next=next_page("things", area, limit, page[-1].id) if len(known) > limit else None,
    )


@router.get("/things/{thing}", summary="One thing", responses=_ERRORS)
def thing(
    thing: Annotated[str, Path(description="Id of the thing.", examples=["kit-1"])],
    conn: Database,
    now: Now,
) -> ThingBody:
    """A device with its datastreams and newest values."""
    for known in list_things(conn):
        if known.id == thing:
            streams = list_datastreams(conn, thing=thing)
            return _thing(known, datastream_bodies(conn, streams, now))
    raise NotFound(f"no thing is called '{thing}'", hint="all of them: /api/v1/things")


@router.get("/datastreams", summary="Datastreams", responses=_ERRORS)
def datastreams(
    conn: Database, now: Now, area: AreaFilter = None, limit: Limit = 1000, cursor: Cursor = None
) -> DatastreamPage:
    """Datastreams of all things with their newest values."""
    since = after(cursor)
    known = [stream for stream in list_datastreams(conn, area=area) if stream.id > since]
    page = known[:limit]
    return DatastreamPage(
        items=datastream_bodies(conn, page, now),
        next=next_page("datastreams", area, limit, str(page[-1].id))
        if len(known) > limit
        else None,
    )


@router.get("/datastreams/{datastream}", summary="One datastream", responses=_ERRORS)
def one_datastream(
    datastream_id: Annotated[
        int, Path(alias="datastream", description="Number of the datastream.", examples=[12])
    ],
    conn: Database,
    now: Now,
) -> DatastreamBody:
    """A datastream with its newest value."""
    return datastream_bodies(conn, [datastream(conn, datastream_id)], now)[0]


def datastream_bodies(
    conn: Connection, streams: Sequence[Datastream], now: datetime
) -> list[DatastreamBody]:
    """Datastreams as bodies, each with its newest value if it has one."""
    values = newest(conn, streams, now)
    bodies = []
    for stream in streams:
        known = quantity(stream.quantity)
        bodies.append(
            DatastreamBody(
                id=stream.id,
                thing=stream.thing,
                quantity=stream.quantity,
                variant=stream.variant,
                calibration=stream.calibration,
                origin=stream.origin,
                label=_label(known),
                unit=known.unit,
                unit_label=known.unit_label,
                decimals=known.decimals,
                aggregation=known.aggregation,
                counting=known.counting,
                passport=None
                if stream.passport is None
                else f"/api/v1/datastreams/{stream.id}/passport",
                model=f"/api/v1/datastreams/{stream.id}/model"
                if predicts(stream.quantity)
                else None,
                retired_at=stream.retired_at,
                latest=values.get(stream.id),
            )
        )
    return bodies


def _thing(thing: Thing, streams: list[DatastreamBody]) -> ThingBody:
    longitude, latitude = thing.longitude_lonlat, thing.latitude_lonlat
    return ThingBody(
        id=thing.id,
        name=thing.name,
        origin=thing.origin,
        area=thing.area,
        location=None
        if longitude is None or latitude is None
        else Point(coordinates=[longitude, latitude]),
        height=thing.height,
        description=thing.description,
        retired_at=thing.retired_at,
        properties=thing.properties,
        datastreams=streams,
    )


def _label(known: Quantity) -> Both:
    return Both(nl=known.label_nl, en=known.label_en)
