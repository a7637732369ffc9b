"""Asking for results and seeing how far they are: anybody may, within bounds."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from twin.api.access import Computing, asker
from twin.api.assets import area_row
from twin.api.context import Context, Database, Shared
from twin.api.planners import PlannerIfAny
from twin.api.problems import responses
from twin.api.result_bodies import RESULTS
from twin.api.scenario_bodies import Edits
from twin.api.scenarios import Which, visible
from twin.api.shapes import AreaId
from twin.jobs.run_scenario import Progress
from twin.jobs.runs import COMPILES, Asked, Status
from twin.sim.scenario.geometry import Crs
from twin.sim.scenario.read import read_edits
from twin.store import runs as stored
from twin.store.runs import RunRow, RunState

router = APIRouter(prefix="/api/v1", tags=["runs"])
_READ = responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)
_ASK = _READ | responses(HTTPStatus.UNAUTHORIZED, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS)
_PACE_SECONDS = 0.05
"""Who draws waits for this. To look costs next to nothing: no answer is made of what is as told."""
_SLOW_SECONDS = 1.0
"""For a run that is looked up in the database."""
_HEARTBEAT_SECONDS = 15.0
"""Between two signs of life on a stream."""
_EXAMPLE = (
    'event: run\ndata: {"id":"8c6d…","state":"running","progress":{"share":0.4,…},…}\n\n'
    'event: run\ndata: {"id":"8c6d…","state":"successful",…}\n\n'
)

RunId = Annotated[
    uuid.UUID,
    Path(description="Id of the run.", examples=["3b6e3e5d-4715-471a-ad95-e8e4a4ec81f6"]),
]
Years = Literal[0, 10, 30]


class RunForm(BaseModel):
    """What to compute."""

    model_config = ConfigDict(extra="forbid")

    indicators: list[str] | None = Field(
        default=None,
        min_length=1,
        max_length=50,
        description="Names; left out: all of them.",
        examples=[["density"]],
    )
    parameters: dict[str, dict[str, Any]] = Field(
        default={},
        description="By indicator; what is left out is its default.",
        examples=[{"density": {"storey_height": 3.2}}],
    )
    horizon_years: Years = Field(default=0, description="Years of growth of planted trees.")


class ScenarioRunForm(RunForm):
    """What to compute of a scenario."""

    revision: int | None = Field(
        default=None, ge=1, description="Left out: the one that counts now."
    )
    with_base: bool = Field(default=True, description="Also of the area as it is, to compare with.")


class AreaRunForm(RunForm):
    """What to compute of an area, perhaps with edits that nobody keeps."""

    edits: Edits = Field(default=[], description="A plan that is tried and not kept.")
    crs: Crs = Crs.LONLAT


class ProgressBody(BaseModel):
    """How far a run is."""

    share: float = Field(ge=0, le=1, examples=[0.4])
    at_work: list[str] = Field(description="Indicators that are being computed.")
    done: int
    total: int


class ExpectedBody(BaseModel):
    """How long it takes by what earlier runs took on this machine."""

    seconds: float = Field(examples=[12.5])
    at_most: float = Field(description="As the slowest of them.", examples=[40.0])


class RunResultBody(BaseModel):
    """A result of a run."""

    indicator: str
    key: str
    url: str


class FailureBody(BaseModel):
    """Why an indicator has no result."""

    indicator: str
    message: str
    hint: str


class RunBody(BaseModel):
    """A run."""

    id: str
    area: str
    scenario: str | None = Field(description="Null for the area as it is.")
    revision: int | None
    horizon_years: int
    indicators: list[str]
    state: RunState = Field(
        description="`successful` when at least one indicator has a result; see `failures`."
    )
    message: str
    compiling: bool = Field(
        description="Whether the engine is being compiled first, which is done once for each "
        "installation and takes about a minute."
    )
    progress: ProgressBody
    expected: ExpectedBody | None = Field(
        description="Null: unknown, since not all of it ran on this machine before."
    )
    results: list[RunResultBody]
    failures: list[FailureBody]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class RunPage(BaseModel):
    """Runs, the newest first."""

    items: list[RunBody]
    next: None = None


@router.post(
    "/scenarios/{scenario}/runs",
    status_code=HTTPStatus.ACCEPTED,
    summary="Compute a scenario",
    responses=_ASK,
)
def run_scenario(
    scenario: Which,
    form: ScenarioRunForm,
    request: Request,
    response: Response,
    who: PlannerIfAny,
    conn: Database,
    runs: Computing,
) -> RunBody:
    """Put a run in the queue; follow it at its address.

    Who is no planner may have one run at a time. What was computed before from the same content is
    not computed again.
    """
    plan = visible(conn, scenario, who, form.revision).scenario
    row = area_row(conn, plan.area)
    asked = Asked(
        area=row.id,
        version=row.saved_at.isoformat(),
        square_metres=row.boundary.area,
        indicators=tuple(form.indicators or runs.known),
        parameters=form.parameters,
        scenario=plan.id,
        revision=plan.revision,
        edits=plan.edits,
        horizon_years=form.horizon_years,
        with_base=form.with_base,
    )
    return _accepted(runs.submit(asked, asker(request, who)), response)


@router.post(
    "/areas/{area}/runs",
    status_code=HTTPStatus.ACCEPTED,
    summary="Compute an area as it is",
    responses=_ASK,
)
def run_area(
    area: AreaId,
    form: AreaRunForm,
    request: Request,
    response: Response,
    who: PlannerIfAny,
    conn: Database,
    runs: Computing,
) -> RunBody:
    """Put a run in the queue; follow it at its address. Bounds as for scenarios.

    With `edits` the results are those of a plan that nobody keeps, found by the run only.
    """
    row = area_row(conn, area)
    asked = Asked(
        area=row.id,
        version=row.saved_at.isoformat(),
        square_metres=row.boundary.area,
        indicators=tuple(form.indicators or runs.known),
        parameters=form.parameters,
        edits=read_edits(form.edits, crs=form.crs),
        edits_json=tuple(form.edits),
        horizon_years=form.horizon_years,
        with_base=False,
    )
    return _accepted(runs.submit(asked, asker(request, who)), response)


@router.get("/runs", summary="Runs", responses=_ASK)
def list_runs(
    who: PlannerIfAny,
    conn: Database,
    shared: Shared,
    area: Annotated[str | None, Query(description="Only of this area.", max_length=64)] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="At most so many.")] = 100,
) -> RunPage:
    """Runs of the last weeks, the newest first; those of plans are for planners."""
    rows = stored.runs(conn, area=area, states=None, limit=limit)
    return RunPage(
        items=[_body(_status(shared, row)) for row in rows if who is not None or open_to_all(row)]
    )


@router.get("/runs/{run}", summary="One run", responses=_READ)
def one_run(run: RunId, conn: Database, shared: Shared) -> RunBody:
    """How far a run is, and what it came to."""
    return _body(status_of(shared, conn, str(run)))


@router.delete(
    "/runs/{run}",
    summary="Dismiss a run",
    responses=_READ | responses(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN),
)
def dismiss(
    run: RunId,
    request: Request,
    who: PlannerIfAny,
    conn: Database,
    shared: Shared,
    runs: Computing,
) -> RunBody:
    """Stop a run that is not needed any more: one's own, and for planners any."""
    stopped = runs.dismiss(str(run), asker(request, who))
    return _body(stopped or status_of(shared, conn, str(run)))


