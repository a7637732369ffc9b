"""Plans beside each other: figures, differences, and who gains and who loses."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from twin.api.assets import area_row
from twin.api.context import Database, Shared
from twin.api.planners import PlannerIfAny
from twin.api.problems import responses
from twin.api.results import Horizon
from twin.api.scenarios import visible
from twin.api.shapes import Both
from twin.errors import ParameterInvalid
from twin.jobs.compare import BASE, Change, ColumnDifference, changed_first, compare
from twin.jobs.sides import Named, side
from twin.store.pool import Connection

router = APIRouter(prefix="/api/v1", tags=["results"])
_ERRORS = responses(
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_Variant = Annotated[
    str | None,
    Query(max_length=64, description=f"Id of a scenario, or `{BASE}` for the area as it is."),
]


class VariantBody(BaseModel):
    """What is compared."""

    name: str
    title: str
    revision: int | None = Field(description="Null for the area as it is.")


class FigureDifferenceBody(BaseModel):
    """A figure in all variants, in their order; differences are with the first."""

    key: str
    words: Both
    unit: str
    values: list[float | None]
    errors: list[float | None] = Field(description="One standard error each.")
    differences: list[float | None]
    changes: list[Change]
    judgements: list[str | None]


class SpreadBody(BaseModel):
    """Differences of many homes, from the least to the most."""

    least: float
    tenth: float = Field(description="A tenth of the homes have less.")
    middle: float
    ninetieth: float
    most: float
    mean: float


class GroupBody(BaseModel):
    """Homes that belong together."""

    name: str = Field(description="A street or a tenure; '' for all.")
    homes: int
    changes: dict[str, int] = Field(examples=[{"beter": 3, "slechter": 12, "gelijk": 120}])
    spread: SpreadBody | None


class OneBody(BaseModel):
    """One home or place before and after."""

    id: str
    building: str = Field(description="Id of the building that it is in; '' of none.")
    label: str
    street: str
    tenure: str = Field(
        description="`onbekend` for what is there today: the BAG has no tenures; '' of no home."
    )
    before: float | None
    after: float | None
    difference: float | None
    change: Change
    verdicts: list[tuple[str, str, str]] = Field(
        description="Norm, judgement before, judgement after, of those that changed."
    )


class ColumnBody(BaseModel):
    """What a variant does in one respect, compared with the first variant."""

    variant: str
    key: str
    words: Both
    unit: str
    direction: str
    subject: str = Field(description="`home`, `place`, `street` or `group`.")
    everybody: GroupBody
    streets: list[GroupBody] = Field(description="Those where most lose first.")
    tenures: list[GroupBody]
    each: list[OneBody] = Field(description="Those that changed; who loses most first.")


class VerdictChangesBody(BaseModel):
    """How many homes went from which judgement to which."""

    variant: str
    norm: str
    changes: list[tuple[str, str, int]] = Field(
        examples=[[["voldoet", "voldoet niet", 3], ["voldoet", "voldoet", 180]]]
    )


class IndicatorComparisonBody(BaseModel):
    """An indicator in all variants."""

    indicator: str
    indicative: bool
    figures: list[FigureDifferenceBody]
    columns: list[ColumnBody]
    verdicts: list[VerdictChangesBody]
    missing: list[str] = Field(description="Variants of which it was not computed.")
    unlike: str = Field(description="Why results cannot be compared; '' when they can.")


class ComparisonBody(BaseModel):
    """Variants beside each other; the first is what the others are compared with."""

    area: str
    horizon_years: int
    variants: list[VariantBody]
    indicators: list[IndicatorComparisonBody]


@router.get("/compare", summary="Compare plans", responses=_ERRORS)
def compare_variants(
    who: PlannerIfAny,
    conn: Database,
    shared: Shared,
    a: Annotated[str, Query(max_length=64, description="What the others are compared with.")],
    b: Annotated[str, Query(max_length=64, description="A scenario, or `nu`.")],
    c: _Variant = None,
    d: _Variant = None,
    e: _Variant = None,
    f: _Variant = None,
    horizon_years: Horizon = 0,
    each: Annotated[
        int, Query(ge=0, le=20_000, description="At most so many homes or places each time.")
    ] = 200,
) -> ComparisonBody:
    """Two to six variants of one area: a table, differences, and who gains and who loses.

    It reads results that are there: run the variants first. A difference within its error is told
    as `te dichtbij om te zeggen`.
    """
    names = [name for name in (a, b, c, d, e, f) if name is not None]
    area, found = variants(conn, names, who)
    sides = [side(conn, area, one, horizon_years) for one in found]
    directions = {name: one.direction.value for name, one in shared.known.items()}
    compared = compare(sides, directions)
    return ComparisonBody(
        area=area,
        horizon_years=horizon_years,
        variants=[
            VariantBody(name=one.name, title=one.title, revision=one.revision) for one in found
        ],
        indicators=[
            IndicatorComparisonBody.model_validate(
                asdict(told) | {"columns": [_column(one, each) for one in told.columns]}
            )
            for told in compared
        ],
    )


def _column(column: ColumnDifference, most: int) -> dict[str, Any]:
    shown = changed_first(column.each, most)
    told = {
        name: getattr(column, name)
        for name in ("variant", "key", "words", "unit", "direction", "subject")
    }
    return told | {
        "everybody": asdict(column.everybody),
        "streets": [asdict(each) for each in column.streets],
        "tenures": [asdict(each) for each in column.tenures],
        "each": [asdict(each) for each in shown],
    }


def variants(conn: Connection, names: list[str], who: str | None) -> tuple[str, list[Named]]:
    """The area that variants are of, and how each is called.

    Raises
    ------
    ParameterInvalid
        One is named twice, all are the area as it is, or they are of different areas.
    NotFound
        One is no scenario, or no planner asks for a draft.
    """
    if len(set(names)) < len(names):
        raise ParameterInvalid(f"a variant is named twice: '{', '.join(names)}'")
    plans = {name: visible(conn, name, who, None).scenario for name in names if name != BASE}
    areas = {plan.area for plan in plans.values()}
    if len(areas) != 1:
        raise ParameterInvalid(
            f"these are of different areas: '{', '.join(sorted(areas))}'",
            hint="compare scenarios of one area",
        )
    (area,) = areas
    title = area_row(conn, area).name
    return area, [
        Named(name, f"{title}, {BASE}", None)
        if name == BASE
        else Named(name, plans[name].name, plans[name].revision)
        for name in names
    ]
