"""Indicator: which part of the ground is under trees."""

from __future__ import annotations

from twin.model import Words
from twin.sim.canopy import canopy, known
from twin.sim.indicators.base import (
    Case,
    Direction,
    Figure,
    Indicator,
    Parameters,
    Result,
)
from twin.sim.norms import norm
from twin.sim.verdict import judge

RULE = "groen.3-30-300"


class CanopyParameters(Parameters):
    """Nothing to choose."""


NO_TREES = Words(
    "We kennen hier geen bomen. Dat is geen nul: niemand heeft ze opgegeven of gezien.",
    "No trees are known here. That is no zero: nobody registered or saw them.",
)
_SHARE = Words("grond onder bomen", "ground under trees")
_TREES = Words("bomen die we kennen", "trees that are known")
_WOODS = Words("deel dat bos is", "part that is wood")


def compute(case: Case, parameters: CanopyParameters) -> Result:
    """Canopy cover of the area, held against the 30 of 3-30-300."""
    del parameters
    count = len(case.area.trees)
    if not known(case.base):
        return Result(
            indicator="tree-canopy",
            figures=tuple(
                Figure(key, words, None, unit, why=NO_TREES, step=0.1)
                for key, words, unit in (("canopy", _SHARE, "%"), ("trees", _TREES, "1"))
            ),
        )
    whole = case.area.boundary.area
    told = canopy(case.area)
    share, error = 100 * told.area / whole, 100 * told.error / whole
    limit = norm(RULE).numbers["canopy_percent"]
    verdict = judge(RULE, share, limit, error, causes=("tree-sizes-estimated",) if error else ())
    return Result(
        indicator="tree-canopy",
        figures=(
            Figure("canopy", _SHARE, round(share, 1), "%", round(error, 1), verdict, step=0.1),
            Figure("trees", _TREES, count, "1", step=1.0),
            Figure("woods", _WOODS, round(100 * told.woods / whole, 1), "%", step=0.1),
        ),
        notes=(
            Words(
                "Bomen die niemand heeft opgegeven of gezien, tellen niet mee: het is eerder meer.",
                "Trees that nobody registered or saw are not counted: it is rather more.",
            ),
        ),
    )


INDICATOR = Indicator(
    name="tree-canopy",
    title=Words("Kroonbedekking", "Tree canopy"),
    description=Words(
        "Welk deel van de grond onder bomen ligt.", "Which part of the ground is under trees."
    ),
    parameters=CanopyParameters,
    unit="%",
    direction=Direction.UP,
    method=Words(
        "Cirkels om de bomen en bos van de BGT; wat overlapt, telt één keer.",
        "Circles around trees and woods of the BGT; what overlaps counts once.",
    ),
    source="3-30-300: Konijnendijk (2023), doi:10.1007/s11676-022-01523-z",
    validity=Words(
        "Bomen die we kennen. In tuinen zijn dat er vaak te weinig.",
        "Trees that are known. In gardens those are often too few.",
    ),
    error=Words(
        "Straal van kronen: 10 tot 30 % naar waar de maat vandaan komt (aanname), dus 20 tot 60 % "
        "van het oppervlak van losse kronen. Bomen die ontbreken: onbekend.",
        "Radius of crowns: 10 to 30 % by where the size is from (assumption), so 20 to 60 % of the "
        "ground of single crowns. Trees that are missing: unknown.",
    ),
    compute=compute,
    indicative=True,
    norms=(RULE,),
)
