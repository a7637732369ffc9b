"""The books of ingest: received = stored + duplicate + rejected, and what was refused.

Readings are counted, not messages; an unreadable message counts as one. The counting itself is
done by `twin.store.observations.store_batch`, in the transaction of the data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from twin.model import RejectionReason
from twin.store.pool import Connection
from twin.store.queries import queries

Outcome = Literal["received", "stored", "duplicate", "rejected"]

KEPT_BYTES = 4096
"""How much of a refused message is kept; its whole size is kept as a number."""

_SQL = queries("ledger")


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A refused message, or a refused reading in it.

    Attributes
    ----------
    detail
        What is wrong, in one sentence.
    thing
        The device, as far as it is known.
    source
        Where it comes from, as the ledger names it.
    count
        How many readings it stands for.
    """

    received_at: datetime
    topic: str
    payload: bytes
    reason: RejectionReason
    detail: str
    thing: str | None = None
    source: str = "mqtt"
    count: int = 1


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A running total in readings.

    Attributes
    ----------
    outcome
        `received` is counted on its own: per source it equals the sum of the other three.
    reason
        Why, for `rejected`; empty otherwise.
    """

    source: str
    outcome: Outcome
    reason: str
    count: int


def totals(conn: Connection) -> list[LedgerRow]:
    """The running totals since the beginning, by source, outcome and reason."""
    return [LedgerRow(*row) for row in conn.execute(_SQL["totals"])]


def record(
    conn: Connection,
    readings: Counter[str],
    stored: Counter[str],
    dead_letters: Sequence[DeadLetter],
) -> None:
    """Keep `dead_letters` and add a batch to the totals; inside the caller's transaction.

    Parameters
    ----------
    readings
        How many readings were not refused, by source.
    stored
        How many of those were new, by source; the others are duplicates.
    """
    if dead_letters:
        conn.execute(
            _SQL["add_dead_letters"],
            {
                "source": [letter.source for letter in dead_letters],
                "received_at": [letter.received_at for letter in dead_letters],
                "topic": [_storable(letter.topic) for letter in dead_letters],
                "payload": [letter.payload[:KEPT_BYTES] for letter in dead_letters],
                "payload_size": [len(letter.payload) for letter in dead_letters],
                "reason": [letter.reason.value for letter in dead_letters],
                "detail": [_storable(letter.detail) for letter in dead_letters],
                "thing": [letter.thing and _storable(letter.thing) for letter in dead_letters],
                "count": [letter.count for letter in dead_letters],
            },
        )
    counts = Counter[tuple[str, Outcome, str]]()
    for source, count in readings.items():
        counts[source, "received", ""] += count
        counts[source, "stored", ""] += stored[source]
        counts[source, "duplicate", ""] += count - stored[source]
    for letter in dead_letters:
        counts[letter.source, "received", ""] += letter.count
        counts[letter.source, "rejected", letter.reason.value] += letter.count
    _count(conn, counts)


def _count(conn: Connection, counts: Counter[tuple[str, Outcome, str]]) -> None:
    """Add `counts`, by source, outcome and reason, to the totals."""
    added = [(*key, count) for key, count in counts.items() if count]
    conn.execute(
        _SQL["count"],
        {
            "source": [source for source, _, _, _ in added],
            "outcome": [outcome for _, outcome, _, _ in added],
            "reason": [reason for _, _, reason, _ in added],
            "count": [count for _, _, _, count in added],
        },
    )


def _storable(text: str) -> str:
    """`text` without what PostgreSQL cannot hold: NUL and half surrogate pairs become U+FFFD.

    Senders decide what is in it, and one such character must not stop a batch.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd")
