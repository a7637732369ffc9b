"""Things and datastreams are registered, brought up to date, and never thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.fix_db import Database
from tests.store import made
from twin.errors import NotFound
from twin.model import Datastream, Origin, Passport, Thing, Words
from twin.store import things
from twin.store.pool import Connection, connect

PASSPORT = Passport(
    owner="Gemeente 't Zand",
    contact="sensoren@voorbeeld.example",
    purpose=Words("Luchtkwaliteit volgen", "Follow air quality"),
    legal_ground=Words("Geen persoonsgegevens", "No personal data"),
    measures=Words("Fijnstof", "Fine dust"),
    cannot=Words("Mensen herkennen", "Know people"),
    retention=timedelta(days=400),
    dtpr=("purpose__ecology",),
)
KIT = Thing(
    id="kit-1",
    name="Kit van 't Zand",
    origin=Origin.REPLAY,
    quantities=("temperature", "pm25"),
    area="buurt",
    longitude_lonlat=6.79,
    latitude_lonlat=52.26,
    height=2.5,
    description="aan de gevel",
    properties={"moved": True, "real_location": [4.36, 52.01]},
)


def numbers(conn: Connection) -> dict[tuple[str, str], int]:
    """The number of every datastream by thing and key."""
    return {key: stream.id for key, stream in things.registry(conn).streams.items()}


@pytest.fixture
def conn(either: Database) -> Iterator[Connection]:
    """A connection of the owner."""
    with connect(either.owner, application="test") as connection:
        yield connection


def test_a_thing_comes_back_as_it_was_saved(conn: Connection) -> None:
    plain = made.thing("kit-2", area=None)
    things.save_things(conn, [plain, KIT])
    assert things.list_things(conn) == [KIT, plain]
    assert things.list_things(conn, "buurt") == [KIT]
    assert things.list_things(conn, "elders") == []


def test_saving_again_updates_and_keeps_numbers_and_what_is_not_named(conn: Connection) -> None:
    things.save_things(conn, [KIT, made.thing("kit-2")])
    before = numbers(conn)
    things.save_things(conn, [replace(KIT, name="Nieuw", quantities=("pm25", "noise_level"))])
    found = things.list_things(conn)
    assert found[0].name == "Nieuw"
    assert found[0].quantities == ("temperature", "pm25", "noise_level")
    assert found[1] == made.thing("kit-2")
    after = numbers(conn)
    assert {key: after[key] for key in before} == before
    assert set(after) - set(before) == {("kit-1", "noise_level")}
    assert max(after.values()) == len(after), "numbers are not wasted on what is known"


def test_datastreams_are_found_by_area_thing_and_number(conn: Connection) -> None:
    things.save_things(conn, [KIT, made.thing("kit-2", "noise_level", area="elders")])
    first = Datastream(1, "kit-1", "temperature", Origin.REPLAY)
    assert things.list_datastreams(conn, thing="kit-1") == [
        first,
        replace(first, id=2, quantity="pm25"),
    ]
    noise = Datastream(3, "kit-2", "noise_level", Origin.REAL)
    assert things.list_datastreams(conn, area="elders") == [noise]
    assert len(things.list_datastreams(conn)) == 3
    assert things.datastream(conn, 3) == noise


@pytest.mark.parametrize("number", [0, -1, 4, 2**63, 10**30])
def test_a_number_of_no_datastream_is_not_found(conn: Connection, number: int) -> None:
    with pytest.raises(NotFound, match=f"'{number}'"):
        things.datastream(conn, number)


def test_ingest_hears_of_new_things(conn: Connection, either: Database) -> None:
    with connect(either.ingest, application="test") as listener:
        listener.execute(f"LISTEN {things.CHANNEL}")
        things.save_things(conn, [KIT])
        assert [heard.channel for heard in listener.notifies(timeout=5, stop_after=1)] == [
            "twin_things"
        ]
        assert set(things.registry(listener).streams) == {
            ("kit-1", "temperature"),
            ("kit-1", "pm25"),
        }


def test_saving_no_things_is_fine(conn: Connection) -> None:
    things.save_things(conn, [])
    assert things.list_things(conn) == []


def test_passports_and_calibrations_are_those_of_each_datastream(conn: Connection) -> None:
    for_ever = replace(PASSPORT, retention=None, dtpr=())
    kit = replace(
        KIT,
        quantities=("pm25", "pm25.calibrated", "temperature"),
        passports={"pm25": PASSPORT, "pm25.calibrated": for_ever},
        calibrations={"pm25.calibrated": "RIVM, tegen Luchtmeetnet"},
        profile="kit",
        address="v3/stad/devices/kit-1",
        alias="urn:dev:kit:1",
        gateway="gw-1",
    )
    things.save_things(conn, [kit])
    assert things.list_things(conn) == [kit]
    assert things.thing(conn, "kit-1") == kit
    raw, calibrated, bare = things.list_datastreams(conn)
    assert (raw.key, raw.variant, raw.passport) == ("pm25", None, PASSPORT)
    assert (calibrated.key, calibrated.quantity) == ("pm25.calibrated", "pm25")
    assert calibrated.calibration == "RIVM, tegen Luchtmeetnet"
    assert calibrated.passport == for_ever
    assert bare.passport is None
    assert things.datastream(conn, 2) == calibrated
    things.save_things(conn, [replace(kit, passports={}, calibrations={})])
    assert things.datastream(conn, 2) == replace(calibrated, passport=None, calibration=None)


def test_what_a_passport_states_cannot_differ_from_what_is_enforced(conn: Connection) -> None:
    things.save_things(conn, [replace(KIT, passports={"pm25": PASSPORT})])
    with pytest.raises(psycopg.errors.CheckViolation, match="stated_retention_is_enforced"):
        conn.execute("UPDATE datastreams SET retention = INTERVAL '500 days'")


def test_ingest_knows_how_things_publish_and_what_their_datastreams_promise(
    conn: Connection, either: Database
) -> None:
    kit = replace(
        KIT,
        quantities=("pm25", "pm25.calibrated"),
        passports={"pm25": PASSPORT},
        calibrations={"pm25.calibrated": "RIVM"},
        profile="kit",
        address="v3/stad/devices/kit-1",
    )
    node = replace(
        made.thing("node-1", "noise_level"), address="senml/gw-1", alias="urn:dev:node:1"
    )
    other = replace(made.thing("node-2", "noise_level"), address="senml/gw-1")
    bare = replace(made.thing("bare"), quantities=())
    things.save_things(conn, [kit, node, other, bare])
    with connect(either.ingest, application="test") as ingest:
        known = things.registry(ingest)
    assert known.streams["kit-1", "pm25"] == things.Stream(
        1, "kit-1", "pm25", "pm25", calibrated=False, placed=True,
        retention=timedelta(days=400), retired=False,
    )  # fmt: skip
    calibrated = known.streams["kit-1", "pm25.calibrated"]
    assert (calibrated.quantity, calibrated.calibrated) == ("pm25", True)
    assert calibrated.retention is None
    assert not known.streams["node-1", "noise_level"].placed
    assert known.by_number == {stream.id: stream for stream in known.streams.values()}
    assert known.things["kit-1"] == things.KnownThing("kit-1", "kit", "v3/stad/devices/kit-1")
    assert known.by_address == {"v3/stad/devices/kit-1": "kit-1", "twin/v1/bare": "bare"}
    assert known.aliases == {"urn:dev:node:1": "node-1"}


def test_one_name_in_payloads_cannot_be_two_things(conn: Connection) -> None:
    first, second = (replace(made.thing(name), alias="urn:dev:1") for name in ("a", "b"))
    with pytest.raises(psycopg.errors.UniqueViolation):
        things.save_things(conn, [first, second])
    assert things.list_things(conn) == []


def test_a_thing_is_retired_from_a_moment_on_and_can_come_back(conn: Connection) -> None:
    things.save_things(conn, [KIT, made.thing("kit-2")])
    past, future = datetime(2026, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    assert [stream.retired_at for stream in things.retire(conn, "kit-1", past)] == [past, past]
    assert things.thing(conn, "kit-1").retired_at == past
    assert retired(conn) == {("kit-1", "temperature"), ("kit-1", "pm25")}
    things.save_things(conn, [KIT])
    assert things.thing(conn, "kit-1").retired_at == past, "a file brings nothing back to life"
    things.retire(conn, "kit-1", future)
    assert retired(conn) == set()
    things.retire(conn, "kit-1", None)
    assert things.thing(conn, "kit-1").retired_at is None


def test_a_datastream_is_retired_alone(conn: Connection) -> None:
    things.save_things(conn, [replace(KIT, quantities=("pm25", "pm25.calibrated"))])
    past = datetime(2026, 1, 1, tzinfo=UTC)
    things.retire(conn, "kit-1", past, key="pm25")
    assert retired(conn) == {("kit-1", "pm25")}
    things.retire(conn, "kit-1", past, key="pm25.calibrated")
    things.retire(conn, "kit-1", None, key="pm25")
    assert retired(conn) == {("kit-1", "pm25.calibrated")}


@pytest.mark.parametrize(("thing", "key"), [("kit-9", None), ("kit-1", "no2"), ("kit-9", "pm25")])
def test_what_is_not_there_cannot_be_retired(conn: Connection, thing: str, key: str | None) -> None:
    things.save_things(conn, [KIT])
    with pytest.raises(NotFound, match=key or thing):
        things.retire(conn, thing, datetime(2026, 1, 1, tzinfo=UTC), key=key)


def test_a_thing_that_is_not_there_is_told(conn: Connection) -> None:
    with pytest.raises(NotFound, match="'kit-9'"):
        things.thing(conn, "kit-9")


def retired(conn: Connection) -> set[tuple[str, str]]:
    """What ingest takes no readings of any more."""
    return {key for key, stream in things.registry(conn).streams.items() if stream.retired}
