"""Parameters that every indicator about façades has, and how their points are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from twin.model import Building
from twin.sim.indicators.base import Parameters

if TYPE_CHECKING:
    from twin.sim.facade_sun import Rules

_WINDS = ("noord", "noordoost", "oost", "zuidoost", "zuid", "zuidwest", "west", "noordwest")


class FacadeParameters(Parameters):
    """Where points on façades are, how sure heights are, and the year whose sun is taken."""

    year: int = Field(default=2026, ge=1950, le=2100, description="Whose sun is taken.")
    sill: float = Field(default=0.75, ge=0, le=2, description="Point above the floor (m).")
    storey: float = Field(
        default=3.0, ge=2.4, le=6, description="Between floors where no design tells (m)."
    )
    piece: float = Field(
        default=10.0, ge=3, le=50, description="Façade for one point, at most (m)."
    )
    unknown_height_error: float = Field(
        default=0.5, ge=0, le=5,
        description="Standard error of a measured height whose source does not tell it (m).",
    )  # fmt: skip

    def rules(self) -> Rules:
        """The same for `twin.sim.facade_sun`."""
        from twin.sim.facade_sun import Rules

        return Rules(self.sill, self.storey, self.piece, self.unknown_height_error)


def facade_id(building: Building, facade: int, storey: int) -> str:
    """Stays the same as long as the outline of the building does."""
    return f"{building.id}-gevel-{facade + 1}-laag-{storey + 1}"


def facade_label(building: Building, facade: int, storey: int, azimuth: float) -> str:
    """Such as `Dorpsstraat 1, zuidgevel 3, 2e bouwlaag`."""
    wind = _WINDS[int((azimuth + 22.5) % 360 // 45)]
    return f"{building_label(building)}, {wind}gevel {facade + 1}, {storey + 1}e bouwlaag"


def building_label(building: Building) -> str:
    """Its only address, or its first and how many more; else its id."""
    addresses = [each.address for each in building.dwellings if each.address]
    if not addresses:
        return f"pand {building.id}"
    more = f" en {len(addresses) - 1} andere" if len(addresses) > 1 else ""
    return addresses[0] + more
