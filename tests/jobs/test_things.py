"""A file of things is read whole or refused with what is wrong and where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fix_db import Database
from twin.errors import FileUnreadable, InputError, ParameterInvalid
from twin.jobs.things import Registered, read_things, register
from twin.model import Origin, Thing
from twin.store.pool import connect
from twin.store.things import list_things

KIT = {
    "id": "kit-1",
    "name": "Kit 1",
    "origin": "replay",
    "quantities": ["pm25", "temperature"],
    "area": "delft",
    "longitude": 4.36,
    "latitude": 52.01,
    "height": 2.5,
    "description": "aan de gevel",
    "properties": {"moved": False},
}


def file(folder: Path, content: Any) -> Path:
    """A file with `content`, as it is or as JSON."""
    path = folder / "things.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def test_things_are_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    bare = {"id": "b", "name": "B", "origin": "real", "quantities": ["no2"]}
    assert read_things(file(tmp_path, {"things": [KIT, bare]})) == [
        Thing(
            "kit-1", "Kit 1", Origin.REPLAY, ("pm25", "temperature"), "delft", 4.36, 52.01, 2.5,
            "aan de gevel", {"moved": False},
        ),
        Thing("b", "B", Origin.REAL, ("no2",)),
    ]  # fmt: skip


def test_a_file_that_windows_wrote_is_read(tmp_path: Path) -> None:
    text = json.dumps({"things": [KIT]}, indent=1).replace("\n", "\r\n")
    assert len(read_things(file(tmp_path, b"\xef\xbb\xbf" + text.encode()))) == 1


def test_no_things_are_no_error(tmp_path: Path) -> None:
    assert read_things(file(tmp_path, {"things": []})) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"things": [', "not JSON"),
        (b"\xff\xfe{}", "not JSON"),
        ([KIT], "no list of things"),
        ({"things": {"id": "a"}}, "no list of things"),
        ({"things": [KIT | {"name": "a\0b"}]}, r"'\\u0000'"),
        ({"things": [KIT, "kit-2"]}, "thing 2"),
        ({"things": [{k: v for k, v in KIT.items() if k != "origin"}]}, "at 'origin'"),
        ({"things": [KIT | {"origin": "guess"}]}, "at 'origin'"),
        ({"things": [KIT | {"quantities": []}]}, "at 'quantities'"),
        ({"things": [KIT | {"lat": 52.0}]}, "at 'lat'"),
        ({"things": [KIT | {"latitude": "52.0"}]}, "at 'latitude'"),
        ({"things": [KIT | {"name": ""}]}, "at 'name'"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, content: Any, said: str) -> None:
    with pytest.raises(FileUnreadable, match=said) as caught:
        read_things(file(tmp_path, content))
    assert "things.json" in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match=r"nothing\.json' cannot be read: No such file"):
        read_things(tmp_path / "nothing.json")


@pytest.mark.parametrize(
    ("change", "said", "hint"),
    [
        ({"id": "Kit 1"}, "'Kit 1' cannot be the id", "lower-case"),
        ({"id": "a/b"}, "'a/b' cannot be the id", "lower-case"),
        ({"id": "a" * 65}, "cannot be the id", "at most 64"),
        ({"id": "kit-1\n"}, "cannot be the id", "lower-case"),
        ({"quantities": ["pm25", "sound"]}, "'sound', which is no quantity", "noise_level"),
        ({"quantities": ["pm25", "pm25"]}, "quantity twice", "each once"),
        ({"longitude": 0.0, "latitude": 0.0}, r"\(0\.0, 0\.0\)', outside", "do not know"),
        ({"longitude": 0, "latitude": 0}, "outside the Netherlands", "do not know"),
        ({"longitude": 52.0, "latitude": 4.4}, "outside the Netherlands", "swapped"),
        ({"longitude": 85000.0, "latitude": 447000.0}, "outside", "RD metres"),
        ({"longitude": 13.4, "latitude": 52.5}, "outside the Netherlands", "3.2 to 7.3"),
        ({"longitude": None}, "half a place", "or neither"),
    ],
)
def test_a_thing_that_cannot_be_is_refused(
    tmp_path: Path, change: dict[str, Any], said: str, hint: str
) -> None:
    with pytest.raises(ParameterInvalid, match=said) as caught:
        read_things(file(tmp_path, {"things": [KIT | change]}))
    assert hint in caught.value.hint


def test_two_things_with_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"two things in .* are called 'kit-1'"):
        read_things(file(tmp_path, {"things": [KIT, KIT | {"name": "Kit 2"}]}))


def test_registering_tells_what_is_new(tmp_path: Path, database: Database) -> None:
    things = read_things(file(tmp_path, {"things": [KIT, KIT | {"id": "kit-2"}]}))
    with connect(database.owner, application="test") as conn:
        assert register(conn, things[:1]) == Registered(added=1, updated=0)
        assert register(conn, things) == Registered(added=1, updated=1)
        assert list_things(conn) == things
