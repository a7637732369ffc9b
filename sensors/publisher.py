"""MQTT for devices that are not there: the only file of `sensors` that touches the network.

Speaks MQTT 3.1.1 at QoS 1, as most devices do. While the broker is away it waits and sends on
afterwards; it says once that the broker is lost and once that it is back.
"""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from urllib.parse import unquote, urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from twin.errors import BrokerAway, ParameterInvalid

log = logging.getLogger("sensors")

_FIRST_ANSWER_SECONDS = 30
_LAST_WORDS_SECONDS = 5
_IN_FLIGHT = 100
_LOOK_UP_SECONDS = 0.2


class Publisher:
    """A connection to the broker at `url`, for as long as the context lasts.

    Parameters
    ----------
    url
        `mqtt://user:password@host:port`, or `mqtts://` for TLS.
    stop
        Once set, nothing waits any more.

    Raises
    ------
    ParameterInvalid
        `url` is no MQTT address.
    BrokerAway
        On entering: the broker does not answer within half a minute, or refuses us.
    """

    def __init__(self, url: str, stop: threading.Event) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
            raise ParameterInvalid(
                f"broker address '{url.rpartition('@')[2]}' is not one of MQTT",
                hint="write it as mqtt://user:password@host:1883, or mqtts:// for TLS",
            )
        self._host = parts.hostname
        self._port = port or (8883 if parts.scheme == "mqtts" else 1883)
        self._stop = stop
        self._refusal = "nobody answers"
        self._lost = False
        self._connected = threading.Event()
        self._moved = threading.Condition()
        self._under_way = 0
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2)
        self._client.max_inflight_messages_set(_IN_FLIGHT)
        self._client.reconnect_delay_set(1, 15)
        if parts.username:
            password = unquote(parts.password) if parts.password else None
            self._client.username_pw_set(unquote(parts.username), password)
        if parts.scheme == "mqtts":
            self._client.tls_set()
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_publish = self._on_publish

    def __enter__(self) -> Publisher:
        self._client.connect_async(self._host, self._port)
        self._client.loop_start()
        for _ in range(_FIRST_ANSWER_SECONDS * 10):
            if self._connected.wait(0.1) or self._stop.is_set():
                return self
        self._client.loop_stop()
        raise BrokerAway(
            f"the MQTT broker at '{self._host}:{self._port}' cannot be used: {self._refusal}",
            hint="start it, or check the address, user and password in --mqtt",
        )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._moved:
            self._moved.wait_for(lambda: not self._under_way, _LAST_WORDS_SECONDS)
        self._client.disconnect()
        self._client.loop_stop()

    def send(self, topic: str, payload: bytes) -> bool:
        """Publish; waits while too much is under way. False when stopped before it was sent."""
        with self._moved:
            while self._under_way >= _IN_FLIGHT:
                if self._stop.is_set():
                    return False
                self._moved.wait(_LOOK_UP_SECONDS)
            self._under_way += 1
        self._client.publish(topic, payload, qos=1)
        return True

    def settle(self) -> None:
        """Wait until the broker has taken responsibility for all that was sent, or the stop."""
        with self._moved:
            while self._under_way and not self._stop.is_set():
                self._moved.wait(_LOOK_UP_SECONDS)

    def _on_connect(
        self,
        client: mqtt.Client,
        _: object,
        flags: mqtt.ConnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._refusal = str(reason)
            return
        if self._lost:
            self._lost = False
            log.warning("event=broker_back broker=%s:%s", self._host, self._port)
        self._connected.set()

    def _on_disconnect(
        self,
        client: mqtt.Client,
        _: object,
        flags: mqtt.DisconnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        if self._connected.is_set() and reason.is_failure:
            self._connected.clear()
            self._lost = True
            log.warning(
                "event=broker_lost broker=%s:%s why=%r", self._host, self._port, str(reason)
            )

    def _on_publish(
        self,
        client: mqtt.Client,
        _: object,
        packet: int,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        with self._moved:
            self._under_way -= 1
            self._moved.notify_all()
