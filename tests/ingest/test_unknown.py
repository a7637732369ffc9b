"""A device that nobody registered is told by what it sent, adopted, and what waited is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fix_db import Database
from tests.jobs.test_things import TOWN
from twin.errors import Conflict, NotFound, ParameterInvalid
from twin.ingest import intake
from twin.ingest.quality import Judge
from twin.ingest.replay import replay
from twin.ingest.unknown import UnknownDevice, proposed, unknown_device, unknown_devices
from twin.jobs.things import register
from twin.model import Message, Origin
from twin.store import ledger
from twin.store.observations import raw, store_batch
from twin.store.pool import Connection, connect
from twin.store.registry import registry

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def conn(database: Database) -> Iterator[Connection]:
    """A connection of the owner."""
    with connect(database.owner, application="test") as connection:
        yield connection


def hear(conn: Connection, topic: str, *payloads: Any) -> None:
    """Take messages in, one a minute, as a worker does."""
    known = registry(conn)
    for minute, payload in enumerate(payloads):
        message = Message(topic, json.dumps(payload).encode(), NOON + timedelta(minutes=minute))
        read = intake.read(message, known, Judge(), settled=True)
        store_batch(conn, read.readings, read.dead_letters)


def adopt(conn: Connection, name: str, **how: Any) -> str:
    """Register an unknown device and replay; returns the id of its thing."""
    thing = proposed(conn, unknown_device(conn, name), TOWN, **how)
    register(conn, [thing], new=True)
    asked = ledger.replayable(conn, name)
    replay(conn, registry(conn), last=asked.last, limit=100, thing=name)
    return thing.id


def stored(conn: Connection, thing: str) -> dict[str, list[float]]:
    """All values of a thing by key."""
    found = registry(conn).streams
    return {
        key: [
            s.value
            for s in raw(conn, stream.id, NOON - timedelta(days=1), NOON.replace(year=2027), 99)
        ]
        for (name, key), stream in found.items()
        if name == thing
    }


def native(minute: int, **values: float) -> dict[str, Any]:
    """A native payload some minutes after noon."""
    return {"t": (NOON + timedelta(minutes=minute)).isoformat(), "values": values}


def uplink(**fields: Any) -> dict[str, Any]:
    """An uplink of The Things Stack."""
    return {
        "end_device_ids": {"device_id": "eui-1"},
        "uplink_message": {
            "f_port": 2,
            "f_cnt": 1,
            "decoded_payload": fields,
            "received_at": NOON.isoformat(),
        },
    }


def test_a_native_device_is_told_by_what_it_sent(conn: Connection) -> None:
    hear(conn, "twin/v1/kit-9", native(0, pm25=8.1, temperature=4.0), native(1, pm25=8.3))
    assert unknown_devices(conn) == [
        UnknownDevice(
            name="kit-9",
            source="mqtt:native",
            readings=3,
            first_at=NOON,
            last_at=NOON + timedelta(minutes=1),
            quantities=("pm25", "temperature"),
            profile=None,
            suggested_id="kit-9",
            address=None,
        )
    ]


def test_an_adopted_device_gets_all_that_waited_and_is_unknown_no_more(conn: Connection) -> None:
    hear(conn, "twin/v1/kit-9", native(0, pm25=8.1, temperature=4.0), native(1, pm25=8.3))
    assert adopt(conn, "kit-9") == "kit-9"
    assert stored(conn, "kit-9") == {"pm25": [8.1, 8.3], "temperature": [4.0]}
    assert unknown_devices(conn) == []
    counts = {(row.outcome, row.reason): row.count for row in ledger.totals(conn) if row.count}
    assert counts == {("received", ""): 3, ("stored", ""): 3}


def test_an_adopted_device_is_real_with_a_passport_and_without_a_place(conn: Connection) -> None:
    hear(conn, "twin/v1/kit-9", native(0, pm25=8.1))
    thing = proposed(conn, unknown_device(conn, "kit-9"), TOWN)
    assert thing.origin is Origin.REAL
    assert thing.passports == {"pm25": TOWN}
    assert thing.longitude_lonlat is None


def test_a_lorawan_device_is_adopted_with_the_profile_that_reads_it(conn: Connection) -> None:
    hear(conn, "v3/stad@ttn/devices/eui-1/up", uplink(TempC_SHT="7.5", Hum_SHT="81.2", BatV=3.0))
    device = unknown_device(conn, "eui-1")
    assert (device.profile, device.quantities) == ("dragino-lht65", ("humidity", "temperature"))
    assert device.address == "v3/stad@ttn/devices/eui-1"
    thing = proposed(conn, device, TOWN, id="weerpaal-1")
    assert (thing.id, thing.alias, thing.gateway) == ("weerpaal-1", None, "ttn-stad-ttn")
    assert adopt(conn, "eui-1", id="weerpaal-1") == "weerpaal-1"
    assert stored(conn, "weerpaal-1") == {"humidity": [81.2], "temperature": [7.5]}


def test_a_senml_device_keeps_its_name_in_payloads_and_the_login_of_its_gateway(
    conn: Connection,
) -> None:
    for name in ("urn:dev:mac:01", "urn:dev:mac:02"):
        pack = [
            {"bn": f"{name}/", "bt": NOON.timestamp(), "n": "temperature", "u": "Cel", "v": 7.5}
        ]
        hear(conn, "senml/stadhuis", pack)
    first = proposed(conn, unknown_device(conn, "urn:dev:mac:01"), TOWN, id="kelder")
    assert (first.address, first.alias, first.gateway) == (
        "senml/stadhuis", "urn:dev:mac:01", "stadhuis",
    )  # fmt: skip
    assert adopt(conn, "urn:dev:mac:01", id="kelder") == "kelder"
    assert stored(conn, "kelder") == {"temperature": [7.5]}
    assert adopt(conn, "urn:dev:mac:02") == "urn-dev-mac-02"
    assert unknown_devices(conn) == []


def test_a_device_that_no_decoder_understands_is_listed_and_not_adopted(conn: Connection) -> None:
    hear(conn, "v3/stad/devices/eui-1/up", uplink(what="ever"))
    device = unknown_device(conn, "eui-1")
    assert device.quantities == ()
    with pytest.raises(ParameterInvalid, match="cannot be told what 'eui-1' measures"):
        proposed(conn, device, TOWN)


def test_a_name_that_no_thing_can_have_is_told(conn: Connection) -> None:
    hear(conn, "twin/v1/Kit 9", native(0, pm25=8.1))
    device = unknown_device(conn, "Kit 9")
    assert device.suggested_id is None
    for chosen in (None, "kit-9"):
        with pytest.raises(ParameterInvalid, match="no thing can be called 'Kit 9'"):
            proposed(conn, device, TOWN, id=chosen)


def test_an_id_that_is_taken_is_refused(conn: Connection) -> None:
    hear(conn, "twin/v1/kit-9", native(0, pm25=8.1))
    adopt(conn, "kit-9")
    hear(conn, "v3/stad/devices/eui-1/up", uplink(TempC_SHT="7.5", Hum_SHT="81.2"))
    with pytest.raises(Conflict, match="'kit-9' already"):
        adopt(conn, "eui-1", id="kit-9")


def test_who_never_sent_is_not_found(conn: Connection) -> None:
    with pytest.raises(NotFound, match="'kit-9'"):
        unknown_device(conn, "kit-9")
