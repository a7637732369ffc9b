"""Areas that Twin knows by name: where they are and what they are made from."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from shapely import Polygon

from twin.geo.crs import check_rd


@dataclass(frozen=True, slots=True, eq=False)
class Preset:
    """An area by name; `boundary` in RD."""

    id: str
    name: str
    boundary: Polygon
    sources: tuple[str, ...]


@cache
def presets() -> dict[str, Preset]:
    """All presets by id, as `presets.toml` has them."""
    text = resources.files("twin.geo").joinpath("presets.toml").read_text(encoding="utf-8")
    found = {}
    for key, entry in tomllib.loads(text).items():
        boundary = Polygon(entry["boundary"])
        check_rd(boundary.bounds, f"preset {key}")
        found[key] = Preset(key, entry["name"], boundary, tuple(entry["sources"]))
    return found
