"""Storing a batch of which the database refuses a part for what it is, without holding up the rest.

Trying such a batch again would fail for ever. It is halved until what the database refuses stands
alone, and that becomes a dead letter. The halves are transactions of their own: after a crash in
between, the stored ones come again as duplicates.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from twin.errors import DatabaseAway
from twin.ingest.database import Unstorable
from twin.model import RejectionReason
from twin.store.observations import DeadLetter, Outcome, Reading, Series
from twin.store.readings import columns

log = logging.getLogger("twin.ingest")

Store = Callable[[Sequence[Reading | Series], Sequence[DeadLetter]], Outcome]
"""Stores a batch in one transaction; raises `Unstorable` or `DatabaseAway`."""


def store_all(
    store: Store, readings: Sequence[Reading | Series], dead_letters: Sequence[DeadLetter]
) -> Outcome:
    """Store `readings` and `dead_letters`, and what cannot be stored as a dead letter.

    Raises
    ------
    DatabaseAway
        The database is away, or refuses even that dead letter. What was stored is stored.
    """
    try:
        return store(readings, dead_letters)
    except Unstorable as problem:
        log.error("event=unstorable why=%r", str(problem))
    single: list[Reading | DeadLetter] = []
    for one in readings:
        if isinstance(one, Series):
            held = columns([one])
            single += map(held.reading, range(len(held)))
        else:
            single.append(one)
    return _apart(store, [*single, *dead_letters])


def _apart(store: Store, items: Sequence[Reading | DeadLetter]) -> Outcome:
    try:
        return store(
            [one for one in items if isinstance(one, Reading)],
            [one for one in items if isinstance(one, DeadLetter)],
        )
    except Unstorable as problem:
        if len(items) == 1:
            return _refuse(store, items[0], str(problem))
    half = len(items) // 2
    first, second = _apart(store, items[:half]), _apart(store, items[half:])
    return Outcome(
        first.stored + second.stored,
        first.duplicate + second.duplicate,
        first.rejected + second.rejected,
    )


def _refuse(store: Store, item: Reading | DeadLetter, why: str) -> Outcome:
    """Keep one that was refused, as a dead letter of plain text."""
    letter = DeadLetter(
        received_at=item.received_at,
        topic="",
        payload=ascii(item).encode(),
        reason=RejectionReason.UNSTORABLE,
        detail=f"the database refused it: {why}",
        source=item.source,
        count=item.count if isinstance(item, DeadLetter) else 1,
    )
    try:
        return store([], [letter])
    except Unstorable as problem:
        raise DatabaseAway(f"the database refuses even a dead letter: '{problem}'") from problem
