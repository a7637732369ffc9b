"""New observations as they come in, as server-sent events."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated

import orjson
from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from twin.api.context import Context, Shared
from twin.api.flags import names
from twin.api.hub import Listener
from twin.api.problems import responses
from twin.api.shapes import AreaFilter
from twin.store.observations import LiveRow, changed_since, latest

router = APIRouter(prefix="/api/v1", tags=["live"])

_HEARTBEAT_SECONDS = 15.0
_PACE_SECONDS = 0.1
"""So much room between two bursts to one listener; what comes faster is coalesced."""
_NUMBER = re.compile(r"[0-9]{1,17}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EXAMPLE = (
    "id: 1795341600000000\nevent: observation\n"
    'data: {"datastream":12,"thing":"kit-1","quantity":"pm25","origin":"replay",'
    '"t":"2026-11-22T10:00:00Z","v":8.1,"received_at":"2026-11-22T10:00:01Z","flags":[]}\n\n'
)


@router.get(
    "/live",
    summary="Values as they come in",
    response_class=StreamingResponse,
    responses=responses(HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE)
    | {
        200: {
            "description": "Server-sent events without end.",
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _EXAMPLE}},
        }
    },
)
async def live(
    request: Request,
    shared: Shared,
    area: AreaFilter = None,
    last_event_id: Annotated[
        str | None, Header(description="Resume after this event; browsers send it by themselves.")
    ] = None,
) -> StreamingResponse:
    """A stream of events `observation`: first the newest values, then each new one.

    With `Last-Event-ID` it begins with what became newest since. Values that come faster than you
    read are coalesced per datastream. What counts people or vehicles is not in it. An event
    `database` tells `away` or `back`.
    """
    listener = shared.hub.join(area)
    try:
        missed = await run_in_threadpool(_missed, shared, area, last_event_id)
    except BaseException:
        shared.hub.leave(listener)
        raise
    if missed:
        listener.put(missed)
    return StreamingResponse(
        _events(request, shared, listener),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _missed(shared: Context, area: str | None, last_event_id: str | None) -> list[LiveRow]:
    """What a listener has not seen yet: since its last event, or everything."""
    with shared.pool.connection() as conn:
        if last_event_id is not None and _NUMBER.fullmatch(last_event_id):
            since = _EPOCH + timedelta(microseconds=int(last_event_id) + 1)
            rows = changed_since(conn, since)
            return [row for row in rows if shared.hub.concerns(row, area)]
        return latest(conn, area=area)


async def _events(request: Request, shared: Context, listener: Listener) -> AsyncIterator[bytes]:
    away = False
    try:
        yield b"retry: 2000\n\n"
        while not await request.is_disconnected():
            rows = await listener.take(_HEARTBEAT_SECONDS)
            if listener.database_away != away:
                away = listener.database_away
                yield f"event: database\ndata: {'away' if away else 'back'}\n\n".encode()
            if rows:
                yield b"".join(_event(row) for row in rows)
                await asyncio.sleep(_PACE_SECONDS)
            else:
                yield b": still here\n\n"
    finally:
        shared.hub.leave(listener)


def _event(row: LiveRow) -> bytes:
    number = (row.stored_at - _EPOCH) // timedelta(microseconds=1)
    data = orjson.dumps(
        {
            "datastream": row.datastream,
            "thing": row.thing,
            "quantity": row.quantity,
            "origin": row.origin,
            "t": row.phenomenon_time,
            "v": row.value,
            "received_at": row.received_at,
            "flags": names(row.flags),
        },
        option=orjson.OPT_UTC_Z,
    )
    return b"id: %d\nevent: observation\ndata: %s\n\n" % (number, data)
