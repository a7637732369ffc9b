"""Indicator: density of the area, its blocks, and the neighbourhoods and parcels that are given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field
from shapely import Polygon

from twin.errors import NotInRd, ParameterInvalid
from twin.geo.crs import check_rd, lonlat_to_rd
from twin.model import Area, Ground, Words
from twin.model import GroundLevel as Level
from twin.sim.density import Density, blocks, densities, ground
from twin.sim.floors import Assumptions, floors
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

Corner = tuple[float, float]
Ring = Annotated[tuple[Corner, ...], Field(max_length=2000)]
Given = Literal["kavel", "bouwveld", "buurt", "wijk"]


class GivenPolygon(Parameters):
    """A polygon as GeoJSON has it."""

    type: Literal["Polygon"] = Field(default="Polygon", description="Of the geometry.")
    coordinates: Annotated[tuple[Ring, ...], Field(max_length=50)] = Field(
        default=(), description="Rings: the outer one, then holes; first and last corner the same."
    )


class GivenGround(Parameters):
    """A piece of ground whose edge is known: `geometry`, or `corners` in RD metres."""

    level: Given = Field(default="kavel", description="What it is.")
    name: str = Field(default="", max_length=80, description="What people call it.")
    geometry: GivenPolygon | None = Field(
        default=None, description="Its edge as GeoJSON, in longitude and latitude unless `crs`."
    )
    crs: Literal["OGC:CRS84", "EPSG:28992"] = Field(
        default="OGC:CRS84", description="Of `geometry`: degrees, or RD (m)."
    )
    corners: Ring = Field(default=(), description="Corners in RD (m), one after another.")


class DensityParameters(Parameters):
    """How floor area is estimated, and which ground is told of."""

    storey_height: float = Field(
        default=Assumptions().storey_height, ge=2.4, le=6.0, description="From floor to floor (m)."
    )
    usable_share: float = Field(
        default=Assumptions().usable_share,
        ge=0.5,
        le=1.0,
        description="Gebruiksoppervlakte as a share of gross floor area (0-1).",
    )
    narrowest_road: float = Field(
        default=3.0, ge=0.0, le=20.0, description="Ways narrower than this (m) part no bouwveld."
    )
    grounds: Annotated[tuple[GivenGround, ...], Field(max_length=5000)] = Field(
        default=(), description="Kavels, buurten or bouwvelden whose edge is drawn or known."
    )
    only: Annotated[tuple[str, ...], Field(max_length=5000)] = Field(
        default=(),
        description="Of the buurten, wijken and kavels that were loaded with the area only these, "
        "by id (`BU01640303`); left out: all.",
    )


_COLUMNS = (
    Column("ground", Words("grond", "ground"), "m2", Direction.NEITHER),
    Column("floor", Words("vloer", "floor"), "m2", Direction.NEITHER),
    Column("fsi", Words("FSI", "FSI"), "1", Direction.NEITHER),
    Column("fsi_error", Words("onzekerheid van FSI", "error of FSI"), "1", Direction.NEITHER),
    Column("gsi", Words("GSI", "GSI"), "1", Direction.NEITHER),
    Column("osr", Words("OSR", "OSR"), "1", Direction.NEITHER),
    Column("l", Words("bouwlagen", "storeys"), "1", Direction.NEITHER),
    Column("mxi", Words("MXI", "MXI"), "1", Direction.NEITHER),
)
_NOTHING_BUILT = Words("Er staan geen gebouwen.", "Nothing is built.")
_USE_UNKNOWN = Words(
    "Van te veel gebouwen weten we het gebruik niet.", "Of too many buildings the use is unknown."
)


def compute(case: Case, parameters: DensityParameters) -> Result:
    """FSI, GSI, OSR, L and MXI on each level.

    Raises
    ------
    ParameterInvalid
        A given piece of ground is no polygon.
    """
    area = case.area
    given = (*map(_given, parameters.grounds), *_loaded(area, parameters.only))
    drawn = any(each.level is Level.BLOCK for each in given)
    found = () if drawn else blocks(area, parameters.narrowest_road)
    whole = Ground(Level.AREA, "plangebied", area.name, area.boundary)
    grounds = (whole, *given, *found)
    assumed = Assumptions(
        storey_height=parameters.storey_height, usable_share=parameters.usable_share
    )
    told = densities(grounds, area.buildings, [floors(each, assumed) for each in area.buildings])
    return Result(
        indicator="density",
        figures=_figures(told[0]),
        columns=_COLUMNS,
        rows=tuple(_row(*each) for each in zip(grounds, told, strict=True)),
        notes=_notes(told[0], grounds),
    )


def _given(each: GivenGround) -> Ground:
    rings: Sequence[Sequence[Corner]] = (each.corners,)
    if each.geometry is not None:
        rings = each.geometry.coordinates
        if each.crs == "OGC:CRS84":
            rings = [[(x, y) for x, y in lonlat_to_rd(ring).tolist()] for ring in rings]
    shape = Polygon()
    if rings and all(len(ring) > 2 for ring in rings):
        shape = Polygon(rings[0], rings[1:])
    if shape.is_empty or not shape.is_valid or not shape.area:
        raise ParameterInvalid(
            f"the {each.level} '{each.name}' is no piece of ground",
            hint="give three or more corners in order whose edge does not cross itself",
        )
    try:
        check_rd(shape.bounds, f"{each.level} {each.name}")
    except NotInRd as error:
        raise ParameterInvalid(error.message, hint=error.hint) from error
    return ground(Level(each.level), each.name, shape)


def _loaded(area: Area, only: Sequence[str]) -> tuple[Ground, ...]:
    """The grounds of the area that are asked for; all where none is named."""
    known = {each.id: each for each in area.grounds}
    missing = next((name for name in only if name not in known), None)
    if missing is not None:
        some = ", ".join(list(known)[:5]) or "none"
        raise ParameterInvalid(
            f"area '{area.id}' has no ground '{missing}'", hint=f"loaded with it are: {some}"
        )
    return tuple(known[name] for name in only) if only else area.grounds


def _figures(whole: Density) -> tuple[Figure, ...]:
    relative = whole.relative_error
    osr, storeys, mxi = whole.osr, whole.storeys, whole.mxi
    empty = None if whole.floor else _NOTHING_BUILT
    return (
        Figure("fsi", Words("FSI: vloer per m² grond", "FSI: floor per m² of ground"),
               round(whole.fsi, 2), "1", round(whole.fsi_error, 3)),
        Figure("gsi", Words("GSI: deel van de grond dat bebouwd is",
                            "GSI: share of the ground that is built on"),
               round(whole.gsi, 3), "1"),
        Figure("osr", Words("OSR: open grond per m² vloer", "OSR: open ground per m² of floor"),
               _round(osr, 2), "1", _round(None if osr is None else osr * relative, 2),
               why=empty),
        Figure("l", Words("L: bouwlagen gemiddeld", "L: storeys on average"),
               _round(storeys, 1), "1", _round(None if storeys is None else storeys * relative, 1),
               why=empty),
        Figure("mxi", Words("MXI: deel van de vloer dat woning is",
                            "MXI: share of the floor that is home"),
               _round(mxi, 2), "1", _round(whole.mxi_error, 2),
               why=None if mxi is not None else empty or _USE_UNKNOWN),
        Figure("floor", Words("bruto vloer", "gross floor area"),
               round(whole.floor, -1), "m2", round(whole.floor_error, -1)),
        Figure("ground", Words("grond", "ground"), round(whole.ground), "m2"),
    )  # fmt: skip


def _row(place: Ground, told: Density) -> Row:
    flags = ["simplified-method"] if told.floor and told.measured < 1.0 else []
    if told.floor and told.mxi is None:
        flags.append("use-unknown")
    return Row(
        subject=Subject.AREA if place.level is Level.AREA else Subject.PLACE,
        id=place.id,
        label=place.label,
        values={
            "ground": round(told.ground),
            "floor": round(told.floor, -1),
            "fsi": round(told.fsi, 2),
            "fsi_error": round(told.fsi_error, 3),
            "gsi": round(told.gsi, 3),
            "osr": _round(told.osr, 2),
            "l": _round(told.storeys, 1),
            "mxi": _round(told.mxi, 2),
        },
        flags=tuple(flags),
    )


def _notes(whole: Density, grounds: Sequence[Ground]) -> tuple[Words, ...]:
    levels = {each.level for each in grounds}
    guessed = round(100 * (1 - whole.measured))
    notes = []
    if whole.floor and guessed:
        notes.append(
            Words(
                f"Van {guessed} % van de vloer is het aantal bouwlagen geschat uit de hoogte.",
                f"Of {guessed} % of the floor the storeys are estimated from the height.",
            )
        )
    if Level.BLOCK not in levels:
        notes.append(
            Words(
                "Zonder BGT weten we niet waar de wegen liggen: er zijn geen bouwvelden.",
                "Without the BGT nobody knows where roads are: there are no bouwvelden.",
            )
        )
    missing = [
        word
        for level, word in ((Level.PLOT, "kavels"), (Level.NEIGHBOURHOOD, "buurten"))
        if level not in levels
    ]
    if missing:
        notes.append(
            Words(
                f"Grenzen van {' en '.join(missing)} zitten niet in de gegevens; geef ze mee om ze "
                "te zien.",
                f"Edges of {' and '.join(missing)} are not in the data; give them to see them.",
            )
        )
    if any(each.label.endswith("(deel)") for each in grounds):
        notes.append(
            Words(
                "Van een buurt of kavel met ‘(deel)’ ligt maar een deel in het gebied. Het getal "
                "gaat over dat deel.",
                "Of a buurt or kavel with ‘(deel)’ only a part lies in the area. The figure is of "
                "that part.",
            )
        )
    return tuple(notes)


def _round(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


INDICATOR = Indicator(
    name="density",
    title=Words("Dichtheid", "Density"),
    description=Words(
        "Hoeveel er is gebouwd: vloer (FSI), bebouwde grond (GSI), open ruimte (OSR), bouwlagen "
        "(L) en het deel dat woning is (MXI). Voor het gebied, elk bouwveld, en elke buurt en "
        "kavel die is ingelezen of die u meegeeft.",
        "How much is built: floor (FSI), built ground (GSI), open space (OSR), storeys (L) and the "
        "share that is home (MXI). Of the area, each block, and each neighbourhood or parcel that "
        "was loaded or is given.",
    ),
    parameters=DensityParameters,
    unit="1",
    direction=Direction.NEITHER,
    method=Words(
        "Spacematrix. Vloer uit het ontwerp, anders uit de BAG, anders uit de hoogte.",
        "Spacematrix. Floor from the design, else from the BAG, else from the height.",
    ),
    source="Berghauser Pont and Haupt, Spacematrix (2010)",
    validity=Words(
        "Gewone gebouwen met verdiepingen. Een hal of kerk met één hoge ruimte krijgt te veel "
        "bouwlagen als de BAG ontbreekt.",
        "Ordinary buildings with storeys. A hall or church with one high room gets too many "
        "storeys where the BAG is absent.",
    ),
    error=Words(
        "Vloer uit hoogte: 10 % (3 m per laag, 0,3 m onzeker). Vloer uit de BAG: 6 %. Grond: die "
        "van de kaart, 0,1 tot 0,6 m langs de rand.",
        "Floor from heights: 10 % (3 m a storey, give or take 0.3 m). From the BAG: 6 %. Ground: "
        "that of the map, 0.1 to 0.6 m along its edge.",
    ),
    compute=compute,
    indicative=True,
    norms=("ruimte.vloer",),
)
