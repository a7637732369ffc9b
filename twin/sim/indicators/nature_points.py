"""Indicator: points for building in a way that helps nature, of measures that are given."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from twin.model import Words
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
from twin.sim.nature import Measure, points
from twin.sim.norms import norm
from twin.sim.verdict import judge

NORM = "natuur.punten"


class OwnMeasure(Parameters):
    """A measure of the municipality's own list."""

    name: str = Field(default="", max_length=80, description="What people call it.")
    points: float = Field(default=1.0, ge=0, le=100, description="Points of one of it.")
    count: int = Field(default=0, ge=0, le=10_000, description="How many the plan has.")


class NatureParameters(Parameters):
    """What the plan does for nature, and how many points it needs."""

    biodiverse_roofs: int = Field(
        default=0, ge=0, le=10_000, description="Roofs with a variety of plants."
    )
    sedum_roofs: int = Field(default=0, ge=0, le=10_000, description="Roofs with sedum.")
    insect_stones: int = Field(default=0, ge=0, le=10_000, description="Stones for insects.")
    others: Annotated[tuple[OwnMeasure, ...], Field(max_length=100)] = Field(
        default=(), description="Measures of the municipality's own list."
    )
    required: float | None = Field(
        default=None, ge=0, le=100_000, description="Points that the project needs; none: unknown."
    )


_NOTHING = Words(
    "Het model weet niet wat er op daken en in muren komt. Geef de maatregelen op.",
    "The model does not know what comes on roofs and in walls. Give the measures.",
)


def compute(case: Case, parameters: NatureParameters) -> Result:
    """Points of the measures, and whether they are enough."""
    del case
    worth = norm(NORM).numbers
    measures = (
        Measure("natuurdak", worth["biodiverse_roof"], parameters.biodiverse_roofs),
        Measure("sedumdak", worth["sedum_roof"], parameters.sedum_roofs),
        Measure("insectensteen", worth["insect_stone"], parameters.insect_stones),
        *(Measure(each.name, each.points, each.count) for each in parameters.others),
    )
    taken = [each for each in measures if each.count]
    total = points(taken)
    words = Words("punten", "points")
    verdict = None if parameters.required is None else judge(NORM, total, parameters.required, 0.0)
    return Result(
        indicator="nature-points",
        figures=(
            Figure("points", words, round(total, 1), "1", 0.0, verdict)
            if taken
            else Figure("points", words, None, "1", why=_NOTHING),
        ),
        columns=(
            Column("count", Words("aantal", "number"), "1", Direction.UP, 1.0),
            Column("points", words, "1", Direction.UP, 0.1),
        ),
        rows=tuple(
            Row(
                Subject.GROUP,
                f"{place}-{each.name}",
                each.name,
                {"count": float(each.count), "points": round(each.total, 1)},
            )
            for place, each in enumerate(taken, start=1)
        ),
        notes=(
            Words(
                "Elke gemeente heeft een eigen lijst en een eigen aantal punten.",
                "Every municipality has its own list and its own number of points.",
            ),
        ),
    )


INDICATOR = Indicator(
    name="nature-points",
    title=Words("Punten voor natuur", "Points for nature"),
    description=Words(
        "Hoeveel punten het plan krijgt voor natuurdaken, nestplaatsen en andere maatregelen.",
        "How many points the plan gets for green roofs, nesting places and other measures.",
    ),
    parameters=NatureParameters,
    unit="1",
    direction=Direction.UP,
    method=Words("Maatregelen × punten.", "Measures × points."),
    source="Den Haag, puntensysteem groen- en natuurinclusief bouwen",
    validity=Words("Alleen maatregelen die u opgeeft.", "Only measures that are given."),
    error=Words("Geen: het is een telling.", "None: it is a count."),
    compute=compute,
    norms=(NORM,),
)
