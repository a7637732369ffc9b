"""A street with a plan for a tower, small enough to compute its sun in a moment."""

from __future__ import annotations

from tests.fix_drawn import drawn, ground, home, house, square
from twin.model import (
    AddBuilding,
    Area,
    DwellingType,
    Edit,
    Homes,
    Part,
    Programme,
    SurfaceKind,
    Tenure,
    Use,
)

PROGRAMME = Programme(
    ((Use.HOME, 900.0),), (Homes(DwellingType.APARTMENT, Tenure.SOCIAL_RENT, 12, 75.0),)
)
TOWER = AddBuilding("plan-toren", (Part(square(48, 12, 16), height=36.0),), programme=PROGRAMME)
EDITS: tuple[Edit, ...] = (TOWER,)


def street() -> Area:
    """Three houses and a block of flats north of where the tower comes; all have addresses."""
    houses = [
        house(
            f"046410000000000{number}",
            square(14 + 20 * number, 60, 9, 8),
            8,
            dwellings=(home(f"{number}", 110),),
        )
        for number in range(1, 4)
    ]
    flats = house(
        "0464100000000009",
        square(100, 60, 30, 10),
        12,
        dwellings=tuple(home(f"9{letter}", 70) for letter in "abc"),
    )
    road = ground("weg", SurfaceKind.WEGDEEL, square(0, 48, 160, 6))
    green = ground("gras", SurfaceKind.BEGROEIDTERREINDEEL, square(0, 0, 160, 48))
    return drawn(square(0, 0, 160, 100), [*houses, flats], surfaces=(road, green))
