"""Places where devices can stand, as `twin.jobs.spots` found them in an area."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sensors.things import read_json
from twin.errors import FileUnreadable


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to stand.

    Attributes
    ----------
    kind
        `road`, `square`, `green`, `water`, `building` or `parking`.
    longitude_lonlat, latitude_lonlat
        Degrees, OGC:CRS84.
    ground
        Height of the ground in metres NAP.
    use
        What is around it: `homes`, `work` or `shops`.
    name
        What people call the place; empty when it has no name.
    """

    kind: str
    area: str
    longitude_lonlat: float
    latitude_lonlat: float
    ground: float
    use: str
    name: str


def read(path: Path) -> list[Spot]:
    """The spots in a GeoJSON file, in its order, which spreads them over the area.

    Raises
    ------
    FileUnreadable
        It is missing, no spots file, or has no spots.
    """
    document = read_json(path)
    try:
        spots = [_spot(feature) for feature in document["features"]]
    except (KeyError, TypeError, ValueError) as error:
        raise FileUnreadable(f"'{path}' is no spots file: {error!r}") from None
    if not spots:
        raise FileUnreadable(f"'{path}' has no spots", hint="is the area empty?")
    return spots


def _spot(feature: dict[str, Any]) -> Spot:
    longitude, latitude = feature["geometry"]["coordinates"]
    facts = feature["properties"]
    return Spot(
        kind=str(facts["kind"]),
        area=str(facts["area"]),
        longitude_lonlat=float(longitude),
        latitude_lonlat=float(latitude),
        ground=float(facts.get("ground_height", 0.0)),
        use=str(facts.get("use", "homes")),
        name=str(facts.get("name") or ""),
    )
