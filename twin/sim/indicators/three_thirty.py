"""Indicator: the 3-30-300 rule per building with homes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from twin.model import Words
from twin.sim.canopy import known
from twin.sim.homes import HomeBuildings, home_buildings, label
from twin.sim.indicators.base import (
    Case,
    Column,
    Direction,
    Indicator,
    Parameters,
    Result,
    Row,
    Subject,
)
from twin.sim.indicators.home_shares import USE_UNKNOWN, share_figures
from twin.sim.indicators.tree_canopy import NO_TREES
from twin.sim.indicators.walking_distance import NO_BGT, held_against, metres_to_parks
from twin.sim.norms import norm
from twin.sim.three_thirty import canopy_around, near_trees
from twin.sim.verdict import Judgement, Verdict, judge
from twin.sim.walking import to_edge

RULE, PARK, OUTSIDE = "groen.3-30-300", "groen.park", "bomen.buiten"
MEETS = Judgement.MEETS
Floats = NDArray[np.float64]
Verdicts = list[Verdict | None]


def _number(key: str) -> float:
    return norm(RULE).numbers[key]


class ThreeThirtyParameters(Parameters):
    """The numbers of the rule."""

    trees: int = Field(
        default_factory=lambda: int(_number("trees")), ge=1, le=20,
        description="Large trees near the home.",
    )  # fmt: skip
    tree_reach: float = Field(
        default_factory=lambda: _number("tree_reach_m"), ge=5, le=200,
        description="How near those trees are (m).",
    )  # fmt: skip
    crown: float = Field(
        default_factory=lambda: _number("crown_m2"), ge=1, le=500,
        description="Ground under the crown of a large tree (m2).",
    )  # fmt: skip
    canopy: float = Field(
        default_factory=lambda: _number("canopy_percent"), ge=1, le=100,
        description="Ground under trees around the home (%).",
    )  # fmt: skip
    canopy_reach: float = Field(
        default_factory=lambda: _number("canopy_reach_m"), ge=50, le=1000,
        description="How far around that is (m).",
    )  # fmt: skip
    park_distance: float = Field(
        default_factory=lambda: norm(PARK).numbers["distance_m"], ge=50, le=5000,
        description="Walk to a park at most (m).",
    )  # fmt: skip
    park_area: float = Field(
        default_factory=lambda: norm(PARK).numbers["park_m2"], ge=100, le=1_000_000,
        description="Size of that park at least (m2).",
    )  # fmt: skip


_COLUMNS = (
    Column("trees", Words("grote bomen bij huis", "large trees at home"), "1", Direction.UP, 1.0),
    Column("canopy", Words("onder bomen rondom", "under trees around"), "%", Direction.UP, 0.1),
    Column("park", Words("lopen naar een park", "walk to a park"), "m", Direction.DOWN, 1.0),
)
_EDGE_FROM = 0.99


def compute(case: Case, parameters: ThreeThirtyParameters) -> Result:
    """The three rules for each building with homes, and how many meet each and all."""
    homes = home_buildings(case.area)
    count = len(homes.buildings)
    no_trees = None if known(case.base) else NO_TREES
    near = near_trees(case.area.trees, homes.buildings, parameters.tree_reach, parameters.crown)
    around = canopy_around(case.area, homes.buildings, parameters.canopy_reach)
    metres = metres_to_parks(case, homes.buildings, parameters.park_area)
    walks = np.full(count, np.inf) if metres is None else metres
    edge = to_edge(case.area, homes.buildings)

    blank: Verdicts = [None] * count
    three, thirty = list(blank), list(blank)
    if no_trees is None:
        unknown = norm(OUTSIDE).numbers["canopy_error_percent"]
        for place in range(count):
            verdict = judge(
                RULE, float(near.count[place]), parameters.trees, float(near.error[place]),
                causes=("tree-sizes-estimated",) if near.error[place] else (),
            )  # fmt: skip
            # Trees beyond the edge may be near too: enough stays enough, too few is not known.
            beyond = edge[place] < parameters.tree_reach
            three[place] = verdict if verdict.judgement is MEETS or not beyond else None
            share, seen = 100 * float(around.share[place]), min(float(around.known[place]), 1.0)
            thirty[place] = judge(
                RULE, share, parameters.canopy,
                float(np.hypot(100 * around.error[place], (1 - seen) * unknown)),
                causes=("edge-of-area",) if seen < _EDGE_FROM else (),
            )  # fmt: skip
    park = held_against(PARK, walks, edge, parameters.park_distance)
    no_ways = NO_BGT if metres is None else None
    every = [_all(each) for each in zip(three, thirty, park, strict=True)]
    return Result(
        indicator="3-30-300",
        figures=(
            *share_figures("all", Words("alle drie", "all three"), every, no_trees or no_ways),
            *share_figures("three", Words("drie bomen", "three trees"), three, no_trees),
            *share_figures("thirty", Words("30 % onder bomen", "30 % under trees"), thirty,
                           no_trees),
            *share_figures("park", Words("park dichtbij", "park nearby"), park, no_ways),
        ),
        columns=_COLUMNS,
        rows=tuple(
            _row(homes, place, name, values, (three[place], thirty[place], park[place]))
            for place, (name, values) in enumerate(
                zip(label(homes.buildings), _values(near.count, around.share, walks,
                                                    no_trees is None), strict=True)
            )
        ),
        notes=_notes(homes.told),
    )  # fmt: skip


def _values(
    trees: NDArray[np.intp], shares: Floats, walks: Floats, told: bool
) -> list[dict[str, float | None]]:
    return [
        {
            "trees": float(count) if told else None,
            "canopy": round(100 * share, 1) if told else None,
            "park": round(walk) if np.isfinite(walk) else None,
        }
        for count, share, walk in zip(trees.tolist(), shares.tolist(), walks.tolist(), strict=True)
    ]


def _row(
    homes: HomeBuildings,
    place: int,
    name: str,
    values: dict[str, float | None],
    verdicts: tuple[Verdict | None, Verdict | None, Verdict | None],
) -> Row:
    building = homes.buildings[place]
    three, thirty, park = verdicts
    told = tuple(each for each in verdicts if each is not None)
    flags = {cause for each in told for cause in each.causes} - {"simplified-method"}
    if told and (park is None or (three is None and thirty is not None)):
        flags.add("edge-of-area")
    return Row(Subject.BUILDING, building.id, name, values, told, tuple(sorted(flags)), building.id)


def _all(verdicts: Sequence[Verdict | None]) -> Verdict | None:
    """The verdict that decides whether all are met: one that fails, else one that is unsure."""
    for judgement in (Judgement.FAILS, None, Judgement.TOO_CLOSE):
        for each in verdicts:
            if each is None and judgement is None:
                return None
            if each is not None and each.judgement is judgement:
                return each
    return verdicts[0]


def _notes(told: bool) -> tuple[Words, ...]:
    note = Words(
        "Van bomen en parken buiten het gebied weten we niets. Bij de rand zijn de antwoorden "
        "daarom onzeker.",
        "Of trees and parks outside the area nothing is known. So answers near its edge are "
        "uncertain.",
    )
    return (note,) if told else (note, USE_UNKNOWN)


INDICATOR = Indicator(
    name="3-30-300",
    title=Words("3-30-300", "3-30-300"),
    description=Words(
        "Drie grote bomen bij huis, 30 % van de buurt onder bomen en een park op 300 meter lopen.",
        "Three large trees at home, 30 % of the surroundings under trees and a park within a walk "
        "of 300 metres.",
    ),
    parameters=ThreeThirtyParameters,
    unit="%",
    direction=Direction.UP,
    method=Words(
        "Bomen binnen 25 m van de gevel met een kroon van 28 m². Kronen binnen 500 m van het "
        "midden van het gebouw. De kortste weg over de BGT naar groen van 1 hectare.",
        "Trees within 25 m of the wall with a crown of 28 m², crowns within 500 m of the middle of "
        "the building, and the shortest way over the BGT to green of 1 hectare.",
    ),
    source="Konijnendijk (2023), doi:10.1007/s11676-022-01523-z; numbers: watisjouwrheden.nl",
    validity=Words(
        "Of u de bomen ziet, rekenen we niet. Alleen bomen die we kennen tellen.",
        "Whether the trees can be seen is not computed. Only trees that are known count.",
    ),
    error=Words(
        "Kronen: 10 tot 30 % van de straal. Grond buiten het gebied: 15 procentpunt (aanname). "
        "Lopen: 0 tot 2,8 % te lang en 10 m onzeker.",
        "Crowns: 10 to 30 % of the radius. Ground outside the area: 15 percentage points "
        "(assumption). Walks: 0 to 2.8 % too long and 10 m uncertain.",
    ),
    compute=compute,
    indicative=True,
    norms=(RULE, PARK, OUTSIDE),
)
