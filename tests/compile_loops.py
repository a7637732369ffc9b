"""Has the loops of all indicators compiled before the tests begin: `python -m tests.compile_loops`.

It takes a minute of one core, once for each version of them. Else every process of the tests and
every command that they start compiles what it needs, several at a time the same.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from twin.cli.loops import kept_loops
from twin.jobs.compiled import compile_all, mark_in
from twin.sim.indicators.registry import INDICATORS

FOLDER = Path(tempfile.gettempdir()) / "twin-tests"
"""Where they are kept if not beside the sources."""


def main() -> None:
    """Compile them where they are not yet."""
    mark = mark_in(kept_loops(FOLDER))
    if not mark.exists():
        compile_all(mark, INDICATORS)


if __name__ == "__main__":
    main()
