"""When to store what came in; without waiting, clock or database.

Messages gather until there are enough, until the first has waited long enough, or until none
came for a moment: a broker that waits for acknowledgements sends no more, so waiting longer
would only cost time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Limits:
    """When a batch is due: any of the three.

    Attributes
    ----------
    readings
        So many readings.
    age
        Seconds since its first message.
    quiet
        Seconds since its last message.
    """

    readings: int = 5_000
    age: float = 0.25
    quiet: float = 0.002


class Batch(Generic[Item]):
    """Messages in the order in which they came. Times are seconds of any one steady clock."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._items: list[Item] = []
        self._readings = 0
        self._first = self._last = 0.0

    def __len__(self) -> int:
        return len(self._items)

    def add(self, item: Item, readings: int, now: float) -> None:
        """Add a message that holds so many readings, received `now`."""
        if not self._items:
            self._first = now
        self._last = now
        self._items.append(item)
        self._readings += readings

    def wait(self, now: float) -> float | None:
        """Seconds until the batch is due if nothing more comes; None while it is empty."""
        if not self._items:
            return None
        if self._readings >= self._limits.readings:
            return 0.0
        due = min(self._first + self._limits.age, self._last + self._limits.quiet)
        return max(0.0, due - now)

    def due(self, now: float) -> bool:
        """Whether to store it now."""
        return self.wait(now) == 0.0

    def take(self) -> list[Item]:
        """What gathered; the batch is empty after it."""
        items, self._items, self._readings = self._items, [], 0
        return items
