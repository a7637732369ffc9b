"""Reads batches of messages with what the worker knows: the registry, and what came before."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field

from twin.ingest import intake
from twin.model import Message
from twin.store import things
from twin.store.observations import DeadLetter, Reading
from twin.store.pool import Connection

_REFRESH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Read:
    """What messages say, and what had to be refused."""

    readings: list[Reading] = field(default_factory=list)
    dead_letters: list[DeadLetter] = field(default_factory=list)


class Reader:
    """Reads with the newest registry that a message needs.

    A stray that was not seen before is looked up at once, so that a device may publish as soon as
    it is registered; one that is known to be a stray at most once a second.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._strays: Set[tuple[str, str]] = frozenset()
        self._asked_at = float("-inf")

    def measure(self, messages: Sequence[Message]) -> Counter[str]:
        """How many readings `messages` hold, by source."""
        return Counter({"mqtt": sum(intake.read(message).readings for message in messages)})

    def reading(self, messages: Sequence[Message]) -> Callable[[Connection], Read]:
        """Reads `messages`, with the registry as it is in the database that it is given."""

        def read(conn: Connection) -> Read:
            decoded = [(message, intake.read(message)) for message in messages]
            wanted = {(one.thing, one.quantity) for _, said in decoded for one in said.observations}
            return Read(*intake.assign(decoded, self._covering(conn, wanted)))

        return read

    def _covering(
        self, conn: Connection, wanted: Set[tuple[str, str]]
    ) -> dict[tuple[str, str], int]:
        """Datastream ids by (thing, quantity), with those of `wanted` that there are."""
        strays = wanted - self._numbers.keys()
        now = time.monotonic()
        if strays - self._strays or (strays and now - self._asked_at >= _REFRESH_SECONDS):
            self._numbers = {key: one.id for key, one in things.registry(conn).streams.items()}
            self._strays = strays - self._numbers.keys()
            self._asked_at = now
        return self._numbers
