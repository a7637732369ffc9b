"""The alerts of an area in words: what each says now, and when it was on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from twin.api.alert_bodies import alert_body, history
from twin.api.alerts import HISTORY
from twin.api.context import Database, Now, Shared
from twin.api.shapes import Both
from twin.api.text.render import Taal, page
from twin.store.alerts import list_alerts
from twin.store.areas import list_areas
from twin.store.things import list_things

router = APIRouter(include_in_schema=False)

STATES = {
    "rest": Both(nl="rust", en="at rest"),
    "on": Both(nl="aan", en="on"),
    "unknown": Both(nl="onbekend", en="unknown"),
}
_MOST = 50
"""Periods of one alert that are told."""


@router.get("/tekst/{area}/meldingen")
def alerts(
    area: Annotated[str, Path(max_length=64)],
    shared: Shared,
    conn: Database,
    now: Now,
    taal: Taal = "nl",
) -> HTMLResponse:
    """All alerts of an area, with the last 30 days of each."""
    known = list_areas(conn)
    row = next((each for each in known if each.id == area), None)
    if row is None:
        return page(
            "geen-gebied.html", taal, 404, here="meldingen", other="?taal=en", area=area,
            areas=known,
        )  # fmt: skip
    names = {thing.id: thing.name for thing in list_things(conn, area)}
    told = []
    for each in list_alerts(conn, area):
        watched = shared.watching.of(conn, each, now, HISTORY)
        told.append((alert_body(each, watched, names, HISTORY.days), history(watched, names)))
    return page(
        "meldingen.html",
        taal,
        here="meldingen",
        other="?taal=en" if taal == "nl" else f"/tekst/{area}/meldingen",
        now=now,
        area=row,
        alerts=told,
        names=names,
        states=STATES,
        most=_MOST,
    )
