"""Where Observations are created, for who has a key that opens `observations:write`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Request, Response

from twin.api.context import Now, Shared
from twin.api.keys import Writing, needs
from twin.api.sensorthings import creation
from twin.api.sensorthings.addresses import service_root
from twin.api.sensorthings.entities import SETS
from twin.api.sensorthings.options import Options
from twin.api.sensorthings.results import shown
from twin.errors import ParameterInvalid
from twin.store.keys import Scope
from twin.store.ledger import DeadLetter

router = APIRouter()

_LARGEST = 8_000_000
"""A body of so many bytes holds more than `MAX_OBSERVATIONS`."""


async def _body(request: Request) -> bytes:
    """The body, read only as far as it may go."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            raise ParameterInvalid(f"the body is larger than '{_LARGEST}' bytes")
    return bytes(body)


Payload = Annotated[bytes, Depends(_body)]
_KEY = needs(Scope.OBSERVATIONS_WRITE)


@router.post("/Observations", dependencies=[_KEY])
def create(payload: Payload, request: Request, conn: Writing, shared: Shared, now: Now) -> Response:
    """Create an Observation; the body names its Datastream."""
    taken = shared.door.take(conn, [creation.message(payload, None, now)])
    return _created(taken, service_root(request))


@router.post("/Datastreams({number:int})/Observations", dependencies=[_KEY])
def create_in(
    number: int, payload: Payload, request: Request, conn: Writing, shared: Shared, now: Now
) -> Response:
    """Create an Observation of a Datastream."""
    taken = shared.door.take(conn, [creation.message(payload, number, now)])
    return _created(taken, service_root(request))


@router.post("/CreateObservations", dependencies=[_KEY])
def create_many(
    payload: Payload, request: Request, conn: Writing, shared: Shared, now: Now
) -> Response:
    """Create Observations from data arrays; the answer has the address of each, or `error`."""
    taken = shared.door.take(conn, creation.messages(payload, now))
    root = service_root(request)
    links = [
        "error" if isinstance(item, DeadLetter) else f"{root}/{creation.address(item)}"
        for item in taken.items
    ]
    return Response(orjson.dumps(links), HTTPStatus.CREATED, media_type="application/json")


def _created(taken: creation.Taken, root: str) -> Response:
    """201 with the Observation as it was kept; 200 when it was there already."""
    (item,) = taken.items
    if isinstance(item, DeadLetter):
        raise ParameterInvalid(
            f"the Observation was refused as '{item.reason}': {item.detail}",
            hint="it is kept with what was refused and counted in /api/v1/ledger",
        )
    headers = {"Location": f"{root}/{creation.address(item)}"}
    if taken.outcome.duplicate:
        return Response(status_code=HTTPStatus.OK, headers=headers)
    body = shown(SETS["Observations"], creation.row(item), Options(), root)
    return Response(
        orjson.dumps(body), HTTPStatus.CREATED, headers, media_type="application/json;charset=utf-8"
    )
