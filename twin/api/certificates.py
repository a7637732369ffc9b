"""Sun certificates and the standard shadow set of a scenario; drawn by the workers that compute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from twin.api.access import Computing
from twin.api.assets import area_row
from twin.api.context import Context, Now, Shared
from twin.api.keys import REFUSALS
from twin.api.planners import PlannerIfAny
from twin.api.problems import responses
from twin.api.runs import Years
from twin.api.scenarios import AskedRevision, Which, visible
from twin.jobs.certificate.collect import Asked, collect
from twin.jobs.certificate.draw import PDF, DrawCertificate, DrawShadows, check_moment
from twin.jobs.certificate.subject import Wanted
from twin.jobs.worker import Variant
from twin.model import Language, Scenario
from twin.sim.indicators.canonical import Document
from twin.store.areas import AreaRow

router = APIRouter(prefix="/api/v1/scenarios/{scenario}", tags=["results"])
_READING = REFUSALS | responses(
    HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE
)
_DRAWING = _READING | responses(HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.NOT_IMPLEMENTED)
_CONFLICT = responses(HTTPStatus.CONFLICT)

_Address = Annotated[
    str | None,
    Query(
        max_length=200,
        description="Street and number, or a BAG verblijfsobject; left out: the whole plan.",
        examples=["Dorpsstraat 12"],
    ),
]
_Building = Annotated[
    str | None, Query(max_length=64, description="Id of a building, in place of an address.")
]
_Speaks = Annotated[Language, Query(description="Dutch or English.")]
_Horizon = Annotated[Years, Query(description="Years of growth of planted trees.")]


def _file(kind: str, what: str) -> dict[int | str, dict[str, Any]]:
    """What an operation tells OpenAPI of the file that it answers."""
    schema = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"description": what, "content": {kind: schema}}}


@dataclass(frozen=True, slots=True)
class _Plan:
    """A scenario that the one who asks may see, and its area."""

    scenario: Scenario
    area: AreaRow

    def variant(self, years: int = 0) -> Variant:
        """What a worker is asked about."""
        return Variant(self.area.id, self.area.saved_at.isoformat(), self.scenario.edits, years)


@router.get(
    "/certificate.json",
    summary="A sun certificate to verify",
    responses=_READING | _CONFLICT,
)
def certificate_json(
    scenario: Which,
    shared: Shared,
    who: PlannerIfAny,
    now: Now,
    address: _Address = None,
    building: _Building = None,
    revision: AskedRevision = None,
    horizon_years: _Horizon = 0,
) -> dict[str, Any]:
    """What sun on façades says of an address, or of the whole plan, with all that it rests on.

    `twin scenario verify` takes it and computes it again. 409 before both the plan and its base
    were computed.
    """
    wanted = Wanted(address, building)
    return _collected(shared, scenario, who, revision, wanted, horizon_years, now)[1]


@router.get(
    "/certificate.pdf",
    summary="A sun certificate to read",
    response_class=Response,
    responses=_DRAWING | _CONFLICT | _file("application/pdf", "One page, PDF/UA-1."),
)
def certificate_pdf(
    scenario: Which,
    shared: Shared,
    runs: Computing,
    who: PlannerIfAny,
    now: Now,
    address: _Address = None,
    building: _Building = None,
    revision: AskedRevision = None,
    horizon_years: _Horizon = 0,
    language: _Speaks = "nl",
) -> Response:
    """The same on one page with pictures, in plain Dutch or English; the JSON is attached."""
    wanted = Wanted(address, building)
    plan, document = _collected(shared, scenario, who, revision, wanted, horizon_years, now)
    key = str(document["after"]["input"]["area"]["key"])
    drawing = DrawCertificate(plan.variant(horizon_years), key, document, language)
    content = runs.studio.draw(drawing, drawing.key)[PDF]
    return _answer(content, "application/pdf", f"zonbewijs-{scenario}.pdf")


@router.get(
    "/shadows.pdf",
    summary="A shadow study",
    response_class=Response,
    responses=_DRAWING | _file("application/pdf", "A page per day, PDF/UA-1."),
)
def shadows_pdf(
    scenario: Which,
    shared: Shared,
    runs: Computing,
    who: PlannerIfAny,
    now: Now,
    revision: AskedRevision = None,
    language: _Speaks = "nl",
) -> Response:
    """The standard shadow set, now and with the plan beside each other."""
    plan = _plan(shared, scenario, who, revision)
    drawing = DrawShadows(plan.variant(), _about(plan, now), paper=True, language=language)
    content = runs.studio.draw(drawing, drawing.key)[PDF]
    return _answer(content, "application/pdf", f"bezonningsstudie-{scenario}.pdf")


@router.get(
    "/shadows/{moment}.svg",
    summary="Shadow at a moment",
    response_class=Response,
    responses=_DRAWING | _file("image/svg+xml", "A map; one unit is a metre."),
)
def shadows_svg(
    scenario: Which,
    moment: Annotated[
        str,
        Path(
            pattern="^[0-9]{4}-[0-9]{4}$",
            description="Of the standard set: month, day and hour by the clock.",
            examples=["0321-1200"],
        ),
    ],
    shared: Shared,
    runs: Computing,
    who: PlannerIfAny,
    now: Now,
    side: Annotated[
        Literal["now", "plan"], Query(description="As it is, or with the plan.")
    ] = "plan",
    revision: AskedRevision = None,
    language: _Speaks = "nl",
) -> Response:
    """A map of the shadow on the ground; what the plan adds is orange."""
    plan = _plan(shared, scenario, who, revision)
    about = _about(plan, now)
    drawing = DrawShadows(plan.variant(), about, (check_moment(moment),), language=language)
    files = runs.studio.draw(drawing, drawing.key)
    return _answer(files[f"{moment}-{side}.svg"], "image/svg+xml", f"{moment}-{side}.svg")


def _collected(
    shared: Context, scenario: str, who: str | None, revision: int | None, wanted: Wanted,
    years: int, now: datetime,
) -> tuple[_Plan, Document]:  # fmt: skip
    plan = _plan(shared, scenario, who, revision)
    with shared.pool.connection() as conn:
        return plan, collect(conn, _asked(plan, wanted, years, now))


def _plan(shared: Context, scenario: str, who: str | None, revision: int | None) -> _Plan:
    # Given back before anything is drawn, which may take long.
    with shared.pool.connection() as conn:
        found = visible(conn, scenario, who, revision).scenario
        return _Plan(found, area_row(conn, found.area))


def _asked(plan: _Plan, wanted: Wanted, years: int, now: datetime) -> Asked:
    return Asked(plan.scenario, plan.area, wanted, years, now.date())


def _about(plan: _Plan, now: datetime) -> Document:
    return _asked(plan, Wanted(), 0, now).about.document()


def _answer(content: bytes, kind: str, name: str) -> Response:
    headers = {"Cache-Control": "no-cache", "Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)
