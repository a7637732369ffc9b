"""Indicator: the view of green and water from façades."""

from __future__ import annotations

from pydantic import Field

from twin.model import Words
from twin.sim.indicators.base import Case, Column, Direction, Figure, Indicator, Result
from twin.sim.indicators.facade_parameters import FacadeParameters

_GREEN = Column("green", Words("zicht op groen", "view of green"), "%", Direction.UP, 0.1)
_ERROR = Column(
    "green_error", Words("onzekerheid daarvan", "its error"), "%", Direction.NEITHER, 0.1
)
_WATER = Column("water", Words("zicht op water", "view of water"), "%", Direction.UP, 0.1)
_NO_SURFACES = Words(
    "Van dit gebied is niet bekend wat er op de grond ligt.",
    "What the ground of this area is covered with is not known.",
)
_NO_FACADES = Words("Er zijn geen gevels van woningen.", "There are no façades of homes.")


class ViewParameters(FacadeParameters):
    """Also how much of a yard is taken for green."""

    yard_green: float = Field(
        default=0.5, ge=0, le=1, description="Share of a yard or garden that is green (0-1)."
    )


def compute(case: Case, parameters: ViewParameters) -> Result:
    """Share of the rays of façades that end on green or water."""
    if not case.area.surfaces:
        figure = Figure("green", _GREEN.words, None, "%", why=_NO_SURFACES)
        return Result("view-green", (figure,), columns=(_GREEN, _ERROR, _WATER))
    import numpy as np

    from twin.sim.facade_case import facades
    from twin.sim.facade_rows import layer, rows
    from twin.sim.view_case import view_of
    from twin.sim.views import of_shares

    looked = facades(case, parameters.rules(), parameters.year)
    now = looked.now
    seeing = ~now.blind
    seen = of_shares(view_of(case, looked, parameters.rules())[seeing])
    told = {key: np.full(len(seeing), np.nan) for key in ("green", "green_error", "water")}
    told["green"][seeing] = 100.0 * (seen.green + parameters.yard_green * seen.yard)
    # A yard may be green anywhere from not at all to wholly.
    told["green_error"][seeing] = 100.0 * seen.yard / 12**0.5
    told["water"][seeing] = 100.0 * seen.water
    some = bool(seeing.any())

    def mean(key: str) -> float | None:
        return float(told[key][seeing].mean()) if some else None

    return Result(
        indicator="view-green",
        figures=(
            Figure("green", Words("zicht op groen, gemiddeld over de gevels van woningen",
                                  "view of green, mean of the façades of homes"),
                   mean("green"), "%", mean("green_error"), step=0.1,
                   why=None if some else _NO_FACADES),
            Figure("water", Words("zicht op water, gemiddeld over de gevels van woningen",
                                  "view of water, mean of the façades of homes"),
                   mean("water"), "%", step=0.1, why=None if some else _NO_FACADES),
        ),
        columns=(_GREEN, _ERROR, _WATER),
        rows=tuple(rows(case.area, now, told, "green")),
        points=tuple(
            layer(case.area, now, column, told[column.key]) for column in (_GREEN, _WATER)
        ),
        notes=(
            Words(
                "De helft van een tuin of erf telt als groen, want wat er ligt is niet bekend. Aan "
                "de rand van het gebied is niet bekend wat erbuiten ligt: dat telt niet als groen.",
                "Half of a yard or garden counts as green, as nobody registers what is there. What "
                "lies beyond the edge of the area is not known and does not count as green.",
            ),
        ),
    )  # fmt: skip


INDICATOR = Indicator(
    name="view-green",
    title=Words("Zicht op groen en water", "View of green and water"),
    description=Words(
        "Welk deel van wat een gevel ziet groen of water is.",
        "The share of what a façade looks at that is green or water.",
    ),
    parameters=ViewParameters,
    unit="%",
    direction=Direction.UP,
    method=Words(
        "864 stralen per gevelpunt over een raster van 1 m met grond, daken en boomkronen. Hoe "
        "rechter een straal op het raam valt, hoe zwaarder hij telt.",
        "864 rays per façade point over a raster of 1 m with ground, roofs and crowns, weighed by "
        "how straight they fall on the window.",
    ),
    source="https://doi.org/10.1016/j.scitotenv.2020.143050",
    validity=Words(
        "Tot 300 m. Struiken en hagen hebben geen hoogte; groene daken en gevels tellen niet mee.",
        "Up to 300 m. Shrubs and hedges have no height; green roofs and walls do not count.",
    ),
    error=Words(
        "Wat er in tuinen ligt; het raster van 1 m maakt ongeveer 1 procentpunt uit.",
        "What yards are covered with; the raster of 1 m makes about 1 percentage point.",
    ),
    compute=compute,
    indicative=True,
)
