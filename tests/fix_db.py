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

_numbers = itertools.count()


@dataclass(frozen=True)
class Database:
    """Addresses of a migrated, empty database, one per role."""

    owner: str
    ingest: str
    api: str


def _in(url: str, database: str) -> str:
    return f"{url.rsplit('/', 1)[0]}/{database}"


@pytest.fixture(scope="session")
def postgres_urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Addresses per role of a running server with an empty database."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server.urls


@pytest.fixture(scope="session")
def _template(postgres_urls: dict[str, str]) -> str:
    """The name of a migrated database that nobody is in, to copy."""
    with psycopg.connect(_in(postgres_urls["owner"], "postgres"), autocommit=True) as conn:
        conn.execute("CREATE DATABASE template_twin")
    migrate(_in(postgres_urls["owner"], "template_twin"))
    return "template_twin"


def _copy(urls: dict[str, str], template: str | None) -> Iterator[Database]:
    name = f"test_{next(_numbers)}"
    source = sql.SQL("TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
    with psycopg.connect(_in(urls["owner"], "postgres"), autocommit=True) as conn:
        conn.execute(
            sql.SQL("CREATE DATABASE {} {} STRATEGY file_copy").format(sql.Identifier(name), source)
        )
        yield Database(**{role: _in(url, name) for role, url in urls.items()})
        conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def database(postgres_urls: dict[str, str], _template: str) -> Iterator[Database]:
    """A migrated, empty database of this test's own."""
    yield from _copy(postgres_urls, _template)


@pytest.fixture(scope="module")
def module_database(postgres_urls: dict[str, str], _template: str) -> Iterator[Database]:
    """A migrated, empty database that the tests of a module share."""
    yield from _copy(postgres_urls, _template)


@pytest.fixture
def bare_database(postgres_urls: dict[str, str]) -> Iterator[Database]:
    """A database of this test's own in which nothing has been migrated."""
    yield from _copy(postgres_urls, None)
