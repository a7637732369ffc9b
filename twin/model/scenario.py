"""A plan as a list of typed edits on an area, without any way to check, apply or store it.

Everything is in RD New metres; heights are metres above the ground unless they say NAP. Edits of
equal content are equal, geometry included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shapely import LineString, Point, Polygon

from twin.model.ground import FaceClass, SurfaceKind
from twin.model.programme import ParkingKind, Programme, VehicleClass

STOREY_HEIGHT = 3.0
"""Metres from floor to floor where a design tells storeys and no height."""

PLANNED_ID = "plan-"
"""How the id of everything begins that an edit adds."""


class RoofKind(StrEnum):
    """The form of a roof."""

    FLAT = "flat"
    GABLE = "gable"  # zadeldak
    HIP = "hip"  # schilddak


@dataclass(frozen=True, slots=True)
class Roof:
    """A roof on top of the walls.

    Attributes
    ----------
    pitch
        Degrees from level of the sloped planes; without meaning for a flat roof.
    ridge_direction
        Azimuth of the ridge, degrees clockwise from north (0 and 180 are the same); None: along
        the longest side of the part.
    """

    kind: RoofKind = RoofKind.FLAT
    pitch: float = 40.0
    ridge_direction: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A block of a building; a setback is a smaller part that begins where a lower one ends.

    Attributes
    ----------
    footprint
        RD.
    height
        Of the top of its walls, metres above the ground (goothoogte); a sloped roof comes on top.
        None: `storeys` tell.
    storeys
        Above the ground, counted from the ground also for a part that begins higher;
        None: `height` tells. Where both are given the height is `height`.
    base
        Where it begins, metres above the ground.
    """

    footprint: Polygon
    height: float | None = None
    storeys: int | None = None
    base: float = 0.0

    @property
    def top(self) -> float:
        """Metres above the ground of the top of its walls; 0 when neither is told."""
        return self.height if self.height is not None else (self.storeys or 0) * STOREY_HEIGHT


@dataclass(frozen=True, slots=True)
class Solid:
    """A designed form that parts cannot tell, such as an architect's LoD 2.2 model.

    Attributes
    ----------
    vertices
        RD x, RD y, NAP z.
    triangles
        Numbers of three vertices, counter-clockwise seen from outside.
    classes
        Per triangle.
    """

    vertices: tuple[tuple[float, float, float], ...]
    triangles: tuple[tuple[int, int, int], ...]
    classes: tuple[FaceClass, ...]


@dataclass(frozen=True, slots=True)
class AddBuilding:
    """A new building.

    Attributes
    ----------
    id
        Begins with `plan-`.
    parts
        At least one. With a `solid` they tell its ground only.
    roof
        On every part upon which no other stands.
    """

    id: str
    parts: tuple[Part, ...]
    roof: Roof = Roof()
    programme: Programme | None = None
    solid: Solid | None = None


@dataclass(frozen=True, slots=True)
class RemoveBuilding:
    """Take a building away, an existing one or one of the plan."""

    id: str


@dataclass(frozen=True, slots=True)
class SetHeight:
    """Raise or lower a building.

    Attributes
    ----------
    height
        Metres from its ground to `roof_height`; None: `storeys` tell.
    """

    id: str
    height: float | None = None
    storeys: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeUse:
    """Use a building for something else; the programme replaces what the BAG registers in it."""

    id: str
    programme: Programme


class TreeClass(StrEnum):
    """Kinds of tree by leaf and size when grown (boom van de eerste, tweede, derde grootte)."""

    LARGE = "loofboom-groot"
    MEDIUM = "loofboom-middelgroot"
    SMALL = "loofboom-klein"
    CONIFER = "naaldboom"


@dataclass(frozen=True, slots=True)
class TreeSize:
    """Metres; `crown_radius` is half the width of the crown."""

    height: float
    crown_radius: float


@dataclass(frozen=True, slots=True)
class PlantTrees:
    """New trees of one kind.

    Attributes
    ----------
    id
        Begins with `plan-`; the trees are called `{id}-1`, `{id}-2`, …
    points
        RD.
    now, after_10, after_30
        Sizes when planted and 10 and 30 years later; None: typical of the class.
    """

    id: str
    points: tuple[Point, ...]
    species: TreeClass
    now: TreeSize | None = None
    after_10: TreeSize | None = None
    after_30: TreeSize | None = None


@dataclass(frozen=True, slots=True)
class FellTrees:
    """Take trees away, existing ones or some of the plan."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repave:
    """Give a piece of ground another cover: paving to green, or the reverse.

    Attributes
    ----------
    kind, material, function
        As of `twin.model.Surface`.
    """

    id: str
    footprint: Polygon
    kind: SurfaceKind
    material: str | None = None
    function: str | None = None


class WaterKind(StrEnum):
    """Where water is kept."""

    WADI = "wadi"  # dry between showers, with grass
    POND = "vijver"


@dataclass(frozen=True, slots=True)
class DigWater:
    """Dig a wadi or a pond; `depth` is metres below the ground around it."""

    id: str
    footprint: Polygon
    kind: WaterKind
    depth: float


@dataclass(frozen=True, slots=True)
class AddParking:
    """New places to park; with a polygon, that ground becomes parking."""

    id: str
    shape: Point | Polygon
    places: int
    kind: ParkingKind


@dataclass(frozen=True, slots=True)
class SetTraffic:
    """What a road will carry; see `twin.model.Traffic` for units.

    Replaces what was told before of the same surfaces.
    """

    id: str
    vehicles: tuple[tuple[VehicleClass, float], ...]
    speed: float
    surfaces: tuple[str, ...] = ()
    line: LineString | None = None


Edit = (
    AddBuilding
    | RemoveBuilding
    | SetHeight
    | ChangeUse
    | PlantTrees
    | FellTrees
    | Repave
    | DigWater
    | AddParking
    | SetTraffic
)


class ScenarioState(StrEnum):
    """Who can see a scenario and whether it can change."""

    DRAFT = "draft"
    PUBLISHED = "published"  # everybody reads it, and it stays as it is
    ARCHIVED = "archived"  # kept, and no longer in lists


@dataclass(frozen=True, slots=True)
class Parent:
    """The scenario and revision that a fork began with."""

    id: str
    revision: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """A plan for an area, at one of its revisions.

    Attributes
    ----------
    id
        Lower-case name for addresses.
    area
        Id of the area that it changes.
    revision
        Number of this list of edits; a revision never changes.
    parent
        None unless it is a fork.
    """

    id: str
    area: str
    name: str
    description: str = ""
    state: ScenarioState = ScenarioState.DRAFT
    revision: int = 1
    parent: Parent | None = None
    edits: tuple[Edit, ...] = ()
    changed_at: datetime | None = None
