"""Indicator: vertical sky component of façades, a proxy for daylight."""

from __future__ import annotations

from twin.model import Words
from twin.sim.indicators.base import Case, Column, Direction, Figure, Indicator, Result
from twin.sim.indicators.facade_parameters import FacadeParameters

_SKY = Column(
    "sky",
    Words("hemelaandeel van de gevel (VSC)", "vertical sky component"),
    "%",
    Direction.UP,
    0.1,
)
_CHANGE = Column(
    "sky_change",
    Words("hemelaandeel erbij of eraf", "sky component gained or lost"),
    "%",
    Direction.UP,
    0.1,
)
_NONE = Words("Er zijn geen gevels van woningen.", "There are no façades of homes.")


def compute(case: Case, parameters: FacadeParameters) -> Result:
    """Vertical sky component per façade and home."""
    import numpy as np

    from twin.sim.facade_case import facades
    from twin.sim.facade_rows import layer, rows

    looked = facades(case, parameters.rules(), parameters.year)
    now, there = looked.now, looked.was >= 0
    sky = 100.0 * now.sky.astype(np.float64)
    change = np.full(len(sky), np.nan)
    before = looked.before.sky[looked.was[there]].astype(np.float64)
    change[there] = sky[there] - 100.0 * before
    seeing, stayed = sky[~now.blind], change[~now.blind & there]
    return Result(
        indicator="daylight",
        figures=(
            Figure("sky", Words("hemelaandeel, gemiddeld over de gevels van woningen",
                                "vertical sky component, mean of the façades of homes"),
                   float(seeing.mean()) if len(seeing) else None, "%", step=0.1,
                   why=None if len(seeing) else _NONE),
            Figure("sky_change", Words("wat het plan er gemiddeld aan verandert",
                                       "what the plan changes in it on average"),
                   float(stayed.mean()) if len(stayed) else None, "%", step=0.01,
                   why=None if len(stayed) else _NONE),
        ),
        columns=(_SKY, _CHANGE),
        rows=tuple(rows(case.area, now, {"sky": sky, "sky_change": change}, "sky")),
        points=(layer(case.area, now, _SKY, sky), layer(case.area, now, _CHANGE, change)),
        notes=(
            Words(
                "Dit is een maat voor daglicht op de gevel, geen daglicht in de kamer: ramen, "
                "balkons, bomen en weerkaatsing tellen niet mee. Op open veld is het 39,6 %.",
                "A proxy for daylight on the façade, not daylight in the room: windows, balconies, "
                "trees and reflection do not count. On an open field it is 39.6 %.",
            ),
        ),
    )  # fmt: skip


INDICATOR = Indicator(
    name="daylight",
    title=Words("Daglicht op gevels", "Daylight on façades"),
    description=Words(
        "Welk deel van het licht van een bewolkte hemel op elke gevel valt: een maat voor "
        "daglicht.",
        "The share of the light of an overcast sky that falls on every façade: a proxy for "
        "daylight.",
    ),
    parameters=FacadeParameters,
    unit="%",
    direction=Direction.UP,
    method=Words(
        "Hoeveel van de bewolkte hemel van de CIE te zien is (VSC). Gebouwen (LoD 2.2) en terrein "
        "geven de precieze horizon.",
        "Vertical sky component: the overcast sky of the CIE above the exact skyline of buildings "
        "(LoD 2.2) and terrain.",
    ),
    source="ISO 15469:2004 (CIE S 011); Littlefair (2011), BR 209",
    validity=Words(
        "Vergelijken van plannen. Geen vervanging van NEN-EN 17037 of een daglichtberekening.",
        "Comparing plans. No substitute for NEN-EN 17037 or a daylight calculation.",
    ),
    error=Words(
        "De methode zelf 0,1 procentpunt; hoe onzeker de hoogten zijn, is niet doorgerekend.",
        "The method itself 0.1 percentage point; the error of heights is not propagated.",
    ),
    compute=compute,
    indicative=True,
)
