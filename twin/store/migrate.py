"""Brings a database to the form that this version of Twin needs, from the files in `migrations/`.

The rules that the files keep are in `migrations/README.md`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from twin.errors import Conflict, FileUnreadable, Unavailable
from twin.store.pool import Connection, connect, telling_when_away
from twin.store.queries import queries

FOLDER = Path(__file__).parents[2] / "migrations"
ROLES = "roles.sql"

_SQL = queries("migrate")


@dataclass(frozen=True, slots=True)
class Migration:
    """A file of SQL; `checksum` is that of its text with Unix line ends."""

    name: str
    sql: str
    checksum: str

    @property
    def repeatable(self) -> bool:
        """Whether it says what is rather than what changes, so that it may change itself."""
        return self.name == ROLES


@dataclass(frozen=True, slots=True)
class MigrationState:
    """Names of the migrations that ran, and of those that wait for `twin migrate`."""

    applied: tuple[str, ...]
    pending: tuple[str, ...]


def migrations(*, timescaledb: bool, folder: Path = FOLDER) -> list[Migration]:
    """The migrations for an engine, in the order in which they run; roles and rights come last.

    Raises
    ------
    FileUnreadable
        The folder has no migrations.
    """
    other = "_plain_" if timescaledb else "_timescale_"
    files = [file for file in sorted(folder.glob("[0-9]*_*.sql")) if other not in file.name]
    if not files:
        raise FileUnreadable(
            f"there are no migrations in '{folder}'", hint="install Twin again, with its files"
        )
    found = []
    for file in [*files, folder / ROLES]:
        text = file.read_text("utf-8")
        found.append(Migration(file.name, text, hashlib.sha256(text.encode()).hexdigest()))
    return found


def state(conn: Connection, *, folder: Path = FOLDER) -> MigrationState:
    """What ran and what waits in the database behind `conn`; any role may ask."""
    ran = _applied(conn)
    wanted = migrations(timescaledb=_timescaledb(conn), folder=folder)
    return MigrationState(
        applied=tuple(ran), pending=tuple(m.name for m in wanted if ran.get(m.name) != m.checksum)
    )


def migrate(
    url: str, *, on_step: Callable[[str], None] | None = None, folder: Path = FOLDER
) -> list[str]:
    """Run the migrations that have not run yet, and return their names.

    Each runs in a transaction of its own, so that one that fails leaves nothing behind. Two
    migrators take turns.

    Parameters
    ----------
    url
        Address of the database with a login that owns it, and that may make roles unless the
        deployment has made the roles that `roles.sql` names.
    on_step
        Called with the name of each migration before it runs.

    Raises
    ------
    DatabaseAway
        The database does not answer, or refuses us.
    Conflict
        A migration was changed after it ran, or the database is newer than this version of Twin.
    Unavailable
        The database refuses a migration.
    """
    with connect(url, application="twin migrate") as conn, telling_when_away(url):
        conn.execute(_SQL["lock"])
        try:
            return _migrate(conn, on_step or (lambda _: None), folder)
        finally:
            if not conn.broken:
                conn.execute(_SQL["unlock"])


def _migrate(conn: Connection, on_step: Callable[[str], None], folder: Path) -> list[str]:
    ran = _applied(conn)
    wanted = migrations(timescaledb=_timescaledb(conn), folder=folder)
    _check(ran, wanted, folder)
    numbered = [m for m in wanted if not m.repeatable and m.name not in ran]
    # Rights are given again after every change, since new tables need them.
    roles = [m for m in wanted if m.repeatable and (numbered or ran.get(m.name) != m.checksum)]
    for migration in [*numbered, *roles]:
        on_step(migration.name)
        _run(conn, migration)
    return [migration.name for migration in [*numbered, *roles]]


def _check(ran: dict[str, str], wanted: list[Migration], folder: Path) -> None:
    for migration in wanted:
        if not migration.repeatable and ran.get(migration.name) not in (None, migration.checksum):
            raise Conflict(
                f"migration '{migration.name}' was changed after it ran in this database",
                hint="restore the file, and put the change in a new migration",
            )
    for name in ran:
        if not (folder / name).exists():
            raise Conflict(
                f"the database has migration '{name}', which this version of Twin does not know",
                hint="run the version of Twin that made it, or a newer one",
            )


def _run(conn: Connection, migration: Migration) -> None:
    try:
        with conn.transaction():
            conn.execute(_SQL["make_table"])
            conn.execute(migration.sql.encode())
            conn.execute(_SQL["record"], {"name": migration.name, "checksum": migration.checksum})
    except psycopg.OperationalError:
        raise
    except psycopg.Error as error:
        said = (error.diag.message_primary or str(error)).strip()
        raise Unavailable(
            f"the database refused migration '{migration.name}': {said}",
            hint=(error.diag.message_hint or "").partition("\n")[0]
            or "migrate as the owner of the database, as docs/database.md says",
        ) from error


def _applied(conn: Connection) -> dict[str, str]:
    row = conn.execute(_SQL["has_table"]).fetchone()
    if row is None or not row[0]:
        return {}
    return {name: checksum for name, checksum in conn.execute(_SQL["applied"])}  # noqa: C416


def _timescaledb(conn: Connection) -> bool:
    row = conn.execute(_SQL["timescaledb_available"]).fetchone()
    return row is not None and bool(row[0])
