"""What a source tells about a pand, with gaps, and how gaps in height are closed.

A `Pand` is a draft; `complete` turns drafts into `Building`s, whose heights are always known and
say how.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely import MultiPolygon, Polygon

from twin.errors import InputError
from twin.geo.bag import main_use
from twin.model import Building, Dwelling, HeightOrigin, Mesh

Floats = NDArray[np.float64]

_NEIGHBOURS = 12
_LOWEST = 0.5  # metres; a lower 'building' is a measuring error


@dataclass(frozen=True, slots=True, eq=False)
class Pand:
    """A pand as one or more sources tell it.

    Attributes
    ----------
    id
        16 digits.
    footprint
        RD.
    ground_height, roof_height
        NAP; None when no source tells.
    height_origin, height_error
        Of `roof_height`.
    measured_in
        Year of the flight behind `roof_height`, or the last in which it can have been.
    point_density
        Laser points per m² behind `roof_height`.
    """

    id: str
    footprint: Polygon | MultiPolygon
    ground_height: float | None = None
    roof_height: float | None = None
    height_origin: HeightOrigin | None = None
    height_error: float | None = None
    year: int | None = None
    status: str | None = None
    mesh: Mesh | None = None
    measured_in: int | None = None
    point_density: float | None = None
    dwellings: tuple[Dwelling, ...] = ()

    @property
    def has_height(self) -> bool:
        """Whether ground and roof are known and make a building."""
        return (
            self.ground_height is not None
            and self.roof_height is not None
            and self.roof_height - self.ground_height >= _LOWEST
        )


def without_older_heights(panden: Sequence[Pand]) -> tuple[tuple[Pand, ...], tuple[str, ...]]:
    """Panden without the heights of what stood there before, and the ids of those.

    A pand that was built after the flight has no measured height: the points are those of its
    predecessor, of the building site or of trees. Of one built in the year of the flight the
    measured height stays.
    """
    older = [
        pand.year is not None and pand.measured_in is not None and pand.year > pand.measured_in
        for pand in panden
    ]
    bare = [unmeasured(pand) if is_older else pand
            for pand, is_older in zip(panden, older, strict=True)]  # fmt: skip
    return tuple(bare), tuple(
        pand.id for pand, is_older in zip(panden, older, strict=True) if is_older
    )


def unmeasured(pand: Pand) -> Pand:
    """The same pand without a roof."""
    return replace(
        pand,
        roof_height=None,
        height_origin=None,
        height_error=None,
        mesh=None,
        measured_in=None,
        point_density=None,
    )


def complete(panden: Sequence[Pand]) -> tuple[Building, ...]:
    """Buildings out of drafts: missing heights come from the neighbours.

    A missing ground height is the median of the nearest panden that have one. A missing roof
    is as high above its ground as the median of the nearest panden, of like size where there are
    enough of those; `height_error` is then their standard deviation.

    Raises
    ------
    InputError
        Not one pand has a height.
    """
    if not panden:
        return ()
    if not any(pand.has_height for pand in panden):
        raise InputError(
            f"none of the {len(panden)} panden has a height",
            hint="put AHN points (.laz) or 3D BAG (.city.json) of the same place beside the BGT",
        )
    centres = np.array([pand.footprint.centroid.coords[0] for pand in panden])
    grounds = np.array([_number(pand.ground_height) for pand in panden])
    grounds = _filled_grounds(centres, grounds)
    known = np.array([pand.has_height for pand in panden])
    areas = np.array([pand.footprint.area for pand in panden])
    heights = np.array([_number(pand.roof_height) for pand in panden]) - grounds
    tree = cKDTree(centres[known])
    buildings = []
    for place, pand in enumerate(panden):
        ground = float(grounds[place])
        if not known[place]:
            _, near = tree.query(centres[place], k=min(4 * _NEIGHBOURS, int(known.sum())))
            height, error = _typical(
                heights[known], areas[known], np.atleast_1d(near), areas[place]
            )
            pand = replace(
                unmeasured(pand),
                roof_height=ground + height,
                height_origin=HeightOrigin.NEIGHBOURS,
                height_error=error,
            )
        buildings.append(_building(pand, ground))
    return tuple(buildings)


def _building(pand: Pand, ground: float) -> Building:
    if pand.roof_height is None or pand.height_origin is None:
        raise InputError(f"pand '{pand.id}' has no roof height")
    return Building(
        id=pand.id,
        footprint=pand.footprint,
        ground_height=ground,
        roof_height=pand.roof_height,
        height_origin=pand.height_origin,
        height_error=pand.height_error,
        year=pand.year,
        status=pand.status,
        use=main_use(pand.dwellings),
        mesh=pand.mesh,
        measured_in=pand.measured_in,
        point_density=pand.point_density,
        dwellings=pand.dwellings,
    )


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def _filled_grounds(centres: Floats, grounds: Floats) -> Floats:
    known = np.isfinite(grounds)
    if known.all():
        return grounds
    _, near = cKDTree(centres[known]).query(centres[~known], k=min(_NEIGHBOURS, int(known.sum())))
    filled = grounds.copy()
    filled[~known] = np.median(grounds[known][near.reshape(int((~known).sum()), -1)], axis=1)
    return filled


def _typical(
    heights: Floats, areas: Floats, near: NDArray[np.intp], area: float
) -> tuple[float, float | None]:
    """Median height of the nearest panden and its spread; sheds do not tell about houses."""
    alike = near[(areas[near] > area / 2) & (areas[near] < area * 2)]
    chosen = (alike if len(alike) >= 3 else near)[:_NEIGHBOURS]
    spread = float(np.std(heights[chosen], ddof=1)) if len(chosen) >= 3 else None
    return float(np.median(heights[chosen])), spread
