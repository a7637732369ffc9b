"""Signs of life of ingest workers, for those who ask whether measurements come in."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime

from twin.store.pool import Connection
from twin.store.queries import queries

_SQL = queries("workers")


BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds up to which `Delays` counts."""


@dataclass(slots=True)
class Delays:
    """How long messages took from reception to commit.

    Attributes
    ----------
    within
        How many took at most so long, for each of `BOUNDS`.
    count
        How many there were.
    seconds
        How long they took together.
    """

    within: list[int] = field(default_factory=lambda: [0] * len(BOUNDS))
    count: int = 0
    seconds: float = 0.0

    def add(self, received_at: Sequence[datetime], now: datetime) -> None:
        """Count messages that were committed `now`."""
        waits = sorted(max(0.0, (now - at).total_seconds()) for at in received_at)
        for place, bound in enumerate(BOUNDS):
            self.within[place] += bisect_right(waits, bound)
        self.count += len(waits)
        self.seconds += sum(waits)


@dataclass(frozen=True, slots=True)
class WorkerBeat:
    """What an ingest worker tells of itself.

    Attributes
    ----------
    id
        Its MQTT client id.
    broker
        Host and port of its broker, without credentials: everybody may see it.
    connected
        Whether the broker is there.
    received, stored
        Readings since the worker started.
    at
        When it told this.
    waiting
        Readings that it has and could not store yet, by source.
    delays
        How long storing took, since the worker started.
    """

    id: str
    broker: str
    connected: bool
    received: int
    stored: int
    at: datetime
    waiting: Mapping[str, int] = field(default_factory=dict)
    delays: Delays = field(default_factory=Delays)


def beat(conn: Connection, sign: WorkerBeat) -> None:
    """Remember `sign` as the last one of that worker."""
    # Not `asdict` of the whole: it makes nonsense of a Counter.
    told = {each.name: getattr(sign, each.name) for each in fields(sign)}
    told |= {
        "waiting": json.dumps(dict(sign.waiting)),
        "delays": json.dumps(asdict(sign.delays)),
    }
    conn.execute(_SQL["beat"], told)


def workers(conn: Connection) -> list[WorkerBeat]:
    """The last sign of every worker, the most recent first; whoever asks judges its age."""
    rows = conn.execute(_SQL["workers"])
    return [replace(WorkerBeat(*row), delays=Delays(**row[-1])) for row in rows]
