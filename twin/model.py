"""The nouns of Twin as frozen values, without any way to read, store or show them.

Coordinates are RD New metres (EPSG:28992, x east, y north) and heights are metres NAP, unless a
name ends in `_lonlat` (degrees, OGC:CRS84, longitude first). Times are aware datetimes.
Dutch register terms stay Dutch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum, IntFlag, StrEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPolygon, Point, Polygon

Floats = NDArray[np.float64]


class Origin(StrEnum):
    """Where something that people see comes from; it is shown wherever the thing is shown."""

    REAL = "real"
    REPLAY = "replay"  # real measurements, published again later or elsewhere than they were made
    SYNTHETIC = "synthetic"  # made up by our own code


class HeightOrigin(StrEnum):
    """How the height of a building is known."""

    BAG3D_LOD22 = "3dbag-lod22"
    BAG3D_LOD13 = "3dbag-lod13"
    BAG3D_ATTRIBUTE = "3dbag-attribute"
    AHN = "ahn"
    NEIGHBOURS = "neighbours"
    SYNTHETIC = "synthetic"


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


@dataclass(frozen=True, slots=True)
class Source:
    """A data set that an area was made from."""

    name: str
    holder: str
    licence: str
    attribution: str
    url: str
    dated: date | None = None
    """Date of the data; None when the file does not tell."""
    version: str = ""
    """As the holder names it; '' when the files do not tell."""
    downloaded_at: datetime | None = None
    """When the newest of its files was fetched; None for files that somebody gave."""


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
        BAG verblijfsobject identification, 16 digits.
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
    """

    id: str
    uses: tuple[str, ...] = ()
    floor_area: int | None = None
    address: str | None = None
    postcode: str | None = None
    city: str | None = None
    status: str | None = None
    position: Point | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Building:
    """A BAG pand as it stands.

    Attributes
    ----------
    id
        BAG pand identification, 16 digits; begins with `verzonnen-` in a synthetic area.
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
    """

    id: str
    kind: SurfaceKind
    footprint: Polygon
    function: str | None = None
    material: str | None = None
    level: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A tree; sizes in metres, None where unknown."""

    id: str
    position: Point
    ground_height: float
    height: float
    crown_radius: float
    species: str | None = None
    origin: Origin = Origin.REAL


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


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load read, made and left out."""

    read: tuple[tuple[str, int], ...] = ()
    """(layer, number of objects), in reading order."""
    heights: tuple[tuple[str, int], ...] = ()
    """(`HeightOrigin`, number of buildings)."""
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence as people read it: Dutch first (B1), English second."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Passport:
    """What people may know of a datastream: whose it is, why it is there, how long it is kept.

    Attributes
    ----------
    owner, contact
        The organisation that answers for it, and where to ask it.
    measures, cannot
        What it measures, and what it cannot (recognise people, say).
    retention
        How long its observations are kept, enforced by the database; None: as long as the twin is.
    dtpr
        Identifiers of the DTPR taxonomy (Digital Trust for Places and Routines, dtpr.io), which
        give the icons of purpose, technology, data, access and storage.
    """

    owner: str
    contact: str
    purpose: Words
    legal_ground: Words
    measures: Words
    cannot: Words
    retention: timedelta | None
    dtpr: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """A device that measures, as SensorThings names it.

    Attributes
    ----------
    id
        Its name in topics: lower-case letters, digits, `-`, `_` and `.`, at most 64.
    quantities
        Keys of its datastreams: a quantity such as `pm25`, or `pm25.calibrated` for the series
        that somebody calibrated (`split_key`).
    longitude_lonlat, latitude_lonlat
        Degrees; both None when its place is unknown.
    height
        Metres above the ground; None when unknown.
    origin
        Real device, replay of a real series, or synthetic.
    properties
        Free facts for people: for a replay `replayed_from`, `moved`, `real_location`.
    passports, calibrations
        By datastream key. A calibration says in words how a series was calibrated, by whom.
    profile
        Device profile that tells what its payload's fields mean; None for formats without need.
    address
        The MQTT topic below which it publishes, and no other; None: `twin/v1/{id}`.
    alias
        Its name inside payloads where that is not `id`, such as a SenML base name.
    gateway
        The login through which it publishes; None: its own, named `id`.
    retired_at
        From this moment its readings are refused; what was measured stays.
    """

    id: str
    name: str
    origin: Origin
    quantities: tuple[str, ...]
    area: str | None = None
    longitude_lonlat: float | None = None
    latitude_lonlat: float | None = None
    height: float | None = None
    description: str = ""
    properties: dict[str, Any] = field(default_factory=dict)
    passports: dict[str, Passport] = field(default_factory=dict)
    calibrations: dict[str, str] = field(default_factory=dict)
    profile: str | None = None
    address: str | None = None
    alias: str | None = None
    gateway: str | None = None
    retired_at: datetime | None = None


