"""The page that explains difficult words, each with a picture."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from twin.api.text.glossary import glossary
from twin.api.text.render import Taal, Tongue, page

router = APIRouter(include_in_schema=False)


@router.get("/tekst/woorden")
def words(taal: Taal = "nl") -> HTMLResponse:
    """Each word with its picture, in the order of the alphabet."""
    entries = sorted(glossary().values(), key=lambda each: Tongue(taal).of(each.term).casefold())
    other = "?taal=en" if taal == "nl" else "/tekst/woorden"
    return page("woorden.html", taal, here="woorden", other=other, entries=entries)
