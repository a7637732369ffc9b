"""Addresses of the sample: a street, a number and a floor area for every home and firm.

Numbers go along a street, odd on its left and even on its right; around the square they go on.
Postcodes begin with 0000, which no Dutch one does, and the town says that it is made up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from shapely import LineString, Point

from twin.geo.bag import address
from twin.geo.meshes import area_above
from twin.geo.sample import plan
from twin.geo.sample.draft import Draft, Unit, along
from twin.geo.sample.landmarks import SQUARE
from twin.model import Mesh

Floats = NDArray[np.float64]

TOWN = "Voorbeeldwijk (verzonnen)"

_NAMES = {
    "laan": "Voorbeeldlaan", "dorpsstraat-zuid": "Dorpsstraat", "dorpsstraat-noord": "Dorpsstraat",
    "linde": "Lindestraat", "eik": "Eikstraat", "beuk": "Beukstraat",
    "kerkpad-west": "Westerkerkpad", "kerkpad-oost": "Oosterkerkpad",
    "weefgetouw": "Weefgetouw", "spoel": "Weversspoel", "schering": "Schering",
    "inslag": "Inslag", "hoogland": "Hooglandstraat", "parkrand": "Parkrand",
    "vijverweg": "Vijverweg", "zaaier": "Zaaierstraat", "maaier": "Maaierstraat",
    "fabrieksstraat": "Fabrieksstraat", "overkant": "Overkant", SQUARE: "Marktplein",
}  # fmt: skip
_LINES: dict[str, LineString] = {name: street.line for name, street in plan.STREETS.items()} | {
    SQUARE: LineString(plan.SQUARE.exterior)
}
_GOES_ON = {"dorpsstraat-noord": "dorpsstraat-zuid"}
"""Streets whose numbers go on where those of another end."""
_HEADROOM = 1.5  # metres below the roof from which floor counts (NEN 2580:2007)
_USABLE = 0.8  # of the gross floor area; an assumption, as in norms.toml
_BAG_LEAST = 2  # m²; 1 stands for unknown in the BAG


def numbered(drafts: Sequence[Draft]) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Address and postcode of every unit of every building, in their order."""
    streets = [_street(draft) for draft in drafts]
    found: list[list[tuple[str, str]]] = [[] for _ in drafts]
    sides: dict[tuple[str, int], list[tuple[float, int]]] = defaultdict(list)
    for place, (draft, street) in enumerate(zip(drafts, streets, strict=True)):
        if draft.units:
            where, side = _along(draft, street)
            sides[_NAMES[street], side].append((where, place))
    postcodes = _postcodes()
    for (name, side), buildings in sorted(sides.items()):
        number, step = (side or 1), (2 if side else 1)
        number -= step
        for _, place in sorted(buildings):
            for unit in drafts[place].units:
                number += 0 if unit.letter else step
                told = address(name, str(number), unit.letter, "")
                assert told is not None  # noqa: S101 - it has a number
                found[place].append((told, postcodes[name]))
    return tuple(tuple(each) for each in found)


def floor_area(unit: Unit, mesh: Mesh, ground: float, footprint: float) -> int:
    """Gebruiksoppervlakte in m²: what fits under the roof of its building.

    Parameters
    ----------
    ground
        Metres NAP on which the building stands.
    footprint
        m² of the building, which its ground floor has whole.
    """
    levels = np.array(unit.floors)
    above = np.minimum(area_above(mesh, ground + levels + _HEADROOM), footprint)
    gross = float(np.where(levels == 0.0, footprint, above).sum())
    return max(round(_USABLE * unit.share * gross), _BAG_LEAST)


def _street(draft: Draft) -> str:
    middle = draft.footprint.centroid
    streets = (name for name in _LINES if name != SQUARE)
    return draft.street or min(streets, key=lambda name: _LINES[name].distance(middle))


def _along(draft: Draft, street: str) -> tuple[float, int]:
    """How far along its street a building is, and its side: 1 is odd, 2 even, 0 has no sides."""
    line, middle = _LINES[street], draft.footprint.centroid
    where = line.project(middle)
    if street == SQUARE:
        return where, 0
    before = _LINES[_GOES_ON[street]].length if street in _GOES_ON else 0.0
    return before + where, 1 if _on_left(line, where, middle) else 2


def _on_left(line: LineString, where: float, spot: Point) -> bool:
    on, angle = along(line, where)
    left = -np.sin(angle) * (spot.x - on[0]) + np.cos(angle) * (spot.y - on[1])
    return bool(left > 0)


def _postcodes() -> dict[str, str]:
    letters = "ABCDEFGHJKLMNPRSTUVWXZ"
    names = sorted(set(_NAMES.values()))
    return {name: f"0000{letters[place // 22]}{letters[place % 22]}"
            for place, name in enumerate(names)}  # fmt: skip
