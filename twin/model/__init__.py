"""The nouns of Twin as frozen values, without any way to read, store or show them.

Coordinates are RD New metres (EPSG:28992, x east, y north) and heights are metres NAP, unless a
name ends in `_lonlat` (degrees, OGC:CRS84, longitude first). Times are aware datetimes.
Dutch register terms stay Dutch.
"""

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
from twin.model.provenance import (
    Origin as Origin,
)
from twin.model.provenance import (
    Source as Source,
)
from twin.model.provenance import (
    Words as Words,
)
