"""The nouns of Twin as frozen values, without any way to read, store or show them.

Coordinates are RD New metres (EPSG:28992, x east, y north) and heights are metres NAP, unless a
name ends in `_lonlat` (degrees, OGC:CRS84, longitude first). Times are aware datetimes.
Dutch register terms stay Dutch.
"""

from twin.model.days import (
    day_of_year as day_of_year,
)
from twin.model.days import (
    full_date as full_date,
)
from twin.model.ground import (
    Area as Area,
)
from twin.model.ground import (
    Barrier as Barrier,
)
from twin.model.ground import (
    BarrierHeight as BarrierHeight,
)
from twin.model.ground import (
    Building as Building,
)
from twin.model.ground import (
    Dwelling as Dwelling,
)
from twin.model.ground import (
    FaceClass as FaceClass,
)
from twin.model.ground import (
    Floats as Floats,
)
from twin.model.ground import (
    HeightOrigin as HeightOrigin,
)
from twin.model.ground import (
    LeftOut as LeftOut,
)
from twin.model.ground import (
    LoadReport as LoadReport,
)
from twin.model.ground import (
    Mesh as Mesh,
)
from twin.model.ground import (
    Mismatch as Mismatch,
)
from twin.model.ground import (
    MismatchKind as MismatchKind,
)
from twin.model.ground import (
    PlannedBuilding as PlannedBuilding,
)
from twin.model.ground import (
    SizeOrigin as SizeOrigin,
)
from twin.model.ground import (
    Surface as Surface,
)
from twin.model.ground import (
    SurfaceKind as SurfaceKind,
)
from twin.model.ground import (
    Terrain as Terrain,
)
from twin.model.ground import (
    Tree as Tree,
)
from twin.model.ground import (
    TreeOrigin as TreeOrigin,
)
from twin.model.grounds import (
    Ground as Ground,
)
from twin.model.grounds import (
    GroundLevel as GroundLevel,
)
from twin.model.measurements import (
    CALIBRATED as CALIBRATED,
)
from twin.model.measurements import (
    NO_FLAGS as NO_FLAGS,
)
from twin.model.measurements import (
    Datastream as Datastream,
)
from twin.model.measurements import (
    Flag as Flag,
)
from twin.model.measurements import (
    Message as Message,
)
from twin.model.measurements import (
    Observation as Observation,
)
from twin.model.measurements import (
    Passport as Passport,
)
from twin.model.measurements import (
    Rejection as Rejection,
)
from twin.model.measurements import (
    RejectionReason as RejectionReason,
)
from twin.model.measurements import (
    Thing as Thing,
)
from twin.model.measurements import (
    Uplink as Uplink,
)
from twin.model.measurements import (
    split_key as split_key,
)
from twin.model.programme import (
    DwellingType as DwellingType,
)
from twin.model.programme import (
    Homes as Homes,
)
from twin.model.programme import (
    ParkingKind as ParkingKind,
)
from twin.model.programme import (
    ParkingPlace as ParkingPlace,
)
from twin.model.programme import (
    Programme as Programme,
)
from twin.model.programme import (
    Tenure as Tenure,
)
from twin.model.programme import (
    Traffic as Traffic,
)
from twin.model.programme import (
    Use as Use,
)
from twin.model.programme import (
    VehicleClass as VehicleClass,
)
from twin.model.provenance import (
    Language as Language,
)
from twin.model.provenance import (
    Origin as Origin,
)
from twin.model.provenance import (
    Source as Source,
)
from twin.model.provenance import (
    Words as Words,
)
from twin.model.scenario import (
    PLANNED_ID as PLANNED_ID,
)
from twin.model.scenario import (
    STOREY_HEIGHT as STOREY_HEIGHT,
)
from twin.model.scenario import (
    AddBuilding as AddBuilding,
)
from twin.model.scenario import (
    AddParking as AddParking,
)
from twin.model.scenario import (
    ChangeUse as ChangeUse,
)
from twin.model.scenario import (
    DigWater as DigWater,
)
from twin.model.scenario import (
    Edit as Edit,
)
from twin.model.scenario import (
    FellTrees as FellTrees,
)
from twin.model.scenario import (
    Parent as Parent,
)
from twin.model.scenario import (
    Part as Part,
)
from twin.model.scenario import (
    PlantTrees as PlantTrees,
)
from twin.model.scenario import (
    RemoveBuilding as RemoveBuilding,
)
from twin.model.scenario import (
    Repave as Repave,
)
from twin.model.scenario import (
    Roof as Roof,
)
from twin.model.scenario import (
    RoofKind as RoofKind,
)
from twin.model.scenario import (
    Scenario as Scenario,
)
from twin.model.scenario import (
    ScenarioState as ScenarioState,
)
from twin.model.scenario import (
    SetHeight as SetHeight,
)
from twin.model.scenario import (
    SetTraffic as SetTraffic,
)
from twin.model.scenario import (
    Solid as Solid,
)
from twin.model.scenario import (
    TreeClass as TreeClass,
)
from twin.model.scenario import (
    TreeSize as TreeSize,
)
from twin.model.scenario import (
    WaterKind as WaterKind,
)
