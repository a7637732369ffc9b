"""Results in the database, as `run_scenario` finds and saves them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twin.jobs.run_scenario import Record
from twin.store import results


class InDatabase:
    """Results in the database, for `run_scenario`."""

    def __init__(self, connect: Callable[[], Any], most: int) -> None:
        self._connect = connect
        self._most = most

    def find(self, key: str) -> Record | None:
        """The result of that key, which is now used again."""
        # In one transaction, so that nobody forgets its arrays between the two questions.
        with self._connect() as conn, conn.transaction():
            kept = results.use_result(conn, key)
            if kept is None:
                return None
            return Record(kept, {each.digest: each for each in results.arrays_of(conn, key)})

    def has(self, key: str) -> bool:
        """Whether there is a result of that key."""
        with self._connect() as conn:
            return results.is_there(conn, key)

    def save(self, record: Record) -> None:
        """Keep a result, and make room for it."""
        with self._connect() as conn:
            results.save_result(conn, record.kept, list(record.arrays.values()))
            results.forget(conn, self._most)
