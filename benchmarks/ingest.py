"""How fast one worker takes readings from a broker into the database, against paho alone.

Both find the same backlog waiting in a persistent session at QoS 1, one reading in each message.
The peer receives and acknowledges and does nothing else: what the MQTT library can do at most.
The worker decodes, stores in PostgreSQL, keeps the ledger and acknowledges after the commit.
"""

from __future__ import annotations

import json
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tests.fix_mqtt import MOSQUITTO, Broker, Iotcore, Mosquitto, publish, until
from twin.embedded.postgres import EmbeddedPostgres
from twin.ingest.worker import IngestConfig, run
from twin.model import Origin, Thing
from twin.store import ledger, things
from twin.store.migrate import migrate
from twin.store.pool import connect

_MESSAGES = 20_000
_THINGS = 200
_IN_FLIGHT = 2_000
_START = datetime(2026, 11, 1, tzinfo=UTC)


def _messages() -> list[tuple[str, str]]:
    return [
        (
            f"twin/v1/t{n % _THINGS}/pm25",
            json.dumps({"t": (_START + timedelta(seconds=n)).isoformat(), "v": n % 97 / 7}),
        )
        for n in range(_MESSAGES)
    ]


def _peer(broker: Broker, version: MQTTProtocolVersion, *, count: int) -> float:
    """Seconds in which paho alone receives and acknowledges `count` messages."""
    client = mqtt.Client(
        CallbackAPIVersion.VERSION2,
        client_id="peer",
        protocol=version,
        clean_session=None if version == MQTTProtocolVersion.MQTTv5 else False,
    )
    connected, enough = threading.Event(), threading.Event()
    received = 0

    def on_message(*_: object) -> None:
        nonlocal received
        received += 1
        if received >= count:
            enough.set()

    client.on_message = on_message
    client.on_connect = lambda c, *_: c.subscribe("#", 1)
    client.on_subscribe = lambda *_: connected.set()
    address = urlsplit(broker.url)
    begin = time.perf_counter()
    if version == MQTTProtocolVersion.MQTTv5:
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = 3_600
        properties.ReceiveMaximum = _IN_FLIGHT
        client.connect(
            address.hostname or "", address.port or 0, clean_start=False, properties=properties
        )
    else:
        client.connect(address.hostname or "", address.port or 0)
    client.loop_start()
    assert connected.wait(30)
    if count:
        assert enough.wait(300)
    seconds = time.perf_counter() - begin
    client.disconnect()
    client.loop_stop()
    return seconds


def _worker(config: IngestConfig, owner: str, *, count: int) -> float:
    """Seconds in which a worker stores `count` readings."""
    stop = threading.Event()
    with connect(owner, application="bench") as conn:

        def stored() -> int:
            return sum(row.count for row in ledger.totals(conn) if row.outcome == "stored")

        def signs() -> bool:
            return bool(conn.execute("SELECT 1 FROM workers WHERE connected").fetchone())

        thread = threading.Thread(target=run, args=(config, stop))
        begin = time.perf_counter()
        thread.start()
        until((lambda: stored() >= count) if count else signs, "the worker is done", 300)
        seconds = time.perf_counter() - begin
    stop.set()
    thread.join()
    return seconds


def _measure(broker: Broker, version: MQTTProtocolVersion, folder: Path) -> tuple[float, float]:
    """Seconds of the peer and of the worker for the same backlog."""
    with EmbeddedPostgres(folder) as server:
        migrate(server.urls["owner"])
        with connect(server.urls["owner"], application="bench") as conn:
            things.save_things(
                conn, [Thing(f"t{n}", f"T{n}", Origin.SYNTHETIC, ("pm25",)) for n in range(_THINGS)]
            )
        config = IngestConfig(server.urls["ingest"], broker.url, in_flight=_IN_FLIGHT)
        broker.start()
        try:
            # Both sessions are made first, so that the broker keeps the backlog for both.
            _peer(broker, version, count=0)
            _worker(config, server.urls["owner"], count=0)
            publish(broker.url, _messages())
            peer = _peer(broker, version, count=_MESSAGES)
            return peer, _worker(config, server.urls["owner"], count=_MESSAGES)
        finally:
            broker.stop()


def figures() -> dict[str, dict[str, object]]:
    """What `make bench NAME=ingest` reports."""
    brokers: dict[str, tuple[type[Iotcore | Mosquitto], MQTTProtocolVersion]] = {
        "embedded": (Iotcore, MQTTProtocolVersion.MQTTv311)
    }
    if MOSQUITTO is not None:
        brokers["mosquitto"] = (Mosquitto, MQTTProtocolVersion.MQTTv5)
    found: dict[str, dict[str, object]] = {}
    for name, (kind, version) in brokers.items():
        with tempfile.TemporaryDirectory() as folder:
            peer, worker = _measure(kind(Path(folder)), version, Path(folder) / "database")
        found[f"worker_{name}"] = {
            "value": round(peer / worker, 3),
            "unit": "ratio",
            "goal": ">= 0.5",
            "against": f"paho receive only, MQTT {'5' if version == 5 else '3.1.1'}",
        }
        for who, seconds in (("worker", worker), ("paho", peer)):
            found[f"{who}_{name}_readings"] = {
                "value": round(_MESSAGES / seconds),
                "unit": "readings/s",
                "goal": "",
                "against": "",
            }
    return found


if __name__ == "__main__":
    print(figures())
