"""Plans in words: those of an area, and one with what it changes and what that does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from twin.api.assets import area_row
from twin.api.context import Database, Now, Shared
from twin.api.edit_words import told
from twin.api.planners import PlannerIfAny
from twin.api.result_bodies import ResultSummary, summary
from twin.api.scenarios import visible
from twin.api.shapes import Both
from twin.api.text.render import Taal, page
from twin.errors import NotFound
from twin.model import Language, ScenarioState
from twin.sim.indicators.base import Indicator
from twin.sim.norms import norm
from twin.store import results
from twin.store.pool import Connection
from twin.store.results import Of
from twin.store.scenarios import Kept, list_scenarios

router = APIRouter(include_in_schema=False)

_LIGHT = "bezonning.tno-licht"
_MOST = 100
STATES = {
    ScenarioState.DRAFT: Both(nl="concept", en="draft"),
    ScenarioState.PUBLISHED: Both(nl="gepubliceerd", en="published"),
    ScenarioState.ARCHIVED: Both(nl="gearchiveerd", en="archived"),
}
JUDGEMENTS = {
    "voldoet": Both(nl="voldoet", en="meets the norm"),
    "voldoet niet": Both(nl="voldoet niet", en="does not meet the norm"),
    "te dichtbij om te zeggen": Both(nl="te dichtbij om te zeggen", en="too close to say"),
}
UNITS = {
    "1": Both(nl="", en=""),
    "h": Both(nl="uur", en="hours"),
    "m2": Both(nl="m²", en="m²"),
    "kW.h": Both(nl="kWh", en="kWh"),
    "MW.h": Both(nl="MWh", en="MWh"),
    "kW.h/m2": Both(nl="kWh per m²", en="kWh per m²"),
    "m2/m2": Both(nl="m² per m²", en="m² per m²"),
    "deg": Both(nl="graden", en="degrees"),
    "/h": Both(nl="per uur", en="per hour"),
    "1/ha": Both(nl="per hectare", en="per hectare"),
}
"""What people read for a unit of UCUM; others are read as they are."""


@dataclass(frozen=True, slots=True)
class Told:
    """A result in words: of the plan, and of the area as it is where that was computed."""

    indicator: Indicator
    now: ResultSummary
    before: Mapping[str, Any]
    stale: bool


@router.get("/tekst/{area}/plannen")
def plans(
    area: Annotated[str, Path(max_length=64)],
    who: PlannerIfAny,
    conn: Database,
    now: Now,
    taal: Taal = "nl",
) -> HTMLResponse:
    """The plans of an area; drafts for planners only."""
    try:
        row = area_row(conn, area)
    except NotFound as missing:
        return _missing(taal, missing)
    rows = [
        each
        for each in list_scenarios(conn, area)
        if each.state is not ScenarioState.ARCHIVED
        and (who is not None or each.published_at is not None)
    ]
    return page(
        "plannen.html",
        taal,
        here="plannen",
        other=_other(taal, f"/tekst/{area}/plannen"),
        now=now,
        area=row,
        plans=rows,
        states=STATES,
    )


@router.get("/tekst/{area}/plan/{plan}")
def plan(
    area: Annotated[str, Path(max_length=64)],
    plan: Annotated[str, Path(max_length=64)],
    shared: Shared,
    who: PlannerIfAny,
    conn: Database,
    now: Now,
    gebouw: Annotated[str | None, Query(max_length=128, description="Only its rows.")] = None,
    taal: Taal = "nl",
) -> HTMLResponse:
    """A plan: what it changes, and what that does by each indicator that was computed."""
    try:
        row = area_row(conn, area)
        kept = visible(conn, plan, who, None)
        if kept.scenario.area != area:
            raise NotFound(f"area '{area}' has no plan '{plan}'")
    except NotFound as missing:
        return _missing(taal, missing)
    bodies, found = _results(conn, kept, shared.known, row.changed_at)
    path = f"/tekst/{area}/plan/{plan}"
    return page(
        "plan.html",
        taal,
        here="plannen",
        other=_other(taal, path, gebouw),
        path=path,
        now=now,
        area=row,
        plan=kept.scenario,
        kept=kept,
        state=STATES[kept.scenario.state],
        changes=[told(each) for each in kept.scenario.edits],
        found=found,
        judgements=JUDGEMENTS,
        units=UNITS,
        norm=norm,
        homes=_homes(bodies.get("sun-facades")),
        chosen=gebouw,
        facades=_facades(bodies.get("sun-facades"), gebouw),
        most=_MOST,
        light=_LIGHT,
    )


def _results(
    conn: Connection, kept: Kept, known: Mapping[str, Indicator], changed: datetime
) -> tuple[dict[str, Any], list[Told]]:
    """Whole results by indicator, and the same in short, in the order of the registry."""
    plan = kept.scenario
    of_plan = {
        each.indicator: each for each in results.newest(conn, Of(plan.area, plan.id, plan.revision))
    }
    of_area = {
        each.indicator: {one["key"]: one for one in each.body["result"]["figures"]}
        for each in results.newest(conn, Of(plan.area))
    }
    found = [
        Told(
            one,
            summary(of_plan[name].body, of_plan[name].computed_at),
            of_area.get(name, {}),
            of_plan[name].computed_at < changed,
        )
        for name, one in known.items()
        if name in of_plan
    ]
    return {name: each.body["result"] for name, each in of_plan.items()}, found


def _homes(said: Any) -> list[dict[str, Any]]:
    """Rows of homes and buildings, who loses most sun first."""
    if said is None:
        return []
    rows = [_row(row) for row in said["rows"] if row["subject"] in ("building", "dwelling")]
    return sorted(rows, key=lambda row: _lost(row["values"]))


def _facades(said: Any, building: str | None) -> list[dict[str, Any]]:
    """Rows of the façades of a building."""
    if said is None or building is None:
        return []
    return [
        _row(row)
        for row in said["rows"]
        if row["subject"] == "facade" and row["belongs_to"] == building
    ]


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    judged = next((each for each in row["verdicts"] if each["norm"] == _LIGHT), None)
    return {**row, "judgement": None if judged is None else judged["judgement"]}


def _lost(values: Mapping[str, float | None]) -> float:
    change = values.get("worst_change")
    return 0.0 if change is None else change


def _other(taal: Language, path: str, building: str | None = None) -> str:
    """The same page in the other language."""
    asked = ([] if building is None else [f"gebouw={building}"]) + (
        ["taal=en"] if taal == "nl" else []
    )
    return path + ("?" + "&".join(asked) if asked else "")


def _missing(taal: Language, missing: NotFound) -> HTMLResponse:
    return page("geen-plan.html", taal, 404, here="plannen", other="?taal=en", missing=missing)
