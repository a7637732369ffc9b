"""Loops that numba compiles: made in the background, so that nobody waits for it at a first run.

Compiling all of them takes about a minute of one processor, once for each installation and version.
"""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from twin.jobs.identity import code
from twin.jobs.worker import end_with_parent
from twin.sim.indicators.base import Indicator
from twin.sim.indicators.registry import INDICATORS

_NICE = 19
_ROOM = 500_000_000
_FIRST = ("sun-facades", "sun-ground", "sky-view")
"""Indicators that people see while they draw."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """Whether the loops of this version are there.

    Attributes
    ----------
    mark
        A file that tells so, where numba keeps them.
    """

    mark: Path

    def __call__(self) -> bool:
        """Whether they are all compiled."""
        return self.mark.exists()


@contextlib.contextmanager
def compiling(place: Path, known: Mapping[str, Indicator] = INDICATORS) -> Iterator[Compiled]:
    """Have loops compiled where they are not yet, in a process that leaves the machine to others.

    It ends with the context, and with this process in whatever way that ends. Processes that are
    started from here find what it made.

    Parameters
    ----------
    place
        Where numba keeps them.
    """
    compiled = Compiled(mark_in(place))
    if compiled():
        yield compiled
        return
    process = get_context("spawn").Process(
        target=_serve, args=(compiled.mark, dict(known)), name="twin compile", daemon=True
    )
    process.start()
    try:
        yield compiled
    finally:
        process.kill()
        process.join()


def mark_in(place: Path) -> Path:
    """The file that tells that all is compiled by this version."""
    return place / f"compiled-{code().sources}"


def forget_older(place: Path) -> None:
    """Remove the machine code that another version left in `place`.

    For numba looks whether the file of a loop changed, and not those of what the loop calls.
    """
    told, now = place / "compiled-for", code().sources
    if not os.access(place if place.exists() else place.parent, os.W_OK):
        return  # numba writes nothing here either
    if told.exists() and told.read_text(encoding="ascii") == now:
        return
    for old in (*place.rglob("*.nb[ci]"), *place.glob("compiled-*")):
        old.unlink(missing_ok=True)
    place.mkdir(parents=True, exist_ok=True)
    told.write_text(now, encoding="ascii")


def compile_all(mark: Path, known: Mapping[str, Indicator]) -> None:
    """Ask every indicator about a few houses, before and after an edit; leave the mark then."""
    from twin.geo import sample
    from twin.jobs.cache import DiskCache
    from twin.sim.indicators.base import Case

    whole = sample.make()
    homes = tuple(each for each in whole.buildings if each.use == "woonfunctie")[:6]
    base = replace(whole, buildings=homes, trees=whole.trees[:5])
    after = replace(base, buildings=homes[1:], trees=whole.trees[1:5])
    in_order = sorted(known.values(), key=lambda one: one.name not in _FIRST)
    with tempfile.TemporaryDirectory() as folder:
        # Through the cache, since what comes out of it is of another kind of array.
        keep = DiskCache(Path(folder), _ROOM, "")
        for one in in_order:
            if not one.needs:
                one.compute(Case(after, base, "after", "base", keep=keep), one.parameters())
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()


def _serve(mark: Path, known: Mapping[str, Indicator]) -> None:
    """The body of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us decides
    threading.Thread(target=end_with_parent, name="parent", daemon=True).start()
    os.nice(_NICE)
    compile_all(mark, known)
