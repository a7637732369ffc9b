"""Spreads new observations to listeners: one database connection however many listeners.

A listener holds at most one waiting observation per datastream: who is slow sees fewer values in
between, never older ones, and costs no more memory than there are datastreams.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import psycopg

from twin.errors import DatabaseAway
from twin.store.evenings import CHANNEL as EVENINGS
from twin.store.observations import LiveRow, changed_since, latest
from twin.store.pool import Connection, connect
from twin.store.things import list_things

_log = logging.getLogger(__name__)
_WAKE_SECONDS = 1.0
_RETRY_SECONDS = 2.0
_NEXT = timedelta(microseconds=1)


class Listener:
    """The observations that wait for one listener, in the event loop in which it was made."""

    def __init__(self, area: str | None) -> None:
        self.area = area
        self.database_away = False
        self._waiting: dict[int, LiveRow] = {}
        self._loop = asyncio.get_running_loop()
        self._stirred = asyncio.Event()

    async def take(self, seconds: float) -> list[LiveRow]:
        """What waits, oldest first, as soon as there is any; nothing after `seconds`."""
        try:
            await asyncio.wait_for(self._stirred.wait(), seconds)
        except TimeoutError:
            return []
        self._stirred.clear()
        rows = sorted(self._waiting.values(), key=lambda row: row.stored_at)
        self._waiting.clear()
        return rows

    def put(self, rows: Iterable[LiveRow]) -> None:
        """Let `rows` wait; from within the event loop."""
        for row in rows:
            self._waiting[row.datastream] = row
        self._stirred.set()

    def tell(self, rows: Iterable[LiveRow], *, database_away: bool) -> None:
        """The same from another thread; an ended loop has nobody to tell."""

        def stir() -> None:
            self.database_away = database_away
            self.put(rows)

        try:
            self._loop.call_soon_threadsafe(stir)
        except RuntimeError:
            _log.debug("a listener's event loop has ended")


class Hub:
    """Follows the database in a thread of its own; `evening` is told which evening changed."""

    def __init__(self, database_url: str, evening: Callable[[int], None]) -> None:
        self._url = database_url
        self._evening = evening
        self._listeners: set[Listener] = set()
        self._guard = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live hub", daemon=True)
        self._area_of: dict[str, str | None] = {}
        self._seen: datetime | None = None
        self._away = False

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Stop following, within a second or so."""
        self._stopping.set()
        self._thread.join()

    def join(self, area: str | None) -> Listener:
        """A listener to what comes in from now on, of one area or of all."""
        listener = Listener(area)
        listener.database_away = self._away
        with self._guard:
            self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a listener."""
        with self._guard:
            self._listeners.discard(listener)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with connect(self._url, application="twin api live") as conn:
                    conn.execute("LISTEN twin_live")
                    conn.execute("LISTEN twin_things")
                    conn.execute(f"LISTEN {EVENINGS}".encode())
                    self._set_away(away=False)
                    self._learn_things(conn)
                    self._catch_up(conn)
                    while not self._stopping.is_set():
                        self._follow(conn)
            except (DatabaseAway, psycopg.Error) as error:
                self._set_away(away=True, why=str(error).partition("\n")[0])
                self._stopping.wait(_RETRY_SECONDS)

    def _follow(self, conn: Connection) -> None:
        notices = list(conn.notifies(timeout=_WAKE_SECONDS, stop_after=1))
        channels = {notice.channel for notice in notices}
        for notice in notices:
            if notice.channel == EVENINGS:
                self._evening(int(notice.payload))
        if "twin_things" in channels:
            self._learn_things(conn)
        if "twin_live" in channels:
            self._catch_up(conn)

    def _learn_things(self, conn: Connection) -> None:
        self._area_of = {thing.id: thing.area for thing in list_things(conn)}

    def _catch_up(self, conn: Connection) -> None:
        if self._seen is None:
            # Who listens fetches the values of before by itself.
            self._seen = max((row.stored_at for row in latest(conn)), default=None)
            if self._seen is not None:
                return
            rows = latest(conn)
        else:
            rows = changed_since(conn, self._seen + _NEXT)
        if not rows:
            return
        self._seen = max(row.stored_at for row in rows)
        with self._guard:
            listeners = list(self._listeners)
        for listener in listeners:
            wanted = [row for row in rows if self.concerns(row, listener.area)]
            if wanted:
                listener.tell(wanted, database_away=False)

    def concerns(self, row: LiveRow, area: str | None) -> bool:
        """Whether a row is of a thing in `area`; every row is when that is None."""
        return area is None or self._area_of.get(row.thing) == area

    def _set_away(self, *, away: bool, why: str = "") -> None:
        if away == self._away:
            return
        self._away = away
        _log.warning("live values: the database is %s", f"away: {why}" if away else "back")
        with self._guard:
            listeners = list(self._listeners)
        for listener in listeners:
            listener.tell((), database_away=away)
