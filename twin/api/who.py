"""Who asks: a planner by name, or anybody, so that a page can offer what they may do."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel, Field

from twin.api.keys import REFUSALS
from twin.api.planners import PlannerIfAny
from twin.api.problems import responses

router = APIRouter(prefix="/api/v1/planner", tags=["scenarios"])


class PlannerBody(BaseModel):
    """Who asks, as plans have it in their history."""

    name: str | None = Field(
        description="The name of the key, or `deze computer`; null for who is no planner.",
        examples=["Bureau X"],
    )


@router.get("", summary="Who asks", responses=REFUSALS | responses(HTTPStatus.SERVICE_UNAVAILABLE))
def planner(who: PlannerIfAny) -> PlannerBody:
    """Whether who asks may make and change plans; a key that opens nothing is refused."""
    return PlannerBody(name=who)
