"""One area out of what its sources tell: which source is believed for what, and what is left out.

A pand of the BGT keeps its BGT footprint, so that it fits the ground around it. Its shape and
height come from 3D BAG where that has a LoD 2.2 model, else from AHN points, else from the
height 3D BAG notes, else from its neighbours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon, STRtree

from twin.errors import InputError
from twin.geo import sources
from twin.geo.bag3d import Bag3d
from twin.geo.bgt import Bgt
from twin.geo.crs import Bounds
from twin.geo.panden import Pand, complete
from twin.geo.shapes import clean
from twin.geo.tally import Tally
from twin.geo.terrain import (
    Ground,
    Points,
    ground_from_panden,
    ground_from_points,
    ground_heights,
    roof_heights,
)
from twin.model import Area, Building, HeightOrigin, LoadReport, Origin, Source, Terrain

_CLOSING = 2.0
"""Metres; cracks in the ground narrower than twice this do not split an area."""

_SAME = 0.3
"""Share of a 3D BAG footprint on BGT panden above which it is one of them under another id."""


@dataclass(frozen=True, slots=True, eq=False)
class Drafts:
    """Panden of all sources with where they lie, before heights are settled."""

    panden: tuple[Pand, ...]
    boundary: Polygon | MultiPolygon
    tally: Tally = field(default_factory=Tally)

    @property
    def bounds(self) -> Bounds:
        """RD."""
        minx, miny, maxx, maxy = self.boundary.bounds
        return minx, miny, maxx, maxy


def merge(bgt: Bgt | None, models: Sequence[Bag3d]) -> Drafts:
    """Panden of BGT and 3D BAG together, one per BAG id, and the extent of the area.

    Raises
    ------
    InputError
        There is neither a pand nor a surface.
    """
    tally = Tally()
    tally.add(left for told in (bgt, *models) if told is not None for left in told.left_out)
    modelled: dict[str, Pand] = {}
    for model in sorted(models, key=lambda each: each.dated or date.min, reverse=True):
        for pand in model.panden:
            if modelled.setdefault(pand.id, pand) is not pand:
                tally.leave_out("3D BAG", "the same pand in a newer file", pand.id)
    if bgt is None or not (bgt.panden or bgt.surfaces):
        if not modelled:
            reasons = "; ".join(f"{each.count} × {each.reason}" for each in tally.left_out())
            raise InputError(
                "there is nothing to make an area of" + (f": {reasons}" if reasons else ""),
                hint="give BGT or 3D BAG files with objects that stand today",
            )
        hulls = [
            shapely.MultiPolygon(
                [part for pand in each.panden for part in shapely.get_parts(pand.footprint)]
            ).convex_hull.buffer(2 * _CLOSING)
            for each in models
            if each.panden
        ]
        return Drafts(tuple(modelled.values()), _whole(hulls), tally)
    boundary = _whole(
        [
            *(pand.footprint for pand in bgt.panden),
            *(each.footprint for each in bgt.surfaces if each.level >= 0),
        ]
    )
    panden = [_with_model(pand, modelled.pop(pand.id, None)) for pand in bgt.panden]
    panden += _newcomers(list(modelled.values()), bgt, boundary, tally)
    return Drafts(tuple(panden), boundary, tally)


def build(
    identity: str,
    name: str,
    drafts: Drafts,
    *,
    bgt: Bgt | None,
    models: Sequence[Bag3d],
    points: Points | None,
    notes: Sequence[str],
) -> Area:
    """The area: heights settled, terrain made, report written.

    Raises
    ------
    InputError
        No source has a height.
    """
    told = list(notes)
    panden = drafts.panden
    terrain: Terrain | None = None
    if points is not None:
        footprints = [pand.footprint for pand in panden]
        ground = ground_from_points(points, drafts.bounds, footprints)
        terrain = ground.terrain
        panden = _with_points(panden, points, ground, told)
    buildings = complete(panden)
    if terrain is None:
        if not buildings:
            raise InputError(
                "nothing tells how high the ground is",
                hint="put AHN points (.laz) of the same place beside the BGT",
            )
        heights = np.array([building.ground_height for building in buildings])
        footprints = [building.footprint for building in buildings]
        terrain = ground_from_panden(footprints, heights, drafts.bounds)
        told.append("No AHN points: the ground goes through the ground heights of the buildings.")
    surfaces = bgt.surfaces if bgt is not None else ()
    if not surfaces:
        told.append("No BGT: roads, green and water are unknown, so there are no surfaces.")
    told.append("No trees: these files have none.")
    return Area(
        id=identity,
        name=name,
        boundary=drafts.boundary,
        reference_height=_reference(buildings, terrain),
        origin=Origin.REAL,
        sources=_sources(bgt, _used(models, buildings), points),
        buildings=buildings,
        surfaces=surfaces,
        terrain=terrain,
        report=LoadReport(
            read=_read(bgt, models, points),
            heights=tuple(Counter(str(each.height_origin) for each in buildings).items()),
            left_out=drafts.tally.left_out(),
            notes=tuple(told),
        ),
    )


def _whole(parts: Sequence[Polygon | MultiPolygon]) -> Polygon | MultiPolygon:
    """Everything together, without cracks and holes."""
    closed = shapely.union_all(parts).buffer(_CLOSING).buffer(-_CLOSING)
    filled = [Polygon(part.exterior) for part in shapely.get_parts(closed)]
    whole = clean(shapely.union_all(filled).simplify(0.1))
    if whole is None:
        raise InputError("the files cover no ground")
    return whole


def _with_model(pand: Pand, model: Pand | None) -> Pand:
    return pand if model is None else replace(model, footprint=pand.footprint)


def _newcomers(
    models: Sequence[Pand], bgt: Bgt, boundary: Polygon | MultiPolygon, tally: Tally
) -> list[Pand]:
    """3D BAG panden within the area that the BGT does not have, such as newer buildings."""
    shapely.prepare(boundary)
    tree = STRtree([pand.footprint for pand in bgt.panden])
    found = []
    for pand in models:
        if not boundary.contains(pand.footprint.representative_point()):
            tally.leave_out("3D BAG", "outside the extent of the BGT", pand.id)
            continue
        near = tree.geometries[tree.query(pand.footprint)]
        shared = shapely.area(shapely.intersection(near, pand.footprint)).sum()
        if shared > _SAME * pand.footprint.area:
            tally.leave_out("3D BAG", "stands where the BGT has another pand", pand.id)
        else:
            found.append(pand)
    return found


def _with_points(
    panden: Sequence[Pand], points: Points, ground: Ground, notes: list[str]
) -> tuple[Pand, ...]:
    """Panden with AHN heights where 3D BAG has no model of them."""
    footprints = [pand.footprint for pand in panden]
    found = []
    unmeasured = 0
    for pand, roof, (height, measured) in zip(
        panden, roof_heights(points, footprints), ground_heights(ground, footprints), strict=True
    ):
        told = pand
        if told.ground_height is None or (measured and told.mesh is None):
            told = replace(told, ground_height=height)
            unmeasured += not measured
        if roof is not None and told.mesh is None:
            told = replace(
                told,
                roof_height=roof.height,
                height_origin=HeightOrigin.AHN,
                height_error=roof.error,
            )
        found.append(told)
    if unmeasured:
        notes.append(
            f"{unmeasured} buildings have no AHN ground points around them: "
            "their ground height is that of the nearest ground."
        )
    return tuple(found)


def _reference(buildings: Sequence[Building], terrain: Terrain) -> float:
    """Median ground height; of the terrain when there are no buildings."""
    heights = [building.ground_height for building in buildings]
    return round(float(np.median(heights or terrain.heights)), 2)


def _used(models: Sequence[Bag3d], buildings: Sequence[Building]) -> list[Bag3d]:
    """The 3D BAG files of which a pand is in the area."""
    present = {building.id for building in buildings}
    return [model for model in models if any(pand.id in present for pand in model.panden)]


def _sources(bgt: Bgt | None, models: Sequence[Bag3d], points: Points | None) -> tuple[Source, ...]:
    found = []
    if bgt is not None:
        found.append(replace(sources.BGT, dated=bgt.dated))
    if models:
        dates = [model.dated for model in models if model.dated]
        found.append(replace(sources.BAG3D, dated=max(dates, default=None)))
    if points is not None:
        found.append(replace(sources.AHN, dated=points.dated))
    return tuple(found)


def _read(
    bgt: Bgt | None, models: Sequence[Bag3d], points: Points | None
) -> tuple[tuple[str, int], ...]:
    read = list(bgt.read) if bgt is not None else []
    if models:
        read.append(("3D BAG buildings", sum(model.read for model in models)))
    if points is not None:
        read.append(("AHN points", points.read))
    return tuple(read)
