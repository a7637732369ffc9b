"""Peers as programs of their own: each in an environment of its own, made on demand.

Some are under AGPL or GPL and are oracles only; none is a dependency. They live in
`TWIN_BENCH_CACHE`, or a cache folder of the user.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

CACHE = Path(
    os.environ.get("TWIN_BENCH_CACHE")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "twin-bench"
)


def environment(name: str) -> Path | None:
    """The Python in which a peer is installed; None, and told, where that fails."""
    if name == "embreex":
        return Path(sys.executable)
    home = CACHE / name
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        for command in (
            [sys.executable, "-m", "venv", str(home)],
            [str(python), "-m", "pip", "install", "--quiet", name],
        ):
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
            if ended.returncode:
                tell(f"{name} cannot be installed: {ended.stderr.strip().splitlines()[-1:]}")
                return None
        (home / "ready").touch()
    return python


def run(name: str, script: str, *arguments: str | Path) -> dict[str, Any] | None:
    """What a peer's script prints as its last line, in JSON; None, and told, where it fails."""
    python = environment(name)
    if python is None:
        return None
    command = [python, "-c", script, *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        tell(f"{name} failed: {(ended.stderr.strip().splitlines() or ['?'])[-1]}")
        return None
    printed: dict[str, Any] = json.loads(ended.stdout.strip().splitlines()[-1])
    return printed


def tell(line: str) -> None:
    """Say which peer does not take part, and why."""
    print(f"peer left out: {line}", file=sys.stderr)
