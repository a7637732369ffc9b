"""An area: buildings with their dwellings, surfaces, trees and terrain.

RD New metres (EPSG:28992, x east, y north); heights are metres NAP.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Point, Polygon

from twin.model.grounds import Ground
from twin.model.programme import ParkingPlace, Programme, Traffic
from twin.model.provenance import Origin, Source

Floats = NDArray[np.float64]


class HeightOrigin(StrEnum):
    """How the height of a building is known."""

    BAG3D_LOD22 = "3dbag-lod22"
    BAG3D_LOD13 = "3dbag-lod13"
    BAG3D_ATTRIBUTE = "3dbag-attribute"
    AHN = "ahn"
    NEIGHBOURS = "neighbours"
    SYNTHETIC = "synthetic"
    DESIGN = "design"  # a scenario tells it


class SizeOrigin(StrEnum):
    """How the height and crown of a tree are known."""

    REGISTER = "register"  # measured, by its register
    CLASS = "class"  # the middle of a class such as 9-12 m
    LASER = "laser"  # measured from the air: its top and the extent of its crown
    ESTIMATED = "estimated"  # typical of its species or its height
    SYNTHETIC = "synthetic"
    DESIGN = "design"  # a scenario tells it


class TreeOrigin(StrEnum):
    """How it is known that a tree stands there."""

    REGISTER = "register"
    BGT = "bgt"
    DETECTED = "detected"  # found in laser points: an indication that nobody checked
    SYNTHETIC = "synthetic"
    DESIGN = "design"  # a scenario plants it


class BarrierHeight(StrEnum):
    """How the height of a wall or fence is known."""

    LASER = "laser"
    ASSUMED = "assumed"


class SurfaceKind(StrEnum):
    """BGT object types that cover the ground."""

    WEGDEEL = "wegdeel"
    ONDERSTEUNENDWEGDEEL = "ondersteunendwegdeel"
    BEGROEIDTERREINDEEL = "begroeidterreindeel"
    ONBEGROEIDTERREINDEEL = "onbegroeidterreindeel"
    WATERDEEL = "waterdeel"
    ONDERSTEUNENDWATERDEEL = "ondersteunendwaterdeel"
    OVERBRUGGINGSDEEL = "overbruggingsdeel"
    KUNSTWERKDEEL = "kunstwerkdeel"
    OVERIGBOUWWERK = "overigbouwwerk"
    SCHEIDING = "scheiding"


class FaceClass(IntEnum):
    """What a triangle of a building is, as CityJSON semantics name it."""

    GROUND = 0
    WALL = 1
    ROOF = 2


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """Triangles of one building.

    Attributes
    ----------
    vertices
        (n, 3) float64; RD x, RD y, NAP z.
    triangles
        (m, 3) int32; counter-clockwise seen from outside.
    classes
        (m,) uint8; a `FaceClass` per triangle.
    """

    vertices: Floats
    triangles: NDArray[np.int32]
    classes: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Dwelling:
    """A BAG verblijfsobject: a home, shop, office or other unit with its own address.

    Attributes
    ----------
    id
        BAG verblijfsobject identification, 16 digits; begins with `verzonnen-` in a synthetic
        area.
    uses
        Gebruiksdoelen, such as `woonfunctie`; more than one is possible.
    floor_area
        Gebruiksoppervlakte in m²; None when the register does not tell.
    address
        Street and house number with letter and addition.
    status
        As the BAG has it, such as `Verblijfsobject in gebruik`.
    position
        RD; where the register puts its point, inside the building.
    storey
        On which its floor is, or the lowest of its floors; 0 is the ground floor. None: not known,
        as of all that the BAG registers.
    """

    id: str
    uses: tuple[str, ...] = ()
    floor_area: int | None = None
    address: str | None = None
    postcode: str | None = None
    city: str | None = None
    status: str | None = None
    position: Point | None = None
    storey: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Building:
    """A BAG pand as it stands.

    Attributes
    ----------
    id
        BAG pand identification, 16 digits; begins with `verzonnen-` in a synthetic area and with
        `plan-` where a scenario adds it.
    footprint
        RD.
    ground_height, roof_height
        NAP; `roof_height` is the 70th percentile of the roof. Always known: where no source has
        it, `height_origin` says how it was estimated.
    height_error
        One standard error of `roof_height` in metres; None when the source does not tell.
    measured_in
        Year of the flight that `roof_height` comes from; None when nobody measured or tells.
    point_density
        Laser points per m² of footprint behind `roof_height`; None likewise.
    use
        The gebruiksdoel with most floor area; None for a pand without dwellings, such as a shed.
    mesh
        Parts with their own roofs: LoD 2.2 or 1.3 of 3D BAG (`height_origin` tells), or flat parts
        out of AHN points. None: a prism from ground to roof height.
    dwellings
        What the BAG registers in it. A dwelling that spans several panden is in one of them.
    storeys
        Above the ground, where a design tells; None: nobody told.
    programme
        What a design puts in it; `dwellings` is then empty. None: the BAG tells.
    """

    id: str
    footprint: Polygon | MultiPolygon
    ground_height: float
    roof_height: float
    height_origin: HeightOrigin
    height_error: float | None = None
    year: int | None = None
    status: str | None = None
    use: str | None = None
    mesh: Mesh | None = None
    measured_in: int | None = None
    point_density: float | None = None
    dwellings: tuple[Dwelling, ...] = ()
    storeys: int | None = None
    programme: Programme | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PlannedBuilding:
    """A pand that has a permit or is being built: no building yet, and without a height.

    Attributes
    ----------
    id
        BAG pand identification, 16 digits.
    footprint
        RD, as drawn in the plan.
    status
        `Bouwvergunning verleend` or `Bouw gestart`.
    year
        In which it is expected.
    """

    id: str
    footprint: Polygon | MultiPolygon
    status: str
    year: int | None = None
    use: str | None = None
    dwellings: tuple[Dwelling, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A piece of ground from the BGT.

    Attributes
    ----------
    function
        BGT function or class, such as `voetpad` or `rijbaan lokale weg`; None when unknown.
    material
        BGT physical appearance (fysiek voorkomen), such as `gras- en kruidachtigen`.
    level
        Relatieve hoogteligging: 0 is ground, above 0 a bridge, below 0 underground.
    depth
        Metres below the ground around it that a designed wadi or pond is dug; None elsewhere.
    """

    id: str
    kind: SurfaceKind
    footprint: Polygon
    function: str | None = None
    material: str | None = None
    level: int = 0
    depth: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A tree; sizes in metres."""

    id: str
    position: Point
    ground_height: float
    height: float
    crown_radius: float
    species: str | None = None
    origin: Origin = Origin.REAL
    sizes: SizeOrigin = SizeOrigin.ESTIMATED
    known_by: TreeOrigin = TreeOrigin.REGISTER


@dataclass(frozen=True, slots=True, eq=False)
class Barrier:
    """A wall, screen, fence or hedge that stands up from the ground.

    Attributes
    ----------
    kind
        As the BGT has it, such as `muur` or `geluidsscherm`.
    shape
        RD; a line, or the ground that it covers.
    ground_height
        NAP, at its foot.
    height
        Metres above that.
    closed
        Whether it stops light and sound; a `hek` does not.
    height_origin
        The BGT has no heights: out of laser points, or an assumption by its kind.
    """

    id: str
    kind: str
    shape: LineString | Polygon
    ground_height: float
    height: float
    closed: bool
    height_origin: BarrierHeight


@dataclass(frozen=True, slots=True, eq=False)
class Terrain:
    """Ground heights on a regular grid.

    Attributes
    ----------
    x0, y0
        RD of the centre of cell [0, 0], the south-western one.
    cell
        Side of a cell in metres.
    heights
        (rows, cols) float32, NAP; row 0 is the southern one. No gaps.
    method
        One line: how the heights were made.
    """

    x0: float
    y0: float
    cell: float
    heights: NDArray[np.float32]
    method: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Objects that a source has and the area does not, and why."""

    source: str
    count: int
    reason: str
    examples: tuple[str, ...] = ()


