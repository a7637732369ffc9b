"""Evenings: what planners line up to show residents on a big screen, in which order.

Planners make them; everybody reads those that were shown. A change tells in `If-Match` on which
revision it builds, as that of a scenario does.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Path, Query, Response

from twin.api.assets import area_row
from twin.api.context import Database, Now, Shared
from twin.api.evening_bodies import (
    EveningBody,
    EveningChange,
    EveningPage,
    NetworkBody,
    NewEvening,
    Slide,
    evening_body,
)
from twin.api.keys import REFUSALS, Writing
from twin.api.planners import Planner, PlannerIfAny
from twin.api.problems import responses
from twin.api.scenarios import IfMatch, expected
from twin.api.text.evening_words import ToldEvening, told, visible
from twin.api.text.render import Taal
from twin.embedded.network import addresses
from twin.embedded.ports import is_loopback
from twin.errors import ParameterInvalid
from twin.store import evenings
from twin.store.pool import Connection

router = APIRouter(prefix="/api/v1", tags=["evenings"])
READING = REFUSALS | responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND)
_CHANGING = READING | responses(HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_REQUIRED)

Which = Annotated[int, Path(ge=1, lt=2**31, description="Id of the evening.", examples=[3])]
_Area = Annotated[
    str,
    Query(
        description="Of this area.",
        examples=["voorbeeldwijk"],
        pattern=r"^[a-z0-9][a-z0-9._-]*$",
        max_length=64,
    ),
]


@router.get("/evenings", summary="Evenings of an area", responses=READING)
def list_evenings(area: _Area, who: PlannerIfAny, conn: Database) -> EveningPage:
    """The newest first: for planners all, for everybody else those that were shown."""
    known = area_row(conn, area).id
    found = evenings.list_evenings(conn, known, everything=who is not None)
    return EveningPage(items=[evening_body(each) for each in found], may_change=who is not None)


@router.post(
    "/evenings", status_code=HTTPStatus.CREATED, summary="Make an evening", responses=READING
)
def new_evening(
    asked: NewEvening,
    who: Planner,
    conn: Writing,
    reading: Database,
    now: Now,
    response: Response,
) -> EveningBody:
    """A new evening; it is for planners until it is shown."""
    known = area_row(reading, asked.area).id
    slides = _checked(known, asked.slides)
    made = evenings.create(conn, known, _named(asked.title), slides, who, now)
    response.headers["Location"] = f"/api/v1/evenings/{made}"
    return _told(conn, made, response)


@router.get("/evenings/{evening}", summary="One evening", responses=READING)
def one_evening(
    evening: Which, who: PlannerIfAny, conn: Database, response: Response
) -> EveningBody:
    """An evening with its slides; `ETag` is its revision."""
    found = visible(conn, evening, who)
    response.headers["ETag"] = f'"{found.revision}"'
    return evening_body(found)


@router.put("/evenings/{evening}", summary="Change an evening", responses=_CHANGING)
def change_evening(
    evening: Which,
    asked: EveningChange,
    _: Planner,
    conn: Writing,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> EveningBody:
    """Another title and other slides in the place of those before; screens follow at once."""
    base = expected(if_match)
    slides = _checked(evenings.load(conn, evening).area, asked.slides)
    evenings.change(conn, evening, base, _named(asked.title), slides, now)
    return _told(conn, evening, response)


@router.delete(
    "/evenings/{evening}",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Forget an evening",
    responses=READING,
)
def delete_evening(evening: Which, _: Planner, conn: Writing) -> Response:
    """It is gone for good, and so is its code."""
    evenings.delete(conn, evening)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get("/evenings/{evening}/words", summary="An evening in words", responses=READING)
def words(evening: Which, who: PlannerIfAny, conn: Database, taal: Taal = "nl") -> ToldEvening:
    """What each slide says: its words, numbers, verdicts, the norm, and how sure it is."""
    return told(conn, visible(conn, evening, who), who, taal)


@router.get("/network", summary="Where phones find this twin", responses=REFUSALS)
def network(shared: Shared, _: Planner) -> NetworkBody:
    """The addresses of this machine on its networks, where the twin listens to those."""
    host, port = shared.config.host, shared.config.port
    if is_loopback(host):
        return NetworkBody(open=False, addresses=[])
    return NetworkBody(open=True, addresses=addresses(host, port))


def _checked(area: str, slides: Sequence[Slide]) -> list[dict[str, Any]]:
    """Slides as they are kept.

    Raises
    ------
    ParameterInvalid
        Two have the same id, or one is of another area.
    """
    plain: list[dict[str, Any]] = [slide.model_dump(mode="json") for slide in slides]
    ids = [slide["id"] for slide in plain]
    twice = next((each for each in ids if ids.count(each) > 1), None)
    if twice is not None:
        raise ParameterInvalid(f"two slides have the id '{twice}'", hint="each needs its own")
    for slide in plain:
        of = dict(parse_qsl(slide.get("state", ""))).get("gebied", area)
        if of != area:
            raise ParameterInvalid(
                f"slide '{slide['id']}' is of the area '{of}'", hint=f"show '{area}' only"
            )
    return plain


def _named(title: str) -> str:
    name = " ".join(title.split())
    if not name:
        raise ParameterInvalid("an evening needs a name", hint="such as the day and the place")
    return name


def _told(conn: Connection, evening: int, response: Response) -> EveningBody:
    found = evenings.load(conn, evening)
    response.headers["ETag"] = f'"{found.revision}"'
    return evening_body(found)
