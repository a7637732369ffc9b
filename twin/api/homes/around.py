"""What lies around a home: where it gets hot, and where water stays.

Heat and water have no model yet. What is told of them is counted on the map within `REACH` metres:
stone and roofs, ground that lets water in, and shade of trees. That is said to be all it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import shapely
from shapely import MultiPolygon, STRtree

from twin.api.homes.answer import Answer, Fact, Number, Picture, Tone, fact, number, percent
from twin.api.homes.home import Home, Side
from twin.api.homes.meters import nearest
from twin.api.text.render import Tongue
from twin.geo.shapes import polygons
from twin.sim.canopy import canopy, known
from twin.sim.green import Ground, cover
from twin.sim.three_thirty import near_trees

REACH = 50.0
"""Metres around a home."""
_TREES, _CROWN = 25.0, 28.0
"""Metres from the wall, and m² of crown, as the indicator 3-30-300 counts trees."""
_SOFT = (Ground.GREEN, Ground.YARD, Ground.BARE)
_HARD = (Ground.PAVED, Ground.BUILT)
_ENGLISH = {
    Ground.GREEN: "green",
    Ground.YARD: "garden or yard",
    Ground.WATER: "water",
    Ground.BARE: "unpaved or half paved",
    Ground.PAVED: "paved",
    Ground.BUILT: "built on",
    Ground.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class Around:
    """Shares (0-1) of the ground within `REACH` of a home, and trees near it.

    Attributes
    ----------
    kinds
        None where the BGT is absent.
    shade
        Under crowns; None where no tree is known.
    trees
        Large ones within 25 m of the wall; None where no tree is known.
    """

    kinds: Mapping[Ground, float] | None
    shade: float | None
    trees: int | None

    def share(self, kinds: tuple[Ground, ...]) -> float | None:
        """Of some kinds together."""
        return None if self.kinds is None else sum(self.kinds[each] for each in kinds)


def around(home: Home, side: Side) -> Around:
    """Counted on the map of one side; at the place of the home, also where that is gone."""
    reach = home.building.footprint.buffer(REACH).intersection(side.area.boundary)
    disc = MultiPolygon(polygons(reach))
    near = replace(
        side.area,
        boundary=disc,
        buildings=tuple(_touching(side.area.buildings, disc)),
        surfaces=tuple(_touching(side.area.surfaces, disc)),
        trees=tuple(
            each for each in side.area.trees if each.position.distance(disc) <= each.crown_radius
        ),
    )
    size = disc.area
    told = cover(near) if size else None
    shown = known(home.now.area)
    return Around(
        None if told is None else {kind: told[kind] / size for kind in Ground},
        canopy(near).area / size if shown and size else None,
        int(near_trees(side.area.trees, [home.building], _TREES, _CROWN).count[0])
        if shown
        else None,
    )


def _touching(things: tuple[Any, ...], disc: shapely.Geometry) -> list[Any]:
    tree = STRtree([each.footprint for each in things])
    return [things[place] for place in sorted(tree.query(disc, predicate="intersects").tolist())]


@dataclass(frozen=True, slots=True)
class Pair:
    """Around a home now, and with the plan."""

    now: Around
    then: Around | None

    def percents(self, kinds: tuple[Ground, ...]) -> tuple[int | None, int | None]:
        """Whole percentages of some kinds of ground."""
        return (
            percent(self.now.share(kinds)),
            None if self.then is None else percent(self.then.share(kinds)),
        )


def pair(home: Home) -> Pair:
    """Both sides of a home."""
    return Pair(around(home, home.now), None if home.then is None else around(home, home.then))


def heat(home: Home, found: Pair, t: Tongue) -> Answer:
    """Where will it be hot? Not computed: stone, shade and a thermometer are told."""
    now, then = found.percents(_HARD)
    said = [
        t(
            "Hoe heet het wordt, rekenen we nog niet uit. Dit weten we wel.",
            "How hot it gets is not computed yet. This is what we do know.",
        )
    ]
    said += share_said(t, now, then, t("steen of dak", "paved or roof"))
    if now is not None:
        said.append(
            t(
                "In de zon worden stenen en daken warmer dan gras.",
                "In the sun, stones and roofs get hotter than grass.",
            )
        )
    shade = percent(found.now.shade)
    if shade is not None:
        said.append(
            t(
                f"Onder bomen ligt {shade} %. Daar is schaduw.",
                f"Under trees is {shade} %. There is shade.",
            )
        )
    said += nearest(home, ("temperature",), t)
    return counted(
        "heat",
        t("Waar wordt het heet?", "Where will it be hot?"),
        t,
        tuple(said),
        found,
        missing=t(
            "De warmte op straat rekenen we nog niet uit.",
            "Heat in the street is not computed yet.",
        ),
        told=number(t, now, then, t("% steen of dak om u heen", "% paved or roof around you")),
    )


def water(home: Home, found: Pair, t: Tongue) -> Answer:
    """Where does water stay? Not computed: ground that lets water in is told."""
    now, then = found.percents(_SOFT)
    said = [
        t(
            "Waar regen blijft staan, rekenen we nog niet uit. Dit weten we wel.",
            "Where rain stays is not computed yet. This is what we do know.",
        )
    ]
    said += share_said(
        t, now, then, t("groen, tuin of losse grond", "green, garden or loose ground")
    )
    if now is not None:
        said.append(
            t(
                "Daar kan regen in de grond zakken. Een tuin met tegels telt hier ook mee.",
                "There rain can sink into the ground. A paved garden counts here too.",
            )
        )
    said += nearest(home, ("precipitation", "groundwater_level"), t)
    unit = t("% groen, tuin of losse grond", "% green, garden or loose ground")
    return counted(
        "water",
        t("Waar blijft het water?", "Where does the water go?"),
        t,
        tuple(said),
        found,
        missing=t(
            "Plassen en natte kelders rekenen we nog niet uit.",
            "Puddles and wet cellars are not computed yet.",
        ),
        told=number(t, now, then, unit),
    )


def share_said(t: Tongue, now: int | None, then: int | None, what: str) -> list[str]:
    """Which part of the ground is of some kind, in whole percentages."""
    if now is None:
        return [
            t(
                "Wat er op de grond ligt, staat hier niet op de kaart.",
                "What the ground is covered with is not on the map here.",
            )
        ]
    said = [t(f"Om uw huis is nu {now} % {what}.", f"Around you {now} % is {what} now.")]
    if then is not None and then != now:
        said.append(t(f"Straks is dat {then} %.", f"Later that is {then} %."))
    elif then is not None:
        said.append(t("Door het plan verandert dat niet.", "The plan does not change that."))
    return said


def kind_facts(t: Tongue, found: Pair) -> list[Fact]:
    """A row for each kind of ground that is there."""
    rows = []
    for kind in Ground:
        now, then = found.percents((kind,))
        if now or then:
            rows.append(fact(t, t(kind.value, _ENGLISH[kind]), now, then, "%"))
    return rows


def how_counted(t: Tongue) -> tuple[str, ...]:
    """How ground is counted, in sentences."""
    reach = f"{REACH:.0f}"
    return (
        t(
            f"We telden op de kaart wat er binnen {reach} meter van uw huis ligt.",
            f"We counted on the map what lies within {reach} metres of your home.",
        ),
        t(
            "De kaart is de BGT. Daarin houden overheden bij wat er op de grond ligt.",
            "The map is the BGT, in which governments keep what the ground is covered with.",
        ),
    )


def counted(
    key: str,
    question: str,
    t: Tongue,
    sentences: tuple[str, ...],
    found: Pair,
    *,
    missing: str | None,
    told: Number | None,
) -> Answer:
    """An answer that rests on the map alone, and says what is not computed."""
    return Answer(
        key=key,
        question=question,
        tone=Tone.OPEN,
        word=t("nog niet berekend", "not computed yet"),
        sentences=sentences,
        picture=Picture.GROUND,
        how=how_counted(t),
        sure=(
            t(
                "Wat in tuinen ligt, groen of tegels, houdt niemand bij.",
                "Nobody keeps whether gardens are green or paved.",
            ),
            t("Bomen in tuinen kennen we vaak niet.", "Trees in gardens are often unknown."),
            t(
                "Aan de rand van het gebied weten we niet wat erbuiten ligt.",
                "At the edge of the area we do not know what lies beyond.",
            ),
        ),
        number=told,
        facts=tuple(kind_facts(t, found)),
        missing=missing,
    )
