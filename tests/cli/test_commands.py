"""The command line as people and scripts meet it: data on one side, words on the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fix_db import Database
from twin.cli import in_words


def twin(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "twin", *words],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def environment(database: Database, tmp_path: Path) -> dict[str, str]:
    """An empty, migrated database, and a data directory of its own."""
    return {"TWIN_DATABASE_URL": database.owner, "TWIN_DATA_DIR": str(tmp_path)}


def test_an_area_is_loaded_listed_and_shown_as_data(environment: dict[str, str]) -> None:
    loaded = twin("area", "load", "sample", "--json", **environment)
    assert loaded.returncode == 0, loaded.stderr
    assert {row["what"] for row in json.loads(loaded.stdout)} >= {"height"}

    listed = json.loads(twin("area", "list", "--json", **environment).stdout)
    assert len(listed) == 1
    assert listed[0]["origin"] == "synthetic"

    shown = twin("area", "show", listed[0]["id"], "--json", **environment)
    facts = {row["what"]: row["value"] for row in json.loads(shown.stdout)}
    assert facts["buildings"] > 400

    spots = json.loads(twin("area", "spots", **environment).stdout)
    assert spots["type"] == "FeatureCollection"


def test_things_are_imported_and_listed(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "things.json"
    thing = {"id": "kit-1", "name": "Kit 1", "origin": "synthetic", "quantities": ["pm25"]}
    file.write_text(json.dumps({"things": [thing]}))
    imported = twin("sensors", "import", str(file), **environment)
    assert imported.returncode == 0, imported.stderr
    assert imported.stdout == ""
    listed = json.loads(twin("sensors", "list", "--json", **environment).stdout)
    assert [row["id"] for row in listed] == ["kit-1"]
    table = twin("sensors", "list", **environment).stdout
    assert "Kit 1" in table


def test_an_area_that_nobody_has_is_one_line_with_a_hint(environment: dict[str, str]) -> None:
    ended = twin("area", "show", "nergens", **environment)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith("error: ")
    assert "'nergens'" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_debug_shows_the_traceback_as_well(environment: dict[str, str]) -> None:
    ended = twin("--debug", "area", "show", "nergens", **environment)
    assert "Traceback" in ended.stderr
    assert "error: " in ended.stderr


def test_a_check_of_an_ingest_that_never_ran_fails(environment: dict[str, str]) -> None:
    ended = twin("ingest", "--check", **environment)
    assert ended.returncode == 1
    assert "'never'" in ended.stderr


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("TWIN_HTTP_PORT", "99999", "TWIN_HTTP_PORT is '99999'"),
        ("TWIN_DATABASE_URL", "mysql://geheim@x", "must start with postgresql://"),
        ("TWIN_MQTT_CLIENT_ID", "no spaces", "TWIN_MQTT_CLIENT_ID is 'no spaces'"),
    ],
)
def test_a_wrong_setting_is_told_by_its_name(variable: str, value: str, said: str) -> None:
    ended = twin("settings", **{variable: value})
    assert ended.returncode == 1
    assert said in ended.stderr
    assert "hint: " in ended.stderr
    assert "geheim" not in ended.stderr


def test_a_slip_of_the_pen_in_a_variable_is_told() -> None:
    ended = twin("settings", TWIN_AERA="sample")
    assert ended.returncode == 0
    assert "'TWIN_AERA' is no setting of twin; is 'TWIN_AREA' meant?" in ended.stderr


def test_settings_hide_secrets(tmp_path: Path) -> None:
    ended = twin("settings", "--json", TWIN_DATABASE_URL="postgresql://owner:geheim@db/twin")
    assert "geheim" not in ended.stdout
    rows = {row["variable"]: row["value"] for row in json.loads(ended.stdout)}
    assert rows["TWIN_HTTP_PORT"] == "8000"


def test_a_password_from_a_file_reaches_the_database(database: Database, tmp_path: Path) -> None:
    user, _, place = database.owner.removeprefix("postgresql://").partition("@")
    name, _, password = user.partition(":")
    file = tmp_path / "password"
    file.write_text(f"{password}\n")
    environment = {
        "TWIN_DATABASE_URL": f"postgresql://{name}@{place}",
        "TWIN_DATABASE_PASSWORD_FILE": str(file),
        "TWIN_DATA_DIR": str(tmp_path),
    }
    assert twin("area", "list", "--json", **environment).stdout == "[]\n"
    environment["TWIN_DATABASE_PASSWORD_FILE"] = str(tmp_path / "lost")
    ended = twin("area", "list", **environment)
    assert "cannot be read" in ended.stderr


def test_a_database_that_is_away_is_one_line(tmp_path: Path) -> None:
    ended = twin(
        "area", "list",
        TWIN_DATABASE_URL="postgresql://owner@127.0.0.1:1/twin", TWIN_DATA_DIR=str(tmp_path),
    )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr.count("error: ") == 1
    assert "Traceback" not in ended.stderr


def test_a_full_disk_is_one_line_wherever_it_happens() -> None:
    told = in_words(OSError(28, "No space left on device", "/data/x"))
    assert told == "error: the disk of '/data/x' is full\nhint: free some space and start again"


def test_a_missing_dependency_is_one_line(tmp_path: Path) -> None:
    hidden = tmp_path / "hidden" / "psycopg"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").write_text(
        "raise ModuleNotFoundError(\"No module named 'psycopg'\", name='psycopg')"
    )
    ended = twin(
        "run", "--no-simulator", PYTHONPATH=str(hidden.parent), TWIN_DATA_DIR=str(tmp_path / "data")
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    last = ended.stderr.splitlines()[-2:]
    assert last[0] == "error: the Python package 'psycopg' is missing"
    assert last[1].startswith("hint: start with `make run`")


def test_a_fault_of_our_own_asks_for_a_report() -> None:
    told = in_words(KeyError("x"))
    assert told.startswith("error: unexpected KeyError: 'x'\nhint: ")


def test_without_words_the_command_explains_itself() -> None:
    ended = twin()
    assert "Commands:" in ended.stdout + ended.stderr
