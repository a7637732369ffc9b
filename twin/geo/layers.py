"""An area as layers of flat records: what map programs list, filter and draw.

One definition for OGC API Features, GeoPackage and GeoParquet. It makes no files and knows no
format. Geometry is RD New (EPSG:28992); field names are those of `/api/v1`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Literal

from shapely.geometry.base import BaseGeometry

from twin.model import Area, Building, PlannedBuilding, SurfaceKind, Words

Value = str | int | float | None
Shape = Literal["Point", "MultiPolygon", "Geometry"]
"""Of the geometries of a layer; `Geometry` is lines and polygons together."""


@dataclass(frozen=True, slots=True)
class Field:
    """A property of the records of a layer.

    Attributes
    ----------
    kind
        Of its values, which may also be None: not known.
    unit
        UCUM; '' for what has none.
    """

    name: str
    kind: type[str] | type[int] | type[float]
    words: Words
    unit: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One object of a layer.

    Attributes
    ----------
    geometry
        RD; None for a dwelling or device whose place is not registered.
    values
        In the order of the layer's fields.
    """

    id: str
    geometry: BaseGeometry | None
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """A kind of objects; `records` gives those of an area one by one."""

    name: str
    title: Words
    about: Words
    shape: Shape
    fields: tuple[Field, ...]
    records: Callable[[Area], Iterator[Record]]


ORIGIN = Field(
    "origin",
    str,
    Words("Echt (real), herhaling (replay) of verzonnen (synthetic)", "real, replay or synthetic"),
)
_BAG = {
    "status": Words("Status in de BAG", "Status in the BAG"),
    "use": Words("Gebruiksdoel in de BAG", "Use, as the BAG names it"),
    "year": Words("Bouwjaar", "Year built"),
    "dwellings": Words("Aantal verblijfsobjecten", "Number of addressable units"),
}
_PLAN = tuple(
    Field(name, int if name in ("year", "dwellings") else str, words)
    for name, words in _BAG.items()
)


def _pand(area: Area) -> Iterator[Record]:
    known = _dwellings_known(area)
    for one in area.buildings:
        yield Record(
            one.id,
            one.footprint,
            (
                *_registered(one, known),
                round(one.ground_height, 2),
                round(one.roof_height, 2),
                round(one.roof_height - one.ground_height, 2),
                str(one.height_origin),
                _rounded(one.height_error, 2),
                one.measured_in,
                _rounded(one.point_density, 1),
                str(area.origin),
            ),
        )


def _planned(area: Area) -> Iterator[Record]:
    known = _dwellings_known(area)
    for one in area.planned:
        yield Record(one.id, one.footprint, (*_registered(one, known), str(area.origin)))


def _registered(one: Building | PlannedBuilding, known: bool) -> tuple[Value, ...]:
    return one.status, one.use, one.year, len(one.dwellings) if known else None


def _dwellings_known(area: Area) -> bool:
    """Whether the area has a register of dwellings; without one, none in a pand is no zero."""
    return any(
        one.dwellings for one in chain[Building | PlannedBuilding](area.buildings, area.planned)
    )


def _dwellings(area: Area) -> Iterator[Record]:
    for building in chain[Building | PlannedBuilding](area.buildings, area.planned):
        for one in building.dwellings:
            yield Record(
                one.id,
                one.position,
                (
                    building.id,
                    ", ".join(one.uses) or None,
                    one.floor_area,
                    one.address,
                    one.postcode,
                    one.city,
                    one.storey,
                    one.status,
                    str(area.origin),
                ),
            )


def _surfaces(kind: SurfaceKind, area: Area) -> Iterator[Record]:
    for one in area.surfaces:
        if one.kind is kind:
            facts = (one.function, one.material, one.level, str(area.origin))
            yield Record(one.id, one.footprint, facts)


def _trees(area: Area) -> Iterator[Record]:
    for one in area.trees:
        yield Record(
            one.id,
            one.position,
            (
                one.species,
                round(one.height, 1),
                round(one.crown_radius, 1),
                round(one.ground_height, 2),
                str(one.sizes),
                str(one.origin),
            ),
        )


def _barriers(area: Area) -> Iterator[Record]:
    for one in area.barriers:
        yield Record(
            one.id,
            one.shape,
            (
                one.kind,
                round(one.height, 1),
                round(one.ground_height, 2),
                "yes" if one.closed else "no",
                str(one.height_origin),
                str(area.origin),
            ),
        )


def _rounded(value: float | None, decimals: int) -> float | None:
    return None if value is None else round(value, decimals)


