"""The shapes that JSON of edits may have, as pydantic models; OpenAPI is made from them.

Bounds here are those without which a number has no meaning; what an area allows is checked there.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from twin.model import (
    DwellingType,
    ParkingKind,
    RoofKind,
    SurfaceKind,
    Tenure,
    TreeClass,
    Use,
    VehicleClass,
    WaterKind,
)

PlanId = Annotated[
    str,
    Field(
        pattern=r"^plan-[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$",
        description="Of what is new; begins with `plan-`. Given by us when left out.",
        examples=["plan-toren"],
    ),
]
ObjectId = Annotated[
    str, Field(min_length=1, max_length=100, description="Id in the area, or of the plan.")
]
_Position = Annotated[list[float], Field(min_length=2, max_length=3)]
_Ring = Annotated[list[_Position], Field(min_length=4)]
_Rings = Annotated[list[_Ring], Field(min_length=1)]
_Xyz = tuple[float, float, float]


class Form(BaseModel):
    """What all forms share: unknown fields are refused, and so is what is not a number."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


class PolygonForm(Form):
    """GeoJSON Polygon."""

    type: Literal["Polygon"]
    coordinates: _Rings


class MultiPolygonForm(Form):
    """GeoJSON MultiPolygon."""

    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[_Rings], Field(min_length=1)]


class PointForm(Form):
    """GeoJSON Point."""

    type: Literal["Point"]
    coordinates: _Position


class MultiPointForm(Form):
    """GeoJSON MultiPoint."""

    type: Literal["MultiPoint"]
    coordinates: Annotated[list[_Position], Field(min_length=1)]


class LineForm(Form):
    """GeoJSON LineString."""

    type: Literal["LineString"]
    coordinates: Annotated[list[_Position], Field(min_length=2)]


Ground = Annotated[PolygonForm | MultiPolygonForm, Field(discriminator="type")]
Spots = Annotated[PointForm | MultiPointForm, Field(discriminator="type")]
Place = Annotated[PointForm | PolygonForm, Field(discriminator="type")]


class RoofForm(Form):
    """The roof on every part upon which no other stands."""

    kind: RoofKind = RoofKind.FLAT
    pitch: float = Field(default=40.0, description="Degrees from level.")
    ridge_direction: float | None = Field(
        default=None, description="Degrees clockwise from north; left out: along the longest side."
    )


class PartForm(Form):
    """A block of a building."""

    geometry: Ground
    height: float | None = Field(
        default=None, description="Of the top of the walls, metres above the ground."
    )
    storeys: int | None = Field(default=None, description="Instead of `height`: 3 m each.")
    base: float = Field(default=0.0, description="Where it begins, metres above the ground.")


class HomesForm(Form):
    """Homes that are alike."""

    type: DwellingType
    tenure: Tenure
    count: int = Field(ge=1, le=100_000)
    floor_area: float = Field(gt=0, le=10_000, description="Gebruiksoppervlakte of each, m².")


class ProgrammeForm(Form):
    """What a building holds."""

    uses: dict[Use, Annotated[float, Field(ge=0, le=10_000_000)]] = Field(
        default_factory=dict, description="m² of floor per gebruiksdoel."
    )
    homes: list[HomesForm] = []


