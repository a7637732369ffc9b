"""A file of things is read whole or refused with what is wrong and where."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.fix_db import Database
from twin.errors import Conflict, FileUnreadable, InputError, ParameterInvalid
from twin.jobs.thing_forms import schema
from twin.jobs.things import Registered, read_passport, read_things, register
from twin.model import Origin, Passport, Thing, Words
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
PASSPORT = {
    "owner": "Gemeente Voorbeeld",
    "contact": "sensoren@voorbeeld.example",
    "purpose": {"nl": "Luchtkwaliteit volgen", "en": "Follow air quality"},
    "legal_ground": {"nl": "Geen persoonsgegevens", "en": "No personal data"},
    "measures": {"nl": "Fijnstof", "en": "Fine dust"},
    "cannot": {"nl": "Geen mensen herkennen", "en": "It cannot know people"},
    "retention": "P400D",
    "dtpr": ["purpose__ecology", "tech__air_quality"],
}
TOWN = Passport(
    "Gemeente Voorbeeld",
    "sensoren@voorbeeld.example",
    Words("Luchtkwaliteit volgen", "Follow air quality"),
    Words("Geen persoonsgegevens", "No personal data"),
    Words("Fijnstof", "Fine dust"),
    Words("Geen mensen herkennen", "It cannot know people"),
    timedelta(days=400),
    ("purpose__ecology", "tech__air_quality"),
)
REAL = KIT | {"origin": "real"}
SENML = {"address": "senml/gw", "gateway": "gw"}
TTN = {"address": "v3/stad/devices/1", "profile": "kit"}
DOCS = Path(__file__).parents[2] / "docs"


def without(field: str) -> dict[str, Any]:
    """The passport without a field."""
    return {key: value for key, value in PASSPORT.items() if key != field}


def file(folder: Path, content: Any) -> Path:
    """A file with `content`, as it is or as JSON."""
    path = folder / "things.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def test_things_are_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    bare = {"id": "b", "name": "B", "origin": "synthetic", "quantities": ["no2"]}
    assert read_things(file(tmp_path, {"things": [KIT, bare]})) == [
        Thing(
            "kit-1", "Kit 1", Origin.REPLAY, ("pm25", "temperature"), "delft", 4.36, 52.01, 2.5,
            "aan de gevel", {"moved": False},
        ),
        Thing("b", "B", Origin.SYNTHETIC, ("no2",)),
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
        ({"things": [KIT | {"name": "a\0b"}]}, r"'\\u0000'"),
    ],
)
def test_a_file_that_is_no_json_is_refused(tmp_path: Path, content: Any, said: str) -> None:
    with pytest.raises(FileUnreadable, match=said) as caught:
        read_things(file(tmp_path, content))
    assert "things.json" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([KIT], "no list of things"),
        ({"things": {"id": "a"}}, "no list of things"),
        ({"things": [KIT, "kit-2"]}, "thing 2 in .* is wrong"),
        ({"things": [{k: v for k, v in KIT.items() if k != "origin"}]}, "at 'origin'"),
        ({"things": [KIT | {"origin": "guess"}]}, "at 'origin' 'guess'"),
        ({"things": [KIT | {"quantities": []}]}, "at 'quantities'"),
        ({"things": [KIT | {"lat": 52.0}]}, "at 'lat'"),
        ({"things": [KIT | {"latitude": "52.0"}]}, "at 'latitude' '52.0'"),
        ({"things": [KIT | {"name": ""}]}, "at 'name'"),
        ({"things": [KIT], "passports": PASSPORT}, "at 'passports'"),
        ({"things": [KIT], "passport": PASSPORT | {"purpose": "lucht"}}, "at 'passport.purpose'"),
        (
            {"things": [], "passport": PASSPORT | {"purpose": {"nl": "x"}}},
            "at 'passport.purpose.en'",
        ),
        ({"things": [], "passport": without("retention")}, "at 'passport.retention'"),
        (
            {"things": [], "passport": PASSPORT | {"retention": "P1Y"}},
            "'P1Y': write a number of days",
        ),
        (
            {"things": [], "passport": PASSPORT | {"retention": "P0D"}},
            "'P0D': write a number of days",
        ),
        ({"things": [], "passport": PASSPORT | {"dtpr": ["lucht"]}}, "'lucht': elements of DTPR"),
        ({"things": [KIT | {"passport": without("owner")}]}, "thing 1 in .* at 'passport.owner'"),
        ({"things": [KIT | {"id": "Kit 1"}]}, "at 'id' 'Kit 1': use at most 64 lower-case"),
        ({"things": [KIT | {"id": "a/b"}]}, "at 'id' 'a/b'"),
        ({"things": [KIT | {"id": "a" * 65}]}, "at 'id'"),
        ({"things": [KIT | {"id": "kit-1\n"}]}, "at 'id'"),
        ({"things": [KIT | {"gateway": "GW"}]}, "at 'gateway' 'GW'"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, content: Any, said: str) -> None:
    with pytest.raises(ParameterInvalid, match=said) as caught:
        read_things(file(tmp_path, content))
    assert "things.json" in caught.value.message
    assert caught.value.hint


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match=r"nothing\.json' cannot be read: No such file"):
        read_things(tmp_path / "nothing.json")


@pytest.mark.parametrize(
    ("change", "said", "hint"),
    [
        ({"id": "ingest"}, "'ingest' cannot be the id", "another name"),
        ({"gateway": "ingest"}, "'ingest' cannot be the id or gateway", "another name"),
        ({"quantities": ["pm25", "sound"]}, "'sound', which is no quantity", "noise_level"),
        ({"quantities": ["pm25", "pm25"]}, "quantity twice", "each once"),
        ({"quantities": ["pm25.Best"]}, "no variant 'Best'", "'pm25.calibrated'"),
        ({"quantities": ["pm25."]}, "no variant ''", "lower-case"),
        ({"quantities": ["sound.calibrated"]}, "no quantity", "noise_level"),
        ({"quantities": ["pm25.calibrated"]}, "how 'pm25.calibrated' was calib", "calibration"),
        ({"datastreams": {"no2": {}}}, "datastream 'no2', which it does not have", "quantities"),
        ({"origin": "real"}, "real thing 'kit-1' has no passport for 'pm25'", "docs/sensors.md"),
        ({"address": "twin/v1/kit-2"}, "cannot publish below 'twin/v1/kit-2'", "leave it out"),
        ({"address": "senml/#"}, "cannot publish below 'senml/#'", "senml/{gateway}"),
        ({"address": "$SYS/x"}, "cannot publish", "leave it out"),
        ({"address": "v3/stad/devices/kit-1"}, "has no profile", "docs/measurements.md"),
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


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ({"alias": "urn:1"}, {"alias": "urn:1"}, "both 'urn:1' in payloads"),
        ({}, {"alias": "kit-1"}, "both 'kit-1' in payloads"),
        (TTN, TTN, "both the device 'v3/stad/devices/1'"),
        (SENML, SENML | {"gateway": "gw-2"}, "share the topic 'senml/gw' and not the login"),
        (SENML, {"address": "senml/gw/2"}, "and not the login: 'gw', 'kit-2'"),
        ({"address": "v1.1/Observations"}, {"address": "v1.1/Observations"}, "not the login"),
    ],
)
def test_two_things_that_could_be_taken_for_each_other_are_refused(
    tmp_path: Path, first: dict[str, Any], second: dict[str, Any], said: str
) -> None:
    both = [KIT | first, KIT | {"id": "kit-2"} | second]
    with pytest.raises(ParameterInvalid, match=said):
        read_things(file(tmp_path, {"things": both}))


def test_the_nearest_passport_wins(tmp_path: Path) -> None:
    nearer = PASSPORT | {"owner": "School"}
    nearest: dict[str, Any] = PASSPORT | {"retention": None, "dtpr": []}
    own = {
        "quantities": ["pm25", "pm25.calibrated"],
        "passport": nearer,
        "datastreams": {"pm25.calibrated": {"passport": nearest, "calibration": "RIVM"}},
    }
    content = {"passport": PASSPORT, "things": [REAL | {"id": "a"}, REAL | own]}
    plain, kit = read_things(file(tmp_path, content))
    assert plain.passports == dict.fromkeys(("pm25", "temperature"), TOWN)
    assert kit.passports["pm25"] == replace(TOWN, owner="School")
    assert kit.passports["pm25.calibrated"] == replace(TOWN, retention=None, dtpr=())
    assert kit.calibrations == {"pm25.calibrated": "RIVM"}


def test_a_thing_keeps_how_it_publishes(tmp_path: Path) -> None:
    own = {"id": "node", "address": "senml/gw-1", "alias": "urn:1", "gateway": "gw-1"}
    plain, kit, node = read_things(
        file(tmp_path, {"things": [KIT | {"address": "twin/v1/kit-1", "id": "kit-1"},
                                   KIT | {"id": "kit-2"} | TTN, KIT | own]})
    )  # fmt: skip
    assert plain.address is None, "that is its address anyway"
    assert (kit.address, kit.profile) == ("v3/stad/devices/1", "kit")
    assert (node.address, node.alias, node.gateway) == ("senml/gw-1", "urn:1", "gw-1")


def test_a_passport_is_read_from_a_things_file_or_a_file_of_its_own(tmp_path: Path) -> None:
    assert read_passport(file(tmp_path, PASSPORT)) == TOWN
    assert read_passport(file(tmp_path, {"passport": PASSPORT, "things": []})) == TOWN
    with pytest.raises(ParameterInvalid, match=r"the passport in .* is wrong at 'owner'"):
        read_passport(file(tmp_path, {"things": []}))


def test_the_form_of_the_file_is_published_as_it_is() -> None:
    committed = (DOCS / "things.schema.json").read_text(encoding="utf-8")
    assert committed == schema(), (
        "write it anew: python -m twin.jobs.thing_forms > docs/things.schema.json"
    )


def test_the_example_of_the_manual_is_a_good_file() -> None:
    path = DOCS / "examples" / "things.json"
    assert [thing.id for thing in read_things(path)] == ["luchtmeter-1", "teller-brink"]
    validator = jsonschema.Draft202012Validator(json.loads(schema()))
    validator.validate(json.loads(path.read_bytes()))
    for wrong in (
        {"things": [KIT | {"id": "Kit 1"}]},
        {"things": [], "passport": PASSPORT | {"retention": "P1Y"}},
        {"things": [], "passport": PASSPORT | {"dtpr": ["lucht"]}},
        {"things": [KIT | {"lat": 52.0}]},
    ):
        assert not validator.is_valid(wrong), wrong


def test_a_name_that_the_store_knows_for_another_thing_is_refused(
    tmp_path: Path, database: Database
) -> None:
    first, second = read_things(
        file(tmp_path, {"things": [KIT | {"alias": "urn:1"}, KIT | {"id": "kit-2"}]})
    )
    with connect(database.owner, application="test") as conn:
        register(conn, [first])
        with pytest.raises(Conflict, match="both 'urn:1' in payloads"):
            register(conn, [replace(second, alias="urn:1")])
        register(conn, [replace(first, alias=None), replace(second, alias="urn:1")])
        assert [thing.alias for thing in list_things(conn)] == [None, "urn:1"]


def test_registering_tells_what_is_new(tmp_path: Path, database: Database) -> None:
    things = read_things(file(tmp_path, {"things": [KIT, KIT | {"id": "kit-2"}]}))
    with connect(database.owner, application="test") as conn:
        assert register(conn, things[:1]) == Registered(added=1, updated=0)
        assert register(conn, things) == Registered(added=1, updated=1)
        assert list_things(conn) == things
