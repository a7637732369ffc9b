"""One table from failures to HTTP, and one shape for all of them: problem+json (RFC 9457)."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from twin.errors import (
    Conflict,
    EditsInvalid,
    InputError,
    Issue,
    KeyNeeded,
    NotAllowed,
    NotFound,
    NotSupported,
    RevisionNeeded,
    TooMuch,
    TwinError,
    Unavailable,
)
from twin.geo.crs import rd_to_lonlat

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
STATUS: tuple[tuple[type[TwinError], HTTPStatus], ...] = (
    (NotFound, HTTPStatus.NOT_FOUND),
    (RevisionNeeded, HTTPStatus.PRECONDITION_REQUIRED),
    (Conflict, HTTPStatus.CONFLICT),
    (InputError, HTTPStatus.BAD_REQUEST),
    (KeyNeeded, HTTPStatus.UNAUTHORIZED),
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (NotSupported, HTTPStatus.NOT_IMPLEMENTED),
    (TooMuch, HTTPStatus.TOO_MANY_REQUESTS),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (TwinError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
"""The first row whose class fits tells the status."""


class IssueBody(BaseModel):
    """One thing that is wrong in a list of edits."""

    place: str = Field(examples=["edits[2].parts[0].geometry"])
    code: str = Field(description="What kind of thing, for programs.", examples=["self-crossing"])
    nl: str
    en: str
    at: list[float] | None = Field(
        description="Longitude and latitude of the spot, where it is at one."
    )


def issue_body(issue: Issue) -> IssueBody:
    """An issue as the API tells it."""
    at = None
    if issue.at is not None:
        at = [round(float(degrees), 7) for degrees in rd_to_lonlat([issue.at])[0]]
    return IssueBody(place=issue.place, code=issue.code, nl=issue.nl, en=issue.en, at=at)


class Problem(BaseModel):
    """What went wrong, in words for people and a status for programs (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "about:blank",
                "title": "Not Found",
                "status": 404,
                "detail": "no area is called 'delf'",
                "hint": "known are: delft",
            }
        }
    )

    type: str = Field(
        default="about:blank", description="Always `about:blank`: the status says the kind."
    )
    title: str = Field(description="The name of the status.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened, with the offending value in quotes.")
    hint: str = Field(
        default="", description="What you can do about it; empty if there is nothing."
    )
    issues: list[IssueBody] | None = Field(
        default=None, description="All that is wrong with edits; absent for other problems."
    )


def responses(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """What an operation tells OpenAPI of the problems that it can answer."""
    return {
        int(status): {
            "model": Problem,
            "description": status.description or status.phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


def answer(
    status: int,
    detail: str,
    hint: str = "",
    headers: Any = None,
    issues: list[IssueBody] | None = None,
) -> JSONResponse:
    """A problem as a response."""
    problem = Problem(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        hint=hint,
        issues=issues,
    )
    told = problem.model_dump(exclude={"issues"} if issues is None else None)
    return JSONResponse(told, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def install(app: FastAPI) -> None:
    """Make every failure of `app` a problem."""

    @app.exception_handler(TwinError)
    def twin_error(_: Request, error: TwinError) -> JSONResponse:
        status = next(status for kind, status in STATUS if isinstance(error, kind))
        headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, KeyNeeded) else None
        issues = None
        if isinstance(error, EditsInvalid):
            issues = [issue_body(issue) for issue in error.issues]
        return answer(status, error.message, error.hint, headers, issues)

    @app.exception_handler(psycopg.OperationalError)
    def database_away(_: Request, error: psycopg.OperationalError) -> JSONResponse:
        _log.warning("the database is away: %s", str(error).partition("\n")[0])
        return answer(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "the database does not answer",
            "try again in a moment; /readyz tells when it is back",
            {"Retry-After": "5"},
        )

    @app.exception_handler(RequestValidationError)
    def unusable(_: Request, error: RequestValidationError) -> JSONResponse:
        said = []
        for wrong in error.errors():
            place = ".".join(map(str, wrong["loc"][1:] or wrong["loc"]))
            said.append(f"{place} '{wrong.get('input')}': {wrong['msg']}")
        return answer(
            HTTPStatus.BAD_REQUEST,
            "; ".join(said),
            "the parameters are described in /api/v1/openapi.json",
        )

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> JSONResponse:
        detail = str(error.detail)
        if error.status_code == HTTPStatus.NOT_FOUND:
            detail = f"nothing is at '{request.url.path}'"
        elif error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            detail = f"'{request.url.path}' does not take {request.method}"
        return answer(
            error.status_code, detail, "what there is: /api/v1/openapi.json", error.headers
        )

    @app.exception_handler(Exception)
    def defect(request: Request, error: Exception) -> JSONResponse:
        _log.error("defect at %s", request.url.path, exc_info=error)
        return answer(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "this is a defect of ours; it has been logged",
            "report it with the moment and the address that you asked for",
        )
