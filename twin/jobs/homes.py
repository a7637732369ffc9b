"""The homes of an area, where each is and how it is let or sold: who gains and who loses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from twin.geo.addresses import split
from twin.model import Area, Building, Use
from twin.sim.homes import home_buildings

UNKNOWN = "onbekend"
"""A street or tenure that no source tells; the BAG has no tenures."""
PLANNED_STREET = "nieuw in het plan"


@dataclass(frozen=True, slots=True)
class Home:
    """A home.

    Attributes
    ----------
    id
        BAG verblijfsobject; for one of a plan its building's id and a number.
    building
        Id of the building that it is in.
    label
        Its address, or what the plan calls it.
    tenure
        As a plan tells; `UNKNOWN` for all that is there today.
    """

    id: str
    building: str
    label: str
    street: str
    tenure: str


def homes(area: Area) -> Iterator[Home]:
    """Every home, building by building.

    A building that people live in, as far as anybody tells, and of which no dwelling is known,
    counts as one: its own id, in a street that nobody tells.
    """
    lived_in = {building.id for building in home_buildings(area).buildings}
    for building in area.buildings:
        if building.programme is not None:
            yield from _planned(building)
        elif building.dwellings:
            yield from _registered(building)
        elif building.id in lived_in:
            yield Home(building.id, building.id, building.id, UNKNOWN, UNKNOWN)


def _registered(building: Building) -> Iterator[Home]:
    for dwelling in building.dwellings:
        if Use.HOME in dwelling.uses:
            street = split(dwelling.address).street if dwelling.address else UNKNOWN
            yield Home(dwelling.id, building.id, dwelling.address or dwelling.id, street, UNKNOWN)


def _planned(building: Building) -> Iterator[Home]:
    number = 0
    assert building.programme is not None  # noqa: S101 - only such buildings come here
    for alike in building.programme.homes:
        for _ in range(alike.count):
            number += 1
            yield Home(
                f"{building.id}-{number}",
                building.id,
                f"{alike.type} {number} van {building.id}",
                PLANNED_STREET,
                alike.tenure,
            )
