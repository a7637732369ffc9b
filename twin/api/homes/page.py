"""A home as a page in words: the same six answers as `/verken`, without a script."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from twin.api.context import Database, Now, Shared
from twin.api.homes.ask import answers, notices
from twin.api.homes.home import home_of, name, sides
from twin.api.homes.routes import page_path
from twin.api.planners import PlannerIfAny
from twin.api.text.render import Taal, Tongue, page
from twin.errors import NotFound

router = APIRouter(include_in_schema=False)


@router.get("/tekst/{area}/woning/{building}")
def home(
    area: Annotated[str, Path(max_length=64)],
    building: Annotated[str, Path(max_length=128)],
    shared: Shared,
    who: PlannerIfAny,
    conn: Database,
    now: Now,
    plan: Annotated[str | None, Query(max_length=64, description="Id of the plan.")] = None,
    taal: Taal = "nl",
) -> HTMLResponse:
    """What is computed, measured or counted at a home, now and with a plan."""
    try:
        both = sides(shared, conn, area, plan, who)
        found = home_of(conn, both, building, now)
    except NotFound as missing:
        return page("geen-woning.html", taal, 404, here="", other="?taal=en", missing=missing)
    t = Tongue(taal)
    return page(
        "woning.html",
        taal,
        here="",
        other=page_path(area, building, plan, "en" if taal == "nl" else "nl"),
        home=found,
        name=name(found.building),
        notices=notices(found, t),
        answers=answers(found, t),
        now=now,
    )
