"""`make bench`: run the benchmarks, or those that are named, and keep their figures in `.bench/`.

A benchmark is a module beside this one with a function `figures()`, which gives per figure its
`value`, `unit`, `goal` (such as `>= 0.8`) and what it is measured `against`; goal and peer may be
empty. A goal that is missed is told and is no failure: figures depend on the machine.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
KEYS = {"value", "unit", "goal", "against"}
_COMPARE = {">=": float.__ge__, "<=": float.__le__, ">": float.__gt__, "<": float.__lt__}


def names() -> list[str]:
    """The benchmarks that there are."""
    here = Path(__file__)
    return sorted(path.stem for path in here.parent.glob("[a-z]*.py") if path.stem != here.stem)


def met(value: float, goal: str) -> bool | None:
    """Whether `value` meets a goal such as `>= 0.8`; None without a goal."""
    if not goal:
        return None
    sign, bound = goal.split()
    return bool(_COMPARE[sign](float(value), float(bound)))


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
    }


def commit() -> str:
    """The commit that was measured, with `-dirty` when files differ from it."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return described.stdout.strip() or "unknown"


def run(name: str) -> dict[str, Any]:
    """Run one benchmark, keep its figures in `.bench/NAME.json` and return what is in it."""
    figures: dict[str, dict[str, Any]] = importlib.import_module(f"benchmarks.{name}").figures()
    for figure, facts in figures.items():
        if set(facts) != KEYS:
            raise SystemExit(f"error: figure '{figure}' of '{name}' must have {sorted(KEYS)}")
    report = {
        "figures": figures,
        "machine": machine(),
        "commit": commit(),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    directory = ROOT / ".bench"
    directory.mkdir(exist_ok=True)
    (directory / f"{name}.json").write_text(json.dumps(report, indent=2) + "\n")
    return report


def table(name: str, report: dict[str, Any]) -> Table:
    """The figures of one benchmark for people."""
    shown = Table(
        "figure", "value", "unit", "goal", "", "against", title=name, title_justify="left"
    )
    words = {None: "", True: "met", False: "missed"}
    for figure, facts in report["figures"].items():
        verdict = words[met(facts["value"], facts["goal"])]
        value = f"{facts['value']:,}"
        shown.add_row(figure, value, facts["unit"], facts["goal"], verdict, facts["against"])
    return shown


def main(wanted: Sequence[str]) -> None:
    """Run the benchmarks called `wanted`, or all."""
    unknown = set(wanted) - set(names())
    if unknown:
        raise SystemExit(f"error: no benchmark '{unknown.pop()}'\nhint: {', '.join(names())}")
    console = Console()
    for name in wanted or names():
        console.print(table(name, run(name)))


if __name__ == "__main__":
    main(sys.argv[1:])
