"""Sun hours of a day over 0.25 to 16 km² in tiles: cost, memory, and the same through Dask.

Tiles of 1 km with the halo that a sun of 5 degrees asks for: 790 m, of which an area of 1 km² has
nothing and most tiles of a large one have all, so cost per km² must rise before it levels off. The
largest run goes once more through a Dask `LocalCluster` of two processes, if that is installed, and
every bit is compared.
Memory is the largest that a process of its own ever held, above what it held with the town alone:
that is what tiles must bound.
"""

from __future__ import annotations

import importlib
import json
import math
import subprocess
import sys
import time
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import numpy as np

from benchmarks.sun import CORNER, town
from twin.model import Area
from twin.sim.grid import Raster, cover
from twin.sim.ground_sun import sun_of_day
from twin.sim.tiles import Tile, hours_of_tile, tiles

SIDES = (500.0, 1000.0, 2000.0, 3000.0, 4000.0)
TILE = 1000.0
LOWEST = 5.0

_PEAK = """
import json, re, sys
from pathlib import Path
import benchmarks.scale as scale
def largest():
    # Unlike ru_maxrss this begins anew with a process.
    return int(re.search("VmHWM:\\\\s+([0-9]+)", Path("/proc/self/status").read_text())[1]) / 1024
scale.alone(scale.town(500.0))
area = scale.town(float(sys.argv[1]))
before = largest()
seconds, digest = scale.alone(area)
print(json.dumps([seconds, digest, largest() - before]))
"""


def light() -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The sun of 21 March above `LOWEST`."""
    azimuth, elevation = sun_of_day(date(2026, 3, 21), *CORNER)
    return azimuth[elevation > LOWEST], elevation[elevation > LOWEST]


def cut(area: Area) -> Iterator[Tile]:
    """The tiles of an area."""
    return tiles(area, cover(area.boundary, 1.0), TILE, LOWEST)


def compute(tile: Tile) -> Raster:
    """One tile; also what Dask sends to its workers."""
    return hours_of_tile(tile, *light(), 10.0)


def digest(found: Iterable[Raster]) -> int:
    """A checksum over all of them, in order."""
    total = 0
    for each in found:
        total = zlib.crc32(np.ascontiguousarray(each).tobytes(), total)
    return total


def alone(area: Area) -> tuple[float, int]:
    """Seconds and checksum of all tiles, cut and computed one after the other in this process."""
    began = time.perf_counter()
    found = digest(compute(tile) for tile in cut(area))
    return time.perf_counter() - began, found


def with_dask(side: float) -> tuple[float, int] | None:
    """The same through a cluster of two processes; None where Dask is not installed."""
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        print("distributed is not installed: left out", file=sys.stderr)
        return None
    parts = list(cut(town(side)))
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        began = time.perf_counter()
        found = digest(client.gather(client.map(compute, parts, pure=False)))
        return time.perf_counter() - began, found


def figures() -> dict[str, dict[str, Any]]:
    """Every figure with its unit, its goal and what it is measured against."""
    shown: dict[str, dict[str, Any]] = {}
    per_area: dict[float, float] = {}
    extra: dict[float, float] = {}
    sums: dict[float, int] = {}
    for side in SIDES:
        ended = subprocess.run(
            [sys.executable, "-c", _PEAK, str(side)], capture_output=True, text=True, check=True
        )
        seconds, sums[side], extra[side] = json.loads(ended.stdout)
        size = (side / 1000) ** 2
        per_area[side] = seconds / size
        shown[f"seconds_{size:g}_km2"] = _figure(seconds, "s", "", "a day, tiles of 1 km")
        shown[f"memory_{size:g}_km2"] = _figure(extra[side], "MB", "", "above the town")
    first, last = SIDES[1], SIDES[-1]
    shown["cost_per_area"] = _figure(
        per_area[last] / per_area[first], "ratio", "<= 1.5", "16 km² over 1 km², per km²"
    )
    shown["cost_exponent"] = _figure(
        math.log(per_area[last] / per_area[SIDES[0]]) / math.log((last / SIDES[0]) ** 2) + 1,
        "1", "<= 1.15", "cost grows as area to this power, 0.25 to 16 km²",
    )  # fmt: skip
    shown["cost_per_area_from_4"] = _figure(
        per_area[last] / per_area[SIDES[2]], "ratio", "<= 1.25", "16 km² over 4 km², per km²"
    )
    shown["memory_growth"] = _figure(
        extra[last] / extra[SIDES[3]],
        "ratio",
        "<= 1.1",
        "16 km² over 9 km²: from there on a tile has its halo on all sides",
    )
    clustered = with_dask(last)
    if clustered is not None:
        shown["dask_seconds"] = _figure(clustered[0], "s", "", "16 km², two processes")
        shown["dask_same"] = _figure(
            float(clustered[1] == sums[last]), "1", ">= 1", "16 km² without Dask, every bit"
        )
    return shown


def _figure(value: float, unit: str, goal: str, against: str) -> dict[str, Any]:
    return {"value": round(float(value), 4), "unit": unit, "goal": goal, "against": against}


if __name__ == "__main__":
    print(json.dumps(figures(), indent=2))
