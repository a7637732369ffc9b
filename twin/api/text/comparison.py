"""A comparison in words: two sides beside each other, who gains and who loses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from twin.api.assets import area_row
from twin.api.compare import variants
from twin.api.context import Database, Now, Shared
from twin.api.planners import PlannerIfAny
from twin.api.shapes import Both
from twin.api.text.plans import JUDGEMENTS, UNITS
from twin.api.text.render import Taal, page
from twin.errors import NotFound, ParameterInvalid
from twin.jobs.compare import (
    BASE,
    HOME,
    Change,
    ColumnDifference,
    IndicatorComparison,
    OneDifference,
    changed_first,
    compare,
)
from twin.jobs.sides import side
from twin.model import Language
from twin.sim.indicators.base import Indicator
from twin.sim.norms import norm

router = APIRouter(include_in_schema=False)

_MOST = 100
"""Homes of one respect that are told one by one."""
CHANGES = {
    Change.GAINS: Both(nl="beter", en="better"),
    Change.LOSES: Both(nl="slechter", en="worse"),
    Change.OTHER: Both(nl="anders", en="different"),
    Change.SAME: Both(nl="gelijk", en="the same"),
    Change.TOO_CLOSE: Both(nl="te dichtbij om te zeggen", en="too close to say"),
    Change.NEW: Both(nl="nieuw", en="new"),
    Change.GONE: Both(nl="weg", en="gone"),
    Change.UNKNOWN: Both(nl="onbekend", en="unknown"),
}
_JUDGED = JUDGEMENTS | {
    "geen oordeel": Both(nl="geen oordeel", en="no verdict"),
    Change.NEW.value: CHANGES[Change.NEW],
    Change.GONE.value: CHANGES[Change.GONE],
}
_UNLIKE = {
    "parameters": Both(
        nl="De twee zijn met andere instellingen uitgerekend. Reken ze opnieuw uit.",
        en="The two were computed with other settings. Compute them again.",
    ),
    "area content": Both(
        nl="Het gebied is veranderd. Reken ze opnieuw uit.",
        en="The area has changed. Compute them again.",
    ),
    "years of growth": Both(
        nl="De bomen zijn niet even oud. Reken ze opnieuw uit.",
        en="The trees are not equally old. Compute them again.",
    ),
    "code": Both(
        nl="De rekenwijze is veranderd. Reken ze opnieuw uit.",
        en="The method has changed. Compute them again.",
    ),
}


@dataclass(frozen=True, slots=True)
class Respect:
    """What homes gain or lose in one respect; `homes` are those that change most."""

    indicator: Indicator
    column: ColumnDifference
    homes: tuple[OneDifference, ...]


@router.get("/tekst/{area}/vergelijk")
def comparison(
    area: Annotated[str, Path(max_length=64)],
    shared: Shared,
    who: PlannerIfAny,
    conn: Database,
    now: Now,
    b: Annotated[str, Query(max_length=64, description="Id of a plan.")],
    a: Annotated[str, Query(max_length=64, description="What it is compared with.")] = BASE,
    taal: Taal = "nl",
) -> HTMLResponse:
    """What `b` does, compared with `a`: the same facts as on the map and in its panel."""
    try:
        row = area_row(conn, area)
        known, found = variants(conn, [a, b], who)
        if known != row.id:
            raise NotFound(f"area '{area}' has no plans '{a}' and '{b}'")
    except (NotFound, ParameterInvalid) as missing:
        return page("geen-plan.html", taal, 404, here="plannen", other="?taal=en", missing=missing)
    sides = [side(conn, row.id, one, 0) for one in found]
    directions = {name: one.direction.value for name, one in shared.known.items()}
    told = {one.indicator: one for one in compare(sides, directions)}
    both = [(one, told[name]) for name, one in shared.known.items() if name in told]
    names = {BASE: Both(nl="Nu", en="Now")} | {
        one.name: Both(nl=one.title, en=one.title) for one in found if one.name != BASE
    }
    return page(
        "vergelijk.html",
        taal,
        here="plannen",
        other=_other(taal, area, a, b),
        now=now,
        area=row,
        first=found[0],
        second=found[1],
        names=names,
        both=both,
        respects=_respects(both),
        map=urlencode({"gebied": area, "plan": b, "b": a, "paneel": "vergelijken"}),
        changes=CHANGES,
        unlike=_why,
        judgements=_JUDGED,
        units=UNITS,
        norm=norm,
        step=_step,
        base=BASE,
        most=_MOST,
    )


def _respects(both: list[tuple[Indicator, IndicatorComparison]]) -> list[Respect]:
    """Every respect in which homes can gain or lose."""
    return [
        Respect(indicator, column, tuple(changed_first(column.each, _MOST)))
        for indicator, compared in both
        for column in compared.columns
        if column.subject == HOME and column.everybody.homes
    ]


def _why(unlike: str) -> Both:
    """Why results cannot be compared, in words."""
    return next(
        (words for what, words in _UNLIKE.items() if f"different {what};" in unlike),
        Both(nl=unlike, en=unlike),
    )


def _step(*values: float | None) -> float:
    """What values are told to a multiple of."""
    decimals = [
        len(f"{value:.3f}".rstrip("0").partition(".")[2]) for value in values if value is not None
    ]
    return float(10 ** -max(decimals, default=0))


def _other(taal: Language, area: str, a: str, b: str) -> str:
    """The same page in the other language."""
    asked = {"a": a, "b": b} | ({"taal": "en"} if taal == "nl" else {})
    return f"/tekst/{area}/vergelijk?{urlencode(asked)}"