_PAND = Layer(
    "pand",
    Words("Panden", "Buildings"),
    Words(
        "Gebouwen zoals de BAG ze kent, met hun hoogte, hoe we die weten en hoeveel die kan "
        "schelen.",
        "Buildings as the BAG knows them, with their height, how we know it and how wrong it "
        "may be.",
    ),
    "MultiPolygon",
    (
        *_PLAN,
        Field("ground_height", float, Words("Hoogte van de grond (NAP)", "Ground (NAP)"), "m"),
        Field(
            "roof_height",
            float,
            Words("Hoogte van het dak (NAP), 70e percentiel", "Roof (NAP), 70th percentile"),
            "m",
        ),
        Field("height", float, Words("Van grond tot dak", "From ground to roof"), "m"),
        Field("height_origin", str, Words("Waar de hoogte vandaan komt", "Origin of the height")),
        Field(
            "height_error",
            float,
            Words("Standaardfout van de dakhoogte", "Standard error of the roof height"),
            "m",
        ),
        Field("measured_in", int, Words("Jaar van meting", "Year of the flight")),
        Field("point_density", float, Words("Laserpunten per m²", "Laser points per m²"), "/m2"),
        ORIGIN,
    ),
    _pand,
)
_PLANNED = Layer(
    "gepland",
    Words("Geplande panden", "Planned buildings"),
    Words(
        "Panden die er nog niet staan: er is een vergunning, of de bouw is begonnen.",
        "Buildings that are not there yet: with a permit, or being built.",
    ),
    "MultiPolygon",
    (*_PLAN, ORIGIN),
    _planned,
)
_DWELLING = Layer(
    "verblijfsobject",
    Words("Verblijfsobjecten", "Addressable units"),
    Words(
        "Woningen, winkels, kantoren en andere eenheden met een eigen adres, uit de BAG.",
        "Homes, shops, offices and other units with an address of their own, from the BAG.",
    ),
    "Point",
    (
        Field("building", str, Words("Het pand waar het in ligt", "The building that it is in")),
        Field("uses", str, Words("Gebruiksdoelen in de BAG", "Uses, as the BAG names them")),
        Field("floor_area", int, Words("Gebruiksoppervlakte", "Floor area"), "m2"),
        Field("address", str, Words("Straat en huisnummer", "Street and number")),
        Field("postcode", str, Words("Postcode", "Postcode")),
        Field("city", str, Words("Woonplaats", "Town")),
        Field("storey", int, Words("Verdieping (0: begane grond)", "Storey (0: ground floor)")),
        Field("status", str, _BAG["status"]),
        ORIGIN,
    ),
    _dwellings,
)
_TREES = Layer(
    "boom",
    Words("Bomen", "Trees"),
    Words(
        "Bomen met hun hoogte en kroon, en hoe we die weten.",
        "Trees with their height and crown, and how we know those.",
    ),
    "Point",
    (
        Field("species", str, Words("Soort", "Species")),
        Field("height", float, Words("Hoogte", "Height"), "m"),
        Field("crown_radius", float, Words("Straal van de kroon", "Radius of the crown"), "m"),
        Field("ground_height", float, Words("Hoogte van de grond (NAP)", "Ground (NAP)"), "m"),
        Field("sizes", str, Words("Hoe de maten bekend zijn", "How the sizes are known")),
        ORIGIN,
    ),
    _trees,
)
_BARRIERS = Layer(
    "afscheiding",
    Words("Muren, schermen, hekken en hagen", "Walls, screens, fences and hedges"),
    Words(
        "Wat naast gebouwen overeind staat, met de hoogte en hoe we die weten. In `scheiding` "
        "staat de grond die muren bedekken.",
        "What stands up beside buildings, with its height and how we know it. The ground that "
        "walls cover is in `scheiding`.",
    ),
    "Geometry",
    (
        Field("kind", str, Words("Soort in de BGT", "Kind, as the BGT names it")),
        Field("height", float, Words("Hoogte boven de grond", "Height above the ground"), "m"),
        Field("ground_height", float, Words("Hoogte van de grond (NAP)", "Ground (NAP)"), "m"),
        Field("closed", str, Words("Houdt licht tegen: yes of no", "Stops light: yes or no")),
        Field("height_origin", str, Words("Gemeten (laser) of aangenomen", "laser or assumed")),
        ORIGIN,
    ),
    _barriers,
)
_SURFACES = {
    SurfaceKind.WEGDEEL: Words("Wegdelen", "Roads"),
    SurfaceKind.ONDERSTEUNENDWEGDEEL: Words("Ondersteunende wegdelen", "Verges"),
    SurfaceKind.BEGROEIDTERREINDEEL: Words("Begroeide terreindelen", "Green ground"),
    SurfaceKind.ONBEGROEIDTERREINDEEL: Words("Onbegroeide terreindelen", "Bare ground"),
    SurfaceKind.WATERDEEL: Words("Waterdelen", "Water"),
    SurfaceKind.ONDERSTEUNENDWATERDEEL: Words("Ondersteunende waterdelen", "Banks"),
    SurfaceKind.OVERBRUGGINGSDEEL: Words("Overbruggingsdelen", "Parts of bridges"),
    SurfaceKind.KUNSTWERKDEEL: Words("Kunstwerkdelen", "Civil works"),
    SurfaceKind.OVERIGBOUWWERK: Words("Overige bouwwerken", "Other structures"),
    SurfaceKind.SCHEIDING: Words("Scheidingen", "Walls and fences"),
}
_SURFACE_FIELDS = (
    Field("function", str, Words("Functie of klasse in de BGT", "Function or class in the BGT")),
    Field("material", str, Words("Fysiek voorkomen in de BGT", "Material, as the BGT has it")),
    Field(
        "level",
        int,
        Words("Relatieve hoogteligging: 0 is de grond", "Relative level: 0 is the ground"),
    ),
    ORIGIN,
)

LAYERS: tuple[Layer, ...] = (
    _PAND,
    _PLANNED,
    _DWELLING,
    *(
        Layer(
            str(kind),
            title,
            Words(
                f"Stukken openbare ruimte uit de BGT: {title.nl.lower()}.",
                f"Public space from the BGT: {title.en.lower()}.",
            ),
            "MultiPolygon",
            _SURFACE_FIELDS,
            partial(_surfaces, kind),
        )
        for kind, title in _SURFACES.items()
    ),
    _TREES,
    _BARRIERS,
)
"""All layers of any area; one without objects is empty, not absent."""


MADE_UP = Words(
    "Verzonnen: dit gebied bestaat niet.",
    "Made up: this area does not exist.",
)
"""What must be said with every layer of a synthetic area."""
