"""The embedded broker: where it listens, what it takes, and what it says when it cannot."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import psutil
import pytest
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from tests.fix_processes import until
from twin.embedded.broker import EmbeddedBroker
from twin.embedded.ports import free_port
from twin.errors import StartFailed


@pytest.fixture(scope="module")
def embedded_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedBroker]:
    with EmbeddedBroker(tmp_path_factory.mktemp("broker"), free_port()) as broker:
        yield broker


@pytest.mark.parametrize(
    "version", [MQTTProtocolVersion.MQTTv311, MQTTProtocolVersion.MQTTv5], ids=["3.1.1", "5"]
)
def test_a_large_message_comes_through(
    embedded_broker: EmbeddedBroker, version: MQTTProtocolVersion
) -> None:
    url = embedded_broker.url_v5 if version == MQTTProtocolVersion.MQTTv5 else embedded_broker.url
    address = urlsplit(url)
    received: list[bytes] = []
    subscribed = threading.Event()
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=version)
    connected = threading.Event()
    client.on_connect = lambda *_: connected.set()
    client.on_subscribe = lambda *_: subscribed.set()
    client.on_message = lambda _client, _data, message: received.append(bytes(message.payload))
    client.connect(address.hostname or "", address.port or 0)
    client.loop_start()
    assert connected.wait(30)
    client.subscribe("large", qos=1)  # sent together with the connection it may get lost
    assert subscribed.wait(30)
    client.publish("large", bytes(256 * 1024), qos=1)
    until(lambda: received == [bytes(256 * 1024)], "the message comes back")
    client.disconnect()
    client.loop_stop()


def test_it_listens_on_loopback_only(embedded_broker: EmbeddedBroker) -> None:
    ports = {embedded_broker.port, embedded_broker.port_v5}
    process = psutil.Process(int(embedded_broker.server.pid_file.read_text()))
    listening = {
        tuple(connection.laddr)
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {("127.0.0.1", port) for port in ports}


def test_a_port_in_use_is_told_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StartFailed, match=f"port '{port}' .* is in use") as told:
            EmbeddedBroker(tmp_path, port).__enter__()
    assert "--mqtt-port" in told.value.hint


def test_it_can_be_stopped_and_started_on_the_same_port(tmp_path: Path) -> None:
    broker = EmbeddedBroker(tmp_path, free_port())
    for _ in range(2):
        with broker:
            assert broker.running
        assert not broker.running
