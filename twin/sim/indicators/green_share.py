"""Indicator: which part of the ground is green."""

from __future__ import annotations

from twin.model import Words
from twin.sim.green import Ground, cover, green_with_yards
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


class GreenParameters(Parameters):
    """Nothing to choose."""


_NO_BGT = Words(
    "Zonder BGT weten we niet wat groen is.", "Without the BGT nobody knows what is green."
)
_GREEN = Words("groen op de kaart", "green on the map")
_WITH_YARDS = Words("groen met de helft van tuinen en erven", "green with half of the yards")
_COLUMNS = (
    Column("area", Words("grond", "ground"), "m2", Direction.NEITHER, 1.0),
    Column("share", Words("deel", "share"), "%", Direction.NEITHER, 0.1),
)


def compute(case: Case, parameters: GreenParameters) -> Result:
    """Shares of each kind of ground."""
    del parameters
    told = cover(case.area)
    if told is None:
        return Result(
            indicator="green-share",
            figures=(
                Figure("green", _GREEN, None, "%", why=_NO_BGT, step=0.1),
                Figure("with_yards", _WITH_YARDS, None, "%", why=_NO_BGT, step=0.1),
            ),
        )
    whole = case.area.boundary.area
    green, error = green_with_yards(told)
    return Result(
        indicator="green-share",
        figures=(
            Figure("green", _GREEN, round(100 * told[Ground.GREEN] / whole, 1), "%", step=0.1),
            Figure(
                "with_yards",
                _WITH_YARDS,
                round(100 * green / whole, 1),
                "%",
                round(100 * error / whole, 1),
                step=0.1,
            ),
        ),
        columns=_COLUMNS,
        rows=tuple(
            Row(
                Subject.GROUP,
                str(kind),
                str(kind),
                {"area": round(size), "share": round(100 * size / whole, 1)},
                flags=("cover-unknown",) if kind in (Ground.YARD, Ground.UNKNOWN) else (),
            )
            for kind, size in told.items()
        ),
        notes=(
            Words(
                "Niemand houdt bij of een tuin groen of betegeld is. Daarom staan tuinen apart.",
                "Nobody keeps whether a garden is green or paved. So gardens are told apart.",
            ),
            Words(
                "Groene daken en bomen boven straat tellen hier niet mee.",
                "Green roofs and trees above streets are not counted here.",
            ),
        ),
    )


INDICATOR = Indicator(
    name="green-share",
    title=Words("Groen", "Green"),
    description=Words("Welk deel van de grond groen is.", "Which part of the ground is green."),
    parameters=GreenParameters,
    unit="%",
    direction=Direction.UP,
    method=Words(
        "Oppervlakken van de BGT op maaiveld, zonder de gebouwen erop.",
        "Surfaces of the BGT at ground level, without the buildings on them.",
    ),
    source="BGT, Gegevenscatalogus 1.2; twin/geo/space.py",
    validity=Words(
        "Wat de kaart groen noemt. Van tuinen en erven weet niemand het.",
        "What the map calls green. Of yards nobody knows.",
    ),
    error=Words(
        "Groen op de kaart: onbekend; de rand van een vlak ligt 0,1 tot 0,6 m mis. Tuinen: alles "
        "tussen niets en helemaal groen kan.",
        "Green on the map: unknown; the edge of a surface is off by 0.1 to 0.6 m. Yards: anything "
        "between none and all of it.",
    ),
    compute=compute,
    indicative=True,
)
