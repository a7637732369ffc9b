"""Reading areas: files to a ready model against plain reading of the same files, and against cjio.

Plain reading is what GDAL (pyogrio), laspy and orjson do to get the same bytes into memory, without
a thought on what they mean. cjio (https://github.com/cityjson/cjio) is no dependency, and what it
triangulates with is not free for every use; it is measured where it is installed apart::

    python -m venv .bench/cjio && .bench/cjio/bin/pip install cjio triangle

It gets the same work: LoD 2.2 of the same tile, and only its triangulation is timed, neither its
start nor its reading and writing. A square kilometre is the files of Delft, 25 times side by side.
All times are processor time, since this machine is shared. Needs the real data in
`TWIN_SHARED_DATA` or beside the checkout; without it only the sample is measured.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import laspy
import numpy as np
import orjson
import pyogrio

from benchmarks._repeated import repeat
from twin.geo import bag3d, bgt, sample
from twin.geo.inputs import find_inputs
from twin.jobs.load_area import NoProgress, read_area

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("TWIN_SHARED_DATA") or ROOT.parent / "shared" / "data")
TILE = SHARED / "twente" / "3dbag_v210908_fd2cee53_2097.json"
CJIO = ROOT / ".bench" / "cjio" / "bin"

_TRIANGULATE = """
import sys, time
from cjio import cityjson
with open(sys.argv[1]) as stream:
    model = cityjson.reader(stream)
began = time.process_time()
model.triangulate(False)
print(time.process_time() - began)
"""
_PEAK = """
import re, sys
from pathlib import Path
from twin.jobs.load_area import NoProgress, read_area
import twin.geo.rasters, twin.geo.reading
def largest():
    # Unlike ru_maxrss this begins anew with a process.
    return int(re.search("VmHWM:\\\\s+([0-9]+)", Path("/proc/self/status").read_text())[1])
libraries = largest()
read_area(sys.argv[1], shared=None, progress=NoProgress())
print(libraries, largest())
"""


def seconds(work: Callable[[], object], repeat: int = 3) -> float:
    """The shortest of a few runs, in seconds of processor time."""
    best = float("inf")
    for _ in range(repeat):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
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
            ours / peer, "ratio", "<= 0.1", "cjio triangulate of its LoD 2.2, in memory already"
        )
    gml = _that_gdal_reads(sorted((SHARED / "hilversum-bgt").glob("*.gml")))
    found["bgt_gml_over_gdal"] = _figure(
        seconds(lambda: bgt.read(gml)) / seconds(partial(_plain, gml)),
        "ratio", "<= 3", "GDAL reading the same GML, half of whose panden it gets as points",
    )  # fmt: skip
    delft = find_inputs([SHARED / "delft"]).files
    for name in ("delft", "twente"):
        folder = SHARED / name
        taken = seconds(partial(read_area, str(folder), shared=None, progress=NoProgress()), 2)
        found[f"{name}_ready"] = _figure(taken, "s", "<= 5.0", "from files to an area")
        libraries, peak = _peak(folder)
        found[f"{name}_peak"] = _figure(
            peak, "MB", "<= 1000", f"of the process; {libraries} MB before it read a file"
        )
    found["delft_ready_over_plain"] = _figure(
        found["delft_ready"]["value"] / seconds(partial(_plain, delft)),
        "ratio", "<= 3", "GDAL, laspy and orjson reading the same files",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as made:
        repeat(SHARED / "delft", Path(made), 5)
        found |= _kilometre(Path(made))
    return found


def _kilometre(folder: Path) -> dict[str, dict[str, Any]]:
    """1.1 km²: 25 times Delft."""
    taken = seconds(partial(read_area, str(folder), shared=None, progress=NoProgress()), 1)
    plain = seconds(partial(_plain, sorted(folder.iterdir())), 1)
    libraries, peak = _peak(folder)
    return {
        "km_ready": _figure(taken, "s", "", "4,416 panden, 10,550 surfaces, 21 million points"),
        "km_ready_over_plain": _figure(
            taken / plain, "ratio", "<= 3", "GDAL, laspy and orjson reading the same files"
        ),
        "km_peak": _figure(
            peak, "MB", "<= 4000", f"of the process; {libraries} MB before it read a file"
        ),
    }


def _figure(value: float, unit: str, goal: str, against: str) -> dict[str, Any]:
    return {"value": round(value, 3), "unit": unit, "goal": goal, "against": against}


def _plain(paths: Sequence[Path]) -> None:
    """Get the same files into memory with nothing but their libraries."""
    for path in paths:
        if path.suffix in (".las", ".laz"):
            cloud = laspy.read(path)
            np.column_stack([np.asarray(cloud.x), np.asarray(cloud.y), np.asarray(cloud.z)])
        elif path.suffix == ".jsonl":
            for line in path.read_bytes().splitlines():
                orjson.loads(line)
        elif path.suffix == ".json":
            orjson.loads(path.read_bytes())
        else:
            for layer, _ in pyogrio.list_layers(path):
                pyogrio.raw.read(path, layer=layer)


def _that_gdal_reads(paths: Sequence[Path]) -> list[Path]:
    """Those that GDAL can read at all."""
    found = []
    for path in paths:
        try:
            _plain([path])
        except (pyogrio.errors.GeometryError, pyogrio.errors.FeatureError):
            print(f"GDAL cannot read {path.name}", file=sys.stderr)
        else:
            found.append(path)
    return found


def _peak(folder: Path) -> tuple[int, int]:
    """Megabytes of a process with its libraries, and at its largest while it reads an area."""
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, str(folder)],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    libraries, peak = (round(int(text) / 1000) for text in done.stdout.split())
    return libraries, peak


def _cjio() -> float | None:
    """Seconds that cjio takes; None where it, or `triangle` that it needs, is not installed."""
    if not (CJIO / "cjio").exists():
        return None
    with tempfile.TemporaryDirectory() as folder:
        # cjio triangulates version 2.0 only: upgrade first, outside the measurement.
        upgraded = str(Path(folder, "upgraded.json"))
        prepare = [str(CJIO / "cjio"), str(TILE), "upgrade", "lod_filter", "2.2", "save", upgraded]
        subprocess.run(prepare, check=True, capture_output=True)
        done = subprocess.run(
            [str(CJIO / "python"), "-c", _TRIANGULATE, upgraded], capture_output=True, text=True
        )
        return float(done.stdout.split()[-1]) if done.returncode == 0 else None


if __name__ == "__main__":
    print(json.dumps(figures(), indent=2))
