"""What buildings hold and streets carry: uses, homes, parking places and traffic."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shapely import LineString, Point, Polygon


class Use(StrEnum):
    """Gebruiksdoelen of the BAG (Catalogus BAG 2018, bijlage gebruiksdoel)."""

    HOME = "woonfunctie"
    ASSEMBLY = "bijeenkomstfunctie"
    CELL = "celfunctie"
    HEALTH = "gezondheidszorgfunctie"
    INDUSTRY = "industriefunctie"
    OFFICE = "kantoorfunctie"
    LODGING = "logiesfunctie"
    EDUCATION = "onderwijsfunctie"
    SPORT = "sportfunctie"
    SHOP = "winkelfunctie"
    OTHER = "overige gebruiksfunctie"


class DwellingType(StrEnum):
    """What kind of home."""

    APARTMENT = "appartement"
    STUDIO = "studio"
    TERRACED = "tussenwoning"
    CORNER = "hoekwoning"
    SEMI_DETACHED = "twee-onder-een-kapwoning"
    DETACHED = "vrijstaande woning"


class Tenure(StrEnum):
    """How people come to live there, and in which price range."""

    SOCIAL_RENT = "sociale huur"
    MIDDLE_RENT = "middenhuur"
    FREE_RENT = "vrije huur"
    AFFORDABLE_SALE = "betaalbare koop"
    FREE_SALE = "vrije koop"


@dataclass(frozen=True, slots=True)
class Homes:
    """A number of homes that are alike.

    Attributes
    ----------
    count
        At least 1.
    floor_area
        Gebruiksoppervlakte of each, in m².
    """

    type: DwellingType
    tenure: Tenure
    count: int
    floor_area: float


@dataclass(frozen=True, slots=True)
class Programme:
    """What a building is to hold, where a design tells; it then stands instead of the BAG.

    Attributes
    ----------
    uses
        (use, floor area in m²), each use once; that of the homes is among them.
    homes
        Empty where there are none or the design does not tell yet.
    """

    uses: tuple[tuple[Use, float], ...] = ()
    homes: tuple[Homes, ...] = ()

    @property
    def floor_area(self) -> float:
        """Floor area of all uses, in m²."""
        return sum(area for _, area in self.uses)

    @property
    def dwellings(self) -> int:
        """Number of homes."""
        return sum(homes.count for homes in self.homes)

    @property
    def main_use(self) -> Use | None:
        """The use with most floor area, the first of equals; None when no use is told."""
        return max(self.uses, key=lambda use: use[1])[0] if self.uses else None


class ParkingKind(StrEnum):
    """Where cars or bicycles are parked."""

    STREET = "openbaar"  # on the street, for everybody
    PRIVATE = "eigen terrein"
    GARAGE = "garage"
    SHARED_CAR = "deelauto"
    DISABLED = "gehandicaptenparkeerplaats"
    BICYCLE = "fiets"


@dataclass(frozen=True, slots=True)
class ParkingPlace:
    """Places to park, together in one spot.

    Attributes
    ----------
    shape
        RD; the ground that they take, or where the entrance is.
    places
        How many.
    """

    id: str
    shape: Point | Polygon
    places: int
    kind: ParkingKind


class VehicleClass(StrEnum):
    """Classes of the Dutch calculation rule for noise (Reken- en meetvoorschrift geluid)."""

    LIGHT = "licht"
    MEDIUM = "middelzwaar"
    HEAVY = "zwaar"


@dataclass(frozen=True, slots=True)
class Traffic:
    """Vehicles on a road, both directions together.

    Attributes
    ----------
    surfaces
        Ids of the wegdelen that carry it; empty where `line` tells.
    line
        RD; the axis of the road; None where `surfaces` tell.
    vehicles
        (class, per day on average over the year), each class once.
    speed
        km/h.
    """

    id: str
    surfaces: tuple[str, ...]
    line: LineString | None
    vehicles: tuple[tuple[VehicleClass, float], ...]
    speed: float