class MismatchKind(StrEnum):
    """How BGT and BAG tell different things about a pand."""

    ONLY_BAG = "only-bag"  # in the BAG, or in 3D BAG that follows it, and not on the map
    ONLY_BGT = "only-bgt"
    OUTLINE = "outline"  # in both, drawn otherwise


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A pand about which BGT and BAG tell different things.

    Attributes
    ----------
    building
        BAG pand identification.
    square_metres
        Ground that one of the two has as building and the other has not.
    shared
        Ground of both as a share (0-1) of the ground of either.
    """

    kind: MismatchKind
    building: str
    square_metres: float
    shared: float


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load read, made and left out."""

    read: tuple[tuple[str, int], ...] = ()
    """(layer, number of objects), in reading order."""
    heights: tuple[tuple[str, int], ...] = ()
    """(`HeightOrigin`, number of buildings)."""
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    repaired: tuple[tuple[str, int], ...] = ()
    """(layer, number of objects whose outline crossed itself or was otherwise not valid)."""


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """A development area: buildings and public space.

    Attributes
    ----------
    id
        Lower-case name for addresses, such as `delft`.
    boundary
        RD.
    reference_height
        NAP height that scenes draw as zero: the median ground height of the area.
    origin
        `SYNTHETIC` areas are labelled in every view, file and answer.
    planned
        What the BAG says is coming; not among `buildings`, and no part of any answer on today.
    parking, traffic
        What is known of them; only scenarios tell so far.
    grounds
        Neighbourhoods and parcels whose edge was loaded, cut at the boundary; they may overlap.
    """

    id: str
    name: str
    boundary: Polygon | MultiPolygon
    reference_height: float
    origin: Origin
    sources: tuple[Source, ...]
    buildings: tuple[Building, ...]
    surfaces: tuple[Surface, ...] = ()
    trees: tuple[Tree, ...] = ()
    terrain: Terrain | None = None
    report: LoadReport = field(default_factory=LoadReport)
    planned: tuple[PlannedBuilding, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    parking: tuple[ParkingPlace, ...] = ()
    traffic: tuple[Traffic, ...] = ()
    grounds: tuple[Ground, ...] = ()
