"""The one source of colours and legends: ground, buildings, trees and sensors.

Calm colours of a Dutch town: brick roofs, light walls, soft greens, clear water, pale paving.
Ground colours differ in lightness as well as in hue, and sensors use the set of Okabe and Ito, so
that both stay apart for people who see fewer colours.

References
----------
Okabe, M. and Ito, K. (2008). Color Universal Design. https://jfly.uni-koeln.de/color/
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

from twin.model import Barrier, Surface, SurfaceKind, Tree, TreeOrigin

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Swatch:
    """A colour with its meaning.

    Attributes
    ----------
    color
        sRGB, 0–255.
    words
        Dutch terms of the BGT (function, material) that it stands for, as parts of words.
    """

    key: str
    label_nl: str
    label_en: str
    color: Rgb
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Legend:
    """The swatches that one layer shows, in drawing order."""

    layer: str
    title_nl: str
    title_en: str
    items: tuple[Swatch, ...]


_ROAD = (
    Swatch("fietspad", "Fietspad", "Cycle path", (205, 152, 134), ("fietspad",)),
    Swatch(
        "voetpad",
        "Stoep en voetpad",
        "Pavement",
        (226, 221, 211),
        ("voetpad", "voetgangersgebied", "woonerf", "ruiterpad"),
    ),
    Swatch("parkeervlak", "Parkeerplek", "Parking", (202, 199, 194), ("parkeervlak",)),
    Swatch(
        "spoorbaan",
        "Spoor en OV-baan",
        "Rail and bus lane",
        (176, 168, 160),
        ("spoorbaan", "ov-baan"),
    ),
    Swatch("rijbaan", "Rijbaan", "Carriageway", (187, 187, 188)),
)
_GREEN = (
    Swatch(
        "bos",
        "Bos en bomen",
        "Woodland",
        (136, 169, 118),
        ("bos", "houtwal", "boomteelt", "fruitteelt"),
    ),
    Swatch("heesters", "Struiken", "Shrubs", (154, 186, 133), ("heester", "struik", "planten")),
    Swatch("akker", "Akker", "Field", (213, 208, 160), ("bouwland", "akker")),
    Swatch(
        "natuur",
        "Heide, moeras en duin",
        "Heath, marsh and dune",
        (184, 182, 144),
        ("heide", "moeras", "rietland", "kwelder", "duin"),
    ),
    Swatch("gras", "Gras en ander groen", "Grass and other green", (180, 204, 153)),
)
_BARE = (
    Swatch("erf", "Erf en tuin", "Yard and garden", (216, 217, 191), ("erf",)),
    Swatch("zand", "Zand en onverhard", "Sand and unpaved", (229, 215, 186), ("zand", "onverhard")),
    Swatch("verharding", "Andere verharding", "Other paving", (217, 212, 203)),
)
WATER = Swatch("water", "Water", "Water", (118, 171, 204))
_BANK = Swatch("oever", "Oever", "Bank", (162, 186, 152))
_BRIDGE = Swatch("brug", "Brug", "Bridge", (198, 190, 181))
_STRUCTURE = Swatch("bouwwerk", "Muur, kade, bouwwerk", "Wall, quay, structure", (172, 163, 153))
_VERGE = Swatch("berm", "Berm", "Verge", (191, 207, 165), ("berm",))

_WALL = Swatch("muur", "Muur of geluidsscherm", "Wall or noise barrier", (158, 138, 122))
_HEDGE = Swatch("haag", "Haag", "Hedge", (112, 146, 92))
_FENCE = Swatch("hek", "Hek", "Fence", (122, 112, 104))

QUAY: Rgb = (150, 143, 136)
PLATE = Swatch("terrein", "Ondergrond (niet ingedeeld)", "Ground (not mapped)", (213, 211, 197))

_BY_KIND: dict[SurfaceKind, tuple[Swatch, ...]] = {
    SurfaceKind.WEGDEEL: _ROAD,
    SurfaceKind.ONDERSTEUNENDWEGDEEL: (_VERGE, _BARE[2]),
    SurfaceKind.BEGROEIDTERREINDEEL: _GREEN,
    SurfaceKind.ONBEGROEIDTERREINDEEL: _BARE,
    SurfaceKind.WATERDEEL: (WATER,),
    SurfaceKind.ONDERSTEUNENDWATERDEEL: (_BANK,),
    SurfaceKind.OVERBRUGGINGSDEEL: (_BRIDGE,),
    SurfaceKind.KUNSTWERKDEEL: (_STRUCTURE,),
    SurfaceKind.OVERIGBOUWWERK: (_STRUCTURE,),
    SurfaceKind.SCHEIDING: (_STRUCTURE,),
}
DRIVEN = Swatch(
    "ander-verkeer", "Ander verkeer in het plan", "Other traffic in the plan", (128, 92, 156)
)
_GROUND_ORDER = (*_ROAD, *_BARE, *_GREEN, _VERGE, WATER, _BANK, _BRIDGE, _STRUCTURE, _WALL, _HEDGE,
                 _FENCE, PLATE, DRIVEN)  # fmt: skip

PITCHED = Swatch("hellend-dak", "Hellend dak", "Pitched roof", (190, 117, 91))
FLAT = Swatch("plat-dak", "Plat dak", "Flat roof", (196, 190, 182))
UNKNOWN_ROOF = Swatch(
    "dak-onbekend", "Dak, vorm onbekend", "Roof of unknown shape", (203, 158, 138)
)
WALL = Swatch("gevel", "Gevel", "Wall", (239, 231, 219))

DESIGN = Swatch("ontwerp", "Ontwerp, bestaat nog niet", "Design, not built", (240, 188, 66))
DESIGN_WALL = Swatch("ontwerp-gevel", "Gevel van een ontwerp", "Wall of a design", (250, 222, 158))

REUSED = Swatch(
    "ander-gebruik", "Ander gebruik in het plan", "Another use in the plan", (196, 160, 212)
)
REUSED_WALL: Rgb = (226, 208, 234)

CROWN = Swatch("boom", "Boom", "Tree", (122, 160, 101))
CROWN_FOUND = Swatch(
    "boom-uit-hoogtemeting",
    "Boom, uit hoogtemeting (indicatie)",
    "Tree, from measured heights (an indication)",
    (147, 170, 113),
)
CROWN_PLANNED = Swatch("boom-gepland", "Boom, gepland", "Tree, planned", (214, 178, 74))
TRUNK: Rgb = (134, 111, 90)

# Okabe and Ito, one per family of quantities: the quantities are too many to tell apart.
_SENSORS = (
    Swatch("lucht", "Lucht", "Air", (213, 94, 0), ("pm25", "pm10", "no2")),
    Swatch("weer", "Weer", "Weather", (230, 159, 0),
           ("temperature", "humidity", "pressure", "wind_speed", "solar_radiation")),
    Swatch("neerslag-grondwater", "Regen en grondwater", "Rain and groundwater", (0, 114, 178),
           ("precipitation", "groundwater_level")),
    Swatch("geluid", "Geluid", "Noise", (204, 121, 167), ("noise_level",)),
    Swatch("verkeer", "Verkeer en parkeren", "Traffic and parking", (86, 180, 233),
           ("vehicle_count", "people_count", "parking_occupied")),
    Swatch("energie-afval", "Energie en afval", "Energy and waste", (0, 158, 115),
           ("energy", "bin_level")),
)  # fmt: skip
_OTHER_SENSOR = Swatch("anders", "Anders", "Other", (90, 90, 90))


def ground(surface: Surface) -> Swatch:
    """The swatch of a piece of ground, by its kind and what its function or material says."""
    swatches = _BY_KIND[surface.kind]
    text = f"{surface.function or ''} {surface.material or ''}".lower()
    for swatch in swatches:
        if any(word in text for word in swatch.words):
            return swatch
    return swatches[-1]


def sensor(quantities: Iterable[str]) -> Swatch:
    """The swatch of a device that measures `quantities`: that of the first one."""
    for key in quantities:
        for swatch in _SENSORS:
            if key in swatch.words:
                return swatch
    return _OTHER_SENSOR


def tint(color: Rgb, seed: str, spread: float = 0.04) -> Rgb:
    """`color` a little lighter or darker, always the same for the same `seed`.

    Five steps within ± `spread`, so that a street of one roof colour is alive and the number of
    colours stays small.
    """
    factor = 1.0 + spread * (crc32(seed.encode()) % 5 - 2) / 2
    red, green, blue = (min(255, round(channel * factor)) for channel in color)
    return red, green, blue


def linear(color: Rgb) -> tuple[float, float, float]:
    """`color` as linear light 0–1, which glTF asks for (IEC 61966-2-1)."""

    def channel(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return channel(color[0]), channel(color[1]), channel(color[2])


def barrier(each: Barrier) -> Swatch:
    """The swatch of a wall, screen, hedge or fence."""
    if each.kind == "haag":
        return _HEDGE
    return _WALL if each.closed else _FENCE


def ground_legend(
    surfaces: Iterable[Surface], barriers: Iterable[Barrier] = (), *, driven: bool = False
) -> Legend:
    """The ground colours that occur, the plate under them, and what stands on it as a wall does.

    Parameters
    ----------
    driven
        Whether a plan changes the traffic of roads.
    """
    used = {ground(surface).key for surface in surfaces} | {PLATE.key}
    used |= {barrier(each).key for each in barriers}
    used |= {DRIVEN.key} if driven else set()
    items = tuple(swatch for swatch in _GROUND_ORDER if swatch.key in used)
    return Legend("ground", "Ondergrond", "Ground", items)


def building_legend(roofs: Iterable[Swatch]) -> Legend:
    """The roof colours that occur, and walls."""
    used = {swatch.key for swatch in roofs}
    items = tuple(s for s in (PITCHED, FLAT, UNKNOWN_ROOF, DESIGN, REUSED) if s.key in used)
    return Legend("buildings", "Gebouwen", "Buildings", (*items, WALL))


def crown(tree: Tree) -> Swatch:
    """The swatch of a tree, by how it is known that it stands there."""
    return _CROWNS.get(tree.known_by, CROWN)


_CROWNS = {TreeOrigin.DETECTED: CROWN_FOUND, TreeOrigin.DESIGN: CROWN_PLANNED}


def tree_legend(trees: Iterable[Tree]) -> Legend:
    """The legend of trees: those that somebody registered, that were found, or are planned."""
    used = {crown(tree).key for tree in trees}
    items = tuple(swatch for swatch in (CROWN, CROWN_FOUND, CROWN_PLANNED) if swatch.key in used)
    return Legend("trees", "Bomen", "Trees", items)


def sensor_legend() -> Legend:
    """The legend of devices, by the family of what they measure."""
    return Legend("things", "Meters", "Sensors", (*_SENSORS, _OTHER_SENSOR))
