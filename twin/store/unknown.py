"""Devices that publish and that nobody registered, as the dead letters tell of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from twin.model import Message
from twin.store.pool import Connection
from twin.store.queries import queries

_SQL = queries("unknown")


@dataclass(frozen=True, slots=True)
class Stranger:
    """A device that was refused as `unknown_thing`.

    Attributes
    ----------
    name
        What its topic or payload calls it.
    source
        How it came in, as the ledger names it.
    readings
        How many readings of it were refused and are kept.
    samples
        Its newest messages, the last one first, as far as they were kept whole.
    """

    name: str
    source: str
    readings: int
    first_at: datetime
    last_at: datetime
    samples: tuple[Message, ...]


def strangers(
    conn: Connection, name: str | None = None, *, samples: int = 20, limit: int = 1_000
) -> list[Stranger]:
    """The unknown devices, or the one called `name`; the last heard first."""
    asked = {"name": name, "samples": samples, "limit": limit}
    return [
        Stranger(
            called, source, int(readings), first_at, last_at,
            tuple(map(Message, topics, payloads, moments)),
        )
        for called, source, readings, first_at, last_at, topics, payloads, moments in conn.execute(
            _SQL["devices"], asked
        )
    ]  # fmt: skip
