"""Indicator: places to park against what a municipality's table asks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from twin.model import Words
from twin.sim.floors import Assumptions
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
from twin.sim.parking import Demand, Supply, Units, change, demand, supply, units
from twin.sim.parking_table import ParkingTable, example_table, read_table
from twin.sim.scenario.changed import changed
from twin.sim.verdict import judge

MOST_UNKNOWN = 0.1
"""Share of the floor of which the demand may be unknown before nothing is told."""


class ParkingParameters(Parameters):
    """The table of the municipality, and of what the balance is made."""

    table: str = Field(
        default="",
        max_length=200_000,
        description="Text of the municipality's table, CSV or TOML; empty: the example of Twin.",
    )
    table_title: str = Field(default="", max_length=200, description="Name of that table.")
    zone: str | None = Field(
        default=None, max_length=80, description="Zone of the table; none where it has none."
    )
    scope: Literal["plan", "area"] = Field(
        default="plan", description="Balance of what the plan adds, or of the whole area."
    )
    place_area: float = Field(
        default_factory=lambda: norm("parkeren.balans").numbers["place_m2"],
        ge=8,
        le=40,
        description="Parkeervlak of the BGT for one car (m2).",
    )
    shared_car: float = Field(
        default=1.0,
        ge=1,
        le=12,
        description="Places that one place for a shared car stands for.",
    )


_COLUMNS = (
    Column("least", Words("vraag, ten minste", "demand, at least"), "1", Direction.DOWN, 0.1),
    Column("most", Words("vraag, ten hoogste", "demand, at most"), "1", Direction.DOWN, 0.1),
    Column("supply", Words("plaatsen", "places"), "1", Direction.UP, 0.1),
    Column("spare", Words("over bij de laagste vraag", "spare at the least demand"), "1",
           Direction.UP, 0.1),
)  # fmt: skip
_SPARE = Words("over of tekort bij de laagste vraag", "spare or short at the least demand")
_PLACES = Words("plaatsen", "places")
_NO_PLAN = Words("Er is geen plan met gebruik of woningen.", "There is no plan with uses or homes.")
_NO_BGT = Words(
    "Zonder BGT weten we niet hoeveel plaatsen er zijn.",
    "Without the BGT nobody knows how many places there are.",
)
_NO_ROWS: tuple[Row, ...] = ()
_UNKNOWN = Words(
    "Van te veel gebouwen weten we niet welke woningen of bedrijven erin zitten.",
    "Of too many buildings nobody knows which homes or firms are in them.",
)


def compute(case: Case, parameters: ParkingParameters) -> Result:
    """Demand by moment, supply and the balance at the busiest moment.

    Raises
    ------
    ParameterInvalid
        The table cannot be read, or has no such zone.
    """
    table = (
        read_table(parameters.table, parameters.table_title)
        if parameters.table
        else example_table()
    )
    asked = _units(case, parameters)
    wanted = demand(asked.asking, table, parameters.zone)
    places = _supply(case, parameters)
    why = None
    if not asked.floor and not asked.asking:
        why = _NO_PLAN if parameters.scope == "plan" else _UNKNOWN
    elif asked.unknown > MOST_UNKNOWN * asked.floor:
        why = _UNKNOWN
    if parameters.scope == "area" and not case.area.surfaces and not case.area.parking:
        figures, rows = _without_places(wanted, why), _NO_ROWS
    else:
        figures = _figures(wanted, places, why)
        rows = _NO_ROWS if why else _rows(wanted, places)
    return Result(
        indicator="parking-balance",
        figures=figures,
        columns=_COLUMNS,
        rows=rows,
        notes=_notes(table, wanted, asked, parameters),
    )


def _units(case: Case, parameters: ParkingParameters) -> Units:
    buildings = case.area.buildings
    if parameters.scope == "plan":
        new = changed(case.base, case.area).buildings.after
        buildings = tuple(each for each in new if each.programme is not None)
    return units(buildings, Assumptions())


def _supply(case: Case, parameters: ParkingParameters) -> Supply:
    wrong = norm("parkeren.balans").numbers["place_relative_error"]
    place, shared = parameters.place_area, parameters.shared_car
    after = supply(case.area, place, wrong, shared)
    if parameters.scope == "area":
        return after
    return change(supply(case.base, place, wrong, shared), after, wrong)


def _figures(wanted: Demand, places: Supply, why: Words | None) -> tuple[Figure, ...]:
    least, most = max(wanted.least.values()), max(wanted.most.values())
    enough = judge("parkeren.balans", places.places, least, places.error)
    not_too_many = judge("parkeren.balans", places.places, most, places.error, at_least=False)
    if why is not None:
        return (
            Figure("balance", _SPARE, None, "1", why=why),
            *_demand(wanted, why),
            Figure("supply", _PLACES, round(places.places), "1", round(places.error), step=1.0),
        )
    return (
        Figure("balance", _SPARE, round(places.places - least, 1), "1", round(places.error, 1),
               enough, step=0.1),
        *_demand(wanted, None),
        Figure("supply", _PLACES, round(places.places, 1), "1", round(places.error, 1),
               not_too_many, step=0.1),
    )  # fmt: skip


def _demand(wanted: Demand, why: Words | None) -> tuple[Figure, Figure]:
    if why is not None:
        return (
            Figure("least", Words("vraag ten minste", "demand at least"), None, "1", why=why),
            Figure("most", Words("vraag ten hoogste", "demand at most"), None, "1", why=why),
        )
    moment = wanted.busiest
    least, most = max(wanted.least.values()), max(wanted.most.values())
    low = Words(f"vraag ten minste ({moment})", f"demand at least ({moment})")
    high = Words(f"vraag ten hoogste ({moment})", f"demand at most ({moment})")
    return (
        Figure("least", low, round(least, 1), "1", step=0.1),
        Figure("most", high, round(most, 1), "1", step=0.1),
    )


def _without_places(wanted: Demand, why: Words | None) -> tuple[Figure, ...]:
    """The demand where nobody knows the places: no balance, and no shortage either."""
    return (
        Figure("balance", _SPARE, None, "1", why=why or _NO_BGT),
        *_demand(wanted, why),
        Figure("supply", _PLACES, None, "1", why=_NO_BGT),
    )


def _rows(wanted: Demand, places: Supply) -> tuple[Row, ...]:
    return tuple(
        Row(
            Subject.GROUP,
            moment,
            moment,
            {
                "least": round(least, 1),
                "most": round(wanted.most[moment], 1),
                "supply": round(places.places, 1),
                "spare": round(places.places - least, 1),
            },
            (judge("parkeren.balans", places.places, least, places.error),),
        )
        for moment, least in wanted.least.items()
    )


def _notes(
    table: ParkingTable, wanted: Demand, asked: Units, parameters: ParkingParameters
) -> tuple[Words, ...]:
    notes = []
    if table.example:
        notes.append(
            Words(
                "Voorbeeld: deze parkeernormen zijn verzonnen. Geef de tabel van uw gemeente mee.",
                "Example: these parking norms are made up. Give the table of your municipality.",
            )
        )
    else:
        notes.append(Words(f"Parkeernormen: {table.title}.", f"Parking norms: {table.title}."))
    if wanted.without:
        listed = ", ".join(wanted.without)
        notes.append(
            Words(
                f"De tabel heeft geen norm voor: {listed}. Die vraag telt niet mee.",
                f"The table has no norm for: {listed}. That demand is not counted.",
            )
        )
    if 0 < asked.unknown <= MOST_UNKNOWN * asked.floor:
        notes.append(
            Words(
                f"Van {asked.unknown:.0f} m² vloer is de vraag onbekend. Die telt niet mee.",
                f"Of {asked.unknown:.0f} m² of floor the demand is unknown. It is not counted.",
            )
        )
    if parameters.scope == "plan":
        notes.append(
            Words(
                "De balans gaat over wat het plan toevoegt. Vraag die verdwijnt, trekken we er "
                "niet van af.",
                "The balance is of what the plan adds. Demand that goes is not taken off.",
            )
        )
    else:
        notes.append(
            Words(
                "Plaatsen op eigen terrein en in garages kennen we niet, behalve die van het plan.",
                "Places on private ground and in garages are unknown, but for those of the plan.",
            )
        )
    return tuple(notes)


INDICATOR = Indicator(
    name="parking-balance",
    title=Words("Parkeerbalans", "Parking balance"),
    description=Words(
        "Of er op het drukste moment genoeg plaatsen zijn voor auto's, volgens de tabel van de "
        "gemeente.",
        "Whether there are enough places for cars at the busiest moment, by the municipality's "
        "table.",
    ),
    parameters=ParkingParameters,
    unit="1",
    direction=Direction.UP,
    method=Words(
        "Vraag: per moment woningen en vloer × norm × aanwezigheid; het drukste moment telt. "
        "Aanbod: plaatsen van het plan en parkeervlakken van de BGT.",
        "Demand: per moment homes and floor × norm × presence; the busiest counts. Supply: places "
        "of the plan and parkeervlak of the BGT.",
    ),
    source="Method of municipal parking policy; see docs/indicators/parking-balance.md",
    validity=Words(
        "Auto's, geen fietsen. Loopafstand en dubbelgebruik met de buurt tellen niet mee.",
        "Cars, no bicycles. Walking distance and sharing with the surroundings are not counted.",
    ),
    error=Words(
        "Plaatsen uit de BGT: 15 % (12,5 m² per plaats is een aanname). Plaatsen van het plan: "
        "geen. Van de norm zelf is de fout onbekend; daarom een onder- en bovengrens.",
        "Places out of the BGT: 15 % (12.5 m² a place is an assumption). Of the plan: none. The "
        "error of the norm itself is unknown; therefore a low and a high end.",
    ),
    compute=compute,
    indicative=True,
    norms=("parkeren.balans",),
)
