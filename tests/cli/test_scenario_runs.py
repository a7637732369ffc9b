"""Plans are computed, verified and compared on the command line, by real worker processes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.cli.test_commands import twin
from tests.fix_db import Database
from tests.fix_drawn import drawn, home, house, square
from tests.store import made
from twin.model import AddBuilding, Part, Scenario
from twin.store.areas import save_area
from twin.store.scenarios import Author, create


@pytest.fixture
def environment(database: Database, tmp_path: Path) -> dict[str, str]:
    """A database with a small area and a plan for it."""
    houses = [
        house("p1", square(10, 10, 10), 9, dwellings=(home("1", 80),)),
        house("p2", square(40, 10, 10), 6, dwellings=(home("2", 90),)),
    ]
    tower = AddBuilding("plan-toren", (Part(square(60, 60, 10), height=30.0),))
    with psycopg.connect(database.owner, autocommit=True) as conn:
        save_area(conn, drawn(square(0, 0, 100), houses), "v1")
        plan = Scenario("toren", "getekend", "Toren", edits=(tower,))
        create(conn, plan, Author("tests", made.NOON))
    return {
        "TWIN_DATABASE_URL": database.owner,
        "TWIN_DATA_DIR": str(tmp_path),
        "TWIN_SIM_WORKERS": "1",
    }


def test_a_plan_is_computed_verified_and_compared(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "result.json"
    words = ("-i", "density", "--set", "density.storey_height=3.0", "-o", str(file), "--json")
    ran = twin("scenario", "run", "toren", *words, **environment)
    assert ran.returncode == 0, ran.stderr
    assert "expected to take: unknown" in ran.stderr
    figures = {row["figure"]: row["value"] for row in json.loads(ran.stdout)}
    assert figures["grond"] == 10_000

    verified = twin("scenario", "verify", str(file), "--json", **environment)
    assert verified.returncode == 0, verified.stderr
    assert {row["digits"] for row in json.loads(verified.stdout)} == {"the same"}

    told: Any = json.loads(file.read_text())
    told["results"][0]["result"]["figures"][0]["value"] += 0.01
    told["results"][0]["code"]["sources"] = "other"
    file.write_text(json.dumps(told))
    refused = twin("scenario", "verify", str(file), "--json", **environment)
    assert refused.returncode == 1
    assert "not every result is confirmed" in refused.stderr
    what = {row["what"] for row in json.loads(refused.stdout)}
    assert {"figures[0].value", "sources", "the file was changed: its digest does not fit"} <= what

    compared = twin("scenario", "compare", "nu", "toren", "--json", **environment)
    assert compared.returncode == 0, compared.stderr
    (density,) = json.loads(compared.stdout)
    ground = {figure["key"]: figure for figure in density["figures"]}["gsi"]
    assert ground["values"] == [0.02, 0.03]
    assert "GSI" in twin("scenario", "compare", "nu", "toren", **environment).stdout


def test_what_cannot_be_is_told_in_one_line(environment: dict[str, str], tmp_path: Path) -> None:
    empty = tmp_path / "empty.json"
    empty.write_text("{}")
    for words, said in (
        (
            ("run", "nu", "--area", "getekend", "-i", "nonsense"),
            "no indicator is called 'nonsense'",
        ),
        (("run", "toren", "--set", "nonsense"), "'nonsense' is no parameter"),
        (("verify", str(empty)), "the file has no result"),
        (("compare", "nu", "nu"), "'nu nu' cannot be compared"),
    ):
        ended = twin("scenario", *words, **environment)
        assert (ended.returncode, ended.stdout) == (1, "")
        assert said in ended.stderr
