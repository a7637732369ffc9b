"""The model beside a sensor, hour by hour."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from twin.api.context import Database, Now
from twin.api.observations import Which
from twin.api.problems import responses
from twin.api.text.compared import ModelBody, model_body
from twin.store.things import datastream

router = APIRouter(prefix="/api/v1", tags=["observations"])
_ERRORS = responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)


@router.get(
    "/datastreams/{datastream}/model", summary="A model beside a datastream", responses=_ERRORS
)
def model(
    datastream_id: Which,
    start: Annotated[
        AwareDatetime,
        Query(
            alias="from",
            description="From this moment, with zone.",
            examples=["2020-06-01T00:00:00Z"],
        ),
    ],
    conn: Database,
    now: Now,
    end: Annotated[
        AwareDatetime | None,
        Query(
            alias="to",
            description="Up to this moment, at most 366 days later. Default: now.",
            examples=["2020-07-01T00:00:00Z"],
        ),
    ] = None,
) -> ModelBody:
    """Measured and predicted per hour, and by how much clear days differ. Global radiation only."""
    return model_body(conn, datastream(conn, datastream_id), start, end or now)
