"""An evening while it is shown: opened and moved by planners, or by a phone that has its code.

Where it is lives in the database, so that it goes on after a restart. Who follows is told by
server-sent events. The code goes in a header and never in an address, which ends up in logs.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

import psycopg
from fastapi import APIRouter, Query, Request, Response, Security
from fastapi.responses import StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from twin.api.audience import Role
from twin.api.context import Context, Database, Now, Shared
from twin.api.evening_bodies import MoveBody, OpenedBody, PlaceBody, RemoteBody, ShowBody, show_body
from twin.api.evenings import READING, Which
from twin.api.keys import Writing, writing
from twin.api.planners import Planner, PlannerIfAny
from twin.api.problems import responses
from twin.api.text.evening_words import visible
from twin.errors import KeyNeeded, NotFound, TwinError
from twin.jobs import showing
from twin.store import evenings
from twin.store.evenings import Show
from twin.store.pool import Connection

router = APIRouter(prefix="/api/v1", tags=["evenings"])

_HEARTBEAT_SECONDS = 5.0
"""Also how soon it is noticed that an evening ended by its time."""
_ENDED = b"event: ended\ndata: {}\n\n"
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events: `show` with where it is, and `ended`.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
_CODE = HTTPBearer(
    auto_error=False, description="A code of an evening: `avond_…`.", scheme_name="code"
)
_Given = Annotated[HTTPAuthorizationCredentials | None, Security(_CODE)]
_CODES = responses(HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)


@router.post("/evenings/{evening}/show", summary="Begin to show an evening", responses=READING)
def open_show(evening: Which, shared: Shared, who: Planner, conn: Writing, now: Now) -> OpenedBody:
    """Show it from its first slide, or go on where it is with a new code: that of before is void.

    The evening can be read by everybody from now on.
    """
    del who
    code = showing.code(secrets.token_urlsafe(showing.CODE_BYTES))
    hashed = showing.code_hash(code)
    evenings.open_show(conn, evening, hashed, now, now + showing.LONGEST)
    return OpenedBody(**_now(shared, conn, evening, now).model_dump(), code=code)


@router.get("/evenings/{evening}/show", summary="Where an evening is", responses=READING)
def where(evening: Which, shared: Shared, who: PlannerIfAny, conn: Database, now: Now) -> ShowBody:
    """Where it is; 404 while it is not shown."""
    visible(conn, evening, who)
    return _now(shared, conn, evening, now)


@router.put("/evenings/{evening}/show", summary="Go to a slide", responses=READING)
def place(
    evening: Which, asked: PlaceBody, shared: Shared, _: Planner, conn: Writing, now: Now
) -> ShowBody:
    """At this slide, black or not, frozen or not."""

    def to(show: Show, slides: int) -> Show:
        placed = showing.placed(show, asked.slide, slides)
        return Show(
            show.evening, placed.slide, asked.black, asked.frozen, show.opened_at, show.ends_at
        )

    _change(conn, evening, now, to)
    return _now(shared, conn, evening, now)


@router.delete(
    "/evenings/{evening}/show",
    status_code=HTTPStatus.NO_CONTENT,
    summary="End an evening",
    responses=READING,
)
def close_show(evening: Which, _: Planner, conn: Writing) -> Response:
    """It is no longer shown, and its code is void."""
    evenings.close_show(conn, evening)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get(
    "/evenings/{evening}/show/events",
    summary="Follow an evening",
    response_class=StreamingResponse,
    responses=READING | _STREAM,
)
def follow(
    evening: Which,
    request: Request,
    shared: Shared,
    who: PlannerIfAny,
    conn: Database,
    role: Annotated[
        Literal["screen", "console"], Query(description="Screens are counted.")
    ] = "console",
) -> StreamingResponse:
    """An event `show` now and whenever it moves; `ended` when it is not, or no longer, shown."""
    visible(conn, evening, who)

    def told(reading: Connection, show: Show) -> BaseModel:
        return _body(shared, reading, show)

    return _stream(request, shared, evening, role, told)


def _holder(request: Request, given: _Given, now: Now) -> int:
    """The evening that the code of who asks moves.

    Raises
    ------
    KeyNeeded
        There is no code, or its evening has ended.
    """
    found = None
    if given is not None:
        with contextmanager(writing)(request) as conn:
            hashed = showing.code_hash(given.credentials)
            found = evenings.of_code(conn, hashed, now)
    if found is None:
        raise KeyNeeded("this code moves no evening, or no longer", hint="scan the QR code again")
    return found


_Held = Annotated[int, Security(_holder)]


@router.get(
    "/remote",
    summary="Follow an evening by its code",
    response_class=StreamingResponse,
    responses=_CODES | _STREAM,
)
def remote(evening: _Held, request: Request, shared: Shared) -> StreamingResponse:
    """An event `show` with what a presenter needs, now and at each move; `ended` at the end."""

    def told(reading: Connection, show: Show) -> BaseModel:
        return _brief(shared, reading, show)

    return _stream(request, shared, evening, "remote", told)


@router.post("/remote", summary="Move an evening by its code", responses=_CODES)
def move(evening: _Held, asked: MoveBody, shared: Shared, conn: Writing, now: Now) -> RemoteBody:
    """Next, back, black or freeze: a code opens nothing else."""
    show = _change(conn, evening, now, lambda at, slides: showing.moved(at, asked.move, slides))
    return _brief(shared, conn, show)


def _change(conn: Connection, evening: int, now: datetime, to: Callable[[Show, int], Show]) -> Show:
    """Be where `to` leads from where it is; returns that.

    Raises
    ------
    NotFound
        It is not shown.
    """
    with conn.transaction():
        show = evenings.show(conn, evening, now, hold=True)
        if show is None:
            raise _not_shown(evening)
        slides = len(showing.shown(evenings.load(conn, evening).slides))
        there = to(show, slides)
        evenings.move(conn, there)
    return there


def _not_shown(evening: int) -> NotFound:
    return NotFound(f"evening '{evening}' is not shown now", hint="a planner opens it at /avond")


def _now(shared: Context, conn: Connection, evening: int, now: datetime) -> ShowBody:
    show = evenings.show(conn, evening, now)
    if show is None:
        raise _not_shown(evening)
    return _body(shared, conn, show)


def _body(shared: Context, conn: Connection, show: Show) -> ShowBody:
    evening = evenings.load(conn, show.evening)
    slides = len(showing.shown(evening.slides))
    count = shared.audience.count
    screens, remotes = count(show.evening, "screen"), count(show.evening, "remote")
    return show_body(show, evening, slides, screens=screens, remotes=remotes)


def _brief(shared: Context, conn: Connection, show: Show) -> RemoteBody:
    slides = showing.shown(evenings.load(conn, show.evening).slides)
    titles = [str(slide.get("title", "")) for slide in slides]
    at = min(show.slide, max(len(slides) - 1, 0))
    return RemoteBody(
        slide=at,
        slides=len(slides),
        black=show.black,
        frozen=show.frozen,
        screens=shared.audience.count(show.evening, "screen"),
        title="".join(titles[at : at + 1]),
        next="".join(titles[at + 1 : at + 2]),
    )


def _stream(
    request: Request,
    shared: Context,
    evening: int,
    role: Role,
    told: Callable[[Connection, Show], BaseModel],
) -> StreamingResponse:
    def look() -> bytes:
        try:
            with shared.pool.connection() as conn:
                show = evenings.show(conn, evening, datetime.now(UTC))
                if show is None:
                    return _ENDED
                return f"event: show\ndata: {told(conn, show).model_dump_json()}\n\n".encode()
        except NotFound:
            return _ENDED
        except (psycopg.Error, TwinError):
            return b": the database is away\n\n"  # who follows keeps what it has

    async def events() -> AsyncIterator[bytes]:
        yield b"retry: 1000\n\n"
        said = b""
        with shared.audience.seat(evening, role) as seat:
            while not await request.is_disconnected():
                event = await run_in_threadpool(look)
                yield event if event != said else b": still here\n\n"
                said = event
                if event == _ENDED:
                    return
                await seat.wait(_HEARTBEAT_SECONDS)
                await asyncio.sleep(0)

    return StreamingResponse(
        events(),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
