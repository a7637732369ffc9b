"""Floor area of buildings and what it is used for, each with its origin and error.

A design tells it; else the BAG, whose gebruiksoppervlakte is made gross; else the form of the
building is cut into storeys. Which of these it was is said with every answer.

References
----------
NEN 2580:2007, Oppervlakten en inhouden van gebouwen: bruto-vloeroppervlakte, gebruiksoppervlakte,
and the 1.5 m of headroom from which floor counts. Shares and heights: `ruimte.vloer` in norms.toml.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from twin.geo.meshes import area_above
from twin.model import Building
from twin.sim.norms import norm

Floats = NDArray[np.float64]

UNKNOWN_USE = ""
"""Key of floor area of which nobody tells the use."""


class FloorOrigin(StrEnum):
    """How the floor area of a building is known."""

    DESIGN = "design"
    REGISTER = "bag"
    HEIGHT = "height"


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What turns heights and registered areas into gross floor area.

    Attributes
    ----------
    storey_height
        From floor to floor, in metres.
    usable_share
        Gebruiksoppervlakte as a share (0-1) of gross floor area.
    storey_height_error, usable_share_error
        One standard error of both.
    headroom
        Metres below the roof from which floor counts.
    """

    storey_height: float = field(default_factory=lambda: _numbers()["storey_height_m"])
    usable_share: float = field(default_factory=lambda: _numbers()["usable_share"])
    storey_height_error: float = field(default_factory=lambda: _numbers()["storey_height_error_m"])
    usable_share_error: float = field(default_factory=lambda: _numbers()["usable_share_error"])
    headroom: float = field(default_factory=lambda: _numbers()["headroom_m"])


def _numbers() -> Mapping[str, float]:
    return norm("ruimte.vloer").numbers


@dataclass(frozen=True, slots=True)
class Floors:
    """Gross floor area of a building, in m².

    Attributes
    ----------
    error
        One standard error. It comes from an assumption that all buildings share, so errors of
        buildings add up and do not cancel.
    uses
        By gebruiksdoel; `UNKNOWN_USE` for what nobody tells. They add up to `area`.
    """

    area: float
    error: float
    origin: FloorOrigin
    uses: Mapping[str, float]


def floors(building: Building, assumed: Assumptions) -> Floors:
    """Gross floor area of a building by use.

    A verblijfsobject with several uses is divided evenly over them, for the BAG tells no shares.
    """
    programme = building.programme
    if programme is not None and programme.uses:
        uses = {str(use): area for use, area in programme.uses}
        return Floors(programme.floor_area, 0.0, FloorOrigin.DESIGN, uses)
    use = building.use if programme is None else None
    if building.storeys is not None:
        rise = max(building.roof_height - building.ground_height, 0.1) / building.storeys
        headroom = min(assumed.headroom, rise / 2)
        (area,) = _stacked(building, (_levels(building, rise, headroom, building.storeys),))
        return Floors(area, 0.0, FloorOrigin.DESIGN, {use or UNKNOWN_USE: area})
    registered = _registered(building, assumed)
    return registered if registered is not None else _by_height(building, assumed)


def _registered(building: Building, assumed: Assumptions) -> Floors | None:
    """What the BAG tells; None when it tells nothing, or of one of its units no area."""
    uses: dict[str, float] = defaultdict(float)
    for dwelling in building.dwellings:
        if dwelling.floor_area is None:
            return None
        for use in dwelling.uses or (UNKNOWN_USE,):
            uses[use] += dwelling.floor_area / max(len(dwelling.uses), 1) / assumed.usable_share
    area = sum(uses.values())
    if not area:
        return None
    error = area * assumed.usable_share_error / assumed.usable_share
    return Floors(area, error, FloorOrigin.REGISTER, uses)


def _by_height(building: Building, assumed: Assumptions) -> Floors:
    rise, headroom = assumed.storey_height, assumed.headroom
    step, lift = assumed.storey_height_error, building.height_error or 0.0
    # One standard error to either side, of the storey height and of the height of the roof.
    area, closer, wider, higher, lower = _stacked(
        building,
        (
            _levels(building, rise, headroom),
            _levels(building, rise - step, headroom),
            _levels(building, rise + step, headroom),
            _levels(building, rise, headroom - lift),
            _levels(building, rise, headroom + lift),
        ),
    )
    # Rounding to whole storeys hides part of what the storey height does to one building.
    floor = area * step / rise if area > building.footprint.area else 0.0
    error = float(np.hypot(max(abs(closer - wider) / 2, floor), abs(higher - lower) / 2))
    return Floors(area, error, FloorOrigin.HEIGHT, {building.use or UNKNOWN_USE: area})


def _levels(building: Building, rise: float, headroom: float, storeys: int | None = None) -> Floats:
    """Metres NAP that the roof must reach for each floor above the ground floor to count."""
    ground, mesh = building.ground_height, building.mesh
    top = building.roof_height if mesh is None else max(float(mesh.vertices[:, 2].max()), ground)
    count = storeys if storeys is not None else int((top - ground - headroom) / rise) + 1
    return ground + headroom + rise * np.arange(1, max(count, 1), dtype=np.float64)


def _stacked(building: Building, variants: Sequence[Floats]) -> tuple[float, ...]:
    """Floor area in m² for each list of levels that the roof must reach.

    The ground floor counts whole, since a pand can be entered.
    """
    footprint = building.footprint.area
    levels = np.concatenate(variants)
    if building.mesh is None:
        above = np.where(levels <= building.roof_height, footprint, 0.0)
    else:
        above = np.minimum(area_above(building.mesh, levels), footprint)
    ends = np.cumsum([len(each) for each in variants])[:-1]
    return tuple(footprint + float(part.sum()) for part in np.split(above, ends))
