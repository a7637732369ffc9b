"""Points for building in a way that helps nature, as municipalities count them.

Points = Σ measures × points each. The model does not know what is on a roof or in a wall, so the
measures are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that is taken a number of times; `points` are those of one."""

    name: str
    points: float
    count: int

    @property
    def total(self) -> float:
        """Points of all of them."""
        return self.points * self.count


def points(measures: Sequence[Measure]) -> float:
    """Points of all measures together."""
    return sum(each.total for each in measures)
