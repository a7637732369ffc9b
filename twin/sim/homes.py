"""Which buildings people live in, as far as anybody tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from twin.model import Area, Building
from twin.model import Use as BuildingUse

SMALLEST = 30.0
"""m² of ground; where no use is known, smaller buildings are taken for sheds."""


@dataclass(frozen=True, slots=True, eq=False)
class HomeBuildings:
    """Buildings that people live in.

    Attributes
    ----------
    told
        Whether uses are known; else these are all buildings of some size.
    """

    buildings: tuple[Building, ...]
    told: bool


def home_buildings(area: Area) -> HomeBuildings:
    """Buildings with homes; all of `SMALLEST` and more where nobody tells what any is used for."""
    lived_in = tuple(each for each in area.buildings if _lived_in(each))
    known = any(each.use or each.dwellings or each.programme for each in area.buildings)
    if known:
        return HomeBuildings(lived_in, told=True)
    return HomeBuildings(
        tuple(each for each in area.buildings if each.footprint.area >= SMALLEST), told=False
    )


def _lived_in(building: Building) -> bool:
    if building.programme is not None:
        uses = {use for use, _ in building.programme.uses}
        return BuildingUse.HOME in uses or bool(building.programme.homes)
    if building.dwellings:
        return any(BuildingUse.HOME in unit.uses for unit in building.dwellings)
    return building.use == BuildingUse.HOME


def label(buildings: Sequence[Building]) -> tuple[str, ...]:
    """What people call each building: its first address, else its id."""
    return tuple(
        next((unit.address for unit in each.dwellings if unit.address), each.id)
        for each in buildings
    )