@router.get(
    "/runs/{run}/events",
    summary="A run as it goes",
    response_class=StreamingResponse,
    responses=_READ
    | {
        200: {
            "description": "Server-sent events until the run has ended.",
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _EXAMPLE}},
        }
    },
)
async def events(run: RunId, request: Request, shared: Shared) -> StreamingResponse:
    """A stream of events `run`, each a run as `/runs/{run}` has it; the last one has ended."""
    first = await run_in_threadpool(_first, shared, str(run))
    return StreamingResponse(
        _events(request, shared, first),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _first(shared: Context, run: str) -> Status:
    with shared.pool.connection() as conn:
        return status_of(shared, conn, run)


async def _events(request: Request, shared: Context, status: Status) -> AsyncIterator[bytes]:
    told: Status | None = None
    quiet, pace = 0.0, _PACE_SECONDS
    while not await request.is_disconnected():
        if status != told:
            told, quiet = status, 0.0
            yield f"event: run\ndata: {_body(status).model_dump_json()}\n\n".encode()
        elif quiet >= _HEARTBEAT_SECONDS:
            quiet = 0.0
            yield b": still here\n\n"
        if status.row.state.ended:
            return
        await asyncio.sleep(pace)
        quiet += pace
        known = None if shared.runs is None else shared.runs.status(status.row.id)
        pace = _PACE_SECONDS
        if known is None:  # forgotten meanwhile, or of a process before this one
            known = await run_in_threadpool(_first, shared, status.row.id)
            pace = _SLOW_SECONDS
        status = known


def open_to_all(row: RunRow) -> bool:
    """Whether a list shows a run to who has no key: it tells of no plan."""
    return row.scenario is None and not row.asked.get("edits")


def status_of(shared: Context, conn: Any, run: str) -> Status:
    """A run as this process knows it, else as the database does.

    Raises
    ------
    NotFound
        Neither does.
    """
    known = None if shared.runs is None else shared.runs.status(run)
    return known or _status(shared, stored.run(conn, run))


def _status(shared: Context, row: RunRow) -> Status:
    known = None if shared.runs is None else shared.runs.status(row.id)
    if known is not None:
        return known
    total = len(row.asked["indicators"])
    share = 1.0 if row.state is RunState.SUCCESSFUL else 0.0
    return Status(row, Progress(share, (), len(row.results), total), None)


def _accepted(status: Status, response: Response) -> RunBody:
    response.headers["Location"] = f"/api/v1/runs/{status.row.id}"
    return _body(status)


def _body(status: Status) -> RunBody:
    row, progress, expected = status.row, status.progress, status.expected
    return RunBody(
        id=row.id,
        area=row.area,
        scenario=row.scenario,
        revision=row.revision,
        horizon_years=row.asked["horizon_years"],
        indicators=row.asked["indicators"],
        state=row.state,
        message=row.message,
        compiling=row.state is RunState.RUNNING and row.message == COMPILES,
        progress=ProgressBody(
            share=round(progress.share, 3),
            at_work=list(progress.at_work),
            done=progress.done,
            total=progress.total,
        ),
        expected=None
        if expected is None
        else ExpectedBody(seconds=round(expected.seconds, 1), at_most=round(expected.at_most, 1)),
        results=[
            RunResultBody(indicator=name, key=each, url=f"{RESULTS}/{each}")
            for name, each in sorted(row.results.items())
        ],
        failures=[
            FailureBody(indicator=name, message=each["message"], hint=each["hint"])
            for name, each in sorted(row.failures.items())
        ],
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
