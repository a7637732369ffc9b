"""Counting what a reader leaves out, and why, and what it mends, for the `LoadReport`."""

from __future__ import annotations

from collections.abc import Iterable

from shapely.geometry.base import BaseGeometry

from twin.model import LeftOut

OUTSIDE = "outside the extent of the area"
"""The reason of what several readers leave out."""

_EXAMPLES = 3


class Tally:
    """Left-out objects by source and reason, in the order in which they were met."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], int] = {}
        self._examples: dict[tuple[str, str], list[str]] = {}
        self._repaired: dict[str, int] = {}

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

    def see(self, source: str, geometry: BaseGeometry | None) -> None:
        """Count a geometry that is not valid, and so will be mended."""
        if geometry is not None and not geometry.is_valid:
            self._repaired[source] = self._repaired.get(source, 0) + 1

    def repaired(self) -> tuple[tuple[str, int], ...]:
        """Geometries that were mended, by source."""
        return tuple(self._repaired.items())

    def left_out(self) -> tuple[LeftOut, ...]:
        """The counts so far."""
        return tuple(
            LeftOut(source, count, reason, tuple(self._examples[source, reason]))
            for (source, reason), count in self._counts.items()
        )
