"""Indicator: how much of the sky people see from gardens, squares and greens."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from twin.model import Words
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

ERROR = 0.01
"""Largest error in the middle of a canyon and a courtyard, at cells of a tenth of their width."""

STEP = 0.01


class SkyViewParameters(Parameters):
    """How fine."""

    cell: float = Field(
        default=1.0, ge=0.5, le=2.0, multiple_of=0.5, description="Side of a cell (m)."
    )


_COLUMNS = (
    Column("factor", Words("deel van de hemel", "share of the sky"), "1", Direction.UP, STEP),
    Column("change", Words("erbij of eraf", "gained or lost"), "1", Direction.UP, STEP),
    Column("with_trees", Words("met bomen in blad", "with trees in leaf"), "1",
           Direction.NEITHER, STEP),
)  # fmt: skip


def compute(case: Case, parameters: SkyViewParameters) -> Result:
    """The sky view factor of the open ground of the area, and per place."""
    from twin.sim.indicators.sky_view_told import maps_of

    now, maps = maps_of(case, parameters.cell)
    is_open = np.isfinite(maps["factor"])
    found = places(case.area, now.grid)
    told = {name: means(found, values) for name, values in maps.items()}
    whole = {name: _mean(values[is_open]) for name, values in maps.items()}
    return Result(
        indicator="sky-view",
        figures=(
            Figure("factor", Words("deel van de hemel dat u op straat ziet",
                                   "share of the sky that is seen from the ground"),
                   whole["factor"], "1", ERROR, step=STEP),
            Figure("change", Words("erbij of eraf door het plan", "gained or lost by the plan"),
                   whole["change"], "1", step=0.001),
            Figure("with_trees", Words("met bomen in blad", "with trees in leaf"),
                   whole["with_trees"], "1", step=STEP),
        ),
        columns=_COLUMNS,
        rows=tuple(
            Row(Subject.PLACE, place.id, f"{KINDS[place.kind].nl} {place.id[-8:]}",
                {column.key: told[column.key][n] for column in _COLUMNS})
            for n, place in enumerate(found)
        ),
        rasters=tuple(
            RasterLayer(column.key, column.words, "1", now.grid.x0, now.grid.y0, now.grid.cell,
                        maps[column.key], STEP)
            for column in _COLUMNS
        ),
    )  # fmt: skip


def _mean(values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> float | None:
    return float(values.mean(dtype=np.float64)) if len(values) else None


INDICATOR = Indicator(
    name="sky-view",
    title=Words("Zicht op de hemel", "Sky view"),
    description=Words(
        "Hoeveel van de hemel u ziet vanaf tuinen, pleinen en groen: 1 is een open veld.",
        "How much of the sky is seen from gardens, squares and greens: 1 is an open field.",
    ),
    parameters=SkyViewParameters,
    unit="1",
    direction=Direction.UP,
    method=Words(
        "Sky view factor: het deel van het licht van een egale hemel dat de grond bereikt, uit "
        "512 richtingen op een raster.",
        "Sky view factor: the share of the light of an even sky that reaches the ground, from 512 "
        "directions on a raster.",
    ),
    source="https://doi.org/10.1175/1520-0450(1984)023<0329:TDOVFI>2.0.CO;2",
    validity=Words(
        "Grond, geen gevels en geen ramen. Gebouwen buiten de gegevens tellen niet mee, muren, "
        "schermen en hagen ook niet.",
        "Ground, neither façades nor windows. Buildings outside the data do not count, nor do "
        "walls, screens and hedges.",
    ),
    error=Words(
        "0,01 in het midden van een straat en een hof, tegen de formule.",
        "0.01 in the middle of a canyon and a courtyard, against the formula.",
    ),
    compute=compute,
)
