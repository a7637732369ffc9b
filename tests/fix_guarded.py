"""Mosquitto as docker-compose.yml runs it, with passwords, access list and TLS, and its clients."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from tests.fix_mqtt import MOSQUITTO
from tests.fix_processes import until
from twin.embedded.ports import answers, free_port

DEPLOY = Path(__file__).parents[1] / "deploy"


def make_secrets(directory: Path) -> Path:
    """The secrets that the deployment's own script makes in `directory`."""
    directory.mkdir(parents=True, exist_ok=True)
    shutil.copy(DEPLOY / "make-secrets", directory)
    subprocess.run([directory / "make-secrets"], check=True, stdout=subprocess.DEVNULL)
    return directory / "secrets"


class Guarded:
    """Mosquitto with the configuration and the start script of the deployment."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._broker: subprocess.Popen[bytes] | None = None
        self.port, self.tls_port = free_port(), free_port()
        for name in ("run", "data", "credentials"):
            (directory / name).mkdir(parents=True)

    def certify(self) -> Path:
        """Have a certificate made; returns that of the authority that devices are to trust."""
        return make_secrets(self._directory) / "mqtt_authority"

    def start(self, passwords: str, access: str) -> int:
        """Start the broker; returns its port without TLS."""
        self.write(passwords, access)
        self.certify()
        self._copy_deployment()
        for above in (self._directory, *self._directory.parents[:3]):
            above.chmod(above.stat().st_mode | stat.S_IXOTH | stat.S_IROTH)
        log = self._directory / "log"
        with log.open("w") as file:
            self._broker = subprocess.Popen(
                ["sh", self._directory / "start.sh"], stdout=file, stderr=file
            )
        until(
            lambda: answers(self.port) and answers(self.tls_port),
            f"Mosquitto listens: {log.read_text()}",
        )
        return self.port

    def write(self, passwords: str, access: str) -> None:
        """Write the files that say who may do what; the broker looks every two seconds."""
        for name, text in (("passwords", passwords), ("acl", access)):
            draft = self._directory / "credentials" / f"{name}.new"
            draft.write_text(text)
            draft.replace(self._directory / "credentials" / name)

    def until_refused(self, login: str, password: str) -> None:
        """Wait until the broker does not let a login in any more."""
        until(lambda: not Client(self.port, login, password).connected, f"'{login}' is out")

    def shake_hands(self, authority: Path) -> None:
        """Do as a device that trusts `authority`; raises if the broker has another certificate."""
        context = ssl.create_default_context(cafile=str(authority))
        with (
            socket.create_connection(("127.0.0.1", self.tls_port)) as plain,
            context.wrap_socket(plain, server_hostname="localhost"),
        ):
            pass

    def stop(self) -> None:
        """Stop the broker."""
        if self._broker is not None:
            self._broker.send_signal(signal.SIGTERM)
            self._broker.wait(10)

    def _copy_deployment(self) -> None:
        """The deployment's files with the places and ports of this machine."""
        moved = {
            "/run/mosquitto": str(self._directory / "run"),
            "/run/secrets": str(self._directory / "secrets"),
            "/credentials/": f"{self._directory / 'credentials'}/",
            "/mosquitto/data": str(self._directory / "data"),
            "/mosquitto/config": str(self._directory),
            "listener 1883": f"listener {self.port} 127.0.0.1",
            "listener 8883": f"listener {self.tls_port} 127.0.0.1",
            "exec mosquitto": f"exec {MOSQUITTO}",
        }
        for name in ("mosquitto.conf", "start.sh"):
            text = (DEPLOY / "mosquitto" / name).read_text()
            for there, here in moved.items():
                text = text.replace(there, here)
            if os.geteuid() != 0:
                text = "\n".join(line for line in text.splitlines() if "chown" not in line)
            (self._directory / name).write_text(text)


class Client:
    """An MQTT 5 client, to which a broker says why it refuses; goes with its test.

    Attributes
    ----------
    connected
        Whether the broker let it in.
    received
        Topics of what it heard.
    """

    def __init__(
        self, port: int, login: str | None, password: str | None, *, authority: Path | None = None
    ) -> None:
        self.connected = self._answered = False
        self.received: list[str] = []
        self._published: dict[int, bool] = {}
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        if login is not None:
            self._client.username_pw_set(login, password)
        if authority is not None:
            self._client.tls_set_context(ssl.create_default_context(cafile=str(authority)))
        # Whose publication is refused loses its connection, and with it what it listened to.
        self._client.reconnect_delay_set(0, 0)
        self._client.on_connect = self._on_connect
        self._client.on_publish = self._on_publish
        self._client.on_message = self._on_message
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        until(lambda: self._answered, "the broker answers")
        if self.connected:
            _clients.append(self)
        else:
            self.close()

    def may_publish(self, topic: str) -> bool:
        """Whether the broker takes a message on `topic`."""
        sent = self._client.publish(topic, b"{}", qos=1).mid
        until(lambda: sent in self._published, "the broker answers")
        return self._published[sent]

    def subscribe(self, topic: str) -> None:
        """Listen to `topic`."""
        subscribed = threading.Event()
        self._client.on_subscribe = lambda *_: subscribed.set()
        self._client.subscribe(topic, qos=1)
        assert subscribed.wait(30)

    def wait_for(self, topic: str) -> None:
        """Wait until a message on `topic` came."""
        until(lambda: topic in self.received, f"a message on '{topic}' comes")

    def close(self) -> None:
        """Go."""
        self._client.disconnect()
        self._client.loop_stop()
        # Who was refused may be on the way again.
        if (left := self._client.socket()) is not None:
            left.close()

    def _on_connect(self, *arguments: Any) -> None:
        self.connected = not arguments[3].is_failure
        self._answered = True

    def _on_publish(self, *arguments: Any) -> None:
        self._published[arguments[2]] = not arguments[3].is_failure

    def _on_message(self, *arguments: Any) -> None:
        self.received.append(arguments[2].topic)


_clients: list[Client] = []


@pytest.fixture
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """Mosquitto as the deployment runs it, to be started with credentials."""
    if MOSQUITTO is None or shutil.which("mosquitto_passwd") is None:
        pytest.skip("needs Mosquitto (Debian: apt-get install mosquitto)")
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    broker = Guarded(tmp_path_factory.mktemp("guarded"))
    yield broker
    while _clients:
        _clients.pop().close()
    broker.stop()
