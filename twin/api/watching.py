"""What alerts say, asked of the measurements at most once in a few seconds however many look."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from twin.store.alerts import Alert, Watched, watch
from twin.store.pool import Connection

FRESH = timedelta(seconds=5)
"""What was asked so shortly ago is told again."""
KEPT = timedelta(minutes=5)
"""What was asked longer ago than this is forgotten."""


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
        lately = self._told(key, alert, now, FRESH)
        if lately is not None:
            return lately
        # One asks at a time. Who has an answer of a while ago need not wait, nor hold a connection.
        before = self._told(key, alert, now, KEPT)
        if not self._lock.acquire(blocking=before is None) and before is not None:
            return before
        try:
            lately = self._told(key, alert, now, FRESH)  # asked by who held the lock
            if lately is not None:
                return lately
            answer = tuple(watch(conn, alert.area, alert.condition, now - back, now))
            kept = {each: told for each, told in self._known.items() if abs(now - told[1]) < KEPT}
            self._known = kept | {key: (alert.revision, now, answer)}
            return answer
        finally:
            self._lock.release()

    def _told(
        self, key: tuple[str, int, timedelta], alert: Alert, now: datetime, within: timedelta
    ) -> tuple[Watched, ...] | None:
        """The last answer, unless it is older or of another condition."""
        revision, at, answer = self._known.get(key, (0, now, ()))
        return answer if revision == alert.revision and abs(now - at) < within else None
