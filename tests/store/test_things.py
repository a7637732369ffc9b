"""Things and datastreams are registered, brought up to date, and never thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.fix_db import Database
from tests.store import made
from twin.errors import NotFound
from twin.model import Datastream, Origin, Thing
from twin.store import things
from twin.store.pool import Connection, connect

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
    before = things.registry(conn)
    things.save_things(conn, [replace(KIT, name="Nieuw", quantities=("pm25", "noise_level"))])
    found = things.list_things(conn)
    assert found[0].name == "Nieuw"
    assert found[0].quantities == ("temperature", "pm25", "noise_level")
    assert found[1] == made.thing("kit-2")
    after = things.registry(conn)
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
        assert set(things.registry(listener)) == {("kit-1", "temperature"), ("kit-1", "pm25")}


def test_saving_no_things_is_fine(conn: Connection) -> None:
    things.save_things(conn, [])
    assert things.list_things(conn) == []
