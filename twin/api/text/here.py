"""What is around a place, as a page in words: the list that the map has under `Wat is hier?`."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from twin.api.context import Database, Now, Shared
from twin.api.homes.home import Sides, sides
from twin.api.homes.routes import page_path
from twin.api.nearby import around, place_of
from twin.api.nearby_words import changed, facts, named, whereabouts
from twin.api.planners import PlannerIfAny
from twin.api.text.render import Taal, page
from twin.errors import NotFound
from twin.geo.nearby import REACH, Near, Planned, Sort
from twin.model import Language

router = APIRouter(include_in_schema=False)


@router.get("/tekst/{area}/hier")
def here(
    area: Annotated[str, Path(max_length=64)],
    shared: Shared,
    who: PlannerIfAny,
    conn: Database,
    now: Now,
    plek: Annotated[
        str | None, Query(max_length=200, description="Coordinates or an address.")
    ] = None,
    plan: Annotated[str | None, Query(max_length=64, description="Id of the plan.")] = None,
    taal: Taal = "nl",
) -> HTMLResponse:
    """The nearest objects of each kind, with how far they are and in which direction."""
    try:
        both = sides(shared, conn, area, plan, who)
    except NotFound as missing:
        return page("geen-plan.html", taal, 404, here="plannen", other="?taal=en", missing=missing)
    middle = both.now.row.boundary.centroid, None
    found = place_of(plek, both.now) if plek else middle
    at, address = found or middle
    near = around(conn, both, at) if found else ()
    return page(
        "hier.html",
        taal,
        here="hier",
        other=path(area, plek, plan, "en" if taal == "nl" else "nl"),
        now=now,
        area=both.now.row,
        plan=both.scenario,
        asked=plek or "",
        found=found is not None,
        address=address,
        chosen=plek is not None,
        reach=round(REACH),
        rows=[
            (named(each), facts(each), changed(each), whereabouts(each), *_links(both, each, taal))
            for each in near
        ],
    )


def path(area: str, place: str | None, plan: str | None, language: Language) -> str:
    """Path of the page about a place."""
    asked = [("plek", place), ("plan", plan), ("taal", "en" if language == "en" else None)]
    query = urlencode([(name, value) for name, value in asked if value], safe=",")
    return f"/tekst/{quote(area)}/hier" + (f"?{query}" if query else "")


def _links(both: Sides, near: Near, language: Language) -> tuple[str | None, str]:
    """The page about an object, if it has one, and this page for its place."""
    plan = None if both.scenario is None else both.scenario.id
    area = both.now.row.id
    tail = "?taal=en" if language == "en" else ""
    about = None
    if near.sort is Sort.SENSOR:
        about = f"/tekst/sensoren/{quote(near.subject.id)}{tail}"
    elif near.sort is Sort.BUILDING and near.change is not Planned.GONE:
        about = page_path(area, near.subject.id, plan, language)
    return about, path(area, f"{near.at.x:.1f},{near.at.y:.1f}", plan, language)