class SolidForm(Form):
    """A designed form as triangles: vertices RD and NAP whatever `crs` says."""

    vertices: Annotated[list[_Xyz], Field(min_length=4, max_length=200_000)]
    triangles: Annotated[list[tuple[int, int, int]], Field(min_length=4, max_length=400_000)]
    classes: list[Annotated[int, Field(ge=0, le=2)]] = Field(
        description="Per triangle: 0 ground, 1 wall, 2 roof."
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if len(self.classes) != len(self.triangles):
            raise ValueError("every triangle needs its class")
        most = len(self.vertices)
        if any(not 0 <= corner < most for each in self.triangles for corner in each):
            raise ValueError("a triangle points at a vertex that is not there")
        return self


class AddBuildingForm(Form):
    """A new building: `parts`, or in short `geometry` with `height` or `storeys`."""

    edit: Literal["add-building"]
    id: PlanId | None = None
    parts: list[PartForm] = Field(default=[], max_length=200)
    geometry: Ground | None = None
    height: float | None = None
    storeys: int | None = None
    roof: RoofForm = RoofForm()
    programme: ProgrammeForm | None = None
    solid: SolidForm | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        short = self.geometry is not None
        if short == bool(self.parts):
            raise ValueError("give either 'parts', or 'geometry' with 'height' or 'storeys'")
        if not short and (self.height is not None or self.storeys is not None):
            raise ValueError("with 'parts', each part tells its own height")
        return self

    def all_parts(self) -> list[PartForm]:
        """Its parts, those of the short form too."""
        if self.geometry is None:
            return self.parts
        return [PartForm(geometry=self.geometry, height=self.height, storeys=self.storeys)]


class RemoveBuildingForm(Form):
    """Take a building away."""

    edit: Literal["remove-building"]
    id: ObjectId


class SetHeightForm(Form):
    """Raise or lower a building: `height` in metres above its ground, or `storeys`."""

    edit: Literal["set-height"]
    id: ObjectId
    height: float | None = None
    storeys: int | None = None


class ChangeUseForm(Form):
    """Use a building for something else."""

    edit: Literal["change-use"]
    id: ObjectId
    programme: ProgrammeForm


class SizeForm(Form):
    """The size of a tree in metres."""

    height: float
    crown_radius: float


class PlantTreesForm(Form):
    """New trees; sizes that are left out are typical of the class."""

    edit: Literal["plant-trees"]
    id: PlanId | None = None
    geometry: Spots
    species: TreeClass
    now: SizeForm | None = None
    after_10: SizeForm | None = None
    after_30: SizeForm | None = None


class FellTreesForm(Form):
    """Take trees away."""

    edit: Literal["fell-trees"]
    ids: Annotated[list[ObjectId], Field(min_length=1, max_length=10_000)]


class RepaveForm(Form):
    """Another cover for a piece of ground, in terms of the BGT."""

    edit: Literal["repave"]
    id: PlanId | None = None
    geometry: PolygonForm
    kind: SurfaceKind
    material: str | None = Field(default=None, max_length=100, examples=["gras- en kruidachtigen"])
    function: str | None = Field(default=None, max_length=100, examples=["voetpad"])


class DigWaterForm(Form):
    """A wadi or a pond."""

    edit: Literal["dig-water"]
    id: PlanId | None = None
    geometry: PolygonForm
    kind: WaterKind
    depth: float = Field(description="Metres below the ground around it.")


class AddParkingForm(Form):
    """Places to park."""

    edit: Literal["add-parking"]
    id: PlanId | None = None
    geometry: Place
    places: int
    kind: ParkingKind = ParkingKind.STREET


class SetTrafficForm(Form):
    """What a road will carry: of `surfaces` by their id, or along `geometry`."""

    edit: Literal["set-traffic"]
    id: PlanId | None = None
    surfaces: list[ObjectId] = Field(default=[], max_length=1_000)
    geometry: LineForm | None = None
    vehicles: dict[VehicleClass, float] = Field(
        min_length=1, description="Per day on average, both directions.", examples=[{"licht": 4000}]
    )
    speed: float = Field(description="km/h.")


Addition = (
    AddBuildingForm | PlantTreesForm | RepaveForm | DigWaterForm | AddParkingForm | SetTrafficForm
)
"""Forms of what adds something, which has an id of its own."""

EditForm = Annotated[
    AddBuildingForm
    | RemoveBuildingForm
    | SetHeightForm
    | ChangeUseForm
    | PlantTreesForm
    | FellTreesForm
    | RepaveForm
    | DigWaterForm
    | AddParkingForm
    | SetTrafficForm,
    Field(discriminator="edit"),
]

TAGS = frozenset(
    {
        "add-building", "remove-building", "set-height", "change-use", "plant-trees", "fell-trees",
        "repave", "dig-water", "add-parking", "set-traffic", "Polygon", "MultiPolygon", "Point",
        "MultiPoint", "LineString",
    }
)  # fmt: skip
"""Names of kinds, which pydantic puts into the path to what is wrong."""
