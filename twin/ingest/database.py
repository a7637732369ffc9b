"""The database as an ingest worker uses it: one connection that may break at any moment."""

from __future__ import annotations

import logging
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

import psycopg

from twin.errors import DatabaseAway
from twin.store.pool import Connection, connect, database_away
from twin.store.registry import Registry, registry

log = logging.getLogger("twin.ingest")

Answer = TypeVar("Answer")


class Unstorable(Exception):
    """The database is there and refuses what it was given, and would do so again and again."""


class Database:
    """A connection that is opened when it is needed, and again after it broke.

    It says once when the database is lost and once when it is back.
    """

    def __init__(self, url: str, application: str) -> None:
        self._url = url
        self._application = application
        self._connection: Connection | None = None
        self._lost = False
        self._changed = True
        self._registry = Registry()

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    @property
    def known(self) -> Registry:
        """The registry as it was when the database was last there."""
        return self._registry

    def registry(self, *, ask: bool = False) -> Registry:
        """The registry as it is.

        The database tells when it changes, together with the answer to the next question. `ask`
        puts one first, so that what was registered a moment ago is known.

        Raises
        ------
        DatabaseAway
            As `use`.
        """
        if ask:
            self.use(lambda conn: conn.execute("SELECT 1"))
        if self._changed or self._connection is None:
            self._registry = self.use(registry)
            self._changed = False
        return self._registry

    def use(self, work: Callable[[Connection], Answer]) -> Answer:
        """What `work` makes of the connection.

        Raises
        ------
        Unstorable
            It refuses what it was given for what it is, or a number is too large for a column.
        DatabaseAway
            The database does not answer, or cannot do what was asked: tables are missing, its
            disk is full, our role may not. Whatever `work` did is undone.
        """
        try:
            if self._connection is None:
                self._connection = self._open()
            answer = work(self._connection)
        except (psycopg.DataError, OverflowError) as error:
            # The transaction is undone and the connection is as good as before.
            raise Unstorable(str(error).partition("\n")[0]) from error
        except psycopg.Error as error:
            self._close()
            self._say_lost(away := database_away(error, self._url))
            raise away from error
        except DatabaseAway as away:
            self._say_lost(away)
            raise
        if self._lost:
            self._lost = False
            log.warning("event=database_back")
        return answer

    def _open(self) -> Connection:
        connection = connect(self._url, application=self._application)
        connection.add_notify_handler(self._notice)
        connection.execute("LISTEN twin_things")
        self._changed = True
        return connection

    def _notice(self, _: psycopg.Notify) -> None:
        self._changed = True

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _say_lost(self, away: DatabaseAway) -> None:
        if not self._lost:
            self._lost = True
            log.warning("event=database_lost why=%r hint=%r", away.message, away.hint)
