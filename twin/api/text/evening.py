"""An evening in words: what each slide of the big screen says, and what sensors measure now."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from twin.api.context import Database, Now
from twin.api.flags import label
from twin.api.planners import PlannerIfAny
from twin.api.text.evening_words import told, visible
from twin.api.text.render import Taal, page
from twin.api.things import DatastreamBody, datastream_bodies
from twin.errors import NotFound
from twin.model import Language
from twin.store.evenings import list_evenings
from twin.store.pool import Connection
from twin.store.things import list_datastreams, list_things

router = APIRouter(include_in_schema=False)


@router.get("/tekst/{area}/avond")
def evenings(
    area: Annotated[str, Path(max_length=64)],
    who: PlannerIfAny,
    conn: Database,
    now: Now,
    taal: Taal = "nl",
) -> HTMLResponse:
    """The evenings of an area that were shown; for planners all."""
    return page(
        "avonden.html",
        taal,
        here="avond",
        other=_other(taal, f"/tekst/{area}/avond"),
        now=now,
        area=area,
        evenings=list_evenings(conn, area, everything=who is not None),
    )


@router.get("/tekst/{area}/avond/{evening}")
def evening(
    area: Annotated[str, Path(max_length=64)],
    evening: Annotated[int, Path(ge=1, lt=2**31)],
    who: PlannerIfAny,
    conn: Database,
    now: Now,
    taal: Taal = "nl",
) -> HTMLResponse:
    """All slides of an evening, in their order."""
    try:
        found = visible(conn, evening, who)
        if found.area != area:
            raise NotFound(f"area '{area}' has no evening '{evening}'")
        said = told(conn, found, who, taal)
    except NotFound as missing:
        return page("geen-avond.html", taal, 404, here="avond", other="?taal=en", missing=missing)
    wanted = {thing for slide in said.slides for thing in slide.sensors}
    return page(
        "avond.html",
        taal,
        here="avond",
        other=_other(taal, f"/tekst/{area}/avond/{evening}"),
        now=now,
        evening=said,
        names={thing.id: thing.name for thing in list_things(conn, area)},
        streams={thing: _newest(conn, thing, now) for thing in wanted},
        flag=label,
        hour=timedelta(hours=1),
    )


def _newest(conn: Connection, thing: str, now: Now) -> list[DatastreamBody]:
    return datastream_bodies(conn, list_datastreams(conn, thing=thing), now)


def _other(taal: Language, path: str) -> str:
    return f"{path}?taal=en" if taal == "nl" else path
