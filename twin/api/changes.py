"""What changed in an area when it was loaded last."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel, Field

from twin.api.context import Database
from twin.api.problems import responses
from twin.api.shapes import AreaId
from twin.store.changes import last_load

router = APIRouter(prefix="/api/v1/areas", tags=["areas"])
_ERRORS = responses(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)


class DifferenceBody(BaseModel):
    """One aspect of a building before and after."""

    aspect: str = Field(
        description="`footprint` (m²), `height` (of the roof, metres NAP), `status` or `year`.",
        examples=["status"],
    )
    before: str | None = Field(examples=["Pand in gebruik (niet ingemeten)"])
    after: str | None = Field(examples=["Pand in gebruik"])


class BuildingChangeBody(BaseModel):
    """A building that was there and is there, and is not the same."""

    id: str = Field(examples=["0503100000018603"])
    differences: list[DifferenceBody]
    shared: float = Field(
        description="Ground of both footprints as part of the ground of either.", examples=[0.91]
    )


class GroundChangeBody(BaseModel):
    """Ground of one kind before and after, in m²."""

    kind: str = Field(examples=["begroeidterreindeel"])
    before: float
    after: float


class AreaChanges(BaseModel):
    """What differs between the last load of an area and the one before, by id."""

    area: str = Field(examples=["delft"])
    loaded_at: datetime
    compared_with: datetime | None = Field(
        description="When the version before was loaded; null when there was none to compare with."
    )
    built: list[str]
    planned_before: list[str] = Field(description="Those of `built` that were planned.")
    changed: list[BuildingChangeBody]
    gone: list[str] = Field(description="Demolished, or no longer in the sources.")
    came_in: list[str] = Field(description="Within the boundary only since that was drawn anew.")
    fell_out: list[str] = Field(description="Outside the boundary since that was drawn anew.")
    ground: list[GroundChangeBody]
    surfaces: list[str] = Field(description="New, gone, or drawn or described otherwise.")
    trees_new: list[str]
    trees_gone: list[str]
    trees_changed: list[str]
    barriers: list[str] = Field(
        description="Walls, screens, fences and hedges that are new, gone, or otherwise."
    )


@router.get("/{area}/changes", summary="What changed at the last load", responses=_ERRORS)
def changes(area: AreaId, conn: Database) -> AreaChanges:
    """What was built, changed or demolished since the area was loaded before; empty at first."""
    last = last_load(conn, area)
    told = last.changes
    return AreaChanges(
        area=area,
        loaded_at=last.saved_at,
        compared_with=last.compared_with,
        built=list(told.built),
        planned_before=list(told.planned_before),
        changed=[
            BuildingChangeBody(
                id=change.id,
                differences=[
                    DifferenceBody(aspect=each.aspect, before=each.before, after=each.after)
                    for each in change.differences
                ],
                shared=change.shared,
            )
            for change in told.changed
        ],
        gone=list(told.gone),
        came_in=list(told.came_in),
        fell_out=list(told.fell_out),
        ground=[
            GroundChangeBody(kind=each.kind, before=each.before, after=each.after)
            for each in told.ground
        ],
        surfaces=list(told.surfaces),
        trees_new=list(told.trees_new),
        trees_gone=list(told.trees_gone),
        trees_changed=list(told.trees_changed),
        barriers=list(told.barriers),
    )