CALIBRATED = "calibrated"
"""The variant of a datastream that holds what somebody made of the raw values."""


def split_key(key: str) -> tuple[str, str | None]:
    """Quantity and variant in the key of a datastream: `pm25.calibrated` is (pm25, calibrated)."""
    name, dot, variant = key.partition(".")
    return name, variant if dot else None


@dataclass(frozen=True, slots=True)
class Datastream:
    """One quantity of one thing; `id` is given by the store, `origin` is the thing's.

    `key` is what payloads call it: the quantity, with its variant if it has one.
    """

    id: int
    thing: str
    quantity: str
    origin: Origin
    variant: str | None = None
    calibration: str | None = None
    passport: Passport | None = None
    retired_at: datetime | None = None

    @property
    def key(self) -> str:
        """The name of this datastream in payloads and topics."""
        return self.quantity if self.variant is None else f"{self.quantity}.{self.variant}"


class Flag(IntFlag):
    """What quality control noticed; it never changes a value. Kept as the sum of the numbers."""

    OUT_OF_RANGE = 1
    SPIKE = 2
    STUCK = 4
    LATE = 8
    CLOCK_AHEAD = 16
    POSITION_MISSING = 32
    POSITION_ZERO = 64
    UNCALIBRATED = 128


NO_FLAGS = Flag(0)


@dataclass(frozen=True, slots=True)
class Uplink:
    """Which transmission of a LoRaWAN device a reading came in, so that a repeat is known as one.

    `session` changes when the device joins again and its counter starts anew.
    """

    session: str
    f_cnt: int


class Observation(NamedTuple):
    """A decoded measurement, before it has a datastream.

    Attributes
    ----------
    quantity
        Key of the datastream (`Thing.quantities`).
    value
        In the unit of the quantity.
    sent
        The value and unit as they were sent, where converting them loses something.
    """

    thing: str
    quantity: str
    phenomenon_time: datetime
    value: float
    sent: str | None = None
    flags: Flag = NO_FLAGS
    uplink: Uplink | None = None


class RejectionReason(StrEnum):
    """Why a message, or a reading in it, was refused; each is counted in the ledger."""

    UNKNOWN_TOPIC = "unknown_topic"
    NOT_JSON = "not_json"
    WRONG_SHAPE = "wrong_shape"
    TOO_LARGE = "too_large"
    BAD_TIME = "bad_time"
    NOT_A_NUMBER = "not_a_number"
    UNKNOWN_QUANTITY = "unknown_quantity"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_THING = "unknown_thing"
    UNKNOWN_DATASTREAM = "unknown_datastream"
    UNKNOWN_PROFILE = "unknown_profile"
    NO_READING = "no_reading"
    WRONG_ADDRESS = "wrong_address"
    RETIRED = "retired"
    EXPIRED = "expired"
    SPOOL_FULL = "spool_full"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A refused message or reading, with enough to find out why."""

    reason: RejectionReason
    detail: str
    thing: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """An MQTT message as it came in."""

    topic: str
    payload: bytes
    received_at: datetime
