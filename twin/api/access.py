"""What computes, and for whom: planners without bounds, everybody else within them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from twin.api.context import Shared
from twin.errors import Unavailable
from twin.jobs.runs import Runs


def runs_of(shared: Shared) -> Runs:
    """What computes.

    Raises
    ------
    Unavailable
        This twin was started without a database that it may write results in.
    """
    if shared.runs is None:
        raise Unavailable(
            "this twin computes nothing over HTTP",
            hint="start it with TWIN_WRITE_DATABASE_URL, the database as a member of twin_write",
        )
    return shared.runs


Computing = Annotated[Runs, Depends(runs_of)]


def asker(request: Request, who: str | None) -> str | None:
    """Who asks and is no planner: the address that the request comes from; None for a planner."""
    if who is not None:
        return None
    return request.client.host if request.client is not None else "unknown"
