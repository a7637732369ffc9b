"""Homes: where they are on a map, six answers about one, and pictures beside these."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

import shapely
from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from twin.api.access import Computing
from twin.api.context import Context, Database, Now, Shared
from twin.api.homes.ask import answers, notices
from twin.api.homes.bodies import AnswerBody, HomeBody, HomeItem, HomesBody, PlanBody
from twin.api.homes.home import Home, Sides, find, home_of, name, sides
from twin.api.homes.meters import NEAR
from twin.api.planners import PlannerIfAny
from twin.api.problems import responses
from twin.api.shapes import AreaId
from twin.api.text.render import Tongue
from twin.errors import NotFound
from twin.geo.shapes import polygons
from twin.jobs.home_pictures import HOURS, DrawHome, home_window
from twin.jobs.worker import Variant
from twin.model import Language
from twin.scene.compose import attribution
from twin.scene.plan import Drawing, Mark, plan_svg
from twin.sim.homes import home_buildings
from twin.store.pool import Connection

router = APIRouter(prefix="/api/v1/areas/{area}", tags=["homes"])
_ERRORS = responses(
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_DRAWING = _ERRORS | responses(HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.NOT_IMPLEMENTED)
_SIMPLER = 0.2  # metres; finer corners cannot be pointed at
_LETTERING = 1 / 24

Building = Annotated[
    str,
    Path(max_length=128, description="Id of the building.", examples=["0503100000018603"]),
]
Scenario = Annotated[
    str | None,
    Query(
        max_length=64,
        description="The plan to look at; left out: the area as it is.",
        examples=["toren"],
    ),
]
Speaks = Annotated[Language, Query(description="Dutch or English.")]
AtSide = Annotated[
    Literal["now", "plan"], Query(description="As it is, or with the plan.", examples=["plan"])
]
_SVG: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A map with the north up; one unit is a metre.",
        "content": {"image/svg+xml": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/homes", summary="Homes on the map of an area", responses=_ERRORS)
def homes(area: AreaId, shared: Shared, conn: Database) -> HomesBody:
    """Buildings that people live in with their outlines on `map.svg`; all of them at once.

    Who points at one on that map needs to send no more than its id.
    """
    loaded = shared.assets.of(conn, area).area
    west, south, east, north = loaded.boundary.bounds
    items = []
    for each in home_buildings(loaded).buildings:
        largest = max(polygons(each.footprint), key=lambda part: part.area)
        corners = shapely.get_coordinates(largest.exterior.simplify(_SIMPLER))[:-1]
        items.append(
            HomeItem(
                building=each.id,
                label=name(each),
                outline=[
                    [round(float(x) - west, 1), round(north - float(y), 1)] for x, y in corners
                ],
            )
        )
    return HomesBody(
        west=round(west, 2),
        north=round(north, 2),
        width=round(east - west, 1),
        height=round(north - south, 1),
        items=items,
    )


@router.get(
    "/map.svg",
    summary="A flat map of an area",
    response_class=Response,
    responses=_ERRORS | _SVG,
)
def map_svg(area: AreaId, shared: Shared, conn: Database) -> Response:
    """The area from above, for who has no 3D: ground, buildings and trees."""
    return _svg(shared.assets.of(conn, area).map)


@router.get("/homes/{building}", summary="Six answers about a home", responses=_ERRORS)
def one_home(
    area: AreaId,
    building: Building,
    shared: Shared,
    who: PlannerIfAny,
    conn: Database,
    now: Now,
    scenario: Scenario = None,
    language: Speaks = "nl",
) -> HomeBody:
    """Sun, heat, water, green, noise and meters: what is computed, measured or counted there.

    What nobody computes is said to be so in `missing`; nothing is made up. `/tekst` has the same
    answers as a page.
    """
    home = home_of(conn, sides(shared, conn, area, scenario, who), building, now)
    return told(home, Tongue(language))


@router.get(
    "/homes/{building}/map.svg",
    summary="A map around a home",
    response_class=Response,
    responses=_ERRORS | _SVG,
)
def home_map(
    area: AreaId,
    building: Building,
    shared: Shared,
    who: PlannerIfAny,
    conn: Database,
    now: Now,
    scenario: Scenario = None,
    side: AtSide = "now",
    language: Speaks = "nl",
    meters: Annotated[bool, Query(description="With the nearest meters.")] = False,
) -> Response:
    """What is on the ground around a home, as it is or with the plan, and the nearest meters."""
    both = sides(shared, conn, area, scenario, who)
    return _svg(_around(conn, both, building, side, Tongue(language), now if meters else None))


@router.get(
    "/homes/{building}/shadows/{moment}.svg",
    summary="Shadow around a home",
    response_class=Response,
    responses=_DRAWING | _SVG,
)
def home_shadows(
    area: AreaId,
    building: Building,
    moment: Annotated[
        str,
        Path(
            pattern="^[0-9]{4}-[0-9]{4}$",
            description="Month, day and whole hour by the clock: of 21 March, 21 June or 22 "
            "December.",
            examples=["0321-1200"],
        ),
    ],
    shared: Shared,
    runs: Computing,
    who: PlannerIfAny,
    scenario: Scenario = None,
    side: AtSide = "now",
    language: Speaks = "nl",
) -> Response:
    """The shadow on the ground at an hour of a day; what the plan adds is orange."""
    day, hour = moment[:4], int(moment[5:7])
    if moment[7:] != "00" or hour not in HOURS.get(day, ()):
        raise NotFound(
            f"no map is drawn of '{moment}'",
            hint="known: "
            + ", ".join(
                f"{each}-{hours[0]:02d}00 to {hours[-1]}00" for each, hours in HOURS.items()
            ),
        )
    drawing = _drawing(shared, area, scenario, who, building, day, language)
    return _svg(runs.studio.draw(drawing, drawing.key)[f"{hour}-{side}.svg"].decode())


def told(home: Home, t: Tongue) -> HomeBody:
    """A home as the API tells of it."""
    plan, there = home.scenario, home.building
    return HomeBody(
        area=home.row.id,
        building=there.id,
        address=name(there),
        addresses=sum(1 for each in there.dwellings if each.address),
        plan=None if plan is None else PlanBody(id=plan.id, name=plan.name, revision=plan.revision),
        notices=list(notices(home, t)),
        answers=[AnswerBody.model_validate(each) for each in answers(home, t)],
        attribution=list(attribution(home.now.area)),
        text=page_path(home.row.id, there.id, None if plan is None else plan.id, t.language),
        asked_at=home.asked_at,
    )


def page_path(area: str, building: str, plan: str | None, language: Language) -> str:
    """Path of the page in words about a home."""
    asked = ([("plan", plan)] if plan else []) + ([("taal", "en")] if language == "en" else [])
    path = f"/tekst/{quote(area)}/woning/{quote(building)}"
    return f"{path}?{urlencode(asked)}" if asked else path


def _drawing(
    shared: Context,
    area: str,
    scenario: str | None,
    who: str | None,
    building: str,
    day: str,
    language: Language,
) -> DrawHome:
    # The connection is given back before anything is drawn, which may take long.
    with shared.pool.connection() as conn:
        both = sides(shared, conn, area, scenario, who)
    find(both, building)
    edits = () if both.scenario is None else both.scenario.edits
    variant = Variant(area, both.now.row.saved_at.isoformat(), edits)
    return DrawHome(variant, building, day, language)


def _around(
    conn: Connection, both: Sides, building: str, side: str, t: Tongue, now: datetime | None
) -> str:
    there = next(each for each in find(both, building) if each is not None)
    shown = both.then if both.then is not None and side == "plan" else both.now
    window = home_window(both.now.area, (both.then or both.now).area, there)
    marks: tuple[Mark, ...] = ()
    if now is not None:
        heard = [each for each in home_of(conn, both, building, now).heard if each.streams]
        marks = tuple(Mark(each.x, each.y, each.thing.name) for each in heard[:NEAR])
        window = _with(window, marks)
    title = (
        t("Kaart van boven: uw huis met het plan.", "Map from above: your home with the plan.")
        if shown is both.then
        else t("Kaart van boven: uw huis zoals het nu is.", "Map from above: your home as it is.")
    )
    drawing = Drawing(highlight=frozenset([building]), marks=marks, lettering=_LETTERING)
    return plan_svg(shown.area, window, title, drawing)


def _with(
    window: tuple[float, float, float, float], marks: tuple[Mark, ...]
) -> tuple[float, float, float, float]:
    """A window of the same shape around the same middle that also has the marks in it."""
    west, south, east, north = window
    x, y = (west + east) / 2, (south + north) / 2
    across, along = (east - west) / 2, (north - south) / 2
    grow = max(
        (1.15 * max(abs(each.x - x) / across, abs(each.y - y) / along) for each in marks),
        default=1.0,
    )
    grow = max(grow, 1.0)
    return x - grow * across, y - grow * along, x + grow * across, y + grow * along


def _svg(text: str) -> Response:
    return Response(text, media_type="image/svg+xml", headers={"Cache-Control": "no-cache"})
