"""Connections to PostgreSQL: how they are opened, and what is said when that fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import psycopg
from psycopg import conninfo
from psycopg_pool import ConnectionPool

from twin.errors import DatabaseAway
from twin.store.arrays import Column as Column  # a connection knows only dumpers made before it
from twin.store.queries import queries

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]
Pool: TypeAlias = ConnectionPool[Connection]
DatabaseTrouble: TypeAlias = psycopg.Error
"""What any query may raise, for rooms that do not know psycopg."""

_SQL = queries("pool")
_SECONDS = 10
_UTC = "-c timezone=UTC"


@dataclass(frozen=True, slots=True)
class Engine:
    """The database that runs.

    Attributes
    ----------
    name
        `TimescaleDB` or `PostgreSQL`.
    version
        Version of PostgreSQL.
    timescaledb
        Version of the extension; None without it.
    """

    name: str
    version: str
    timescaledb: str | None


def engine(conn: Connection) -> Engine:
    """The database behind `conn`."""
    row = conn.execute(_SQL["engine"]).fetchone()
    assert row is not None  # noqa: S101 - a query without FROM gives one row
    version, timescaledb = row
    name = "PostgreSQL" if timescaledb is None else "TimescaleDB"
    return Engine(name, str(version).split()[0], timescaledb)


def database_away(error: psycopg.Error, url: str) -> DatabaseAway:
    """`error` as one line for people, without the password in `url`."""
    said = (str(error).strip() or type(error).__name__).splitlines()[0]
    said = re.sub(r"^.*(?:failed|FATAL|ERROR): +(?=\S)", "", said)
    hint = "start it, or set TWIN_DATABASE_URL; without it `twin run` brings its own"
    if "password" in said or "authentication" in said:
        hint = "check the user and the password in TWIN_DATABASE_URL"
    elif "does not exist" in said:
        hint = "make the database and its login first (docs/database.md)"
    return DatabaseAway(f"the database at '{place(url)}' cannot be used: {said}", hint=hint)


def place(url: str) -> str:
    """`url` as people may see it: host, port and database, without user and password.

    Raises
    ------
    DatabaseAway
        It is no PostgreSQL address.
    """
    try:
        parts = conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise DatabaseAway(
            "the database address is not one of PostgreSQL",
            hint="write it as postgresql://user:password@host:5432/database",
        ) from None
    host = parts.get("host") or parts.get("hostaddr") or "localhost"
    return f"{host}:{parts.get('port') or 5432}/{parts.get('dbname') or ''}"


@contextmanager
def telling_when_away(url: str) -> Iterator[None]:
    """Tell that the database is away, where the body finds that out.

    Raises
    ------
    DatabaseAway
        For any `psycopg.OperationalError`.
    """
    try:
        yield
    except psycopg.OperationalError as error:
        raise database_away(error, url) from error


def connect(url: str, *, application: str) -> Connection:
    """One connection, in autocommit and in UTC; `application` is the name that the server shows.

    Raises
    ------
    DatabaseAway
        The database does not answer within 10 s, or refuses us.
    """
    place(url)
    with telling_when_away(url):
        return psycopg.connect(
            url,
            autocommit=True,
            application_name=application,
            connect_timeout=_SECONDS,
            options=_UTC,
        )


def open_pool(url: str, *, min_size: int = 1, max_size: int = 8, application: str) -> Pool:
    """An open pool of such connections; the caller closes it (it is a context manager).

    Raises
    ------
    DatabaseAway
        The database does not answer within 10 s, or refuses us.
    """
    connect(url, application=application).close()  # says at once why not; the pool would try on
    pool: Pool = ConnectionPool(
        url,
        min_size=min_size,
        max_size=max_size,
        name=application,
        timeout=_SECONDS,
        kwargs={
            "autocommit": True,
            "application_name": application,
            "connect_timeout": _SECONDS,
            "options": _UTC,
        },
        open=False,
    )
    try:
        with telling_when_away(url):
            pool.open(wait=True, timeout=_SECONDS)
    except DatabaseAway:
        pool.close()
        raise
    return pool
