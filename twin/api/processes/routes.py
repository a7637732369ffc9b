"""`/ogc/processes`: each address of OGC API Processes. Who may execute what: as at `/api/v1`."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Header, Query, Request
from fastapi.responses import Response

from twin.api.access import Computing, asker
from twin.api.assets import area_row
from twin.api.context import Database, Shared
from twin.api.planners import PlannerIfAny
from twin.api.processes import answers
from twin.api.processes.conformance import MET
from twin.api.processes.description import MEDIA_TYPE, description
from twin.api.processes.execution import SYNC_SECONDS, Execution, prefers_async, read
from twin.api.runs import open_to_all, status_of
from twin.api.scenarios import visible
from twin.errors import NotFound, ParameterInvalid
from twin.jobs.runs import Asked, Status
from twin.sim.indicators.base import Indicator
from twin.sim.scenario.geometry import Crs
from twin.sim.scenario.read import read_edits
from twin.store import results, runs
from twin.store.pool import Connection
from twin.store.runs import RunState

router = APIRouter(prefix=answers.PREFIX, include_in_schema=False)
_EXCEPTION = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0"
_Limit = Annotated[int, Query(ge=1, le=1000)]


@router.get("")
@router.get("/")
def landing(request: Request) -> Response:
    """Where clients begin."""
    return _json(answers.landing(_root(request)))


@router.get("/conformance")
def conformance() -> Response:
    """Which parts of the standard are met."""
    return _json({"conformsTo": list(MET)})


@router.get("/api")
def api(request: Request) -> Response:
    """The description of this service in OpenAPI 3.0."""
    return _json(description(_root(request)), media_type=MEDIA_TYPE)


@router.get("/processes")
def processes(request: Request, shared: Shared, limit: _Limit = 1000, cursor: str = "") -> Response:
    """A process for each indicator, by name."""
    left = [shared.known[name] for name in sorted(shared.known) if name > cursor]
    shown = left[:limit]
    more = f"limit={limit}&cursor={shown[-1].name}" if len(left) > limit else None
    return _json(answers.processes(_root(request), shown, more))


@router.get("/processes/{process}")
def process(process: str, request: Request, shared: Shared) -> Response:
    """One process with its inputs."""
    one = shared.known.get(process)
    if one is None:
        return _no_such_process(process)
    return _json(answers.process(_root(request), one))


@router.post("/processes/{process}/execution")
def execute(
    process: str,
    request: Request,
    shared: Shared,
    who: PlannerIfAny,
    computing: Computing,
    body: Annotated[Any, Body()],
    prefer: Annotated[str | None, Header()] = None,
) -> Response:
    """Execute a process: at once, or as a job with `Prefer: respond-async`."""
    one = shared.known.get(process)
    if one is None:
        return _no_such_process(process)
    with shared.pool.connection() as conn:  # not held while the work is waited for
        asked = _asked(conn, read(body, one), one, who)
    status = computing.submit(asked, asker(request, who))
    root = _root(request)
    where = {"Location": f"{root}/jobs/{status.row.id}"}
    if prefers_async(prefer):
        where["Preference-Applied"] = "respond-async"
        return _json(answers.status(root, status), HTTPStatus.CREATED, where)
    status = computing.wait(status.row.id, SYNC_SECONDS)
    if not status.row.state.ended:
        computing.dismiss(status.row.id, asker(request, who))
        return _problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            f"it takes longer than '{SYNC_SECONDS:g}' s",
            "send 'Prefer: respond-async' and poll the job",
        )
    with shared.pool.connection() as conn:
        return _result(conn, status)


@router.get("/jobs")
def jobs(
    request: Request, shared: Shared, who: PlannerIfAny, conn: Database, limit: _Limit = 100
) -> Response:
    """Jobs, the newest first; those of plans are for planners."""
    rows = runs.runs(conn, area=None, states=None, limit=limit)
    shown = [
        status_of(shared, conn, row.id)
        for row in rows
        if answers.process_of(row) is not None and (who is not None or open_to_all(row))
    ]
    return _json(answers.jobs(_root(request), shown))


@router.get("/jobs/{job}")
def job(job: str, request: Request, shared: Shared, conn: Database) -> Response:
    """How far a job is."""
    status = _job(shared, conn, job)
    return _no_such_job(job) if status is None else _json(answers.status(_root(request), status))


@router.delete("/jobs/{job}")
def dismiss(
    job: str,
    request: Request,
    shared: Shared,
    who: PlannerIfAny,
    computing: Computing,
) -> Response:
    """Stop a job that is not needed any more."""
    with shared.pool.connection() as conn:
        status = _job(shared, conn, job)
    if status is None:
        return _no_such_job(job)
    status = computing.dismiss(job, asker(request, who)) or status
    if not status.row.state.ended:
        status = computing.wait(job, SYNC_SECONDS)
    return _json(answers.status(_root(request), status))


@router.get("/jobs/{job}/results")
def job_results(job: str, shared: Shared, conn: Database) -> Response:
    """The result of a job that has ended."""
    status = _job(shared, conn, job)
    return _no_such_job(job) if status is None else _result(conn, status)


def _asked(conn: Connection, wanted: Execution, one: Indicator, who: str | None) -> Asked:
    plan = None
    if wanted.scenario is not None:
        plan = visible(conn, wanted.scenario, who, None).scenario
        if wanted.area not in (None, plan.area):
            raise ParameterInvalid(
                f"scenario '{plan.id}' is of area '{plan.area}', not of '{wanted.area}'",
                hint="leave 'area' out",
            )
    row = area_row(conn, plan.area if plan is not None else wanted.area or "")
    return Asked(
        area=row.id,
        version=row.saved_at.isoformat(),
        square_metres=row.boundary.area,
        indicators=(one.name,),
        parameters={one.name: wanted.parameters},
        scenario=None if plan is None else plan.id,
        revision=None if plan is None else plan.revision,
        edits=read_edits(wanted.edits, crs=Crs.LONLAT) if plan is None else plan.edits,
        edits_json=wanted.edits,
        horizon_years=wanted.horizon_years,
        with_base=False,
        response=wanted.response,
    )


def _job(shared: Shared, conn: Connection, job: str) -> Status | None:
    try:
        status = status_of(shared, conn, str(uuid.UUID(job)))
    except (NotFound, ValueError):
        return None
    return None if answers.process_of(status.row) is None else status


def _result(conn: Connection, status: Status) -> Response:
    row = status.row
    if not row.state.ended:
        return _problem(
            HTTPStatus.NOT_FOUND,
            f"job '{row.id}' has not ended",
            "ask for its status until it has",
            f"{_EXCEPTION}/result-not-ready",
        )
    if row.state is RunState.DISMISSED:
        return _problem(HTTPStatus.GONE, f"job '{row.id}' was dismissed", "execute it again")
    if row.state is RunState.FAILED:
        failure = next(iter(row.failures.values()), {"message": row.message, "hint": ""})
        return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, failure["message"], failure["hint"])
    (key,) = row.results.values()
    result = results.result(conn, key)
    if row.asked.get("response") == "document":
        return _json({answers.OUTPUT: {"value": result, "mediaType": answers.JSON}})
    return _json(result)


def _no_such_process(name: str) -> Response:
    return _problem(
        HTTPStatus.NOT_FOUND,
        f"there is no process '{name}'",
        f"all of them: {answers.PREFIX}/processes",
        f"{_EXCEPTION}/no-such-process",
    )


def _no_such_job(name: str) -> Response:
    return _problem(
        HTTPStatus.NOT_FOUND,
        f"there is no job '{name}'",
        "jobs of long ago are forgotten",
        f"{_EXCEPTION}/no-such-job",
    )


def _problem(status: HTTPStatus, detail: str, hint: str, kind: str = "about:blank") -> Response:
    """A problem; this standard names some kinds."""
    told = {
        "type": kind,
        "title": status.phrase,
        "status": int(status),
        "detail": detail,
        "hint": hint,
    }
    return _json(told, status, media_type=answers.PROBLEM)


def _root(request: Request) -> str:
    """The absolute address of the service as the client reaches it, without slash at the end."""
    return str(request.base_url).rstrip("/") + answers.PREFIX


def _json(
    body: Any,
    status: HTTPStatus = HTTPStatus.OK,
    headers: dict[str, str] | None = None,
    media_type: str = answers.JSON,
) -> Response:
    told = {"Cache-Control": "no-cache", **(headers or {})}
    return Response(orjson.dumps(body), int(status), told, media_type)
