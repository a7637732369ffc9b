"""When to store what came in; without waiting, clock or database.

Messages gather until there are enough, until the first has waited long enough, or until none
came for a moment: a broker that waits for acknowledgements sends no more, so waiting longer
would only cost time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from twin.ingest.mqtt import Heard
from twin.model import Message


@dataclass(frozen=True, slots=True)
class Limits:
    """When a batch is due: any of the four.

    Attributes
    ----------
    messages
        So many messages.
    size
        So many bytes of them.
    age
        Seconds since its first message.
    quiet
        Seconds since its last message.
    """

    messages: int = 5_000
    size: int = 1_048_576
    age: float = 0.1
    quiet: float = 0.002


@dataclass(slots=True)
class Taken:
    """What gathered.

    Attributes
    ----------
    kept, loose
        Messages at QoS 1, which the broker keeps, and at QoS 0, which nobody else has.
    acknowledgement
        Acknowledges `kept`, as far as it came on `connection`.
    """

    kept: list[Message] = field(default_factory=list)
    loose: list[Message] = field(default_factory=list)
    acknowledgement: bytes = b""
    connection: int = 0


class Batch:
    """Messages in the order in which they came. Times are seconds of any one steady clock."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._taken = Taken()
        self._first = self._last = 0.0
        self.size = 0

    def __len__(self) -> int:
        return len(self._taken.kept) + len(self._taken.loose)

    def add(self, heard: Heard, connection: int, now: float) -> None:
        """Add the messages in `heard`, which came on `connection`, `now`."""
        if not self:
            self._first = now
        self._last = now
        taken = self._taken
        taken.kept += heard.kept
        taken.loose += heard.loose
        if connection != taken.connection:
            # What came on an earlier connection can no longer be acknowledged, and comes again.
            taken.connection, taken.acknowledgement = connection, b""
        taken.acknowledgement += heard.acknowledgement
        self.size += heard.size

    def wait(self, now: float) -> float | None:
        """Seconds until the batch is due if nothing more comes; None while it is empty."""
        if not self:
            return None
        if len(self) >= self._limits.messages or self.size >= self._limits.size:
            return 0.0
        due = min(self._first + self._limits.age, self._last + self._limits.quiet)
        return max(0.0, due - now)

    def due(self, now: float) -> bool:
        """Whether to store it now."""
        return self.wait(now) == 0.0

    def take(self) -> Taken:
        """What gathered; the batch is empty after it."""
        taken, self._taken, self.size = self._taken, Taken(), 0
        return taken

    def take_loose(self) -> list[Message]:
        """What gathered at QoS 0; the rest stays."""
        loose, self._taken.loose = self._taken.loose, []
        return loose
