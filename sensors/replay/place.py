"""Moving replayed devices into an area, openly: the thing keeps its real place in its facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sensors.spots import Spot
from twin.model import Thing

# Citizens hang their kits on their houses.
_PREFERRED = ("building", "road", "square", "green", "parking", "water")
_MOST = 40


def moved(things: Sequence[Thing], spots: Sequence[Spot]) -> list[Thing]:
    """The things on spots in an area, marked as moved; at most 40, or they would crowd it.

    The simulated fleet takes spots from the front of their order and these take them from the
    end. A device whose real place is not known comes along without a place.
    """
    order = [spot for kind in _PREFERRED for spot in reversed(spots) if spot.kind == kind]
    placed = [thing for thing in things if thing.longitude_lonlat is not None]
    lost = [
        replace(thing, area=order[0].area) for thing in things if thing.longitude_lonlat is None
    ]
    return [_at(thing, spot) for thing, spot in zip(placed[:_MOST], order, strict=False)] + lost


def _at(thing: Thing, spot: Spot) -> Thing:
    return replace(
        thing,
        area=spot.area,
        longitude_lonlat=spot.longitude_lonlat,
        latitude_lonlat=spot.latitude_lonlat,
        description=f"{thing.description} Staat hier niet echt: voor de proef verplaatst.",
        properties={**thing.properties, "moved": True},
    )
