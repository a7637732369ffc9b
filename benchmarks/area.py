"""Reading areas: 3D BAG tiles to meshes against parsing their JSON and against cjio, and the rest.

cjio (https://github.com/cityjson/cjio) is measured when its command is on the path. It is no
dependency, and `triangle`, which it triangulates with, is not free for every use. It gets the same
work: LoD 2.2 of the same tile; its time includes its own start and writing the result, for it has
no other way to hand over. Needs the real data in `TWIN_SHARED_DATA` or beside the checkout; without
it only the sample is measured.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from twin.geo import bag3d, sample
from twin.jobs.load_area import NoProgress, read_area

SHARED = Path(os.environ.get("TWIN_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
TILE = SHARED / "twente" / "3dbag_v210908_fd2cee53_2097.json"


def seconds(work: Callable[[], object], repeat: int = 3) -> float:
    """The shortest of a few runs, in seconds of wall clock."""
    best = float("inf")
    for _ in range(repeat):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def figures() -> dict[str, dict[str, Any]]:
    """Every figure with its unit, its goal and what it is measured against."""
    found = {
        "sample_made": _figure(seconds(sample.make), "s", "<= 3.0", "nothing: 680 buildings made")
    }
    if not SHARED.is_dir():
        return found
    ours = seconds(lambda: bag3d.read(TILE))
    parse = seconds(lambda: json.loads(TILE.read_bytes()))
    found["tile_to_meshes"] = _figure(ours, "s", "<= 1.5", "350 buildings of Twente")
    found["tile_to_meshes_over_json"] = _figure(ours / parse, "ratio", "<= 8", "json.loads of it")
    peer = _cjio()
    if peer is not None:
        found["tile_to_meshes_over_cjio"] = _figure(
            ours / peer, "ratio", "<= 0.5", "cjio triangulate of its LoD 2.2"
        )
    for name, goal in (("twente", "<= 5.0"), ("delft", "<= 5.0")):
        source = str(SHARED / name)
        read = partial(read_area, source, shared=None, progress=NoProgress())
        taken = seconds(read, repeat=2)
        found[f"{name}_read"] = _figure(taken, "s", goal, "from files to an area")
    return found


def _figure(value: float, unit: str, goal: str, against: str) -> dict[str, Any]:
    return {"value": round(value, 3), "unit": unit, "goal": goal, "against": against}


def _cjio() -> float | None:
    """Seconds that cjio takes; None where it, or `triangle` that it needs, is not installed."""
    command = shutil.which("cjio")
    if command is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        # cjio triangulates version 2.0 only: upgrade first, outside the measurement.
        upgraded, out = str(Path(folder, "upgraded.json")), str(Path(folder, "out.json"))
        prepare = [command, str(TILE), "upgrade", "lod_filter", "2.2", "save", upgraded]
        subprocess.run(prepare, check=True, capture_output=True)
        times = []
        for _ in range(3):
            began = time.perf_counter()
            done = subprocess.run(
                [command, upgraded, "triangulate", "save", out], capture_output=True
            )
            times.append(time.perf_counter() - began)
            if done.returncode:
                return None
        return min(times)


if __name__ == "__main__":
    print(json.dumps(figures(), indent=2))
