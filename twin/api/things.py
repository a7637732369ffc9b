"""Things that measure, their datastreams, and the quantities that can be measured."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from twin.api.context import Database
from twin.api.problems import responses
from twin.api.shapes import AreaFilter, Both, Cursor, Limit, Point
from twin.errors import NotFound, ParameterInvalid
from twin.model import Datastream, Thing
from twin.quantities import QUANTITIES, Quantity, quantity
from twin.store.observations import LiveRow, latest
from twin.store.things import datastream, list_datastreams, list_things

router = APIRouter(prefix="/api/v1", tags=["things"])
_ERRORS = responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)


class Latest(BaseModel):
    """The newest observation."""

    t: datetime = Field(description="When it was measured.", examples=["2026-11-22T10:00:00Z"])
    v: float = Field(description="In the unit of the datastream.", examples=[8.1])
    received_at: datetime = Field(description="When it came in.", examples=["2026-11-22T10:00:01Z"])


class DatastreamBody(BaseModel):
    """One quantity of one thing."""

    id: int = Field(examples=[12])
    thing: str = Field(examples=["kit-1"])
    quantity: str = Field(examples=["pm25"])
    origin: str = Field(description="Of the thing.", examples=["replay"])
    label: Both
    unit: str = Field(description="UCUM code.", examples=["ug/m3"])
    unit_label: str = Field(description="The unit as people write it.", examples=["µg/m³"])
    decimals: int = Field(description="Digits that the instrument justifies.", examples=[1])
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
                accepts=[code for code, _, _ in known.accepts],
                definition=known.definition,
            )
            for known in QUANTITIES.values()
        ],
        next=None,
    )


@router.get("/things", summary="Things that measure", responses=_ERRORS)
def things(
    conn: Database, area: AreaFilter = None, limit: Limit = 1000, cursor: Cursor = None
) -> ThingPage:
    """Devices with their datastreams and newest values."""
    known = [thing for thing in list_things(conn, area) if cursor is None or thing.id > cursor]
    page = known[:limit]
    streams = list_datastreams(conn, area=area)
    newest = latest(conn, area=area)
    by_thing: dict[str, list[DatastreamBody]] = {}
    for stream in datastream_bodies(streams, newest):
        by_thing.setdefault(stream.thing, []).append(stream)
    return ThingPage(
        items=[_thing(thing, by_thing.get(thing.id, [])) for thing in page],
        next=_next("things", area, limit, page[-1].id) if len(known) > limit else None,
    )


@router.get("/things/{thing}", summary="One thing", responses=_ERRORS)
def thing(
    thing: Annotated[str, Path(description="Id of the thing.", examples=["kit-1"])], conn: Database
) -> ThingBody:
    """A device with its datastreams and newest values."""
    for known in list_things(conn):
        if known.id == thing:
            streams = list_datastreams(conn, thing=thing)
            newest = latest(conn, ids=[stream.id for stream in streams])
            return _thing(known, datastream_bodies(streams, newest))
    raise NotFound(f"no thing is called '{thing}'", hint="all of them: /api/v1/things")


@router.get("/datastreams", summary="Datastreams", responses=_ERRORS)
def datastreams(
    conn: Database, area: AreaFilter = None, limit: Limit = 1000, cursor: Cursor = None
) -> DatastreamPage:
    """Datastreams of all things with their newest values."""
    after = _number(cursor)
    known = [stream for stream in list_datastreams(conn, area=area) if stream.id > after]
    page = known[:limit]
    newest = latest(conn, ids=[stream.id for stream in page])
    return DatastreamPage(
        items=datastream_bodies(page, newest),
        next=_next("datastreams", area, limit, str(page[-1].id)) if len(known) > limit else None,
    )


@router.get("/datastreams/{datastream}", summary="One datastream", responses=_ERRORS)
def one_datastream(
    datastream_id: Annotated[
        int, Path(alias="datastream", description="Number of the datastream.", examples=[12])
    ],
    conn: Database,
) -> DatastreamBody:
    """A datastream with its newest value."""
    stream = datastream(conn, datastream_id)
    return datastream_bodies([stream], latest(conn, ids=[stream.id]))[0]


def datastream_bodies(
    streams: Iterable[Datastream], newest: Iterable[LiveRow]
) -> list[DatastreamBody]:
    """Datastreams as bodies, each with its newest value if it has one."""
    values = {row.datastream: row for row in newest}
    bodies = []
    for stream in streams:
        row, known = values.get(stream.id), quantity(stream.quantity)
        bodies.append(
            DatastreamBody(
                id=stream.id,
                thing=stream.thing,
                quantity=stream.quantity,
                origin=stream.origin,
                label=_label(known),
                unit=known.unit,
                unit_label=known.unit_label,
                decimals=known.decimals,
                latest=None
                if row is None
                else Latest(t=row.phenomenon_time, v=row.value, received_at=row.received_at),
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
        properties=thing.properties,
        datastreams=streams,
    )


def _label(known: Quantity) -> Both:
    return Both(nl=known.label_nl, en=known.label_en)


def _number(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit()):
        raise ParameterInvalid(
            f"'{cursor}' is no cursor", hint="take it from 'next' of the page before"
        )
    return int(cursor)


def _next(path: str, area: str | None, limit: int, after: str) -> str:
    chosen = f"area={area}&" if area is not None else ""
    return f"/api/v1/{path}?{chosen}limit={limit}&cursor={after}"
