"""Every format through broker, worker and database."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from sensors.simulator import fleet
from sensors.simulator.city import City
from sensors.simulator.devices import Faults
from sensors.simulator.publish import past
from sensors.spots import Spot
from tests.fix_db import Database
from tests.fix_ingest import balanced, count, ingesting, register
from tests.fix_mqtt import Broker, publish
from tests.fix_processes import until
from tests.fix_registry import registry_of
from twin.ingest import intake
from twin.ingest.worker import IngestConfig
from twin.model import Flag, Message, Origin, Thing
from twin.store import ledger
from twin.store.pool import connect

SPOT = Spot("road", "delft", 4.36, 52.01, 0.4, "homes", "Stationsplein")


@pytest.fixture
def config(database: Database, broker: Broker, tmp_path: Path) -> IngestConfig:
    return IngestConfig(database.ingest, broker.url, tmp_path / "spool", client_id="test-worker")


def by_source(url: str, outcome: str) -> Counter[str]:
    """Readings with that outcome in the ledger."""
    counts: Counter[str] = Counter()
    with connect(url, application="test") as conn:
        for row in ledger.totals(conn):
            if row.outcome == outcome:
                counts[row.source] += row.count
    return counts


def test_a_fleet_that_speaks_many_formats_is_stored_once_and_counted_by_format(
    config: IngestConfig, broker: Broker, owner: str
) -> None:
    things = fleet.things(fleet.load(), [SPOT], seed=1, formats=True)
    register(owner, *things)
    now = datetime.now(UTC).replace(microsecond=0)
    devices = list(fleet.devices(fleet.load(), things))
    sent = list(past(City(1), devices, Faults(), now - timedelta(minutes=30), now))
    registry = registry_of(things)
    expected = Counter(
        reading.source
        for topic, payload in sent
        for reading in intake.read(Message(topic, payload, now), registry, None).readings
    )
    with ingesting(config, owner):
        publish(broker.url, [*sent, *sent])
        twice = expected + expected
        until(lambda: by_source(owner, "received") == twice, "all are counted twice")
    assert set(expected) == {"mqtt:native", "mqtt:ttn", "mqtt:senml"}
    assert by_source(owner, "stored") == by_source(owner, "duplicate") == expected
    assert count(owner) == expected.total()
    assert balanced(owner)


def test_an_uplink_that_is_heard_again_at_another_time_is_stored_once(
    config: IngestConfig, broker: Broker, owner: str
) -> None:
    device = "v3/stad@ttn/devices/lht"
    register(owner, Thing("tuin", "Tuin", Origin.REAL, ("temperature",), address=device,
                          profile="dragino-lht65"))  # fmt: skip

    def uplink(count: int, second: int) -> tuple[str, str]:
        message = {"session_key_id": "AYc=", "f_port": 2, "f_cnt": count,
                   "received_at": f"2026-11-01T10:00:{second:02}Z",
                   "decoded_payload": {"TempC_SHT": 14.3, "BatV": 3.062}}  # fmt: skip
        return f"{device}/up", json.dumps({"uplink_message": message})

    with ingesting(config, owner):
        publish(broker.url, [uplink(1, 0), uplink(1, 7), uplink(2, 30)])
        until(lambda: by_source(owner, "received") == {"mqtt:ttn": 3}, "all are counted")
    assert by_source(owner, "stored") == {"mqtt:ttn": 2}
    assert by_source(owner, "duplicate") == {"mqtt:ttn": 1}


def test_flags_and_what_converting_loses_are_stored_beside_the_value(
    config: IngestConfig, broker: Broker, owner: str
) -> None:
    register(owner, Thing("weer", "Weer", Origin.REAL, ("temperature", "pm25")))
    now = datetime.now(UTC).isoformat()
    with ingesting(config, owner):
        publish(
            broker.url,
            [
                ("twin/v1/weer/temperature", json.dumps({"t": now, "v": 115.2, "u": "[degF]"})),
                ("twin/v1/weer/pm25", json.dumps({"t": now, "v": 8.1})),
            ],
        )
        until(lambda: count(owner) == 2, "both are stored")
    with psycopg.connect(owner) as conn:
        rows = conn.execute(
            "SELECT quantity, value, flags, sent FROM shown_observations"
            " JOIN datastreams ON datastreams.id = datastream_id ORDER BY quantity"
        ).fetchall()
    (pm25, temperature) = rows
    placeless = Flag.POSITION_MISSING
    assert pm25 == ("pm25", 8.1, placeless | Flag.UNCALIBRATED, None)
    assert temperature[2:] == (placeless | Flag.OUT_OF_RANGE, "115.2 [degF]")
