"""Measured values as a table to take away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from twin.api.context import Context, Now, Shared
from twin.api.flags import label, names
from twin.api.observations import Asked, From, Per, To, Which, asked
from twin.api.problems import responses
from twin.errors import ParameterInvalid
from twin.jobs.measured_table import raw_head, raw_lines, rolled_head, rolled_lines
from twin.jobs.spreadsheet import Form, written
from twin.model import Datastream, Language
from twin.store.observations import Sample, raw, rolled_up
from twin.store.things import datastream

router = APIRouter(prefix="/api/v1", tags=["observations"])
_ERRORS = responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)
_TABLE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A line per value, its unit in the first line.",
        "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}},
    }
}

_PAGE = 5_000
_LONGEST_RAW = timedelta(days=366)


@router.get(
    "/datastreams/{datastream}/observations.csv",
    summary="Values of a datastream as a table",
    response_class=StreamingResponse,
    responses=_ERRORS | _TABLE,
)
def table(
    datastream_id: Which,
    shared: Shared,
    now: Now,
    start: From = None,
    end: To = None,
    interval: Per = "auto",
    form: Annotated[
        Form,
        Query(description="`rfc4180`: commas. `excel`: as Dutch spreadsheets open it at once."),
    ] = Form.RFC4180,
    language: Annotated[Language, Query(description="Language of the words.")] = "nl",
) -> StreamingResponse:
    """The same values as `/observations`, with UTC and Dutch time, unit and what was noticed.

    As measured over at most a year. What counts people or vehicles comes per hour or day, and hours
    of fewer than 10 stay hidden. No cell is run as a formula.
    """
    with shared.pool.connection() as conn:
        stream = datastream(conn, datastream_id)
        which = asked(stream, start, end, interval, now)
        if which.interval == "raw" and which.end - which.start > _LONGEST_RAW:
            raise ParameterInvalid(
                f"'{(which.end - which.start).days}' days are too many for interval 'raw'",
                hint=f"ask for at most {_LONGEST_RAW.days} days at a time, or for interval=hour",
            )
        if which.interval != "raw":
            rows = rolled_up(conn, stream.id, which.start, which.end, which.interval)
    if which.interval == "raw":
        lines = raw_lines(stream, _noticed(_pages(shared, stream, which), language))
        parts = written(raw_head(stream, language), lines, form)
    else:
        lines = rolled_lines(stream, rows, language)
        parts = written(rolled_head(stream, language), lines, form)
    return StreamingResponse(
        parts,
        media_type="text/csv; charset=utf-8",
        headers={
            "Cache-Control": "no-cache",
            "Content-Disposition": f'attachment; filename="{stream.thing}-{stream.key}.csv"',
        },
    )


def _pages(shared: Context, stream: Datastream, which: Asked) -> Iterator[Sample]:
    """The samples page by page; a reader who is slow holds no connection in between."""
    after = None
    while True:
        with shared.pool.connection() as conn:
            page = raw(conn, stream.id, which.start, which.end, _PAGE, after)
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].phenomenon_time


def _noticed(samples: Iterator[Sample], language: Language) -> Iterator[tuple[Sample, str]]:
    for sample in samples:
        labels = [label(name) for name in names(sample.flags)]
        yield sample, "; ".join(each.nl if language == "nl" else each.en for each in labels)
