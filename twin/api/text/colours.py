"""The reader's choice of colours: by day, for the evening, or as the device has it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import parse_qs

from fastapi import APIRouter, Cookie, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from twin.api.text.render import Taal, page

router = APIRouter(include_in_schema=False)

Chosen = Literal["dag", "avond", "apparaat"]
COOKIE = "twin-kleuren"
"""Holds one word, no name of anybody; `scheme.ts` of the app reads and writes it too."""

_YEAR = 365 * 24 * 3600
_SCHEMES = {"dag": "light", "avond": "dark"}

Kept = Annotated[str | None, Cookie(alias=COOKIE)]


async def _sent(request: Request) -> str:
    """Which button of the page was pressed."""
    text = (await request.body()).decode("utf-8", "replace")
    return parse_qs(text).get("kleuren", [""])[-1]


@router.get("/tekst/kleuren.css")
def stylesheet(kept: Kept = None) -> Response:
    """What every page in words reads after its own stylesheet; empty where nothing was chosen."""
    scheme = _SCHEMES.get(kept or "")
    rule = f"@media screen {{ :root:root {{ color-scheme: {scheme}; }} }}\n" if scheme else ""
    return Response(
        rule,
        media_type="text/css",
        headers={"Cache-Control": "private, no-cache", "Vary": "Cookie"},
    )


@router.get("/tekst/kleuren")
def ask(kept: Kept = None, taal: Taal = "nl") -> HTMLResponse:
    """The page with a button for each choice."""
    chosen: Chosen = "dag" if kept == "dag" else "avond" if kept == "avond" else "apparaat"
    other = "?taal=en" if taal == "nl" else "/tekst/kleuren"
    return page("kleuren.html", taal, here="kleuren", other=other, chosen=chosen)


@router.post("/tekst/kleuren")
def choose(sent: Annotated[str, Depends(_sent)], taal: Taal = "nl") -> RedirectResponse:
    """Keep the choice in this browser for a year; anything else than a choice forgets it."""
    tail = "?taal=en" if taal == "en" else ""
    answer = RedirectResponse(f"/tekst/kleuren{tail}", HTTPStatus.SEE_OTHER)
    if sent in _SCHEMES:
        answer.set_cookie(COOKIE, sent, max_age=_YEAR, samesite="lax")
    else:
        answer.delete_cookie(COOKIE, samesite="lax")
    return answer
