"""What was refused, tried again: once a device has been registered, its readings are stored."""

from __future__ import annotations

from dataclasses import dataclass

from twin.ingest import intake
from twin.ingest.quality import Judge
from twin.model import Message
from twin.store import ledger
from twin.store.observations import Outcome, Reading, Series, store_batch
from twin.store.pool import Connection
from twin.store.registry import Registry


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many dead letters were tried again, and what became of the readings in them."""

    letters: int
    outcome: Outcome


def replay(
    conn: Connection, registry: Registry, *, last: int, limit: int, thing: str | None = None
) -> Replayed:
    """Try the oldest dead letters again, all in one transaction.

    They are read as if they came in now, but with the time at which they did come in, and each is
    judged by itself, since what came before it is no longer known. Their counts in the ledger move
    from `rejected` to what becomes of them; what is refused again is a dead letter again.

    Call it until no letters are left::

        asked = ledger.replayable(conn, thing)
        while (done := replay(conn, registry, last=asked.last, limit=1_000, thing=thing)).letters:
            ...

    Parameters
    ----------
    last
        From `ledger.replayable`: the last letter to try.
    limit
        At most so many letters.
    thing
        Only those of this thing; None: of all.
    """
    with conn.transaction():
        letters = ledger.take(conn, last, limit, thing)
        read = [
            intake.read(
                Message(letter.topic, letter.payload, letter.received_at),
                registry,
                Judge(),
                via=letter.source.partition(":")[0],
                settled=True,
            )
            for letter in letters
        ]
        readings: list[Reading | Series] = [reading for one in read for reading in one.readings]
        outcome = store_batch(
            conn,
            readings + [series for one in read for series in one.series],
            [refused for one in read for refused in one.dead_letters],
            letters,
        )
    return Replayed(len(letters), outcome)
