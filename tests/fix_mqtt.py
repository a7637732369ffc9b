"""Real MQTT brokers for tests: the embedded one, and Mosquitto where it is installed."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from tests.fix_processes import until
from twin.embedded.broker import EmbeddedBroker
from twin.embedded.ports import free_port

MOSQUITTO_PUB = shutil.which("mosquitto_pub") or ""
MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")


class Broker(Protocol):
    """A broker that tests can stop and start again on the same address."""

    url: str

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Iotcore:
    """The embedded broker."""

    def __init__(self, folder: Path) -> None:
        self._broker = EmbeddedBroker(folder, free_port())
        self.url = self._broker.url
        self.url_v5 = self._broker.url_v5

    def start(self) -> None:
        self._broker.__enter__()

    def stop(self) -> None:
        self._broker.__exit__(None, None, None)


class Mosquitto:
    """Mosquitto as docs/operations.md runs it: sessions on disk, nothing dropped from a queue."""

    def __init__(self, folder: Path, more: str = "") -> None:
        assert MOSQUITTO is not None
        port = free_port()
        self.url = f"mqtt://127.0.0.1:{port}"
        self._configuration = folder / "mosquitto.conf"
        self._configuration.write_text(
            f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n"
            f"persistence true\npersistence_location {folder}/\n"
            "user root\n"  # when root runs the tests; another user could not write here
            f"{more}"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        assert MOSQUITTO is not None
        self._process = subprocess.Popen(
            [MOSQUITTO, "-c", str(self._configuration)], stderr=subprocess.DEVNULL
        )
        address = urlsplit(self.url)
        until(lambda: _answers(address.hostname, address.port), "Mosquitto listens")

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(10)
            self._process = None


def _answers(host: str | None, port: int | None) -> bool:
    try:
        socket.create_connection((host or "", port or 0), timeout=1).close()
    except OSError:
        return False
    return True


def publish(url: str, messages: Sequence[tuple[str, bytes | str]], *, retain: bool = False) -> None:
    """Publish at QoS 1, in order, and return when the broker has taken responsibility for all."""
    address = urlsplit(url)
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    connected, gone = threading.Event(), threading.Event()
    client.on_connect = lambda *_: connected.set()
    client.connect(address.hostname or "", address.port or 1883)
    client.loop_start()
    assert connected.wait(30), "the broker answers"
    sent = [client.publish(topic, payload, qos=1, retain=retain) for topic, payload in messages]
    for one in sent:
        one.wait_for_publish(60)
        assert one.is_published(), "the broker takes what is published"
    client.on_disconnect = lambda *_: gone.set()
    client.disconnect()
    gone.wait(10)  # it closes its socket then, and not when it is stopped before
    client.loop_stop()


class Stream:
    """Readings of the meter, published without end by a C publisher until it is told to stop.

    Parameters
    ----------
    qos
        0 or 1.
    lines
        Gives the payload of reading number `n`.
    rate
        About so many a second; as fast as they are taken if that is less.
    """

    def __init__(
        self, url: str, topic: str, lines: Callable[[int], str], *, qos: int, rate: int
    ) -> None:
        assert MOSQUITTO_PUB
        address = urlsplit(url)
        self.sent = 0
        self._lines = lines
        self._rate = rate
        self._stop = threading.Event()
        self._process = subprocess.Popen(
            [MOSQUITTO_PUB, "-p", str(address.port), "-q", str(qos), "-l", "-t", topic],
            stdin=subprocess.PIPE,
        )
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Stream:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Publish no more, and wait until the broker has all."""
        if not self._stop.is_set():
            self._stop.set()
            self._thread.join()
            assert self._process.wait(60) == 0, "the broker takes what is published"

    def _run(self) -> None:
        assert self._process.stdin is not None
        with self._process.stdin as pipe:
            some = max(1, self._rate // 100)
            while not self._stop.wait(some / self._rate):
                pipe.write("".join(f"{self._lines(self.sent + n)}\n" for n in range(some)).encode())
                pipe.flush()
                self.sent += some


@pytest.fixture
def iotcore(tmp_path: Path) -> Iterator[Broker]:
    """The embedded broker, empty."""
    broker = Iotcore(tmp_path / "iotcore")
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def mosquitto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """Mosquitto, empty; skips where it is not installed."""
    if MOSQUITTO is None:
        pytest.skip("needs Mosquitto (Debian: apt-get install mosquitto)")
    broker = Mosquitto(tmp_path_factory.mktemp("mosquitto"))
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def make_mosquitto(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[str], Mosquitto]]:
    """Makes a Mosquitto with lines of a test's own in its configuration; skips without one."""
    if MOSQUITTO is None:
        pytest.skip("needs Mosquitto (Debian: apt-get install mosquitto)")
    with ExitStack() as stack:

        def make(lines: str) -> Mosquitto:
            broker = Mosquitto(tmp_path_factory.mktemp("mosquitto"), lines)
            stack.callback(broker.stop)
            broker.start()
            return broker

        yield make


@pytest.fixture(params=["iotcore", "mosquitto"])
def broker(request: pytest.FixtureRequest) -> Broker:
    """Each broker in turn."""
    found: Broker = request.getfixturevalue(request.param)
    return found
