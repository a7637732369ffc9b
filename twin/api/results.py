"""What indicators said: of a scenario or an area in short, whole by key, arrays as bytes."""

from __future__ import annotations

import gzip
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from twin.api.assets import area_row
from twin.api.context import Database
from twin.api.planners import PlannerIfAny
from twin.api.problems import responses
from twin.api.result_bodies import ResultBody, ResultSummary, summary
from twin.api.runs import Years
from twin.api.scenarios import Which, visible
from twin.api.shapes import AreaId
from twin.store import results
from twin.store.pool import Connection
from twin.store.results import Of

router = APIRouter(prefix="/api/v1", tags=["results"])
_ERRORS = responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)
_FOREVER = "public, max-age=31536000, immutable"

Digest = Annotated[
    str,
    Path(
        pattern="^[0-9a-f]{64}$", description="SHA-256 in hexadecimals.", examples=["0a1b2c3d" * 8]
    ),
]
Horizon = Annotated[Years, Query(description="Years of growth of planted trees.")]
Encodings = Annotated[str, Header(alias="Accept-Encoding", include_in_schema=False)]


class ResultsBody(BaseModel):
    """The newest result of each indicator that was computed."""

    area: str
    scenario: str | None = Field(description="Null for the area as it is.")
    revision: int | None
    horizon_years: int
    items: list[ResultSummary]
    next: None = None


@router.get(
    "/scenarios/{scenario}/results",
    summary="Results of a scenario",
    responses=_ERRORS | responses(HTTPStatus.UNAUTHORIZED),
)
def of_scenario(
    scenario: Which,
    who: PlannerIfAny,
    conn: Database,
    revision: Annotated[
        int | None, Query(ge=1, description="Left out: the one that counts now.")
    ] = None,
    horizon_years: Horizon = 0,
) -> ResultsBody:
    """The newest result of each indicator; empty before the first run of this revision."""
    plan = visible(conn, scenario, who, revision).scenario
    return _results(conn, Of(plan.area, plan.id, plan.revision, horizon_years))


@router.get("/areas/{area}/results", summary="Results of an area as it is", responses=_ERRORS)
def of_area(area: AreaId, conn: Database, horizon_years: Horizon = 0) -> ResultsBody:
    """The newest result of each indicator, perhaps of before the area was loaded again."""
    return _results(conn, Of(area_row(conn, area).id, horizon_years=horizon_years))


@router.get(
    "/results/{key}",
    summary="One result",
    response_model=ResultBody,
    responses=_ERRORS,
)
def one(key: Digest, conn: Database, accept_encoding: Encodings = "") -> Response:
    """A result whole, with its rows and where it comes from; it never changes.

    `twin scenario verify` takes it, computes it again and tells whether every digit is the same.
    """
    return _packed(results.packed_result(conn, key), "application/json", key, accept_encoding)


@router.get(
    "/arrays/{digest}",
    summary="Numbers of a map or of points",
    response_class=Response,
    responses=_ERRORS
    | {
        200: {
            "description": "Integers, little-endian, row by row; type and shape are in the result.",
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            },
        }
    },
)
def array(digest: Digest, conn: Database, accept_encoding: Encodings = "") -> Response:
    """An array by the hash of its content; it never changes."""
    content = results.array(conn, digest).content
    return _packed(content, "application/octet-stream", digest, accept_encoding)


def _results(conn: Connection, of: Of) -> ResultsBody:
    return ResultsBody(
        area=of.area,
        scenario=of.scenario or None,
        revision=of.revision or None,
        horizon_years=of.horizon_years,
        items=[summary(each.body, each.computed_at) for each in results.newest(conn, of)],
    )


def _packed(content: bytes, kind: str, tag: str, accepted: str) -> Response:
    """Bytes that are compressed already, as the client can take them."""
    headers: dict[str, Any] = {
        "Cache-Control": _FOREVER,
        "ETag": f'W/"{tag}"',
        "Vary": "Accept-Encoding",
    }
    if "gzip" in accepted:
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
        headers["Content-Encoding"] = "identity"  # compressing it now would cost more than it gains
    return Response(content, media_type=kind, headers=headers)
