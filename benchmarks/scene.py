"""Composing scenes: seconds, and bytes on the wire.

Against what the web app may load in all (3 MB, of which 1.5 MB for the meshes) and, for Twente,
against the CityJSON that its meshes come from, compressed in the same way. Needs the real data in
`TWIN_SHARED_DATA` or beside the checkout for Twente; without it only the sample is measured.
"""

from __future__ import annotations

import gzip
import os
import time
from pathlib import Path
from typing import Any

from twin.geo import sample
from twin.jobs.load_area import NoProgress, read_area
from twin.model import Area
from twin.scene.compose import scene_meshes
from twin.scene.glb import Paint, encode

SHARED = Path(os.environ.get("TWIN_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
LEVEL = 6
"""Of gzip, as the API compresses."""


def files(area: Area) -> tuple[dict[str, bytes], float]:
    """The meshes of an area as files, and the shortest of three times it takes, in seconds."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        made = {name: encode(mesh, Paint.VERTEX) for name, mesh in scene_meshes(area).items()}
        best = min(best, time.perf_counter() - began)
    return made, best


def megabytes(contents: list[bytes]) -> float:
    """Their size after gzip, in MB of a million bytes."""
    return sum(len(gzip.compress(content, LEVEL)) for content in contents) / 1e6


def figures() -> dict[str, dict[str, Any]]:
    """Every figure with its unit, its goal and what it is measured against."""
    made, seconds = files(sample.make())
    found = {
        "sample_composed": _figure(seconds, "s", "<= 1.5", "680 buildings, all layers"),
        "sample_on_the_wire": _figure(megabytes(list(made.values())), "MB", "<= 1.5", "gzip"),
    }
    if not SHARED.is_dir():
        return found
    folder = SHARED / "twente"
    made, seconds = files(read_area(str(folder), shared=None, progress=NoProgress()))
    ours = megabytes([made["buildings"]])
    theirs = megabytes([path.read_bytes() for path in sorted(folder.glob("*.json"))])
    return found | {
        "twente_composed": _figure(seconds, "s", "<= 3", "884 buildings at LoD 2.2"),
        "twente_on_the_wire": _figure(megabytes(list(made.values())), "MB", "<= 2.5", "gzip"),
        "twente_buildings_over_cityjson": _figure(
            ours / theirs, "ratio", "<= 0.5", "the CityJSON of the same, all LoDs, gzip"
        ),
    }


def _figure(value: float, unit: str, goal: str, against: str) -> dict[str, Any]:
    return {"value": round(value, 4), "unit": unit, "goal": goal, "against": against}
