"""Signs of life of ingest workers, for those who ask whether measurements come in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from twin.store.pool import Connection
from twin.store.queries import queries

_SQL = queries("workers")


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
    """

    id: str
    broker: str
    connected: bool
    received: int
    stored: int
    at: datetime
    waiting: Mapping[str, int] = field(default_factory=dict)


def beat(conn: Connection, sign: WorkerBeat) -> None:
    """Remember `sign` as the last one of that worker."""
    conn.execute(_SQL["beat"], asdict(sign) | {"waiting": json.dumps(dict(sign.waiting))})


def workers(conn: Connection) -> list[WorkerBeat]:
    """The last sign of every worker, the most recent first; whoever asks judges its age."""
    return [WorkerBeat(*row) for row in conn.execute(_SQL["workers"])]
