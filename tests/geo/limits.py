"""Reads paths with little memory and time, as a process: `python -m tests.geo.limits PATH…`.

Writes as JSON which of our own errors refused each; any other error ends it.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import twin.geo.rasters
import twin.geo.reading  # noqa: F401 - libraries count before the limit
from twin.errors import TwinError
from twin.jobs.load_area import NoProgress, read_area

MEMORY = 1_000_000_000  # bytes of address space beyond what the libraries map
SECONDS = 120  # of processor time, for all of them


def main() -> None:
    """Read the paths in the arguments."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    allowed = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    told = {}
    for path in sys.argv[1:]:
        try:
            read_area(path, shared=None, progress=NoProgress())
        except TwinError as error:
            told[path] = str(error)
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
