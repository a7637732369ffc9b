"""Indicator: hours of sun on gardens, squares and greens, and what a plan takes from them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from twin.errors import ParameterInvalid
from twin.model import Area, Words, day_of_year
from twin.sim.indicators.base import (
    Case,
    Column,
    Direction,
    Figure,
    Indicator,
    Parameters,
    RasterLayer,
    Result,
    Row,
    Subject,
)
from twin.sim.places import KINDS, means, places

if TYPE_CHECKING:
    from twin.sim.grid import Heights
    from twin.sim.indicators.sun_ground_told import Maps

MOST_ERROR = 0.12
"""Mean absolute error in hours of a day at 1 m against rays on the same meshes; see the page."""

STEP = 0.1
"""Hours to which means are told."""


class SunGroundParameters(Parameters):
    """Which day, and how fine."""

    year: int = Field(default=2026, ge=1900, le=2100, description="Year of the sun.")
    month: int = Field(default=3, ge=1, le=12, description="Month of the day that is told.")
    day: int = Field(default=21, ge=1, le=31, description="Day of the month.")
    cell: float = Field(
        default=1.0, ge=0.5, le=2.0, multiple_of=0.5, description="Side of a cell (m)."
    )
    season: Literal["", "bezonning.tno-licht", "bezonning.tno-streng", "bezonning.haags"] = Field(
        default="",
        description="Also the day with least sun within the season of a norm; '' for none.",
    )


_COLUMNS = (
    Column("hours", Words("uren zon", "hours of sun"), "h", Direction.UP, STEP),
    Column("change", Words("erbij of eraf", "gained or lost"), "h", Direction.UP, STEP),
    Column(
        "with_trees", Words("uren met bomen", "hours with trees"), "h", Direction.NEITHER, STEP
    ),
    Column(
        "worst_day", Words("uren op de somberste dag", "hours on the worst day"), "h",
        Direction.UP, STEP,
    ),
    Column("ground", Words("oppervlakte", "ground"), "m2", Direction.NEITHER, 1.0),
)  # fmt: skip


def compute(case: Case, parameters: SunGroundParameters) -> Result:
    """Hours of sun on the ground of the area, and per place.

    Raises
    ------
    ParameterInvalid
        The month has no such day.
    """
    try:
        day = date(parameters.year, parameters.month, parameters.day)
    except ValueError:
        raise ParameterInvalid(
            f"month '{parameters.month}' has no day '{parameters.day}'", hint="give a day it has"
        ) from None
    from twin.sim.indicators.sun_ground_told import maps_of

    now, maps = maps_of(case, parameters.cell, day, parameters.season)
    return _result(case.area, now, maps, day)


def _result(area: Area, now: Heights, maps: Maps, day: date) -> Result:
    found = places(area, now.grid)
    told = {name: means(found, values) for name, values in maps.items()}
    cell = now.grid.cell**2
    rows = tuple(
        Row(
            subject=Subject.PLACE,
            id=place.id,
            label=f"{KINDS[place.kind].nl} {place.id[-8:]}",
            values={
                **{name: told[name][n] if name in told else None
                   for name in ("hours", "change", "with_trees", "worst_day")},
                "ground": len(place.cells[0]) * cell,
            },
        )
        for n, place in enumerate(found)
    )  # fmt: skip
    lost = maps["change"] <= -1.0
    return Result(
        indicator="sun-ground",
        figures=(
            Figure("hours", Words(
                f"uren zon op de open grond, {day_of_year(day.month, day.day, 'nl')}",
                f"hours of sun on open ground, {day_of_year(day.month, day.day, 'en')}"),
                   _mean(maps["hours"]), "h", 0.05, step=STEP),
            Figure("change", Words("uren erbij of eraf door het plan",
                                   "hours gained or lost by the plan"),
                   _mean(maps["change"]), "h", step=0.01),
            Figure("lost_ground", Words("grond die meer dan een uur zon verliest",
                                        "ground that loses more than an hour of sun"),
                   float(lost.sum() * cell), "m2", step=1.0),
            Figure("with_trees", Words("uren zon met de bomen erbij", "hours of sun with trees"),
                   _mean(maps["with_trees"]), "h", step=STEP),
        ),
        columns=_COLUMNS,
        rows=rows,
        rasters=tuple(
            RasterLayer(name, _words(name), "h", now.grid.x0, now.grid.y0, now.grid.cell,
                        maps[name].astype(np.float32), 0.05)
            for name in ("hours", "change", "with_trees", "worst_day") if name in maps
        ),
        notes=_NOTES if found else (*_NOTES, _NO_PLACES),
    )  # fmt: skip


def _mean(values: NDArray[np.floating[Any]]) -> float | None:
    told = values[np.isfinite(values)]
    return float(told.mean(dtype=np.float64)) if len(told) else None


def _words(name: str) -> Words:
    return next(column.words for column in _COLUMNS if column.key == name)


_NOTES = (
    Words(
        "Voor tuinen en pleinen bestaat geen norm: u ziet hoeveel zon er bij komt of af gaat.",
        "No norm exists for gardens and squares: this tells how much sun comes or goes.",
    ),
    Words(
        "Muren, schuttingen en heggen tellen niet mee.", "Walls, fences and hedges are left out."
    ),
)
_NO_PLACES = Words(
    "Zonder BGT weten we niet waar tuinen en pleinen liggen; de kaart toont alle open grond.",
    "Without the BGT nobody knows where gardens and squares are; the map shows all open ground.",
)

INDICATOR = Indicator(
    name="sun-ground",
    title=Words("Zon op tuinen en pleinen", "Sun on gardens and squares"),
    description=Words(
        "Uren zon op een dag, per tuin, plein en stuk groen, en wat het plan daaraan verandert.",
        "Hours of sun on a day, per garden, square and piece of green, and what the plan changes.",
    ),
    parameters=SunGroundParameters,
    unit="h",
    direction=Direction.UP,
    method=Words(
        "Schaduwen op een raster met daken (LoD 2.2), terrein en bomen; zonnestand volgens NREL "
        "SPA, elke 10 minuten.",
        "Shadows on a raster with roofs (LoD 2.2), terrain and trees; sun by NREL SPA, every 10 "
        "minutes.",
    ),
    source="https://doi.org/10.1068/b2665",
    validity=Words(
        "Grond, geen gevels: een raster schuift randen tot een halve cel. Gebouwen buiten de "
        "gegevens geven geen schaduw, muren, schermen, hekken en hagen ook niet.",
        "Ground, not façades: a raster moves edges by up to half a cell. Buildings outside the "
        "data cast no shadow, nor do walls, screens, fences and hedges.",
    ),
    error=Words(
        f"In Delft en Twente gemiddeld hoogstens {MOST_ERROR:.2f} uur per plek bij cellen van 1 m. "
        "Dat is gemeten met stralen op dezelfde gebouwen. Bij 0,5 m is het 0,065 uur. In nauwe "
        "straten kan het meer zijn.".replace("0.12", "0,12"),
        f"In Delft and Twente at most {MOST_ERROR:.2f} h on average per spot at cells of 1 m, "
        "against rays on the same buildings; 0.065 h at 0.5 m. Narrow streets may have more.",
    ),
    compute=compute,
)
