"""Indicator: how far people walk from home to a park, a place to play and a stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from shapely.geometry.base import BaseGeometry

from twin.model import Building, Words
from twin.sim.homes import home_buildings, label
from twin.sim.indicators.base import (
    Arrays,
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
from twin.sim.indicators.home_shares import USE_UNKNOWN, share_figures
from twin.sim.norms import norm
from twin.sim.verdict import Judgement, Verdict, judge
from twin.sim.walking import (
    Ways,
    error_of,
    from_buildings,
    parks,
    play_places,
    points,
    reach,
    stops,
    to_edge,
    ways,
)

Floats = NDArray[np.float64]
Spot = tuple[float, float]

PARK, PLAY, STOP = "groen.park", "lopen.speelplek", "lopen.halte"


class WalkingParameters(Parameters):
    """Where people walk to and how far is far."""

    park_area: float = Field(
        default_factory=lambda: norm(PARK).numbers["park_m2"],
        ge=100,
        le=1_000_000,
        description="Public green of at least this size counts (m2).",
    )
    park_distance: float = Field(
        default_factory=lambda: norm(PARK).numbers["distance_m"],
        ge=50,
        le=5000,
        description="Walk to green at most (m).",
    )
    play_distance: float = Field(
        default_factory=lambda: norm(PLAY).numbers["distance_m"],
        ge=50,
        le=5000,
        description="Walk to a place to play at most (m).",
    )
    stop_distance: float = Field(
        default_factory=lambda: norm(STOP).numbers["distance_m"],
        ge=50,
        le=5000,
        description="Walk to a stop at most (m).",
    )
    play_places: Annotated[tuple[Spot, ...], Field(max_length=2000)] = Field(
        default=(), description="Places to play, x and y in RD (m)."
    )
    stops: Annotated[tuple[Spot, ...], Field(max_length=2000)] = Field(
        default=(), description="Stops of public transport, x and y in RD (m)."
    )


_COLUMNS = (
    Column("park", Words("lopen naar groen", "walk to green"), "m", Direction.DOWN, 1.0),
    Column("play", Words("lopen naar een speelplek", "walk to a place to play"), "m",
           Direction.DOWN, 1.0),
    Column("stop", Words("lopen naar een halte", "walk to a stop"), "m", Direction.DOWN, 1.0),
)  # fmt: skip
NO_BGT = Words(
    "Zonder BGT weten we niet waar mensen kunnen lopen.",
    "Without the BGT nobody knows where people can walk.",
)
_NO_PARK = Words(
    "In het gebied ligt geen groen van die grootte. Daarbuiten kennen we niets.",
    "In the area there is no green of that size. Beyond it nothing is known.",
)
_NO_PLAY = Words(
    "In de gegevens staan geen speelplekken. Geef ze op om het te weten.",
    "The data has no places to play. Give them to find out.",
)
_NO_STOP = Words(
    "In de gegevens staan geen haltes. Geef ze op om het te weten.",
    "The data has no stops. Give them to find out.",
)


def compute(case: Case, parameters: WalkingParameters) -> Result:
    """Walks from each building with homes, and how many are short enough."""
    area = case.area
    homes = home_buildings(area)
    paths = ways(area)
    goals: Mapping[str, tuple[str, float, Sequence[BaseGeometry], Words, Words]] = {
        "park": (
            PARK,
            parameters.park_distance,
            parks(area, parameters.park_area),
            Words("groen dichtbij", "green nearby"),
            _NO_PARK,
        ),
        "play": (
            PLAY,
            parameters.play_distance,
            (*play_places(area), *points(parameters.play_places)),
            Words("speelplek dichtbij", "place to play nearby"),
            _NO_PLAY,
        ),
        "stop": (
            STOP,
            parameters.stop_distance,
            (*stops(area), *points(parameters.stops)),
            Words("halte dichtbij", "stop nearby"),
            _NO_STOP,
        ),
    }
    edge = to_edge(area, homes.buildings)
    figures: list[Figure] = []
    walks: dict[str, Floats] = {}
    verdicts: dict[str, list[Verdict | None]] = {}
    for share, (key, (held, limit, places, words, why)) in enumerate(goals.items(), start=1):
        told = paths is not None and bool(places)
        walks[key] = _walk(paths, places, homes.buildings)
        verdicts[key] = held_against(held, walks[key], edge, limit)
        missing = None if told else (NO_BGT if paths is None else why)
        figures += share_figures(key, words, verdicts[key], missing)
        middle = _middle(walks[key])
        figures.append(
            Figure(
                f"{key}_median",
                Words(f"{words.nl}: wie in het midden zit, loopt", f"{words.en}: median walk"),
                None if middle is None else round(middle),
                "m",
                None if middle is None else round(error_of(middle)),
                why=missing,
                step=1.0,
            )
        )
        case.watch(share / 3)
    return Result(
        indicator="walking-distance",
        figures=tuple(figures),
        columns=_COLUMNS,
        rows=_rows(homes.buildings, walks, verdicts, edge) if paths is not None else (),
        notes=_notes(homes.told),
    )


def metres_to_parks(case: Case, buildings: Sequence[Building], least_area: float) -> Floats | None:
    """Walk to green of `least_area` m² from each building; None without BGT."""

    def make() -> Arrays:
        paths = ways(case.area)
        found = (
            np.empty(0) if paths is None else _walk(paths, parks(case.area, least_area), buildings)
        )
        return {"metres": found, "known": np.array([paths is not None])}

    kept = case.keep(f"walk-to-parks-{case.area_key}-{least_area:g}", make)
    return kept["metres"] if bool(kept["known"][0]) else None


def _walk(
    paths: Ways | None, places: Sequence[BaseGeometry], buildings: Sequence[Building]
) -> Floats:
    if paths is None or not places:
        return np.full(len(buildings), np.inf)
    return from_buildings(reach(paths, places), buildings)


def held_against(held: str, metres: Floats, edge: Floats, limit: float) -> list[Verdict | None]:
    """A verdict for each walk; None where what lies beyond the edge of the area may be nearer.

    A walk that is short enough stays so whatever lies outside.
    """
    found: list[Verdict | None] = []
    for walk, beyond in zip(metres.tolist(), edge.tolist(), strict=True):
        if np.isinf(walk):
            found.append(None)
            continue
        verdict = judge(
            held, walk, limit, error_of(walk), at_least=False, causes=("simplified-method",)
        )
        outside = verdict.judgement is not Judgement.MEETS and beyond < limit
        found.append(None if outside else verdict)
    return found


def _middle(metres: Floats) -> float | None:
    """The median; None where so many are unknown that it is not a walk."""
    if not len(metres):
        return None
    middle = float(np.median(metres))
    return middle if np.isfinite(middle) else None


def _rows(
    buildings: Sequence[Building],
    walks: Mapping[str, Floats],
    verdicts: Mapping[str, Sequence[Verdict | None]],
    edge: Floats,
) -> tuple[Row, ...]:
    rows = []
    for place, (building, name) in enumerate(zip(buildings, label(buildings), strict=True)):
        metres = {key: float(walk[place]) for key, walk in walks.items()}
        near = any(np.isfinite(walk) and walk > edge[place] for walk in metres.values())
        rows.append(
            Row(
                Subject.BUILDING,
                building.id,
                name,
                {key: round(walk) if np.isfinite(walk) else None for key, walk in metres.items()},
                tuple(v for each in verdicts.values() if (v := each[place]) is not None),
                ("edge-of-area",) if near else (),
                building.id,
            )
        )
    return tuple(rows)


def _notes(told: bool) -> tuple[Words, ...]:
    notes = [
        Words(
            "Buiten het gebied kennen we geen wegen en parken. Wie bij de rand woont, heeft "
            "misschien iets dichterbij.",
            "Outside the area no ways and parks are known. Who lives near its edge may have "
            "something nearer.",
        ),
        Words(
            "We weten niet waar deuren zijn, en nemen aan dat u elke straat mag oversteken.",
            "Nobody knows where doors are; any street is taken to be crossed.",
        ),
    ]
    return tuple(notes if told else [*notes, USE_UNKNOWN])


INDICATOR = Indicator(
    name="walking-distance",
    title=Words("Lopen naar groen, spelen en halte", "Walk to green, play and stop"),
    description=Words(
        "Hoe ver mensen lopen van huis naar een park, een speelplek en een halte, over stoepen en "
        "paden.",
        "How far people walk from home to a park, a place to play and a stop, over pavements and "
        "paths.",
    ),
    parameters=WalkingParameters,
    unit="%",
    direction=Direction.UP,
    method=Words(
        "Kortste weg over cellen van 1 m waar u mag lopen of oversteken (BGT), in 16 richtingen.",
        "Shortest way over cells of 1 m where one may walk or cross (BGT), in 16 directions.",
    ),
    source="BGT; Borgefors (1986), doi:10.1016/S0734-189X(86)80047-0",
    validity=Words(
        "Binnen het gebied. Hekken, hoogte, trappen en deuren kennen we niet.",
        "Within the area. Fences, height, stairs and doors are unknown.",
    ),
    error=Words(
        "Een weg is 0 tot 2,8 % te lang, en 10 m onzeker omdat we deuren niet kennen (aanname).",
        "A way is 0 to 2.8 % too long, and 10 m uncertain since doors are unknown (assumption).",
    ),
    compute=compute,
    indicative=True,
    norms=(PARK, PLAY, STOP),
)
