"""An embedded MQTT broker on loopback: rumqttd from the wheel `iotcore`.

MQTT 3.1.1 and MQTT 5 have a port each, as rumqttd wants it. It keeps sessions in memory: what was
not fetched yet is gone when the broker ends. Production uses Mosquitto.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from twin.embedded.child import Child
from twin.embedded.ports import LOOPBACK, answers, free_port, require_free
from twin.errors import StartFailed

MAX_PAYLOAD_BYTES = 1_048_576
_START_SECONDS = 30


class EmbeddedBroker:
    """An MQTT broker for as long as the context lasts.

    Parameters
    ----------
    data_dir
        Holds its configuration (`broker/rumqttd.toml`) and log.
    port
        For MQTT 3.1.1, on 127.0.0.1.
    port_v5
        For MQTT 5; None takes any free one.

    Attributes
    ----------
    url, url_v5
        mqtt:// addresses for MQTT 3.1.1 and MQTT 5.

    Raises
    ------
    StartFailed
        On entering: a port is in use, or the broker does not start.
    """

    def __init__(self, data_dir: Path, port: int, port_v5: int | None = None) -> None:
        self._data_dir = data_dir.expanduser().absolute()
        self.port = port
        self.port_v5 = free_port() if port_v5 is None else port_v5
        self.url = f"mqtt://{LOOPBACK}:{self.port}"
        self.url_v5 = f"mqtt://{LOOPBACK}:{self.port_v5}"
        self._broker: Child | None = None

    def __enter__(self) -> EmbeddedBroker:
        ports = (self.port, self.port_v5)
        configuration = self._data_dir / "broker" / "rumqttd.toml"
        configuration.parent.mkdir(parents=True, exist_ok=True)
        configuration.write_text(_configuration(*ports))
        # rumqttd tells every packet as an error, so only its last words are let through.
        command = [sys.executable, "-m", "iotcore", "--config", str(configuration)]
        for port in ports:
            require_free(
                port,
                "the MQTT broker",
                hint="choose another with --mqtt-port, or stop that program",
            )
        self._broker = Child(
            "broker",
            [*command, "--log-level", "CRITICAL"],
            data_dir=self._data_dir,
            environment=os.environ,
            grace=5,
        )
        try:
            self._broker.wait_until(lambda: all(map(answers, ports)), seconds=_START_SECONDS)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._broker is not None:
            self._broker.stop()
            self._broker = None

    @property
    def running(self) -> bool:
        """Whether the broker runs."""
        return self._broker is not None and self._broker.running

    @property
    def server(self) -> Child:
        """The broker's process; only while it runs."""
        if self._broker is None:
            raise StartFailed("the broker has not been started")
        return self._broker


def _configuration(port: int, port_v5: int) -> str:
    """Configuration of rumqttd: two listeners on loopback, generous to devices that send lists."""
    listeners = "".join(
        f"""
[{version}.1]
name = "{version}"
listen = "{LOOPBACK}:{at}"
next_connection_delay_ms = 1

[{version}.1.connections]
connection_timeout_ms = 60000
max_payload_size = {MAX_PAYLOAD_BYTES}
max_inflight_count = 1000
dynamic_filters = true
"""
        for version, at in (("v4", port), ("v5", port_v5))
    )
    return f"""id = 0

[router]
id = 0
max_connections = 10000
max_outgoing_packet_count = 1000
max_segment_size = 16777216
max_segment_count = 16
{listeners}"""
