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
    """

    received_at: datetime
    topic: str
    payload: bytes
    reason: RejectionReason
    detail: str
    thing: str | None = None


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
    source: str,
    *,
    received: int,
    stored: int,
    duplicate: int,
    dead_letters: Sequence[DeadLetter],
) -> None:
    """Keep `dead_letters` and add a batch to the totals; inside the caller's transaction."""
    if dead_letters:
        conn.execute(
            _SQL["add_dead_letters"],
            {
                "source": source,
                "received_at": [letter.received_at for letter in dead_letters],
                "topic": [_storable(letter.topic) for letter in dead_letters],
                "payload": [letter.payload[:KEPT_BYTES] for letter in dead_letters],
                "payload_size": [len(letter.payload) for letter in dead_letters],
                "reason": [letter.reason.value for letter in dead_letters],
                "detail": [_storable(letter.detail) for letter in dead_letters],
                "thing": [letter.thing and _storable(letter.thing) for letter in dead_letters],
            },
        )
    counts = {("received", ""): received, ("stored", ""): stored, ("duplicate", ""): duplicate}
    for reason, count in Counter(letter.reason.value for letter in dead_letters).items():
        counts["rejected", reason] = count
    added = [(*key, count) for key, count in counts.items() if count]
    conn.execute(
        _SQL["count"],
        {
            "source": source,
            "outcome": [outcome for outcome, _, _ in added],
            "reason": [reason for _, reason, _ in added],
            "count": [count for _, _, count in added],
        },
    )


def _storable(text: str) -> str:
    """`text` without what PostgreSQL cannot hold: NUL and half surrogate pairs become U+FFFD.

    Senders decide what is in it, and one such character must not stop a batch.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd")
