"""What public space is for and of: from BGT function and physical appearance to a `SpaceClass`.

Pure look-up. What the BGT does not tell (`waardeOnbekend`) or what we do not know is classed by its
object type alone, as `assumed`, and counted by `unknown`.

References
----------
DWA-M 153, Handlungsempfehlungen zum Umgang mit Regenwasser (2007), table 2: run-off coefficients.
RAS-Ew, Richtlinien für die Anlage von Straßen, Entwässerung (2005): that of open ground (0.1-0.3).
Stewart and Oke, Local Climate Zones for urban temperature studies, Bulletin of the American
Meteorological Society 93 (2012) 1879-1900, table 2: land cover types A to G.
Gegevenscatalogus BGT 1.2 and IMGeo 2.1.1 (Geonovum): functions and appearances.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from twin.model import Surface, SurfaceKind


class Use(StrEnum):
    """What a piece of public space is for."""

    CARRIAGEWAY = "rijbaan"
    CYCLING = "fietspad"
    WALKING = "voetpad"
    PARKING = "parkeren"
    TRANSIT = "spoor-en-ov"
    VERGE = "berm"
    GREEN = "groen"
    YARD = "erf"
    OPEN = "terrein"
    WATER = "water"
    STRUCTURE = "bouwwerk"


class Cover(StrEnum):
    """What a piece of ground is covered with."""

    CLOSED = "gesloten verharding"
    BLOCKS = "open verharding"
    OPEN_BLOCKS = "open verharding met groen"
    HALF = "half verhard"
    BARE = "onverhard"
    LOW_GREEN = "gras en planten"
    SHRUBS = "struiken"
    TREES = "bos"
    WATER = "water"
    MIXED = "gemengd"


class LandCover(StrEnum):
    """How ground behaves in heat: land cover types of Local Climate Zones."""

    TREES = "A"
    SHRUBS = "C"
    LOW_PLANTS = "D"
    PAVED = "E"
    BARE_SOIL = "F"
    WATER = "G"


@dataclass(frozen=True, slots=True)
class SpaceClass:
    """What a piece of public space means for walking, rain and heat.

    Attributes
    ----------
    walkable
        Whether people may walk there by its function; carriageways are crossed, not walked on.
    sealed
        Share (0-1) that water cannot enter.
    runoff
        Share (0-1) of a heavy shower that runs off.
    heat
        Land cover type.
    assumed
        Whether function or appearance was unknown and the type of object decided.
    """

    use: Use
    cover: Cover
    walkable: bool
    sealed: float
    runoff: float
    heat: LandCover
    assumed: bool


_SEALED_RUNOFF_HEAT: dict[Cover, tuple[float, float, LandCover]] = {
    Cover.CLOSED: (1.0, 0.9, LandCover.PAVED),  # DWA-M 153: asphalt, concrete without joints
    Cover.BLOCKS: (0.9, 0.75, LandCover.PAVED),  # paving with tight joints, about a tenth joint
    Cover.OPEN_BLOCKS: (0.6, 0.15, LandCover.LOW_PLANTS),  # grass pavers
    Cover.HALF: (0.5, 0.6, LandCover.BARE_SOIL),  # firm gravel
    Cover.BARE: (0.0, 0.2, LandCover.BARE_SOIL),  # RAS-Ew: middle of 0.1-0.3
    Cover.LOW_GREEN: (0.0, 0.1, LandCover.LOW_PLANTS),  # flat gardens, meadows and fields
    Cover.SHRUBS: (0.0, 0.1, LandCover.SHRUBS),
    Cover.TREES: (0.0, 0.1, LandCover.TREES),
    Cover.WATER: (0.0, 1.0, LandCover.WATER),  # rain on water does not enter the ground
    # Half paved, half garden; our assumption, for nobody registers what yards are covered with.
    Cover.MIXED: (0.45, 0.43, LandCover.PAVED),
}
"""Share sealed (our reading of the BGT's definitions), run-off and heat of each cover."""

_COVERS: tuple[tuple[Cover, tuple[str, ...]], ...] = (
    (Cover.OPEN_BLOCKS, ("grasklinkers", "grastegels")),
    (Cover.CLOSED, ("gesloten verharding", "asfalt", "cementbeton", "kunststof")),
    (Cover.BLOCKS, ("open verharding", "betonstraatstenen", "gebakken klinkers", "tegels",
                    "sierbestrating", "beton element", "natuursteen")),
    (Cover.HALF, ("half verhard", "grind", "gravel", "schelpen", "puin")),
    (Cover.BARE, ("onverhard", "zand", "boomschors", "duin")),
    (Cover.TREES, ("bos", "houtwal", "bosplantsoen", "griend en hakhout", "boomteelt",
                   "fruitteelt")),
    (Cover.SHRUBS, ("struik", "heester", "planten", "rozen", "bodembedekkers", "haag",
                    "struikrozen")),
    (Cover.LOW_GREEN, ("gras", "groenvoorziening", "heide", "moeras", "rietland", "kwelder",
                       "bouwland", "akker", "braakliggend", "klein fruit", "wijngaard",
                       "vollegrondsteelt", "bollenteelt")),
    (Cover.MIXED, ("erf",)),
)  # fmt: skip
"""Words of the BGT and IMGeo, the first that fits; `gras` last, for `grasklinkers` is paving."""

_ROADS: tuple[tuple[Use, bool, tuple[str, ...]], ...] = (
    (Use.CYCLING, False, ("fietspad",)),
    (Use.WALKING, True, ("voetpad", "voetgangersgebied", "woonerf", "ruiterpad")),
    (Use.PARKING, False, ("parkeervlak", "inrit")),
    (Use.TRANSIT, False, ("spoorbaan", "ov-baan", "overweg", "baan voor vliegverkeer")),
    (Use.CARRIAGEWAY, False, ("rijbaan", "verkeersdrempel")),
)
"""Functions of a wegdeel; a ruiterpad is open to walkers, who share it."""

_BY_KIND: dict[SurfaceKind, tuple[Use, bool, Cover]] = {
    SurfaceKind.WEGDEEL: (Use.CARRIAGEWAY, False, Cover.BLOCKS),
    SurfaceKind.ONDERSTEUNENDWEGDEEL: (Use.VERGE, False, Cover.LOW_GREEN),
    SurfaceKind.BEGROEIDTERREINDEEL: (Use.GREEN, True, Cover.LOW_GREEN),
    SurfaceKind.ONBEGROEIDTERREINDEEL: (Use.OPEN, True, Cover.BLOCKS),
    SurfaceKind.WATERDEEL: (Use.WATER, False, Cover.WATER),
    SurfaceKind.ONDERSTEUNENDWATERDEEL: (Use.GREEN, False, Cover.LOW_GREEN),
    SurfaceKind.OVERBRUGGINGSDEEL: (Use.STRUCTURE, False, Cover.CLOSED),
    SurfaceKind.KUNSTWERKDEEL: (Use.STRUCTURE, False, Cover.CLOSED),
    SurfaceKind.OVERIGBOUWWERK: (Use.STRUCTURE, False, Cover.CLOSED),
    SurfaceKind.SCHEIDING: (Use.STRUCTURE, False, Cover.CLOSED),
}
"""Use, walkable and cover of a type of object when nothing more is known."""

_TOLD_BY_KIND = frozenset(
    {SurfaceKind.WATERDEEL, SurfaceKind.ONDERSTEUNENDWATERDEEL, SurfaceKind.OVERBRUGGINGSDEEL,
     SurfaceKind.KUNSTWERKDEEL, SurfaceKind.OVERIGBOUWWERK, SurfaceKind.SCHEIDING}
)  # fmt: skip
"""Types that say by themselves what they are covered with."""


_CLOSED_GREEN = ("bouwland", "agrarisch", "rietland", "moeras", "teelt", "kwelder")
"""Green that nobody walks through: fields that are worked, and what is wet."""


def classify(surface: Surface) -> SpaceClass:
    """What a piece of public space means for walking, rain and heat."""
    use, walkable, usual = _BY_KIND[surface.kind]
    function = (surface.function or "").lower()
    known = True
    if surface.kind is SurfaceKind.WEGDEEL:
        road = next((each for each in _ROADS if any(w in function for w in each[2])), None)
        known = road is not None
        use, walkable = road[:2] if road is not None else (use, walkable)
    if surface.kind is SurfaceKind.BEGROEIDTERREINDEEL:
        walkable = not any(word in function for word in _CLOSED_GREEN)
    told = _cover(surface)
    if surface.kind in _TOLD_BY_KIND:
        told = usual
    if told is Cover.MIXED:
        use, walkable = Use.YARD, False
    cover = told or usual
    sealed, runoff, heat = _SEALED_RUNOFF_HEAT[cover]
    assumed = not known or told is None or told is Cover.MIXED
    return SpaceClass(use, cover, walkable, sealed, runoff, heat, assumed)


def unknown(surfaces: Iterable[Surface]) -> tuple[tuple[str, int], ...]:
    """(type of object and what it says, number) of the pieces whose class is assumed, most first.

    Yards are among them: their class is the assumption that they are half paved.
    """
    counts = Counter(
        f"{each.kind} {each.function or '?'} / {each.material or '?'}"
        for each in surfaces
        if classify(each).assumed
    )
    return tuple(counts.most_common())


def _cover(surface: Surface) -> Cover | None:
    """By the appearance; where that is unknown by the function, which for green is its class."""
    for text in (surface.material, surface.function):
        plain = (text or "").lower()
        for cover, words in _COVERS:
            # `erf` is in `woonerf`, which is a road.
            if any(plain == word if word == "erf" else word in plain for word in words):
                return cover
    return None
