"""Saved views of an area: what the page showed, by name, in the order in which they are shown.

Planners keep them; everybody reads those that are shown and name published plans alone.
"""

from __future__ import annotations

import re
from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from twin.api.assets import area_row
from twin.api.context import Database, Now
from twin.api.keys import REFUSALS, Writing
from twin.api.planners import Planner, PlannerIfAny
from twin.api.problems import responses
from twin.api.shapes import AreaId
from twin.errors import ParameterInvalid
from twin.jobs.compare import BASE
from twin.store import scenarios, views
from twin.store.pool import Connection
from twin.store.views import NewView, View, ViewChange

router = APIRouter(prefix="/api/v1/areas/{area}/views", tags=["views"])
_ERRORS = REFUSALS | responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND)

LONGEST_STATE = 4096
"""Bytes of a query string; the fullest one of the page has some 400."""
_PLANS = ("plan", "b")
"""Keys of the query string that name a plan."""
_WRITTEN = re.compile(r"[!$%&'()*+,./0-9:;=@A-Z_a-z~-]+")
"""What a query string is written in (RFC 3986), so that it is a safe part of any address."""

_Which = Annotated[int, Path(ge=1, lt=2**31, description="Id of the view.", examples=[12])]
_Name = Annotated[str, Field(min_length=1, max_length=120, examples=["De toren op 21 maart"])]
_Words = Annotated[str, Field(max_length=500, description="What there is to see.")]
_State = Annotated[
    str,
    Field(
        max_length=LONGEST_STATE,
        description="Query string of the page, without its question mark.",
        examples=["gebied=voorbeeldwijk&plan=toren&moment=2027-03-21T15:00"],
    ),
]


class ViewBody(BaseModel):
    """A saved view."""

    id: int
    area: str
    name: _Name
    description: _Words
    state: _State
    url: str = Field(
        description="Where the page shows it.", examples=["/?gebied=voorbeeldwijk&plan=toren"]
    )
    plans: list[str] = Field(description="Ids of the scenarios that it names.")
    shown: bool = Field(description="Whether everybody may see it, once its plans are published.")
    made_by: str = Field(description="The name of the key, or `deze computer`.")
    changed_at: datetime


class ViewPage(BaseModel):
    """The views of an area in their order."""

    items: list[ViewBody]
    may_change: bool = Field(description="Whether who asks may save and change views.")
    next: None = Field(default=None, description="Always null: there are few views.")


class NewViewBody(BaseModel):
    """A view to save."""

    model_config = ConfigDict(extra="forbid")

    name: _Name
    state: _State
    description: _Words = ""
    shown: bool = True


class ViewChangeBody(BaseModel):
    """What becomes of a view; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: _Name | None = None
    state: _State | None = None
    description: _Words | None = None
    shown: bool | None = None
    place: int | None = Field(
        default=None, ge=1, description="Where it moves in the order; the first is 1."
    )


@router.get("", summary="Saved views of an area", responses=_ERRORS)
def list_views(area: AreaId, who: PlannerIfAny, conn: Database) -> ViewPage:
    """In their order: for planners all, for everybody else those that are shown.

    A view that names a draft is for planners only.
    """
    known = area_row(conn, area).id
    found = views.list_views(conn, known, everything=who is not None)
    return ViewPage(items=[_body(each) for each in found], may_change=who is not None)


@router.post("", status_code=HTTPStatus.CREATED, summary="Save a view", responses=_ERRORS)
def save(
    area: AreaId,
    asked: NewViewBody,
    who: Planner,
    conn: Writing,
    reading: Database,
    now: Now,
) -> ViewBody:
    """A new view at the end."""
    known = area_row(reading, area).id
    plans = _plans(conn, known, asked.state)
    new = NewView(known, _named(asked.name), asked.description, asked.state, plans, asked.shown)
    return _one(conn, known, views.save(conn, new, who, now))


@router.patch("/{view}", summary="Change or move a view", responses=_ERRORS)
def change(
    area: AreaId, view: _Which, asked: ViewChangeBody, _: Planner, conn: Writing, now: Now
) -> ViewBody:
    """Another name, state or description; shown or not; another place in the order."""
    to = ViewChange(
        name=None if asked.name is None else _named(asked.name),
        description=asked.description,
        state=asked.state,
        plans=None if asked.state is None else _plans(conn, area, asked.state),
        shown=asked.shown,
        place=asked.place,
    )
    views.change(conn, area, view, to, now)
    return _one(conn, area, view)


@router.delete(
    "/{view}", status_code=HTTPStatus.NO_CONTENT, summary="Forget a view", responses=_ERRORS
)
def delete(area: AreaId, view: _Which, _: Planner, conn: Writing) -> Response:
    """It is gone for good."""
    views.delete(conn, area, view)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _named(name: str) -> str:
    told = " ".join(name.split())
    if not told:
        raise ParameterInvalid("a view needs a name", hint="tell what there is to see")
    return told


def _plans(conn: Connection, area: str, state: str) -> list[str]:
    """The scenarios that a query string names.

    Raises
    ------
    ParameterInvalid
        It is no query string of the page on this area, or a plan in it is not one for this area.
    """
    if not _WRITTEN.fullmatch(state):
        raise ParameterInvalid(
            "the state is no query string",
            hint="send what comes after '?' in the address of the page, as it is there",
        )
    pairs = parse_qsl(state, keep_blank_values=True, max_num_fields=64)
    told = dict(pairs)
    if len(told) < len(pairs):
        raise ParameterInvalid("the state tells something twice", hint="each key goes once")
    if told.get("gebied") != area:
        raise ParameterInvalid(
            f"the state is of the area '{told.get('gebied', '')}'", hint=f"begin with gebied={area}"
        )
    named = [told[key] for key in _PLANS if told.get(key, BASE) != BASE]
    for plan in named:
        of = scenarios.load(conn, plan).scenario.area
        if of != area:
            raise ParameterInvalid(f"'{plan}' is a plan for '{of}'", hint=f"name one for '{area}'")
    return list(dict.fromkeys(named))


def _one(conn: Connection, area: str, which: int) -> ViewBody:
    (found,) = [one for one in views.list_views(conn, area, everything=True) if one.id == which]
    return _body(found)


def _body(view: View) -> ViewBody:
    return ViewBody(
        id=view.id,
        area=view.area,
        name=view.name,
        description=view.description,
        state=view.state,
        url=f"/?{view.state}",
        plans=list(view.plans),
        shown=view.shown,
        made_by=view.made_by,
        changed_at=view.changed_at,
    )
