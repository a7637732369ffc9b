"""Doubts about single buildings, which travel with them into answers, results and verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from twin.geo.quality.survey import Overlap
from twin.model import PLANNED_ID, Area, Building, HeightOrigin, MismatchKind, Origin

LARGE_ERROR = 1.0
"""Metres of standard error above which a height is uncertain: a third of a storey."""

FEW_POINTS = 2.0
"""Laser points per m²; AHN3 and later have 6 to 20, so that fewer means water, glass or a gap."""


class BuildingFlag(StrEnum):
    """Something to know before believing an answer on a building."""

    MADE_UP = "made-up"
    HEIGHT_ESTIMATED = "height-estimated"
    HEIGHT_UNCERTAIN = "height-uncertain"
    FEW_POINTS = "few-points"
    MEASURED_WHILE_BUILT = "measured-while-built"
    NO_MODEL = "no-model"
    YEAR_UNKNOWN = "year-unknown"
    ONLY_BAG = "only-bag"
    ONLY_BGT = "only-bgt"
    OUTLINE_DIFFERS = "outline-differs"
    OVERLAPS = "overlaps"


_OF_MISMATCH = {
    MismatchKind.ONLY_BAG: BuildingFlag.ONLY_BAG,
    MismatchKind.ONLY_BGT: BuildingFlag.ONLY_BGT,
    MismatchKind.OUTLINE: BuildingFlag.OUTLINE_DIFFERS,
}


def flags(area: Area, overlaps: Iterable[Overlap]) -> Mapping[str, tuple[BuildingFlag, ...]]:
    """The flags of every building by its id, in the order of `BuildingFlag`; some have none.

    Parameters
    ----------
    overlaps
        What `overlapping_panden` finds in the area.
    """
    found: defaultdict[str, set[BuildingFlag]] = defaultdict(set)
    for mismatch in area.report.mismatches:
        found[mismatch.building].add(_OF_MISMATCH[mismatch.kind])
    for overlap in overlaps:
        found[overlap.first].add(BuildingFlag.OVERLAPS)
        found[overlap.second].add(BuildingFlag.OVERLAPS)
    made_up = area.origin is Origin.SYNTHETIC
    told = {}
    for building in area.buildings:
        # What was made up is right about itself: there is nothing else to doubt.
        mine = {BuildingFlag.MADE_UP} if made_up else found[building.id] | _own(building)
        told[building.id] = tuple(flag for flag in BuildingFlag if flag in mine)
    return told


_SLOPES_KNOWN = (HeightOrigin.BAG3D_LOD22, HeightOrigin.DESIGN)


def _own(building: Building) -> set[BuildingFlag]:
    """What a building tells by itself; a plan is what it says it is."""
    if building.id.startswith(PLANNED_ID):
        return set()
    doubts = {
        BuildingFlag.HEIGHT_ESTIMATED: building.height_origin is HeightOrigin.NEIGHBOURS,
        BuildingFlag.HEIGHT_UNCERTAIN: (building.height_error or 0.0) > LARGE_ERROR,
        BuildingFlag.FEW_POINTS: building.point_density is not None
        and building.point_density < FEW_POINTS,
        BuildingFlag.MEASURED_WHILE_BUILT: building.year is not None
        and building.year == building.measured_in,
        # Of AHN and LoD 1.3 the parts of a roof are known, and not whether they slope.
        BuildingFlag.NO_MODEL: building.height_origin not in _SLOPES_KNOWN,
        BuildingFlag.YEAR_UNKNOWN: building.year is None,
    }
    return {flag for flag, applies in doubts.items() if applies}
