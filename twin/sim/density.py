"""How densely ground is built on: the five figures of Spacematrix, on whatever ground is given.

FSI = gross floor area / ground; GSI = built ground / ground; OSR = (1 - GSI) / FSI;
L = FSI / GSI; MXI = floor area of homes / all floor area with a known use.

References
----------
Berghauser Pont and Haupt, Spacematrix (2010), chapter 4: the measures and the levels of scale.
Hoek, The Mixed Use Index (2008): MXI.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, STRtree
from shapely.geometry.base import BaseGeometry

from twin.geo.shapes import polygons
from twin.geo.space import Use, classify
from twin.model import Area, Building, Ground
from twin.model import GroundLevel as Level
from twin.model.programme import Use as BuildingUse
from twin.sim.floors import UNKNOWN_USE, FloorOrigin, Floors

SMALLEST_BLOCK = 50.0
"""m²; what roads enclose and is smaller is a leftover of drawing."""

KNOWN_ENOUGH = 0.9
"""Share of the floor area whose use must be known before a mix is told."""

_PARTING = frozenset({Use.CARRIAGEWAY, Use.CYCLING, Use.WALKING, Use.PARKING, Use.TRANSIT,
                      Use.VERGE, Use.WATER})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Density:
    """Areas in m² on one piece of ground; figures follow from them.

    Attributes
    ----------
    floor_error
        One standard error of `floor`.
    homes
        Floor area that is lived in.
    known
        Floor area of which the use is known.
    measured
        Share (0-1) of the floor area that a design or the BAG tells; the rest is out of heights.
    """

    ground: float
    built: float
    floor: float
    floor_error: float
    homes: float
    known: float
    measured: float

    @property
    def fsi(self) -> float:
        """Floor space index."""
        return self.floor / self.ground

    @property
    def fsi_error(self) -> float:
        """One standard error of `fsi`."""
        return self.floor_error / self.ground

    @property
    def gsi(self) -> float:
        """Ground space index."""
        return self.built / self.ground

    @property
    def osr(self) -> float | None:
        """Open space ratio: m² of open ground per m² of floor; None without floor."""
        return (1 - self.gsi) / self.fsi if self.floor else None

    @property
    def storeys(self) -> float | None:
        """L, storeys on average; None where nothing is built."""
        return self.floor / self.built if self.built else None

    @property
    def relative_error(self) -> float:
        """Of the floor area, and so of FSI, OSR and L; 0 without floor."""
        return self.floor_error / self.floor if self.floor else 0.0

    @property
    def mxi(self) -> float | None:
        """Mixed use index (0-1); None when the use of too much floor is unknown."""
        if not self.floor or self.known < KNOWN_ENOUGH * self.floor:
            return None
        return self.homes / self.known

    @property
    def mxi_error(self) -> float | None:
        """As if the floor of unknown use may be anything: uniform, so the range over √12.

        None where all use is known, for then only the storey height matters, which mostly cancels;
        and where no mix is told.
        """
        if self.mxi is None or self.known >= self.floor:
            return None
        return float((self.floor - self.known) / self.floor / 12**0.5)


def blocks(area: Area, narrowest: float) -> tuple[Ground, ...]:
    """Bouwvelden: what lies between roads and water of the BGT and has a building on it.

    Parameters
    ----------
    narrowest
        Metres; ways that are narrower, such as back lanes, part nothing.

    Returns
    -------
    From west to east; none where the BGT is absent. Where the area ends in the middle of a block,
    so does the block.
    """
    parting = [
        surface.footprint
        for surface in area.surfaces
        if surface.level >= 0 and classify(surface).use in _PARTING
    ]
    if not parting:
        return ()
    roads = shapely.union_all(parting)
    half = narrowest / 2
    wide = roads.buffer(-half, join_style="mitre").buffer(half * 1.001, join_style="mitre")
    enclosed = polygons(area.boundary.difference(wide), smallest=SMALLEST_BLOCK)
    tree = STRtree([building.footprint.point_on_surface() for building in area.buildings])
    built = sorted(set(tree.query(enclosed, predicate="contains")[0].tolist()))
    found = []
    for shape in (enclosed[index] for index in built):
        spot = shape.point_on_surface()
        found.append((round(spot.x), round(spot.y), shape))
    found.sort(key=lambda each: each[:2])
    return tuple(
        Ground(Level.BLOCK, f"bouwveld-{x}-{y}", f"Bouwveld {number}", shape)
        for number, (x, y, shape) in enumerate(found, start=1)
    )


def densities(
    grounds: Sequence[Ground], buildings: Sequence[Building], floors: Sequence[Floors]
) -> tuple[Density, ...]:
    """The density of each piece of ground.

    A building on two of them counts on each by its share of the ground.

    Parameters
    ----------
    floors
        Of each building, in the same order.
    """
    shapes = np.array([ground.shape for ground in grounds], dtype=object)
    if not len(buildings):
        return tuple(Density(each.area, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0) for each in shapes)
    prints: NDArray[np.object_] = np.array([each.footprint for each in buildings], dtype=object)
    where, which = STRtree(prints).query(shapes, predicate="intersects")
    within = _shared(shapes, prints, where, which)
    share = within / shapely.area(prints)[which]
    columns = np.array([_columns(each) for each in floors])
    sums = np.zeros((len(grounds), columns.shape[1]))
    np.add.at(sums, where, columns[which] * share[:, np.newaxis])
    built = np.bincount(where, weights=within, minlength=len(grounds))
    return tuple(
        Density(
            ground=shape.area,
            built=float(stands),
            floor=float(floor),
            floor_error=float(error),
            homes=float(homes),
            known=float(known),
            measured=float(measured / floor) if floor else 0.0,
        )
        for shape, stands, (floor, error, homes, known, measured) in zip(
            shapes, built, sums, strict=True
        )
    )


def _columns(each: Floors) -> tuple[float, float, float, float, float]:
    known = each.area - each.uses.get(UNKNOWN_USE, 0.0)
    measured = 0.0 if each.origin is FloorOrigin.HEIGHT else each.area
    return each.area, each.error, each.uses.get(BuildingUse.HOME, 0.0), known, measured


def _shared(
    shapes: NDArray[np.object_],
    prints: NDArray[np.object_],
    where: NDArray[np.intp],
    which: NDArray[np.intp],
) -> NDArray[np.float64]:
    """m² that pairs of ground and footprint share; only what crosses an edge is cut."""
    shapely.prepare(shapes)
    whole = shapely.contains(shapes[where], prints[which])
    area = shapely.area(prints[which])
    cut: NDArray[np.object_] = shapely.intersection(shapes[where[~whole]], prints[which[~whole]])
    area[~whole] = shapely.area(cut)
    return np.asarray(area, dtype=np.float64)


def ground(level: Level, name: str, shape: BaseGeometry) -> Ground:
    """A piece of ground that somebody gave, such as a parcel of the Kadaster."""
    parts = polygons(shape)
    whole = parts[0] if len(parts) == 1 else MultiPolygon(parts)
    return Ground(level, f"{level}-{name}", name, whole)
