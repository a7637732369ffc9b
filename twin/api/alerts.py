"""Alerts of an area: planners set them, everybody reads what they say."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Response

from twin.api.alert_bodies import (
    AlertBody,
    AlertHistory,
    AlertPage,
    NewAlert,
    alert_body,
    condition,
    history,
)
from twin.api.assets import area_row
from twin.api.context import Database, Now, Shared
from twin.api.keys import REFUSALS, Writing
from twin.api.planners import Planner, PlannerIfAny
from twin.api.problems import responses
from twin.api.scenarios import IfMatch, expected
from twin.api.shapes import AreaId
from twin.api.watching import Watching
from twin.errors import Conflict
from twin.store import alerts
from twin.store.pool import Connection
from twin.store.things import list_datastreams, list_things

router = APIRouter(prefix="/api/v1/areas/{area}/alerts", tags=["alerts"])
_ERRORS = REFUSALS | responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND)
_CHANGING = _ERRORS | responses(HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_REQUIRED)

MOST = 20
"""Alerts of an area: each is asked of the measurements anew."""
LOOK_BACK = timedelta(days=7)
HISTORY = timedelta(days=30)

_Which = Annotated[int, Path(ge=1, lt=2**31, description="Id of the alert.", examples=[4])]


@router.get("", summary="Alerts of an area", responses=_ERRORS)
def list_alerts(
    area: AreaId, who: PlannerIfAny, conn: Database, shared: Shared, now: Now
) -> AlertPage:
    """What each says now, by the measurements of the last seven days."""
    known = area_row(conn, area).id
    names = _names(conn, known)
    return AlertPage(
        items=[
            _body(shared.watching, conn, each, names, now)
            for each in alerts.list_alerts(conn, known)
        ],
        may_change=who is not None,
    )


@router.post("", status_code=HTTPStatus.CREATED, summary="Set an alert", responses=_CHANGING)
def create(
    area: AreaId,
    asked: NewAlert,
    _: Planner,
    conn: Writing,
    reading: Database,
    shared: Shared,
    now: Now,
    response: Response,
) -> AlertBody:
    """A new alert; what was measured before it was set counts too."""
    known = area_row(reading, area).id
    wanted = condition(asked, list_datastreams(reading, area=known))
    if len(alerts.list_alerts(reading, known)) >= MOST:
        raise Conflict(
            f"'{known}' has '{MOST}' alerts, which is the most", hint="delete one that nobody needs"
        )
    made = alerts.create(conn, known, wanted, now)
    response.headers["Location"] = f"/api/v1/areas/{known}/alerts/{made}"
    return _told(shared.watching, reading, known, made, now, response)


@router.get("/{alert}", summary="One alert with its history", responses=_ERRORS)
def one(
    area: AreaId, alert: _Which, conn: Database, shared: Shared, now: Now, response: Response
) -> AlertHistory:
    """When it was on in the last 30 days, and when nobody knew; `ETag` is its revision."""
    found = alerts.load(conn, area, alert)
    names = _names(conn, area)
    watched = shared.watching.of(conn, found, now, HISTORY)
    response.headers["ETag"] = f'"{found.revision}"'
    body = alert_body(found, watched, names, HISTORY.days)
    return AlertHistory(**dict(body), history=history(watched, names))


@router.put("/{alert}", summary="Change an alert", responses=_CHANGING)
def change(
    area: AreaId,
    alert: _Which,
    asked: NewAlert,
    _: Planner,
    conn: Writing,
    reading: Database,
    shared: Shared,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> AlertBody:
    """Another condition; its history is what that says of the same measurements."""
    base = expected(if_match)
    wanted = condition(asked, list_datastreams(reading, area=area))
    alerts.change(conn, area, alert, base, wanted, now)
    return _told(shared.watching, reading, area, alert, now, response)


@router.delete(
    "/{alert}", status_code=HTTPStatus.NO_CONTENT, summary="Forget an alert", responses=_CHANGING
)
def delete(
    area: AreaId, alert: _Which, _: Planner, conn: Writing, if_match: IfMatch = None
) -> Response:
    """It is gone for good."""
    alerts.delete(conn, area, alert, expected(if_match))
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _told(
    watching: Watching, conn: Connection, area: str, which: int, now: datetime, response: Response
) -> AlertBody:
    found = alerts.load(conn, area, which)
    response.headers["ETag"] = f'"{found.revision}"'
    return _body(watching, conn, found, _names(conn, area), now)


def _body(
    watching: Watching, conn: Connection, alert: alerts.Alert, names: dict[str, str], now: datetime
) -> AlertBody:
    return alert_body(alert, watching.of(conn, alert, now, LOOK_BACK), names, LOOK_BACK.days)


def _names(conn: Connection, area: str) -> dict[str, str]:
    return {thing.id: thing.name for thing in list_things(conn, area)}
