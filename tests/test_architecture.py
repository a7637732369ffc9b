"""The rooms stay stacked, and each kind of I/O stays behind its door."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST = 450

# Who may import what reaches outside. A name stands for itself and everything below it.
DOORS = {
    # PostgreSQL: API and ingest name its connections and errors, and leave SQL to the store (below)
    "psycopg": {"twin/store", "twin/api", "twin/ingest/database.py", "twin/embedded/postgres.py"},
    "psycopg_pool": {"twin/store"},
    # MQTT
    "paho": {"twin/ingest", "sensors"},
    "iotcore": set(),  # runs as a program of its own
    # HTTP clients
    "urllib.request": set(),
    "http.client": {"twin/cli/readiness.py"},
    "httpx": {"twin/geo/pdok/client.py"},
    "requests": set(),
    # HTTP servers
    "fastapi": {"twin/api"},
    "starlette": {"twin/api"},
    "uvicorn": {"twin/cli/serve.py"},
    # Processes and sockets
    "subprocess": {"twin/embedded", "twin/cli/publishers.py"},
    "socket": {"twin/embedded", "twin/ingest"},
    # Settings and the command line
    "twin.settings": {"twin/cli"},
    "pydantic_settings": {"twin/settings.py"},
    "typer": {"twin/cli"},
    "rich": {"twin/cli"},
}
# These may not ask the clock or chance: both are arguments.
PURE = ("twin/geo", "twin/scene", "twin/sim", "twin/model", "twin/quantities.py")
UNCERTAIN = {"datetime.now", "datetime.utcnow", "date.today", "time.time", "random.random"}

SOURCES = sorted(
    path.relative_to(ROOT) for room in ("twin", "sensors") for path in (ROOT / room).rglob("*.py")
)


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, also inside its functions."""
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def below(path: Path, places: set[str]) -> bool:
    return any(path == Path(place) or Path(place) in path.parents for place in places)


def test_the_import_contracts_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize("module", DOORS)
def test_only_the_door_to_the_outside_imports(module: str) -> None:
    intruders = [
        str(path)
        for path in SOURCES
        if not below(path, DOORS[module])
        and any(name == module or name.startswith(f"{module}.") for name in imports(path))
    ]
    assert intruders == [], f"{module} belongs to {sorted(DOORS[module])}"


def test_sql_is_written_in_the_store_only() -> None:
    words = r"\b(SELECT\s.+\sFROM|INSERT INTO|UPDATE\s+\w+\s+SET|DELETE FROM)\b"
    sql = re.compile(words, re.DOTALL)
    # The embedded database makes its own roles and database, before there is a schema.
    allowed = {"twin/store", "twin/embedded/postgres.py"}
    found = []
    for path in SOURCES:
        tree = ast.parse((ROOT / path).read_text())
        texts = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        if not below(path, allowed) and any(sql.search(text) for text in texts):
            found.append(str(path))
    assert found == []


def test_the_environment_is_read_by_the_settings_and_passed_on_to_children_only() -> None:
    allowed = {"twin/settings.py", "twin/embedded", "twin/cli", "sensors/command.py"}
    readers = [
        str(path)
        for path in SOURCES
        if not below(path, allowed)
        and re.search(r"os\.environ|os\.getenv|\bgetenv\(", (ROOT / path).read_text())
    ]
    assert readers == []


def test_what_computes_asks_neither_clock_nor_chance() -> None:
    found = [
        f"{path}: {ast.unparse(node.func)}"
        for path in SOURCES
        if below(path, set(PURE))
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in UNCERTAIN
    ]
    assert found == []


def test_files_can_be_read_in_one_sitting() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "*.py", "*.ts", "*.sql"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    # Written by a tool from the API's own description.
    generated = {"frontend/src/api.gen.ts"}
    long = {
        name: lines
        for name in sorted(set(tracked) - generated)
        if (ROOT / name).exists()
        and (lines := len((ROOT / name).read_text().splitlines())) > LONGEST
    }
    assert long == {}


def test_every_room_says_what_it_is_for() -> None:
    silent = [
        str(path) for path in SOURCES if not ast.get_docstring(ast.parse((ROOT / path).read_text()))
    ]
    assert silent == []


def test_the_command_is_quick_because_it_imports_late() -> None:
    program = (
        "import sys, twin.cli\n"
        "heavy = {'numpy', 'pandas', 'pvlib', 'shapely', 'psycopg', 'fastapi', 'pydantic'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == ""
