"""Indicator: the homes of a plan by type and tenure, against targets."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from twin.model import DwellingType, Homes, Tenure, Words
from twin.sim.housing import (
    AFFORDABLE,
    Target,
    count,
    planned,
    share_verdict,
    standing,
    target_verdicts,
    untold,
)
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
from twin.sim.verdict import Verdict


class TargetHomes(Parameters):
    """How many homes of a kind a plan should have."""

    type: DwellingType | None = Field(default=None, description="Type of home; none: any.")
    tenure: Tenure | None = Field(default=None, description="Rent or sale; none: any.")
    at_least: int | None = Field(default=None, ge=0, le=100_000, description="Homes, at least.")
    at_most: int | None = Field(default=None, ge=0, le=100_000, description="Homes, at most.")


class HousingParameters(Parameters):
    """The targets."""

    affordable_share: float = Field(
        default_factory=lambda: norm("wonen.betaalbaar").numbers["share"],
        ge=0,
        le=1,
        description="Share (0-1) of the new homes that should be affordable.",
    )
    social_share: float = Field(
        default_factory=lambda: norm("wonen.sociale-huur").numbers["share"],
        ge=0,
        le=1,
        description="Share (0-1) of the new homes that should be social rent.",
    )
    targets: Annotated[tuple[TargetHomes, ...], Field(max_length=60)] = Field(
        default=(), description="Numbers of homes by type and tenure that the plan should have."
    )


_COLUMNS = (
    Column("homes", Words("woningen", "homes"), "1", Direction.NEITHER),
    Column("share", Words("deel van de nieuwe woningen", "share of new homes"), "%",
           Direction.NEITHER),
    Column("floor", Words("gemiddelde gebruiksoppervlakte", "mean usable floor area"), "m2",
           Direction.NEITHER),
)  # fmt: skip
_NO_HOMES = Words("Het plan noemt geen nieuwe woningen.", "The plan names no new homes.")
_NO_BAG = Words(
    "Zonder BAG weten we niet hoeveel woningen er staan.",
    "Without the BAG nobody knows how many homes stand.",
)


def compute(case: Case, parameters: HousingParameters) -> Result:
    """Homes by tenure and type, with verdicts on shares and targets."""
    homes = planned(case.area)
    affordable = share_verdict("wonen.betaalbaar", homes, AFFORDABLE, parameters.affordable_share)
    social = share_verdict(
        "wonen.sociale-huur", homes, (Tenure.SOCIAL_RENT,), parameters.social_share
    )
    before, now = standing(case.base), standing(case.area)
    gone = None if before is None else before - (now or 0)
    stand = None if before is None else now or 0
    figures = (
        Figure("homes", Words("nieuwe woningen", "new homes"), count(homes), "1", 0.0),
        _share("affordable", Words("betaalbaar", "affordable"), affordable),
        _share("social", Words("sociale huur", "social rent"), social),
        Figure("standing", Words("woningen die blijven", "homes that stay"), stand, "1",
               why=_NO_BAG if stand is None else None),
        Figure("gone", Words("woningen die verdwijnen", "homes that go"), gone, "1",
               why=_NO_BAG if gone is None else None),
    )  # fmt: skip
    return Result(
        indicator="housing-programme",
        figures=figures,
        columns=_COLUMNS,
        rows=(*_rows(homes), *_targets(homes, parameters)),
        notes=_notes(case),
    )


def _share(key: str, words: Words, verdict: Verdict | None) -> Figure:
    if verdict is None:
        return Figure(key, words, None, "%", why=_NO_HOMES)
    return Figure(key, words, round(100 * verdict.value, 1), "%", 0.0, verdict)


def _rows(homes: tuple[Homes, ...]) -> tuple[Row, ...]:
    by_tenure = [(str(tenure), [e for e in homes if e.tenure is tenure]) for tenure in Tenure]
    by_type = [(str(type_), [e for e in homes if e.type is type_]) for type_ in DwellingType]
    both = [
        (f"{type_}, {tenure}", [e for e in homes if e.type is type_ and e.tenure is tenure])
        for type_ in DwellingType
        for tenure in Tenure
    ]
    total = count(homes)
    return tuple(_row(name, some, total) for name, some in (*by_tenure, *by_type, *both) if some)


def _row(name: str, homes: list[Homes], total: int) -> Row:
    number = count(homes)
    floor = sum(each.count * each.floor_area for each in homes) / number
    values = {
        "homes": float(number),
        "share": round(100 * number / total, 1),
        "floor": round(floor, 1),
    }
    return Row(Subject.GROUP, name, name, values)


def _targets(homes: tuple[Homes, ...], parameters: HousingParameters) -> tuple[Row, ...]:
    total = count(homes)
    rows = []
    for place, asked in enumerate(parameters.targets, start=1):
        target = Target(asked.type, asked.tenure, asked.at_least, asked.at_most)
        number, verdicts = target_verdicts(target, homes)
        named = ", ".join(str(each) for each in (target.type, target.tenure) if each is not None)
        values = {
            "homes": float(number),
            "share": round(100 * number / total, 1) if total else None,
            "floor": None,
        }
        label = f"Doel: {named or 'alle woningen'}"
        rows.append(Row(Subject.GROUP, f"doel-{place}", label, values, verdicts))
    return tuple(rows)


def _notes(case: Case) -> tuple[Words, ...]:
    notes = []
    without = len(untold(case.area))
    if without:
        notes.append(
            Words(
                f"Van {without} gebouw(en) in het plan weten we wel de vloer voor woningen, maar "
                "niet welke woningen. Die tellen niet mee.",
                f"Of {without} building(s) in the plan there is floor for homes, but not which "
                "homes. Those are not counted.",
            )
        )
    notes.append(
        Words(
            "Van woningen die er al staan vertelt de BAG niet of ze te huur of te koop zijn.",
            "Of homes that stand, the BAG does not tell whether they are for rent or for sale.",
        )
    )
    return tuple(notes)


INDICATOR = Indicator(
    name="housing-programme",
    title=Words("Woningprogramma", "Housing programme"),
    description=Words(
        "Welke woningen het plan toevoegt, naar soort en naar huur of koop, en of dat klopt met "
        "de doelen.",
        "Which homes the plan adds, by type and tenure, and whether that meets the targets.",
    ),
    parameters=HousingParameters,
    unit="1",
    direction=Direction.NEITHER,
    method=Words(
        "Tellen wat het ontwerp noemt. Betaalbaar is sociale huur, middenhuur en betaalbare koop.",
        "Counting what the design names. Affordable is social rent, middle rent, affordable sale.",
    ),
    source="Woondeal; see docs/indicators/housing-programme.md",
    validity=Words(
        "Alleen woningen uit het plan. De grenzen van huur en prijs staan in het plan zelf.",
        "Only homes of the plan. Limits of rent and price are in the plan itself.",
    ),
    error=Words("Geen: het is een telling van het plan.", "None: it is a count of the plan."),
    compute=compute,
    norms=("wonen.betaalbaar", "wonen.sociale-huur", "wonen.doel"),
)
