"""Whether there are enough places to park at the busiest moment, by a municipality's own table.

demand = max over moments of Σ units × norm × presence, once with the least and once with the most
of each norm. Supply is what a plan tells, and parkeervlak of the BGT by the area of a place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import shapely

from twin.errors import ParameterInvalid
from twin.model import Area, Building, DwellingType, ParkingKind, Surface, Tenure
from twin.model import Use as BuildingUse
from twin.sim.floors import UNKNOWN_USE, Assumptions, floors
from twin.sim.parking_table import ParkingNorm, ParkingTable, Unit


@dataclass(frozen=True, slots=True)
class Asking:
    """Homes or floor that ask for places.

    Attributes
    ----------
    floor_area
        Gebruiksoppervlakte of each home in m²; None when unknown or for other uses.
    amount
        Homes, or gross floor area in m².
    """

    use: BuildingUse
    amount: float
    type: DwellingType | None = None
    tenure: Tenure | None = None
    floor_area: float | None = None


@dataclass(frozen=True, slots=True)
class Units:
    """What asks for places.

    Attributes
    ----------
    unknown
        m² of floor of which nobody knows the use, or how many homes are in it.
    floor
        m² of all floor, that one included.
    """

    asking: tuple[Asking, ...]
    unknown: float
    floor: float


@dataclass(frozen=True, slots=True)
class Demand:
    """Places that are asked for, by moment.

    Attributes
    ----------
    least, most
        By moment; what follows from the low and the high end of each norm.
    without
        Uses for which the table has no norm.
    """

    least: Mapping[str, float]
    most: Mapping[str, float]
    without: tuple[str, ...]

    @property
    def busiest(self) -> str:
        """The moment with most demand at the high end, the first of equals."""
        return max(self.most, key=lambda moment: self.most[moment])


@dataclass(frozen=True, slots=True)
class Supply:
    """Places for cars; `error` is one standard error.

    Attributes
    ----------
    told
        That a plan tells.
    mapped
        On parkeervlak of the BGT, by its area.
    """

    told: float
    mapped: float
    error: float

    @property
    def places(self) -> float:
        """All of them."""
        return self.told + self.mapped


def units(buildings: Iterable[Building], assumed: Assumptions) -> Units:
    """What asks for places in these buildings; a pand without units asks nothing when others have.

    Sheds have no units in the BAG, so where the BAG is there they are known to hold nothing.
    """
    standing = list(buildings)
    registered = any(each.dwellings for each in standing)
    asking: list[Asking] = []
    unknown = total = 0.0
    for building in standing:
        told = floors(building, assumed)
        total += told.area
        homes = _homes(building)
        asking += homes
        for use, area in told.uses.items():
            if use == UNKNOWN_USE:
                shed = registered and building.programme is None and not building.dwellings
                unknown += 0.0 if shed else area
            elif use == BuildingUse.HOME:
                unknown += 0.0 if homes else area
            else:
                asking.append(Asking(BuildingUse(use), area))
    return Units(tuple(asking), unknown, total)


def _homes(building: Building) -> list[Asking]:
    if building.programme is not None:
        return [
            Asking(BuildingUse.HOME, each.count, each.type, each.tenure, each.floor_area)
            for each in building.programme.homes
        ]
    return [
        Asking(BuildingUse.HOME, 1, floor_area=unit.floor_area)
        for unit in building.dwellings
        if BuildingUse.HOME in unit.uses
    ]


def demand(asking: Sequence[Asking], table: ParkingTable, zone: str | None) -> Demand:
    """Places that are asked for at each moment.

    Of each group (residents, visitors) the norm that asks most of a unit counts.

    Parameters
    ----------
    zone
        Part of the municipality, as the table calls it; None where it has no zones.

    Raises
    ------
    ParameterInvalid
        A zone that the table does not have, or two norms that fit a unit equally well.
    """
    if table.zones and zone not in table.zones:
        raise ParameterInvalid(
            f"the parking table has no zone '{zone or ''}'", hint=f"give: {', '.join(table.zones)}"
        )
    least: dict[str, float] = dict.fromkeys(table.moments, 0.0)
    most = dict(least)
    without: dict[str, None] = {}
    for unit in asking:
        found = _norms(unit, table, zone)
        if not found:
            without[str(unit.use)] = None
        for each in found:
            number = unit.amount if each.unit is Unit.DWELLING else unit.amount / 100
            for moment, presence in each.presence.items():
                least[moment] += number * each.least * presence
                most[moment] += number * each.most * presence
    return Demand(least, most, tuple(without))


def _norms(unit: Asking, table: ParkingTable, zone: str | None) -> list[ParkingNorm]:
    """The norm of each group that fits best."""
    fitting: dict[str, list[ParkingNorm]] = defaultdict(list)
    for each in table.norms:
        if _fits(each, unit, zone):
            fitting[each.group].append(each)
    found = []
    for group in fitting.values():
        narrowest = max(each.narrowness for each in group)
        best = [each for each in group if each.narrowness == narrowest]
        if len(best) > 1:
            raise ParameterInvalid(
                f"the norms '{best[0].name}' and '{best[1].name}' fit the same {unit.use}",
                hint="let one of them ask more, such as a type, a tenure or an area",
            )
        found.append(best[0])
    return found


def _fits(each: ParkingNorm, unit: Asking, zone: str | None) -> bool:
    if each.use is not unit.use or each.zone not in (None, zone):
        return False
    if each.type not in (None, unit.type) or each.tenure not in (None, unit.tenure):
        return False
    bounded = each.from_area > 0 or each.to_area < float("inf")
    if unit.floor_area is None:
        return not bounded
    return each.from_area <= unit.floor_area < each.to_area


def supply(area: Area, place: float, place_error: float, shared_car: float) -> Supply:
    """Places for cars in an area.

    Parameters
    ----------
    place
        m² of parkeervlak for one car.
    place_error
        One standard error of it, as a share (0-1).
    shared_car
        How many places one place for a shared car stands for.
    """
    told = sum(
        each.places * (shared_car if each.kind is ParkingKind.SHARED_CAR else 1.0)
        for each in area.parking
        if each.kind is not ParkingKind.BICYCLE
    )
    # Ground that a plan makes into parking is in both lists; the plan tells how many places.
    counted = [each.shape for each in area.parking if each.shape.area > 0]
    strips = [
        surface.footprint
        for surface in area.surfaces
        if _is_parking(surface)
        and not any(each.covers(surface.footprint.point_on_surface()) for each in counted)
    ]
    mapped = float(shapely.area(shapely.intersection(strips, area.boundary)).sum()) / place
    return Supply(told, mapped, mapped * place_error)


def change(before: Supply, after: Supply, place_error: float) -> Supply:
    """What a plan adds to the places; negative where it takes more away."""
    mapped = after.mapped - before.mapped
    return Supply(after.told - before.told, mapped, abs(mapped) * place_error)


def _is_parking(surface: Surface) -> bool:
    return "parkeervlak" in (surface.function or "").lower()
