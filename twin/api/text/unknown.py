"""A page for who has a key: devices that call and that nobody registered, each with a button."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from twin.api.context import Shared
from twin.api.keys import opening
from twin.api.registration import Adopted, adopt
from twin.api.text.render import Taal, page
from twin.errors import NotAllowed, TwinError, Unavailable
from twin.ingest.unknown import unknown_devices
from twin.model import Language, Passport
from twin.store.keys import Scope
from twin.store.pool import Connection
from twin.store.things import list_datastreams

router = APIRouter(include_in_schema=False)

_NO_STORE = {"Cache-Control": "no-store"}


async def _sent(request: Request) -> dict[str, str]:
    """What the form on the page sent."""
    text = (await request.body()).decode("utf-8", "replace")
    return {name: values[-1] for name, values in parse_qs(text).items()}


@router.get("/tekst/onbekend")
def ask_for_key(taal: Taal = "nl") -> HTMLResponse:
    """The page before a key was given."""
    return _page(taal)


@router.post("/tekst/onbekend")
def show_or_adopt(
    shared: Shared, sent: Annotated[dict[str, str], Depends(_sent)], taal: Taal = "nl"
) -> HTMLResponse:
    """The unknown devices, after registering the one whose button was pressed, if any."""
    key, adopted = sent.get("key", "").strip(), None
    try:
        if shared.write_pool is None:
            raise Unavailable("this twin takes no writes over HTTP")
        with shared.write_pool.connection() as conn:
            opening(conn, key, Scope.LETTERS_READ)
            passports = _passports(conn)
            if name := sent.get("name"):
                opening(conn, key, Scope.THINGS_WRITE)
                chosen = passports[_number(sent.get("passport", ""), len(passports))]
                adopted = adopt(conn, name, chosen)
            return _page(taal, conn=conn, key=key, passports=passports, adopted=adopted)
    except NotAllowed as error:
        return _page(taal, status=HTTPStatus.FORBIDDEN, refused=error)
    except TwinError as error:
        return _page(taal, status=HTTPStatus.BAD_REQUEST, refused=error)


def _page(
    language: Language,
    *,
    status: int = HTTPStatus.OK,
    conn: Connection | None = None,
    key: str = "",
    passports: list[Passport] | None = None,
    adopted: Adopted | None = None,
    refused: TwinError | None = None,
) -> HTMLResponse:
    answer = page(
        "onbekend.html",
        language,
        status,
        here="onbekend",
        other="/tekst/onbekend" + ("?taal=en" if language == "nl" else ""),
        key=key,
        devices=None if conn is None else unknown_devices(conn),
        passports=passports or [],
        adopted=adopted,
        refused=refused,
    )
    answer.headers.update(_NO_STORE)
    return answer


def _passports(conn: Connection) -> list[Passport]:
    """Each different passport that is in use, to choose from."""
    known: list[Passport] = []
    for stream in list_datastreams(conn):
        if stream.passport is not None and stream.passport not in known:
            known.append(stream.passport)
    return known


def _number(text: str, many: int) -> int:
    """The number of a passport in the list.

    Raises
    ------
    NotAllowed
        None was chosen, and no device is registered without.
    """
    if not (text.isascii() and text.isdigit() and int(text) < many):
        raise NotAllowed(f"'{text}' is no passport of the list", hint="choose one of them")
    return int(text)
