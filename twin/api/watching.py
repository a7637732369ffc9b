"""What alerts say, asked of the measurements at most once in a few seconds however many look."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from twin.store.alerts import Alert, Watched, watch
from twin.store.pool import Connection

FRESH = timedelta(seconds=5)
"""What was asked so shortly ago is told again."""


class Watching:
    """Remembers the last answer for each alert; lives as long as the app runs."""

    def __init__(self) -> None:
        self._known: dict[
            tuple[str, int, timedelta], tuple[int, datetime, tuple[Watched, ...]]
        ] = {}
        self._lock = threading.Lock()

    def of(
        self, conn: Connection, alert: Alert, now: datetime, back: timedelta
    ) -> tuple[Watched, ...]:
        """What an alert says from `back` before `now` on, as it was within the last `FRESH`."""
        key = (alert.area, alert.id, back)
        with self._lock:  # so that those who ask at once wait for one answer
            revision, at, answer = self._known.get(key, (0, now, ()))
            if revision == alert.revision and timedelta(0) <= now - at < FRESH:
                return answer
            answer = tuple(watch(conn, alert.area, alert.condition, now - back, now))
            self._known = {
                each: told for each, told in self._known.items() if abs(now - told[1]) < FRESH
            }
            self._known[key] = (alert.revision, now, answer)
            return answer
