"""Things, their credentials and keys, by the command line."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

from tests.fix_db import Database
from tests.store import made
from twin.cli import app
from twin.errors import TwinError
from twin.jobs.credentials import matches
from twin.model import RejectionReason
from twin.store import keys
from twin.store.observations import DeadLetter, store_batch

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "things.json"


@pytest.fixture
def environment(database: Database, tmp_path: Path) -> dict[str, str]:
    """An empty, migrated database, and a data directory of its own."""
    return {"TWIN_DATABASE_URL": database.owner, "TWIN_DATA_DIR": str(tmp_path)}


def twin(*words: str, **environment: str) -> Result:
    """A command in this process; what other processes see of one is in test_commands."""
    ended = CliRunner().invoke(app, words, env=environment)
    assert ended.exception is None or isinstance(ended.exception, TwinError), ended.exception
    return ended


def told(*words: str, **environment: str) -> Any:
    """What a command writes as JSON."""
    ended = twin(*words, "--json", **environment)
    assert ended.exception is None
    return json.loads(ended.stdout)


def test_a_thing_is_registered_shown_and_retired(environment: dict[str, str]) -> None:
    imported = twin("sensors", "import", str(EXAMPLE), **environment)
    assert imported.stderr == "2 things: 2 new, 0 known\n", imported.stderr
    rows = told("sensors", "show", "teller-brink", **environment)
    facts = {row["what"]: row["value"] for row in rows}
    assert facts["login"] == "gateway-stadhuis"
    assert facts["people_count kept"] == "90 days"
    assert facts["people_count purpose"] == "Weten hoe druk het op de Brink is."

    retired = twin("sensors", "retire", "luchtmeter-1", **environment)
    assert retired.exit_code == 0, retired.stderr
    one = twin("sensors", "retire", "teller-brink", "--datastream", "people_count", **environment)
    assert one.exit_code == 0, one.stderr
    listed = {row["id"]: row["retired_at"] for row in told("sensors", "list", **environment)}
    assert listed["luchtmeter-1"]
    assert listed["teller-brink"] is None
    twin("sensors", "retire", "luchtmeter-1", "--undo", **environment)
    listed = {row["id"]: row["retired_at"] for row in told("sensors", "list", **environment)}
    assert listed["luchtmeter-1"] is None


def test_a_profile_that_there_is_not_is_told_before_anything_is_registered(
    environment: dict[str, str], tmp_path: Path
) -> None:
    thing = {"id": "lora", "name": "Lora", "origin": "synthetic", "quantities": ["pm25"]}
    there = thing | {"address": "v3/stad/devices/1", "profile": "mine"}
    file = tmp_path / "things.json"
    file.write_text(json.dumps({"things": [there]}))
    ended = twin("sensors", "import", str(file), **environment)
    assert "profile 'mine', which there is not" in str(ended.exception)
    assert "own-formatter" in str(ended.exception)
    assert told("sensors", "list", **environment) == []


def test_an_unknown_device_is_adopted_with_one_command(
    environment: dict[str, str], database: Database
) -> None:
    payload = json.dumps({"t": made.NOON.isoformat(), "v": 8.1}).encode()
    letter = DeadLetter(
        made.NOON, "twin/v1/kit-9/pm25", payload, RejectionReason.UNKNOWN_THING, "no", "kit-9",
        "mqtt:native",
    )  # fmt: skip
    with psycopg.connect(database.ingest, autocommit=True) as conn:
        store_batch(conn, [], [letter])
    (unknown,) = told("sensors", "unknown", **environment)
    assert (unknown["name"], unknown["quantities"], unknown["readings"]) == ("kit-9", "pm25", 1)

    adopted = twin(
        "sensors", "adopt", "kit-9", "--passport", str(EXAMPLE), "--name", "Kit Negen",
        "--longitude", "6.8", "--latitude", "52.2", **environment,
    )  # fmt: skip
    assert adopted.exit_code == 0, adopted.stderr
    assert "kit-9 measures pm25; 1 readings stored" in adopted.stderr
    assert told("sensors", "unknown", **environment) == []
    facts = {r["what"]: r["value"] for r in told("sensors", "show", "kit-9", **environment)}
    assert (facts["name"], facts["longitude latitude"]) == ("Kit Negen", "6.8 52.2")
    again = twin("sensors", "replay", **environment)
    assert again.stderr == "0 readings stored, 0 were there already, 0 refused again\n"


def test_credentials_are_shown_once_and_kept_closed(
    environment: dict[str, str], tmp_path: Path
) -> None:
    twin("sensors", "import", str(EXAMPLE), **environment)
    out, ingest, new = tmp_path / "broker", tmp_path / "ingest", tmp_path / "new"
    ingest.write_text("geheim\n")
    words = ("sensors", "credentials", "--out", str(out), "--password", f"ingest={ingest}")
    rows = told(*words, **environment)
    assert [row["login"] for row in rows] == ["gateway-stadhuis", "luchtmeter-1"]
    lines = dict(line.split(":", 1) for line in (out / "passwords").read_text().splitlines())
    assert matches(lines["ingest"], "geheim")
    assert all(matches(lines[row["login"]], row["password"]) for row in rows)
    assert "topic write senml/gateway-stadhuis/#" in (out / "acl").read_text()
    for file in (out / "passwords", out / "acl"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert told(*words, **environment) == []

    ended = twin(*words, "--renew", "luchtmeter-1", "--new", str(new), **environment)
    assert (ended.exit_code, ended.stdout) == (0, ""), ended.stderr
    assert stat.S_IMODE(new.stat().st_mode) == 0o600
    login, _, password = new.read_text().strip().partition(":")
    assert login == "luchtmeter-1"
    assert f"{login}:{lines[login]}" not in (out / "passwords").read_text()
    assert password not in ended.stderr


def test_a_password_file_that_is_not_there_is_told(
    environment: dict[str, str], tmp_path: Path
) -> None:
    words = ("sensors", "credentials", "--out", str(tmp_path / "broker"), "--password")
    assert "cannot be read" in str(twin(*words, "ingest=nowhere", **environment).exception)
    assert "not LOGIN=FILE" in str(twin(*words, "ingest", **environment).exception)
    assert not (tmp_path / "broker").exists()


def test_a_key_is_made_listed_and_revoked(environment: dict[str, str], database: Database) -> None:
    words = ("keys", "create", "--name", "bureau", "--scope", "things:write")
    (row,) = told(*words, **environment)
    with psycopg.connect(database.owner, autocommit=True) as conn:
        assert keys.check(conn, row["key"]) is not None
    (listed,) = told("keys", "list", **environment)
    assert (listed["name"], listed["scopes"], listed["revoked_at"]) == (
        "bureau",
        "things:write",
        None,
    )
    assert row["key"] not in json.dumps(listed)
    assert twin("keys", "revoke", "1", **environment).exit_code == 0
    with psycopg.connect(database.owner, autocommit=True) as conn:
        assert keys.check(conn, row["key"]) is None
    wrong = twin(*words[:-1], "all", **environment)
    assert "no scope 'all'" in str(wrong.exception)
