"""What people take away: results as a table, and an area, with or without a plan, as files."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, StreamingResponse
from starlette.background import BackgroundTask

from twin.api.assets import Plan, area_row
from twin.api.context import Context, Database, Now, Shared
from twin.api.planners import PlannerIfAny
from twin.api.problems import responses
from twin.api.results import Horizon
from twin.api.scenarios import AskedRevision, Which, visible
from twin.api.shapes import AreaId
from twin.jobs.export_area import export_cityjson, export_geopackage
from twin.jobs.results_table import Computed, table
from twin.jobs.spreadsheet import Form
from twin.model import Area, Language, Scenario
from twin.store import results
from twin.store.pool import Connection
from twin.store.results import Of

router = APIRouter(prefix="/api/v1", tags=["results"])
_ERRORS = responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)
_PLAN_ERRORS = _ERRORS | responses(HTTPStatus.UNAUTHORIZED, HTTPStatus.CONFLICT)
_CSV, _GPKG, _CITYJSON = "text/csv", "application/geopackage+sqlite3", "application/city+json"


def _file(kind: str, what: str) -> dict[int | str, dict[str, Any]]:
    """What an operation tells OpenAPI of the file that it answers."""
    schema = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"description": what, "content": {kind: schema}}}


_TABLE = _file(_CSV, "A line per value, with its unit, error, method and source.")
_Rows = Annotated[
    bool, Query(description="Homes, façades and places one by one too, beside the whole area.")
]
_Form = Annotated[
    Form,
    Query(description="`rfc4180`: commas. `excel`: as Dutch spreadsheets open it at once."),
]
_Speaks = Annotated[Language, Query(description="Language of the words: `nl` or `en`.")]


@router.get(
    "/areas/{area}/results.csv",
    summary="Results of an area as a table",
    response_class=StreamingResponse,
    responses=_ERRORS | _TABLE,
)
def area_table(
    area: AreaId,
    conn: Database,
    rows: _Rows = False,
    form: _Form = Form.RFC4180,
    language: _Speaks = "nl",
    horizon_years: Horizon = 0,
) -> StreamingResponse:
    """The newest result of each indicator of the area as it is; no cell is run as a formula."""
    found = _computed(conn, Of(area_row(conn, area).id, horizon_years=horizon_years))
    return _sent(table(found, language, form, every_row=rows), f"{area}.csv")


@router.get(
    "/scenarios/{scenario}/results.csv",
    summary="Results of a scenario as a table",
    response_class=StreamingResponse,
    responses=_PLAN_ERRORS | _TABLE,
)
def scenario_table(
    scenario: Which,
    who: PlannerIfAny,
    conn: Database,
    revision: AskedRevision = None,
    rows: _Rows = False,
    form: _Form = Form.RFC4180,
    language: _Speaks = "nl",
    horizon_years: Horizon = 0,
) -> StreamingResponse:
    """The same with a plan."""
    plan = visible(conn, scenario, who, revision).scenario
    found = _computed(conn, Of(plan.area, plan.id, plan.revision, horizon_years), plan)
    return _sent(table(found, language, form, every_row=rows), f"{plan.id}.csv")


@router.get(
    "/areas/{area}/area.gpkg",
    summary="An area as a GeoPackage",
    response_class=FileResponse,
    responses=_ERRORS | _file(_GPKG, "All layers in RD New (EPSG:28992)."),
)
def area_geopackage(area: AreaId, conn: Database, shared: Shared) -> FileResponse:
    """What stands there today, a layer per kind."""
    whole = shared.assets.of(conn, area).area
    return _made(f"{area}.gpkg", _GPKG, lambda path: export_geopackage(whole, path))


@router.get(
    "/areas/{area}/area.city.json",
    summary="An area as CityJSON",
    response_class=FileResponse,
    responses=_ERRORS | _file(_CITYJSON, "Buildings as CityJSON 2.0 (EPSG:7415)."),
)
def area_cityjson(area: AreaId, conn: Database, shared: Shared, now: Now) -> FileResponse:
    """The buildings of today with their roofs."""
    whole = shared.assets.of(conn, area).area
    made_on = now.date()
    name = f"{area}.city.json"
    return _made(name, _CITYJSON, lambda path: export_cityjson(whole, path, made_on=made_on))


@router.get(
    "/scenarios/{scenario}/area.gpkg",
    summary="An area with a plan as a GeoPackage",
    response_class=FileResponse,
    responses=_PLAN_ERRORS | _file(_GPKG, "All layers in RD New (EPSG:28992)."),
)
def scenario_geopackage(
    scenario: Which,
    who: PlannerIfAny,
    conn: Database,
    shared: Shared,
    revision: AskedRevision = None,
) -> FileResponse:
    """What would stand there, a layer per kind; what the plan adds has ids that begin `plan-`."""
    whole = _with_plan(shared, conn, visible(conn, scenario, who, revision).scenario)
    return _made(f"{scenario}.gpkg", _GPKG, lambda path: export_geopackage(whole, path))


@router.get(
    "/scenarios/{scenario}/area.city.json",
    summary="An area with a plan as CityJSON",
    response_class=FileResponse,
    responses=_PLAN_ERRORS | _file(_CITYJSON, "Buildings as CityJSON 2.0 (EPSG:7415)."),
)
def scenario_cityjson(
    scenario: Which,
    who: PlannerIfAny,
    conn: Database,
    shared: Shared,
    now: Now,
    revision: AskedRevision = None,
) -> FileResponse:
    """The buildings that would stand there, with their roofs."""
    whole = _with_plan(shared, conn, visible(conn, scenario, who, revision).scenario)
    made_on = now.date()
    name = f"{scenario}.city.json"
    return _made(name, _CITYJSON, lambda path: export_cityjson(whole, path, made_on=made_on))


def _computed(conn: Connection, of: Of, plan: Scenario | None = None) -> list[Computed]:
    name, revision = ("", "") if plan is None else (plan.name, str(plan.revision))
    return [
        Computed(name, revision, each.body, each.computed_at) for each in results.newest(conn, of)
    ]


def _with_plan(shared: Context, conn: Connection, plan: Scenario) -> Area:
    assets = shared.assets.with_plan(conn, plan.area, Plan(plan.id, plan.revision))
    return assets.area


def _sent(parts: Any, name: str) -> StreamingResponse:
    return StreamingResponse(
        parts,
        media_type=f"{_CSV}; charset=utf-8",
        headers=_headers(name),
    )


def _made(name: str, kind: str, write: Callable[[Path], None]) -> FileResponse:
    """A file that is written for this answer and taken away after it."""
    folder = Path(tempfile.mkdtemp(prefix="twin-"))
    try:
        write(folder / name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return FileResponse(
        folder / name,
        media_type=kind,
        headers=_headers(name),
        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )


def _headers(name: str) -> dict[str, str]:
    return {
        "Cache-Control": "no-cache",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
