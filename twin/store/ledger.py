"""The books of ingest: received = stored + duplicate + rejected + waiting, and what was refused.

What waits is told by the workers that hold it (`twin.store.workers`) and is received here once it
is stored. `expired` is beside the sum: what was stored, and deleted when its retention had passed.

Readings are counted, not messages; an unreadable message counts as one. The counting itself is
done by `twin.store.observations.store_batch`, in the transaction of the data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from twin.model import RejectionReason
from twin.store.pool import Connection
from twin.store.queries import queries

Outcome = Literal["received", "stored", "duplicate", "rejected", "expired"]

KEPT_BYTES = 4096
"""How much of a refused message is kept; its whole size is kept as a number."""

REPLAYABLE = (
    RejectionReason.UNKNOWN_THING,
    RejectionReason.UNKNOWN_DATASTREAM,
    RejectionReason.UNKNOWN_PROFILE,
    RejectionReason.WRONG_ADDRESS,
    RejectionReason.RETIRED,
)
"""Refusals that registering a thing can mend, so that trying again makes sense."""

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
class KeptLetter:
    """A dead letter of which the whole payload was kept, so that it can be tried again.

    Attributes
    ----------
    count
        How many readings it stands for in the books.
    """

    id: int
    source: str
    received_at: datetime
    topic: str
    payload: bytes
    reason: RejectionReason
    thing: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Replayable:
    """How many dead letters can be tried again, and the number of the last of them."""

    letters: int
    last: int


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A running total in readings.

    Attributes
    ----------
    outcome
        `received` is counted on its own: per source it equals stored + duplicate + rejected.
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


def replayable(conn: Connection, thing: str | None = None) -> Replayable:
    """What `take` could take: of `thing`, or of all."""
    row = conn.execute(_SQL["replayable"], _asked(thing)).fetchone()
    assert row is not None  # noqa: S101 - an aggregate gives one row
    return Replayable(*row)


def take(conn: Connection, last: int, limit: int, thing: str | None = None) -> list[KeptLetter]:
    """Take at most `limit` dead letters out, oldest first, to try them again.

    Call it in a transaction, and in the same transaction give what it returns to `store_batch` as
    `replayed`: that moves their counts to what becomes of them now. Until the commit nobody else
    takes them, and without it they stay.

    Parameters
    ----------
    last
        From `replayable`; what is refused again gets a higher number, so that replaying ends.
    thing
        Of this thing only.
    """
    rows = conn.execute(_SQL["take"], _asked(thing) | {"last": last, "limit": limit})
    return [
        KeptLetter(
            number, source, received_at, topic, payload, RejectionReason(reason), name, count
        )
        for number, source, received_at, topic, payload, reason, name, count in rows
    ]


def _asked(thing: str | None) -> dict[str, Any]:
    return {"thing": thing, "reasons": [reason.value for reason in REPLAYABLE]}


def record(
    conn: Connection,
    readings: Counter[str],
    stored: Counter[str],
    dead_letters: Sequence[DeadLetter],
    replayed: Sequence[KeptLetter],
) -> None:
    """Keep `dead_letters` and add a batch to the totals; inside the caller's transaction.

    Parameters
    ----------
    readings
        How many readings were not refused, by source.
    stored
        How many of those were new, by source; the others are duplicates.
    replayed
        Dead letters that this batch was made from: they are no longer rejected.
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
    for kept in replayed:
        counts[kept.source, "received", ""] -= kept.count
        counts[kept.source, "rejected", kept.reason.value] -= kept.count
    if replayed:
        # All rows in the order in which others count, before the two steps.
        conn.execute(_SQL["lock"], _columns(counts))
        conn.execute(_SQL["uncount"], _columns(-counts))
    conn.execute(_SQL["count"], _columns(+counts))


def _columns(counts: Counter[tuple[str, Outcome, str]]) -> dict[str, Any]:
    added = [(*key, count) for key, count in counts.items()]
    return {
        "source": [source for source, _, _, _ in added],
        "outcome": [outcome for _, outcome, _, _ in added],
        "reason": [reason for _, _, reason, _ in added],
        "count": [count for _, _, _, count in added],
    }


def _storable(text: str) -> str:
    """`text` without what PostgreSQL cannot hold: NUL and half surrogate pairs become U+FFFD.

    Senders decide what is in it, and one such character must not stop a batch.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd")
