"""How long indicators took on this machine, and what that says of the next run."""

from __future__ import annotations

import contextlib
import heapq
import json
import os
import statistics
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

_REMEMBERED = 8


@dataclass(frozen=True, slots=True)
class Expected:
    """Seconds that something is expected to take.

    Attributes
    ----------
    seconds
        As earlier runs did in the middle.
    at_most
        As the slowest of them did; a first run, that finds nothing prepared, is often that one.
    """

    seconds: float
    at_most: float


class Durations:
    """Remembers, in a file, how many seconds each indicator took for how large an area.

    Parameters
    ----------
    path
        Of the file; None remembers for as long as the process lives.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._guard = threading.Lock()
        self._known = self._read()

    def remember(self, indicator: str, square_metres: float, seconds: float) -> None:
        """Keep what a computation took; of two processes that do so at once, the last counts."""
        with self._guard:
            kept = [*self._known.get(indicator, []), (square_metres, seconds)]
            self._known[indicator] = kept[-_REMEMBERED:]
            # A full disk costs an estimate, not the result that was just computed.
            with contextlib.suppress(OSError):
                self._write()

    def expect(self, indicator: str, square_metres: float) -> Expected | None:
        """What it will take for an area of that size; None when it never ran here."""
        with self._guard:
            known = list(self._known.get(indicator, []))
        if not known:
            return None
        # Work grows with the ground; what does not, makes an estimate from a smaller area too high.
        scaled = [seconds * square_metres / size for size, seconds in known if size > 0]
        if not scaled:
            return None
        return Expected(statistics.median(scaled), max(scaled))

    def _write(self) -> None:
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(f".{os.getpid()}")  # others may write at this moment
        draft.write_text(json.dumps(self._known))
        draft.replace(self._path)

    def _read(self) -> dict[str, list[tuple[float, float]]]:
        if self._path is None:
            return {}
        try:
            told = json.loads(self._path.read_text())
            return {
                name: [(float(size), float(seconds)) for size, seconds in pairs]
                for name, pairs in told.items()
            }
        except (OSError, ValueError, TypeError, AttributeError):
            return {}  # it is a convenience; what cannot be read is learned again


def together(
    needs: Mapping[str, Collection[str]], expected: Mapping[str, Expected], workers: int
) -> Expected:
    """What computations take together, each after its needs, by so many workers.

    Parameters
    ----------
    needs
        Of each computation, in an order in which each comes after what it needs. Needs that are
        no computation here are there already.
    expected
        Of each computation.
    """
    return Expected(
        _makespan(needs, {name: each.seconds for name, each in expected.items()}, workers),
        _makespan(needs, {name: each.at_most for name, each in expected.items()}, workers),
    )


def _makespan(
    needs: Mapping[str, Collection[str]], seconds: Mapping[str, float], workers: int
) -> float:
    waiting = list(needs)
    at_work: list[tuple[float, str]] = []
    now = 0.0
    while waiting or at_work:
        left = set(waiting) | {name for _, name in at_work}
        for name in [each for each in waiting if left.isdisjoint(needs[each])]:
            if len(at_work) < workers:
                waiting.remove(name)
                heapq.heappush(at_work, (now + seconds[name], name))
        now, _ = heapq.heappop(at_work)
    return now
