"""Migrations run once, in order, by one at a time, and refuse what they cannot stand for."""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.fix_db import Database
from twin.errors import Conflict, DatabaseAway, FileUnreadable, Unavailable
from twin.store.migrate import FOLDER, ROLES, migrate, migrations, state
from twin.store.pool import connect

PLAIN = [migration.name for migration in migrations(timescaledb=False)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the migrations that a test may change."""
    return Path(shutil.copytree(FOLDER, tmp_path / "migrations"))


def test_a_new_database_gets_every_migration_once(bare_database: Database) -> None:
    steps: list[str] = []
    assert migrate(bare_database.owner, on_step=steps.append) == PLAIN == steps
    assert migrate(bare_database.owner) == []


def test_the_state_tells_what_waits_also_to_the_api(bare_database: Database, folder: Path) -> None:
    with connect(bare_database.owner, application="test") as conn:
        assert state(conn).applied == ()
        assert list(state(conn).pending) == PLAIN
    migrate(bare_database.owner)
    (folder / "0999_more.sql").write_text("SELECT 1;")
    with connect(bare_database.api, application="test") as conn:
        assert list(state(conn).applied) == PLAIN
        assert state(conn).pending == ()
        assert state(conn, folder=folder).pending == ("0999_more.sql",)


def test_a_changed_migration_is_refused(bare_database: Database, folder: Path) -> None:
    migrate(bare_database.owner, folder=folder)
    with (folder / "0001_areas.sql").open("a") as file:
        file.write("-- one more thought\n")
    with pytest.raises(Conflict, match=r"'0001_areas\.sql' was changed") as caught:
        migrate(bare_database.owner, folder=folder)
    assert "new migration" in caught.value.hint


def test_line_ends_of_windows_are_no_change(bare_database: Database, folder: Path) -> None:
    migrate(bare_database.owner, folder=folder)
    for file in folder.glob("*.sql"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert migrate(bare_database.owner, folder=folder) == []


def test_a_database_of_a_newer_version_is_refused(bare_database: Database, folder: Path) -> None:
    (folder / "0999_later.sql").write_text("CREATE TABLE later (id integer);")
    migrate(bare_database.owner, folder=folder)
    with pytest.raises(Conflict, match=r"'0999_later\.sql', which this version") as caught:
        migrate(bare_database.owner)
    assert "newer" in caught.value.hint


def test_a_migration_that_fails_leaves_nothing_behind(
    bare_database: Database, folder: Path
) -> None:
    (folder / "0999_bad.sql").write_text("CREATE TABLE half (id integer); SELECT 1 / 0;")
    with pytest.raises(Unavailable, match=r"'0999_bad\.sql': division by zero"):
        migrate(bare_database.owner, folder=folder)
    with connect(bare_database.owner, application="test") as conn:
        assert conn.execute("SELECT to_regclass('half')").fetchone() == (None,)
        assert state(conn, folder=folder).pending == ("0999_bad.sql", ROLES)
    assert migrate(bare_database.owner) == [ROLES]


def test_changed_rights_are_given_again(bare_database: Database, folder: Path) -> None:
    migrate(bare_database.owner)
    with (folder / ROLES).open("a") as file:
        file.write("REVOKE SELECT ON areas FROM twin_api;\n")
    assert migrate(bare_database.owner, folder=folder) == [ROLES]
    with (
        connect(bare_database.api, application="test") as conn,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        conn.execute("SELECT FROM areas")


def test_migrators_at_the_same_moment_take_turns(bare_database: Database) -> None:
    with ThreadPoolExecutor(4) as threads:
        ran = list(threads.map(lambda _: migrate(bare_database.owner), range(4)))
    assert sorted(ran) == [[], [], [], PLAIN]


def _owned_by(bare: Database, options: str) -> str:
    """Give the database to a new login with `options`; its address."""
    login = f"owner_{bare.owner.rsplit('_', 1)[1]}"
    with psycopg.connect(bare.owner, autocommit=True) as conn:
        conn.execute(f"CREATE ROLE {login} LOGIN PASSWORD 'secret' {options}".encode())
        name = conn.info.dbname
        conn.execute(
            sql.SQL("ALTER DATABASE {} OWNER TO {}").format(
                sql.Identifier(name), sql.Identifier(login)
            )
        )
    return re.sub(r"//[^@]*@", f"//{login}:secret@", bare.owner)


@pytest.mark.parametrize("options", ["CREATEROLE", ""])
def test_an_ordinary_owner_of_the_database_can_migrate(
    bare_database: Database, options: str
) -> None:
    assert migrate(_owned_by(bare_database, options)) == PLAIN
    with connect(bare_database.api, application="test") as conn:
        assert conn.execute("SELECT count(*) FROM areas").fetchone() == (0,)


def test_who_may_not_make_tables_is_told(bare_database: Database) -> None:
    with pytest.raises(Unavailable, match="permission denied") as caught:
        migrate(bare_database.api)
    assert "owner" in caught.value.hint


def test_no_database_and_no_files_are_told(bare_database: Database, tmp_path: Path) -> None:
    with pytest.raises(DatabaseAway, match=r"127\.0\.0\.1:1/nothing"):
        migrate("postgresql://me:secret@127.0.0.1:1/nothing")
    with pytest.raises(FileUnreadable, match="no migrations"):
        migrate(bare_database.owner, folder=tmp_path)


def test_numbers_are_used_once() -> None:
    numbers = [file.name[:4] for file in FOLDER.glob("[0-9]*.sql")]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.sql")), ids=lambda file: file.name)
def test_every_statement_says_why(file: Path) -> None:
    # Blocks between empty lines; dollar-quoted bodies have no empty lines of their own.
    for block in file.read_text().split("\n\n"):
        assert block.startswith("--"), f"no comment above: {block[:60]}"
