"""Reads messages with what a worker knows: the registry, and what it read before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from twin.ingest import intake
from twin.ingest.database import Database
from twin.ingest.quality import Judge
from twin.model import Message
from twin.store.observations import DeadLetter, Reading, Series


@dataclass(frozen=True, slots=True)
class Read:
    """What messages say, and what had to be refused."""

    readings: list[Reading | Series] = field(default_factory=list)
    dead_letters: list[DeadLetter] = field(default_factory=list)


class Reader:
    """Reads each message once, in order, because quality is judged against what came before."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._judge = Judge()

    def read(self, messages: Sequence[Message]) -> Read:
        """What `messages` say, found in the registry and judged.

        Raises
        ------
        DatabaseAway
            The registry cannot be asked for.
        """
        read = Read()
        if not messages:
            return read
        known, judge = self._database.registry(), self._judge
        taken_in = [intake.read(message, known, judge) for message in messages]
        if any(one.strays for one in taken_in):
            # Perhaps they were registered a moment ago.
            known = self._database.registry(ask=True)
            taken_in = [
                intake.read(message, known, judge, settled=True) if one.strays else one
                for message, one in zip(messages, taken_in, strict=True)
            ]
        for one in taken_in:
            read.readings.extend(one.readings)
            read.readings.extend(one.series)
            read.dead_letters.extend(one.dead_letters)
        return read

    def measure(self, messages: Sequence[Message]) -> Counter[str]:
        """How many readings `messages` hold, by source; counted without judging them."""
        counts = Counter[str]()
        for message in messages:
            counts.update(intake.read(message, self._database.known, None).counts())
        return counts
