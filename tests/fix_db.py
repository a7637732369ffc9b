"""Real PostgreSQL for tests: one embedded server, and databases that are migrated and empty."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import sql

from twin.embedded.postgres import EmbeddedPostgres
from twin.store.migrate import migrate

EMPTY = """
    TRUNCATE
        areas, buildings, planned_buildings, dwellings, surfaces, barriers, grounds, trees,
        terrains, things, datastreams, observations, latest, places, originals, uplinks, ledger,
        dead_letters, workers, api_keys, scenarios, scenario_revisions, scenario_marks,
        results, result_arrays, result_layers, result_uses, result_homes, runs, saved_views,
        evenings, evening_shows, alerts
    RESTART IDENTITY;
    UPDATE live_clock SET stored_at = '-infinity';
"""
"""Takes all rows out of a migrated database and numbers from 1 again."""

_numbers = itertools.count()


@dataclass(frozen=True)
class Database:
    """Addresses of a database, one per role."""

    owner: str
    ingest: str
    api: str
    write: str


def _in(url: str, database: str) -> str:
    return f"{url.rsplit('/', 1)[0]}/{database}"


@pytest.fixture(scope="session")
def postgres_urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Addresses per role of a running server with an empty database."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres")) as server:
        with psycopg.connect(server.urls["owner"], autocommit=True) as conn:
            # No test of these cuts the power, and each saves a wait for the disk.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                conn.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            conn.execute("SELECT pg_reload_conf()")
        yield server.urls


@pytest.fixture(scope="session")
def _migrated(postgres_urls: dict[str, str]) -> list[Database]:
    """Migrated databases that no test uses now; what earlier tests left is still in them."""
    return []


def _create(urls: dict[str, str]) -> Database:
    name = f"test_{next(_numbers)}"
    with psycopg.connect(_in(urls["owner"], "postgres"), autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return Database(**{role: _in(url, name) for role, url in urls.items()})


def _lend(urls: dict[str, str], migrated: list[Database]) -> Iterator[Database]:
    if migrated:
        lent = migrated.pop()
    else:
        lent = _create(urls)
        migrate(lent.owner)
    with psycopg.connect(lent.owner, autocommit=True) as conn:
        # What a test before this one left open would block, or write into this one.
        conn.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        conn.execute(EMPTY)
    yield lent
    migrated.append(lent)


@pytest.fixture
def database(postgres_urls: dict[str, str], _migrated: list[Database]) -> Iterator[Database]:
    """A migrated, empty database of this test's own."""
    yield from _lend(postgres_urls, _migrated)


@pytest.fixture(scope="module")
def module_database(postgres_urls: dict[str, str], _migrated: list[Database]) -> Iterator[Database]:
    """A migrated, empty database that the tests of a module share."""
    yield from _lend(postgres_urls, _migrated)


@pytest.fixture
def bare_database(postgres_urls: dict[str, str]) -> Database:
    """A database of this test's own in which nothing has been migrated."""
    return _create(postgres_urls)
