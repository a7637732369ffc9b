"""Indicator: which buildings ask for a study of wind by NEN 8100; no wind is computed."""

from __future__ import annotations

from collections import Counter

from pydantic import Field

from twin.model import Building, Words
from twin.sim.indicators.base import (
    Case,
    Column,
    Direction,
    Figure,
    Indicator,
    Parameters,
    Result,
    Row,
    Subject,
)
from twin.sim.norms import norm
from twin.sim.scenario.changed import changed
from twin.sim.verdict import Judgement, judge
from twin.sim.wind import Limits, Study, Surroundings, height_of, study, surroundings

NORM = "wind.nen-8100"


def _number(key: str) -> float:
    return norm(NORM).numbers[key]


class WindParameters(Parameters):
    """The numbers of the decision tree."""

    high: float = Field(
        default_factory=lambda: _number("high_m"), ge=10, le=100,
        description="From this height a study is needed (m).",
    )  # fmt: skip
    low: float = Field(
        default_factory=lambda: _number("low_m"), ge=5, le=50,
        description="Below this height a sheltered building asks for nothing (m).",
    )  # fmt: skip
    reach: float = Field(
        default_factory=lambda: _number("reach_m"), ge=50, le=600,
        description="How far around the building obstacles shelter it (m).",
    )  # fmt: skip
    covered: float = Field(
        default_factory=lambda: _number("covered_share"), ge=0, le=1,
        description="Share of the ground there that obstacles must cover (0-1).",
    )  # fmt: skip
    taller: float = Field(
        default_factory=lambda: _number("taller_share"), ge=0, le=2,
        description="How much higher than its surroundings it may be (share).",
    )  # fmt: skip
    everything: bool = Field(
        default=False,
        description="Also tell of buildings that stand as they are and are not high.",
    )


_COLUMNS = (
    Column("height", Words("hoogte", "height"), "m", Direction.NEITHER, 0.1),
    Column("covered", Words("bebouwd rondom", "built on around"), "%", Direction.NEITHER, 0.1),
    Column("around", Words("hoogte rondom", "height around"), "m", Direction.NEITHER, 0.1),
    Column("known", Words("omgeving bekend", "surroundings known"), "%", Direction.NEITHER, 1.0),
)
_KNOWN_ENOUGH = 0.8
_FLAGS = {
    Study.NEEDED: "wind-study-needed",
    Study.OPINION: "wind-expert-needed",
    Study.NONE: "wind-study-not-needed",
}


def compute(case: Case, parameters: WindParameters) -> Result:
    """The decision for each building of the plan, and each high one that stands."""
    limits = Limits(
        parameters.high, parameters.low, parameters.reach, parameters.covered, parameters.taller
    )
    buildings = case.area.buildings
    new = {id(each) for each in changed(case.base, case.area).buildings.after}
    heights = [height_of(each) for each in buildings]
    asked = [
        place
        for place, each in enumerate(buildings)
        if parameters.everything or id(each) in new or heights[place] >= limits.high
    ]
    around = surroundings(asked, buildings, case.area.boundary, limits.reach)
    rows = tuple(
        _row(buildings[place], heights[place], near, limits)
        for place, near in zip(asked, around, strict=True)
    )
    counts = Counter(flag for row in rows for flag in row.flags)
    plan = sum(id(buildings[place]) in new for place in asked)
    return Result(
        indicator="wind-study",
        figures=(
            Figure("needed", Words("gebouwen waarvoor windonderzoek nodig is",
                                   "buildings that need a wind study"),
                   counts[_FLAGS[Study.NEEDED]], "1", step=1.0),
            Figure("opinion", Words("gebouwen waarover een deskundige moet oordelen",
                                    "buildings that an expert must judge"),
                   counts[_FLAGS[Study.OPINION]], "1", step=1.0),
            Figure("none", Words("gebouwen zonder windonderzoek",
                                 "buildings that need no wind study"),
                   counts[_FLAGS[Study.NONE]], "1", step=1.0),
            Figure("planned", Words("nieuwe of veranderde gebouwen",
                                    "new or changed buildings"), plan, "1", step=1.0),
        ),
        columns=_COLUMNS,
        rows=rows,
        notes=(
            Words("Dit is geen windberekening. Het zegt alleen of er een nodig is.",
                  "This is no computation of wind. It only tells whether one is needed."),
        ),
    )  # fmt: skip


def _row(building: Building, height: float, near: Surroundings, limits: Limits) -> Row:
    decision = study(height, near.shelters(height, limits), limits)
    flags = [_FLAGS[decision]]
    error = building.height_error or 0.0
    if any(
        judge(NORM, height, limit, error).judgement is Judgement.TOO_CLOSE
        for limit in (limits.high, limits.low)
    ):
        flags.append("height-uncertain")
    # What lies outside the area may shelter or not; it only matters below the height of a study.
    if near.known < _KNOWN_ENOUGH and decision is not Study.NEEDED:
        flags.append("edge-of-area")
    if building.height_error is None and building.storeys is None and building.programme is None:
        flags.append("height-error-unknown")
    address = next((unit.address for unit in building.dwellings if unit.address), None)
    return Row(
        Subject.BUILDING,
        building.id,
        address or building.id,
        {
            "height": round(height, 1),
            "covered": round(100 * near.covered, 1),
            "around": round(near.height, 1),
            "known": round(100 * near.known),
        },
        (),
        tuple(flags),
        building.id,
    )


INDICATOR = Indicator(
    name="wind-study",
    title=Words("Windonderzoek nodig?", "Wind study needed?"),
    description=Words(
        "Of NEN 8100 voor een gebouw om windonderzoek vraagt. Geen windberekening.",
        "Whether NEN 8100 asks for a wind study of a building. No computation of wind.",
    ),
    parameters=WindParameters,
    unit="1",
    direction=Direction.DOWN,
    method=Words(
        "De keuze van NEN 8100: vanaf 30 m onderzoek; lager en beschut onder 15 m niets; anders "
        "een deskundige.",
        "The choice of NEN 8100: from 30 m a study; lower and sheltered below 15 m nothing; else "
        "an expert.",
    ),
    source="NEN 8100:2006; https://klimapedia.nl (NVBV)",
    validity=Words(
        "Nieuwe en veranderde gebouwen, en hoge gebouwen die er al staan.",
        "New and changed buildings, and high ones that stand.",
    ),
    error=Words(
        "Hoogte: zoals bij het gebouw bekend is. Bij de rand van het gebied is de omgeving deels "
        "onbekend; dat staat erbij.",
        "Height: as known of the building. Near the edge of the area the surroundings are partly "
        "unknown, and it says so.",
    ),
    compute=compute,
    indicative=True,
    norms=(NORM,),
)
