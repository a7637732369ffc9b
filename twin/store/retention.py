"""Taking away what is older than its passport allows; reading leaves it out by itself at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from twin.store.pool import Connection
from twin.store.queries import queries

DEAD_LETTERS_KEPT = timedelta(days=30)
"""How long a refused message can be looked at and replayed."""

_SQL = queries("retention")


@dataclass(frozen=True, slots=True)
class Removed:
    """How much was taken off the disk."""

    observations: int
    dead_letters: int


def enforce(conn: Connection, dead_letters_kept: timedelta = DEAD_LETTERS_KEPT) -> Removed:
    """Delete observations beyond the retention of their datastream, and old dead letters.

    Ask it every hour; with TimescaleDB the database does so itself, and asking is harmless. The
    ledger counts deleted observations as `expired`.
    """
    row = conn.execute(_SQL["enforce"], {"dead_letters_kept": dead_letters_kept}).fetchone()
    assert row is not None  # noqa: S101 - a query without FROM gives one row
    return Removed(*row)
