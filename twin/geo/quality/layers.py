"""The layers of an area: how many objects each has, out of which sources, and how old those are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from twin.geo import sources
from twin.model import Area, Origin, Source, TreeOrigin, Words

LAYERS = {
    "buildings": Words("Gebouwen", "Buildings"),
    "dwellings": Words("Woningen en andere adressen", "Homes and other addresses"),
    "planned": Words("Gebouwen die nog komen", "Buildings that are still to come"),
    "surfaces": Words("Straat, groen en water", "Streets, green and water"),
    "trees": Words("Bomen", "Trees"),
    "terrain": Words("Hoogte van de grond", "Height of the ground"),
}

_MADE_OF: dict[str, tuple[Source, ...]] = {
    "buildings": (sources.BGT, sources.BAG, sources.BAG3D, sources.AHN),
    "dwellings": (sources.BAG,),
    "planned": (sources.BAG,),
    "surfaces": (sources.BGT,),
    "terrain": (sources.AHN,),
}

_OF_TREES = {
    TreeOrigin.REGISTER: sources.TREE_REGISTER,
    TreeOrigin.BGT: sources.BGT,
    TreeOrigin.DETECTED: sources.AHN,
    TreeOrigin.SYNTHETIC: sources.SYNTHETIC,
}

OLD = {
    sources.BGT.name: 365,
    sources.BAG.name: 365,
    sources.BAG3D.name: 2 * 365,
    sources.AHN.name: 5 * 365,
    sources.TREE_REGISTER.name: 3 * 365,
}
"""Days after which much may have changed: BGT and BAG change daily, 3D BAG is made anew a few times
a year, and AHN flies every part of the country about every three years."""


@dataclass(frozen=True, slots=True)
class SourceAge:
    """A source of a layer.

    Attributes
    ----------
    dated
        Of its data; None when it does not tell.
    days
        Between that and today.
    old
        Whether it is older than such data should be.
    """

    name: str
    attribution: str
    dated: date | None
    days: int | None
    old: bool


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of an area; `count` of the terrain is its number of cells."""

    name: str
    label: Words
    count: int
    sources: tuple[SourceAge, ...]


def layers(area: Area, today: date) -> tuple[Layer, ...]:
    """All layers of an area, those without objects too."""
    counts = {
        "buildings": len(area.buildings),
        "dwellings": sum(len(building.dwellings) for building in area.buildings),
        "planned": len(area.planned),
        "surfaces": len(area.surfaces),
        "trees": len(area.trees),
        "terrain": 0 if area.terrain is None else int(area.terrain.heights.size),
    }
    return tuple(
        Layer(name, label, counts[name], _ages(area, name, today) if counts[name] else ())
        for name, label in LAYERS.items()
    )


def ages(told: Sequence[Source], today: date) -> tuple[SourceAge, ...]:
    """How old the data of each source is."""
    found = []
    for source in told:
        days = None if source.dated is None else (today - source.dated).days
        old = days is not None and days > OLD.get(source.name, days)
        found.append(SourceAge(source.name, source.attribution, source.dated, days, old))
    return tuple(found)


def _ages(area: Area, layer: str, today: date) -> tuple[SourceAge, ...]:
    if area.origin is Origin.SYNTHETIC:
        return ages(area.sources, today)
    names = [source.name for source in _MADE_OF.get(layer, ())]
    if layer == "trees":
        names = [_OF_TREES[known_by].name for known_by in {tree.known_by for tree in area.trees}]
    return ages([source for source in area.sources if source.name in names], today)
