"""Whether a building asks for a study of wind nuisance by NEN 8100; no wind is computed.

The decision tree of NEN 8100:2006 as building physicists summarise it: by height, and by whether
lower surroundings shelter the building.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon, STRtree

from twin.model import Building

Floats = NDArray[np.float64]


class Study(StrEnum):
    """What NEN 8100 asks for, in the words that residents read."""

    NEEDED = "windonderzoek nodig"
    OPINION = "oordeel van een deskundige nodig"
    NONE = "geen windonderzoek nodig"


@dataclass(frozen=True, slots=True)
class Limits:
    """Numbers of the decision tree.

    Attributes
    ----------
    high, low
        Metres: from `high` a study is needed; below `low` a sheltered building asks for nothing.
    reach
        Metres around the building that may shelter it.
    covered
        Share (0-1) of the ground there that must be built on.
    taller
        How much higher than its surroundings the building may be, as a share.
    """

    high: float
    low: float
    reach: float
    covered: float
    taller: float


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a building.

    Attributes
    ----------
    covered
        Share (0-1) of the known ground around it that is built on.
    height
        Mean height in metres of what stands there, by ground; 0 where nothing stands.
    known
        Share (0-1) of the ground around it that is in the area.
    """

    covered: float
    height: float
    known: float

    def shelters(self, height: float, limits: Limits) -> bool:
        """Whether a building of `height` metres is sheltered."""
        return self.covered >= limits.covered and height <= (1 + limits.taller) * self.height


def height_of(building: Building) -> float:
    """Metres from its ground to its highest point, which is what the wind meets."""
    mesh = building.mesh
    top = building.roof_height if mesh is None else float(mesh.vertices[:, 2].max())
    return top - building.ground_height


def study(height: float, sheltered: bool, limits: Limits) -> Study:
    """What NEN 8100 asks of a building of `height` metres."""
    if height >= limits.high:
        return Study.NEEDED
    if sheltered and height < limits.low:
        return Study.NONE
    return Study.OPINION


def surroundings(
    which: Sequence[int],
    buildings: Sequence[Building],
    boundary: Polygon | MultiPolygon,
    reach: float,
) -> tuple[Surroundings, ...]:
    """What stands within `reach` metres of the walls of some of the buildings.

    Ground outside `boundary` is unknown and left out of the share.

    Parameters
    ----------
    which
        Places in `buildings` of those that are asked about.
    """
    prints = np.array([each.footprint for each in buildings], dtype=object)
    tops = np.array([each.roof_height - each.ground_height for each in buildings])
    tree = STRtree(prints)
    found = []
    for place in which:
        around = shapely.difference(prints[place].buffer(reach, quad_segs=16), prints[place])
        known = shapely.intersection(around, boundary)
        near = tree.query(known, predicate="intersects")
        near = near[near != place]
        shapely.prepare(known)
        areas = shapely.area(prints[near])
        crossing = ~shapely.contains_properly(known, prints[near])
        areas[crossing] = shapely.area(shapely.intersection(known, prints[near[crossing]]))
        built = float(areas.sum())
        found.append(
            Surroundings(
                covered=built / known.area if known.area else 0.0,
                height=float((areas * tops[near]).sum() / built) if built else 0.0,
                known=known.area / around.area,
            )
        )
    return tuple(found)
