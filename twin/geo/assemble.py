"""One area out of drafts: heights settled, ground made, and a report of what was read.

Shape and height come from 3D BAG where that has a LoD 2.2 or 1.3 model, else from AHN, else from
the height that 3D BAG notes, else from the neighbours; never from a flight before it was built.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np

from twin.errors import InputError
from twin.geo import sources, space
from twin.geo.bag3d import Bag3d
from twin.geo.bgt import Bgt
from twin.geo.merge import Drafts
from twin.geo.panden import Pand, complete, without_older_heights
from twin.geo.parts import blocks
from twin.geo.provenance import Provenance
from twin.geo.register import Register
from twin.geo.terrain import (
    Ground,
    Points,
    RoofHeight,
    ground_from_panden,
    ground_from_points,
    ground_heights,
    roof_heights,
)
from twin.model import (
    Area,
    Building,
    HeightOrigin,
    LoadReport,
    Mesh,
    Origin,
    Source,
    Surface,
    Terrain,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the readers found, for heights, attribution and report.

    Attributes
    ----------
    points
        Laser points, or the cells of AHN rasters as points.
    provenance
        Of downloaded files.
    notes
        What else there is to say.
    """

    bgt: Bgt | None = None
    register: Register | None = None
    models: Sequence[Bag3d] = ()
    points: Points | None = None
    provenance: Mapping[Path, Provenance] = field(default_factory=dict)
    notes: Sequence[str] = ()


def build(identity: str, name: str, drafts: Drafts, told: Told) -> Area:
    """The area: heights settled, terrain made, report written.

    Raises
    ------
    InputError
        No source has a height.
    """
    notes = [*told.notes, *drafts.notes, *_converted(told)]
    panden, older = without_older_heights(drafts.panden)
    terrain: Terrain | None = None
    if told.points is not None:
        footprints = [pand.footprint for pand in panden]
        decks = [each.footprint for each in drafts.surfaces if each.level > 0]
        ground = ground_from_points(told.points, drafts.bounds, [*footprints, *decks])
        terrain = ground.terrain
        panden, younger = without_older_heights(_with_points(panden, told.points, ground, notes))
        older += younger
    if older:
        notes.append(
            f"{len(set(older))} panden were built after the flight that measured their place: "
            "what it measured is not their height."
        )
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
        notes.append("No AHN: the ground goes through the ground heights of the buildings.")
    notes += _assumed(drafts.surfaces)
    if not drafts.surfaces:
        notes.append("No BGT: roads, green and water are unknown, so there are no surfaces.")
    if told.register is None:
        notes.append("No BAG: homes, their use and their addresses are unknown.")
    return Area(
        id=identity,
        name=name,
        boundary=drafts.boundary,
        reference_height=_reference(buildings, terrain),
        origin=Origin.REAL,
        sources=_sources(told, _used(told.models, buildings)),
        buildings=buildings,
        surfaces=drafts.surfaces,
        terrain=terrain,
        report=LoadReport(
            read=_read(told),
            heights=tuple(Counter(str(each.height_origin) for each in buildings).items()),
            left_out=drafts.tally.left_out(),
            notes=tuple(notes),
            mismatches=drafts.mismatches,
            repaired=tuple(
                repaired
                for told_by in (told.bgt, told.register)
                if told_by is not None
                for repaired in told_by.repaired
            ),
        ),
        planned=drafts.planned,
    )


def _assumed(surfaces: Sequence[Surface]) -> list[str]:
    """What is assumed of public space, so that nobody takes it for known."""
    counts = space.unknown(surfaces)
    if not counts:
        return []
    listed = "; ".join(f"{count} × {what}" for what, count in counts[:3])
    return [
        f"Of {sum(count for _, count in counts)} of {len(surfaces)} pieces of ground the cover or "
        f"use is assumed by their type, since the BGT does not tell it: {listed}."
    ]


def _converted(told: Told) -> list[str]:
    names = [*(told.bgt.converted if told.bgt else ())]
    names += told.register.converted if told.register else ()
    if not names:
        return []
    listed = ", ".join(sorted(set(names)))
    return [f"Turned from longitude and latitude into RD, right to 0.25 m: {listed}."]


def _with_points(
    panden: Sequence[Pand], points: Points, ground: Ground, notes: list[str]
) -> tuple[Pand, ...]:
    """Panden with AHN heights where 3D BAG has no model of them."""
    asked = [pand for pand in panden if pand.mesh is None or pand.ground_height is None]
    footprints = [pand.footprint for pand in asked]
    roofs = roof_heights(points, footprints)
    grounds = ground_heights(ground, footprints)
    told = {}
    unmeasured = 0
    for pand, roof, (height, measured) in zip(asked, roofs, grounds, strict=True):
        known = pand
        if known.ground_height is None or measured:
            known = replace(known, ground_height=height)
            unmeasured += not measured
        if roof is not None and known.mesh is None:
            known = replace(
                known,
                roof_height=roof.height,
                height_origin=HeightOrigin.AHN,
                height_error=roof.error,
                measured_in=roof.flown,
                point_density=roof.density,
                mesh=_blocks(roof, known.ground_height),
            )
        told[pand.id] = known
    if unmeasured:
        notes.append(
            f"{unmeasured} buildings have no AHN ground points around them: "
            "their ground height is that of the nearest ground."
        )
    return tuple(told.get(pand.id, pand) for pand in panden)


def _blocks(roof: RoofHeight, ground: float | None) -> Mesh | None:
    """A mesh of parts at their own heights; None where there is one, which a prism tells."""
    return blocks(roof.parts, ground) if len(roof.parts) > 1 and ground is not None else None


def _reference(buildings: Sequence[Building], terrain: Terrain) -> float:
    """Median ground height; of the terrain when there are no buildings."""
    heights = [building.ground_height for building in buildings]
    return round(float(np.median(heights or terrain.heights)), 2)


def _used(models: Sequence[Bag3d], buildings: Sequence[Building]) -> list[Bag3d]:
    """The 3D BAG files of which a pand is in the area."""
    present = {building.id for building in buildings}
    return [model for model in models if any(pand.id in present for pand in model.panden)]


def _sources(told: Told, models: Sequence[Bag3d]) -> tuple[Source, ...]:
    found = []
    if told.bgt is not None:
        found.append(_source("bgt", told.bgt.dated, told))
    if told.register is not None:
        found.append(_source("bag", told.register.dated, told))
    if models:
        dates = [model.dated for model in models if model.dated]
        found.append(_source("3dbag", max(dates, default=None), told))
    if told.points is not None:
        found.append(_source("ahn", told.points.dated, told))
    return tuple(found)


def _source(key: str, dated: date | None, told: Told) -> Source:
    """A source with its date and version; a download tells more of them than its files."""
    known = [each for each in told.provenance.values() if each.source == key]
    dates = [each.dated for each in known if each.dated]
    return replace(
        sources.BY_KEY[key],
        dated=max(dates, default=dated),
        version=", ".join(sorted({each.version for each in known if each.version})),
        downloaded_at=max((each.downloaded_at for each in known), default=None),
    )


def _read(told: Told) -> tuple[tuple[str, int], ...]:
    read = list(told.bgt.read) if told.bgt is not None else []
    if told.register is not None:
        read += told.register.read
        read.append(("BAG verblijfsobjecten joined", told.register.joined + told.register.by_place))
    if told.models:
        read.append(("3D BAG buildings", sum(model.read for model in told.models)))
    if told.points is not None:
        read.append(("AHN points", told.points.read))
    return tuple(read)
