"""`twin area check` and `twin area diff` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.test_commands import twin
from tests.fix_db import Database
from tests.store import made
from twin.store.areas import save_area
from twin.store.pool import connect


def test_check_and_diff_speak_to_people_and_to_scripts(database: Database, tmp_path: Path) -> None:
    environment = {"TWIN_DATABASE_URL": database.owner, "TWIN_DATA_DIR": str(tmp_path)}
    with connect(database.owner, application="test") as conn:
        save_area(conn, made.area(), "v1")
        save_area(conn, made.area("later", buildings=()), "v1")
    checked = twin("area", "check", "buurt", "--json", **environment)
    assert json.loads(checked.stdout)[0]["name"] == "made-up"
    assert "Dit gebied bestaat niet." in twin("area", "check", "buurt", **environment).stdout
    differing = twin("area", "diff", "buurt", "later", "--json", **environment)
    assert {(row["what"], row["id"]) for row in json.loads(differing.stdout)} == {
        ("gone", "verzonnen-1"),
        ("gone", "verzonnen-2"),
    }
