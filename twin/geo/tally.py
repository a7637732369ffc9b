"""Counting what a reader leaves out, and why, for the `LoadReport`."""

from __future__ import annotations

from collections.abc import Iterable

from twin.model import LeftOut

_EXAMPLES = 3


class Tally:
    """Left-out objects by source and reason, in the order in which they were met."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], int] = {}
        self._examples: dict[tuple[str, str], list[str]] = {}

    def leave_out(self, source: str, reason: str, *examples: str, count: int = 1) -> None:
        """Count `count` objects of `source` that are left out for `reason`."""
        if not count:
            return
        key = (source, reason)
        self._counts[key] = self._counts.get(key, 0) + count
        kept = self._examples.setdefault(key, [])
        kept.extend(examples[: _EXAMPLES - len(kept)])

    def add(self, left_out: Iterable[LeftOut]) -> None:
        """Count what another reader left out."""
        for each in left_out:
            self.leave_out(each.source, each.reason, *each.examples, count=each.count)

    def left_out(self) -> tuple[LeftOut, ...]:
        """The counts so far."""
        return tuple(
            LeftOut(source, count, reason, tuple(self._examples[source, reason]))
            for (source, reason), count in self._counts.items()
        )
