"""Pieces of ground with a name, on which figures are told: from a parcel to a district."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shapely import MultiPolygon, Polygon


class GroundLevel(StrEnum):
    """On what ground a figure is told; the same buildings have another density on each."""

    AREA = "plangebied"
    DISTRICT = "wijk"
    NEIGHBOURHOOD = "buurt"
    BLOCK = "bouwveld"
    PLOT = "kavel"


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A piece of ground.

    Attributes
    ----------
    id
        Of CBS (`BU01640303`) or of the Kadaster (`HGL00 A 1234`) where it is theirs.
    label
        What people call it.
    shape
        RD.
    """

    level: GroundLevel
    id: str
    label: str
    shape: Polygon | MultiPolygon
