"""Where BGT and BAG tell different things about the same panden.

The two are drawn by different rules (the BGT where a wall meets the ground, the BAG as seen from
above), so small differences say nothing and are not told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import shapely
from shapely import MultiPolygon, Polygon

from twin.geo.panden import Pand
from twin.model import Mismatch, MismatchKind

LEAST_SHARED = 0.8
"""Ground of both as a share of the ground of either, below which outlines differ."""

LEAST_SQUARE_METRES = 5.0
"""Difference in m² above which it matters."""


def mismatches(
    panden: Sequence[Pand],
    mapped: Sequence[Pand],
    drawn: Mapping[str, Polygon | MultiPolygon],
    registered: Collection[str],
) -> tuple[Mismatch, ...]:
    """What BGT and BAG tell differently about the panden of an area.

    Parameters
    ----------
    panden
        Of the area, all sources together.
    mapped
        Of the BGT.
    drawn
        Footprints (RD) by id as the BAG has them, or 3D BAG, which follows it.
    registered
        Ids of the BAG; empty when none was given, and then nothing can be said to be missing in it.
    """
    on_map = {pand.id: pand.footprint for pand in mapped}
    found = []
    for pand in panden:
        on_ground, from_above = on_map.get(pand.id), drawn.get(pand.id)
        if on_ground is None:
            kind = MismatchKind.ONLY_BAG
            found.append(Mismatch(kind, pand.id, round(pand.footprint.area, 1), 0.0))
        elif registered and pand.id not in registered:
            kind = MismatchKind.ONLY_BGT
            found.append(Mismatch(kind, pand.id, round(on_ground.area, 1), 0.0))
        elif from_above is not None:
            both = shapely.intersection(on_ground, from_above).area
            either = on_ground.area + from_above.area - both
            if both < LEAST_SHARED * either and either - both > LEAST_SQUARE_METRES:
                kind = MismatchKind.OUTLINE
                found.append(Mismatch(kind, pand.id, round(either - both, 1), both / either))
    return tuple(found)
