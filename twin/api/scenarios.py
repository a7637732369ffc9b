"""Scenarios: read by everybody once published, made and changed by planners.

Every change tells in `If-Match` on which revision it builds; when that is no longer the one that
counts, nothing changes and the answer is 409.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Depends, Header, Path, Query, Response
from pydantic import WithJsonSchema

from twin.api.context import Database, Now, Shared
from twin.api.keys import REFUSALS, Writing
from twin.api.planners import Planner, PlannerIfAny
from twin.api.problems import issue_body, responses
from twin.api.scenario_bodies import (
    CheckBody,
    EditsToCheck,
    NewEdits,
    NewScenario,
    NewWords,
    RevisionPage,
    ScenarioBody,
    ScenarioPage,
    body,
    item,
    revision_item,
)
from twin.api.shapes import AreaFilter
from twin.errors import NotFound, ParameterInvalid, RevisionNeeded
from twin.jobs import scenarios as jobs
from twin.jobs.designs import parse_design
from twin.jobs.scenarios import Naming
from twin.model import Edit, ScenarioState
from twin.sim.scenario.apply import examine
from twin.sim.scenario.designs import to_features
from twin.sim.scenario.geometry import Crs
from twin.sim.scenario.read import read_edits
from twin.store import scenarios
from twin.store.pool import Connection
from twin.store.scenarios import Author, Kept

router = APIRouter(prefix="/api/v1/scenarios", tags=["scenarios"])
_READING = REFUSALS | responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND)
WRITING = _READING | responses(HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_REQUIRED)

Which = Annotated[str, Path(description="Id of the scenario.", examples=["toren-aan-het-plein"])]
AskedCrs = Annotated[Crs, Query(description="Of the geometry: `OGC:CRS84` or `EPSG:28992`.")]
AskedRevision = Annotated[
    int | None, Query(ge=1, lt=2**31, description="Left out: the one that counts now.")
]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description='The revision that is changed, as in `ETag`: `"3"`.'),
]
_Design = Annotated[
    Any, Body(), WithJsonSchema({"type": "object", "description": "GeoJSON or CityJSON."})
]


def expected(if_match: str | None) -> int:
    """The revision on which a change builds.

    Raises
    ------
    RevisionNeeded
        It is not told.
    ParameterInvalid
        It is no revision.
    """
    if if_match is None:
        raise RevisionNeeded(
            "the change does not tell on which revision it builds",
            hint="send 'If-Match' with the ETag that came with the scenario",
        )
    found = re.fullmatch(r'\s*"?([1-9][0-9]{0,8})"?\s*', if_match)
    if found is None:
        raise ParameterInvalid(
            f"'{if_match}' is no revision", hint="send the ETag as it came: '\"3\"'"
        )
    return int(found[1])


@dataclass(frozen=True, slots=True)
class Change:
    """A change that a planner makes of a scenario.

    Attributes
    ----------
    base
        The revision on which it builds.
    """

    scenario: str
    who: str
    conn: Connection
    now: datetime
    base: int
    response: Response

    def told(self) -> ScenarioBody:
        """The scenario as it is after it."""
        return told(scenarios.load(self.conn, self.scenario), Crs.LONLAT, self.response)


def change(
    scenario: Which,
    who: Planner,
    conn: Writing,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> Change:
    """What a request to change a scenario tells; raises as `planner`, `writing`, `expected`."""
    return Change(scenario, who, conn, now, expected(if_match), response)


Changing = Annotated[Change, Depends(change)]


@router.get("", summary="All scenarios", responses=REFUSALS | responses(HTTPStatus.BAD_REQUEST))
def list_scenarios(
    who: PlannerIfAny,
    conn: Database,
    area: AreaFilter = None,
    state: Annotated[
        ScenarioState | None,
        Query(description="Only these; left out: drafts and published ones."),
    ] = None,
) -> ScenarioPage:
    """Published scenarios; for planners drafts too. Archived ones only when they are asked for."""
    rows = [
        row
        for row in scenarios.list_scenarios(conn, area)
        if (row.state is state if state else row.state is not ScenarioState.ARCHIVED)
        and (who is not None or row.published_at is not None)
    ]
    return ScenarioPage(items=[item(row) for row in rows], next=None)


@router.post("", status_code=HTTPStatus.CREATED, summary="Make a scenario", responses=WRITING)
def new_scenario(
    asked: NewScenario,
    shared: Shared,
    who: Planner,
    conn: Writing,
    reading: Database,
    now: Now,
    response: Response,
) -> ScenarioBody:
    """A new draft; its edits are checked in the area first, and all that is wrong is told."""
    edits = read_edits(asked.edits, crs=asked.crs)
    area = shared.assets.of(reading, asked.area).area
    naming = Naming(asked.name, asked.description, asked.id)
    kept = jobs.new(conn, area, naming, edits, Author(who, now, asked.note))
    response.headers["Location"] = f"/api/v1/scenarios/{kept.scenario.id}"
    return told(kept, asked.crs, response)


@router.post("/check", summary="Check edits without keeping them", responses=_READING)
def check(asked: EditsToCheck, shared: Shared, conn: Database, _: Planner) -> CheckBody:
    """What is wrong with edits in an area, each with its place; nothing is kept."""
    edits = read_edits(asked.edits, crs=asked.crs)
    issues = examine(shared.assets.of(conn, asked.area).area, edits)
    return CheckBody(ok=not issues, issues=[issue_body(issue) for issue in issues])


@router.get("/{scenario}", summary="One scenario", responses=_READING)
def one_scenario(
    scenario: Which,
    who: PlannerIfAny,
    conn: Database,
    response: Response,
    crs: AskedCrs = Crs.LONLAT,
    revision: AskedRevision = None,
) -> ScenarioBody:
    """A scenario with its edits; `ETag` is its revision. Drafts are for planners."""
    return told(visible(conn, scenario, who, revision), crs, response)


@router.patch("/{scenario}", summary="Name a scenario", responses=WRITING)
def rename(change: Changing, asked: NewWords) -> ScenarioBody:
    """Another name or description."""
    name = None if asked.name is None else jobs.check_name(asked.name)
    scenarios.rename(
        change.conn,
        change.scenario,
        change.base,
        change.now,
        name=name,
        description=asked.description,
    )
    return change.told()


@router.get("/{scenario}/revisions", summary="Revisions of a scenario", responses=_READING)
def revisions(scenario: Which, who: PlannerIfAny, conn: Database) -> RevisionPage:
    """Who changed what and when; a revision itself is at `?revision=`. Drafts are for planners."""
    shown = visible(conn, scenario, who, None).scenario.revision
    found = [
        each
        for each in scenarios.revisions(conn, scenario)
        if who is not None or each.number == shown
    ]
    return RevisionPage(items=[revision_item(each) for each in found], next=None)


@router.post(
    "/{scenario}/revisions",
    status_code=HTTPStatus.CREATED,
    summary="Change a scenario",
    responses=WRITING,
)
def revise(change: Changing, asked: NewEdits, shared: Shared, reading: Database) -> ScenarioBody:
    """A new revision with these edits in place of those before."""
    edits = read_edits(asked.edits, crs=asked.crs)
    return _edited(shared, reading, change, edits, asked.note, asked.crs)


@router.post(
    "/{scenario}/edits",
    status_code=HTTPStatus.CREATED,
    summary="Add edits to a scenario",
    responses=WRITING,
)
def add_edits(change: Changing, asked: NewEdits, shared: Shared, reading: Database) -> ScenarioBody:
    """A new revision with these edits after those that there are."""
    before = scenarios.load(change.conn, change.scenario, change.base).scenario.edits
    more = read_edits(asked.edits, crs=asked.crs, taken=jobs.taken(before), first=len(before))
    return _edited(shared, reading, change, (*before, *more), asked.note, asked.crs)


@router.post(
    "/{scenario}/import",
    status_code=HTTPStatus.CREATED,
    summary="Add a design to a scenario",
    responses=WRITING,
)
def import_design(
    change: Changing,
    design: _Design,
    shared: Shared,
    reading: Database,
    crs: Annotated[
        Crs | None, Query(description="Of GeoJSON; left out: as the file tells, or found out.")
    ] = None,
) -> ScenarioBody:
    """A new revision with the edits of a GeoJSON or the buildings of a CityJSON file after those
    that there are."""  # noqa: D209 - OpenAPI shows it as one paragraph
    before = scenarios.load(change.conn, change.scenario, change.base).scenario.edits
    more = parse_design(orjson.dumps(design), "the design", crs=crs, taken=jobs.taken(before))
    return _edited(shared, reading, change, (*before, *more), "import", Crs.LONLAT)


@router.get("/{scenario}/export", summary="A scenario as GeoJSON", responses=_READING)
def export(
    scenario: Which,
    who: PlannerIfAny,
    conn: Database,
    crs: AskedCrs = Crs.LONLAT,
    revision: AskedRevision = None,
) -> dict[str, Any]:
    """Its edits as features, which can be imported again."""
    return to_features(visible(conn, scenario, who, revision).scenario.edits, crs)


def visible(conn: Connection, scenario: str, who: str | None, revision: int | None) -> Kept:
    """A scenario for who asks: published ones for all, at the revision that was published.

    Raises
    ------
    NotFound
        There is none, or it is not published and no planner asks.
    """
    kept = scenarios.load(conn, scenario, None if who is None else revision)
    before = revision is not None and revision != kept.scenario.revision
    if who is None and (kept.published_at is None or before):
        raise NotFound(
            f"no scenario called '{scenario}' is published",
            hint="planners see drafts with a key for 'scenarios:write'",
        )
    return kept


def _edited(
    shared: Shared,
    reading: Connection,
    change: Change,
    edits: Sequence[Edit],
    note: str,
    crs: Crs,
) -> ScenarioBody:
    which = scenarios.load(reading, change.scenario).scenario
    area = shared.assets.of(reading, which.area).area
    author = Author(change.who, change.now, note)
    kept = jobs.edit(change.conn, area, change.scenario, change.base, edits, author)
    return told(kept, crs, change.response)


def told(kept: Kept, crs: Crs, response: Response) -> ScenarioBody:
    """A scenario as the answer, with its revision as ETag."""
    response.headers["ETag"] = f'"{kept.scenario.revision}"'
    return body(kept, crs)
