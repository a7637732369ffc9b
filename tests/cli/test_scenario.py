"""`twin scenario` as it is typed: new, edit, show, undo, fork, publish, import, export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import plans
from tests.cli.test_commands import twin
from tests.fix_db import Database
from twin.model import Area
from twin.sim.scenario.geometry import Crs
from twin.sim.scenario.write import write_edits
from twin.store.areas import save_area


@pytest.fixture
def environment(database: Database, sample_area: Area, tmp_path: Path) -> dict[str, str]:
    """A database with the sample area, and a data directory of its own."""
    with psycopg.connect(database.owner, autocommit=True) as conn:
        save_area(conn, sample_area, "as tests made it")
    return {"TWIN_DATABASE_URL": database.owner, "TWIN_DATA_DIR": str(tmp_path)}


def test_a_plan_from_the_first_sketch_to_publication(
    environment: dict[str, str], sample_area: Area, tmp_path: Path
) -> None:
    def told(*words: str) -> Any:
        done = twin("scenario", *words, "--json", **environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    sketch = tmp_path / "schets.json"
    edits = plans.every_kind(sample_area)
    sketch.write_text(json.dumps(write_edits(edits[:1], crs=Crs.LONLAT)))
    more = tmp_path / "meer.json"
    more.write_text(json.dumps(write_edits(edits[1:])))
    (made,) = told("new", "Toren aan het plein", "--edits", str(sketch))
    assert (made["id"], made["state"], made["edits"]) == ("toren-aan-het-plein", "draft", 1)
    (grown,) = told("edit", made["id"], str(more), "--rd", "--note", "tuin erbij")
    assert (grown["revision"], grown["edits"]) == (2, len(edits))
    assert told("undo", made["id"])[0]["edits"] == 1
    (forked,) = told("fork", made["id"], "Tak", "--revision", "2")
    file = tmp_path / "uit.geojson"
    written = twin("scenario", "export", forked["id"], str(file), "--rd", **environment)
    assert written.returncode == 0, written.stderr
    told("new", "Leeg", "--id", "leeg")
    (imported,) = told("import", "leeg", str(file))
    assert imported["edits"] == len(edits)
    assert told("show", "leeg", "--rd")["edits"] == write_edits(edits)
    assert [each["revision"] for each in told("show", made["id"], "--revisions")] == [2, 1]
    assert told("publish", "leeg")[0]["state"] == "published"
    listed = {row["id"]: row["state"] for row in told("list")}
    assert listed == {made["id"]: "draft", "tak": "draft", "leeg": "published"}


def test_all_that_is_wrong_is_one_error_and_nothing_is_kept(
    environment: dict[str, str], tmp_path: Path
) -> None:
    sketch = tmp_path / "schets.json"
    sketch.write_text('[{"edit": "remove-building", "id": "weg"}, {"edit": "fell-trees", '
                      '"ids": ["boom"]}]')  # fmt: skip
    refused = twin("scenario", "new", "Fout", "--edits", str(sketch), **environment)
    assert refused.returncode == 1
    assert "edits[0].id: there is no building 'weg'" in refused.stderr
    assert "edits[1].ids[0]: there is no tree 'boom'" in refused.stderr
    assert "hint:" in refused.stderr
    assert twin("scenario", "list", "--json", **environment).stdout.strip() == "[]"
