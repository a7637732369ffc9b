"""How simulated or recorded time runs against the wall clock; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """Time that passes `speedup` times as fast from the moment `start` on.

    Attributes
    ----------
    start
        The moment of the series at which it begins.
    wall
        The wall clock then.
    """

    start: datetime
    wall: datetime
    speedup: float

    def due(self, at: datetime) -> datetime:
        """The wall clock when the moment `at` of the series comes.

        What is before the start is not sped up: it stands in the past as far as it was apart.
        """
        away = at - self.start
        return self.wall + (away if away < timedelta(0) else away / self.speedup)
