"""Moving a scenario: along its revisions, into a fork, to everybody, and out of the lists."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Response

from twin.api.context import Now
from twin.api.keys import Writing
from twin.api.planners import Planner
from twin.api.scenario_bodies import NewFork, ScenarioBody
from twin.api.scenarios import WRITING, Changing, Which, told
from twin.jobs import scenarios as jobs
from twin.jobs.scenarios import Naming
from twin.model import ScenarioState
from twin.sim.scenario.geometry import Crs
from twin.store import scenarios
from twin.store.scenarios import Author

router = APIRouter(prefix="/api/v1/scenarios", tags=["scenarios"])


@router.post("/{scenario}/undo", summary="Undo", responses=WRITING)
def undo(change: Changing) -> ScenarioBody:
    """Back to the revision from which this one was made; it stays, for redo."""
    scenarios.undo(change.conn, change.scenario, change.base, change.now)
    return change.told()


@router.post("/{scenario}/redo", summary="Redo", responses=WRITING)
def redo(change: Changing) -> ScenarioBody:
    """On to the newest revision that was made from this one."""
    scenarios.redo(change.conn, change.scenario, change.base, change.now)
    return change.told()


@router.post(
    "/{scenario}/fork",
    status_code=HTTPStatus.CREATED,
    summary="Fork a scenario",
    responses=WRITING,
)
def fork(
    scenario: Which, asked: NewFork, who: Planner, conn: Writing, now: Now, response: Response
) -> ScenarioBody:
    """A new draft that begins with the edits of this one."""
    naming = Naming(asked.name, asked.description, asked.id)
    kept = jobs.fork(conn, scenario, asked.revision, naming, Author(who, now, f"van {scenario}"))
    response.headers["Location"] = f"/api/v1/scenarios/{kept.scenario.id}"
    return told(kept, Crs.LONLAT, response)


@router.post("/{scenario}/publish", summary="Publish a scenario", responses=WRITING)
def publish(change: Changing) -> ScenarioBody:
    """From now on everybody reads it, and it stays as it is; go on in a fork."""
    scenarios.set_state(
        change.conn, change.scenario, change.base, ScenarioState.PUBLISHED, change.now
    )
    return change.told()


@router.post("/{scenario}/archive", summary="Archive a scenario", responses=WRITING)
def archive(change: Changing) -> ScenarioBody:
    """Out of the lists; kept, and readable by its address for who could read it."""
    scenarios.set_state(
        change.conn, change.scenario, change.base, ScenarioState.ARCHIVED, change.now
    )
    return change.told()
