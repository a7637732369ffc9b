"""The MQTT side of ingest: messages out, acknowledgements in, and everything that can go wrong.

A message is acknowledged when its reader says so and not before, and only on the connection that
brought it: after a reconnect a broker may give the same packet number to another message, and
acknowledging that one would lose it. Messages are acknowledged in the order in which they came;
the embedded broker drops a client that does otherwise (docs/adr/0002-mqtt-versions.md).
"""

from __future__ import annotations

import logging
import queue
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import SplitResult, unquote, urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from twin.errors import ParameterInvalid
from twin.model import Message

log = logging.getLogger("twin.ingest")

_KEEPALIVE_SECONDS = 30
_SESSION_SECONDS = 7 * 24 * 3600
_HUNG_UP_SECONDS = 5
_QOS = 1


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message, and what it takes to acknowledge it."""

    message: Message
    packet: int
    qos: int
    connection: int


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where a broker is: from `mqtt://user:password@host:port`, or `mqtts://` for TLS."""

    host: str
    port: int
    tls: bool
    user: str | None
    password: str | None

    @classmethod
    def parse(cls, url: str) -> BrokerAddress:
        """The address in `url`.

        Raises
        ------
        ParameterInvalid
            It is no MQTT address. The message leaves the password out.
        """
        try:
            parts: SplitResult = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = SplitResult("", "", "", "", ""), None
        if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
            raise ParameterInvalid(
                f"broker address '{url.rpartition('@')[2]}' is not one of MQTT",
                hint="write it as mqtt://user:password@host:1883, or mqtts:// for TLS",
            )
        tls = parts.scheme == "mqtts"
        return cls(
            parts.hostname,
            port or (8883 if tls else 1883),
            tls,
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
        )

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Subscription:
    """A persistent QoS 1 session with a broker, which reconnects for as long as it is open.

    It speaks MQTT 5, and 3.1.1 where the broker hangs up on that. With MQTT 5 the broker sends at
    most `in_flight` messages that were not acknowledged; with 3.1.1 the broker decides how many.
    Beyond `in_flight` waiting messages it stops reading.

    Parameters
    ----------
    address
        The broker.
    client_id
        Names the session; no two connections may use it at once.
    topics
        Filters to subscribe to.
    in_flight
        See above; 1 to 65,535.
    """

    def __init__(
        self, address: BrokerAddress, client_id: str, topics: tuple[str, ...], in_flight: int
    ) -> None:
        self._address = address
        self._client_id = client_id
        self._topics = topics
        self._in_flight = in_flight
        self._waiting: queue.Queue[Delivery] = queue.Queue(in_flight)
        self._lock = threading.Lock()
        self._connection = 0
        self._answered = False
        self._lost = False
        self._closing = threading.Event()
        self._client = self._open(MQTTProtocolVersion.MQTTv5)
        self._client.loop_start()

    @property
    def connected(self) -> bool:
        """Whether the broker is there."""
        return self._client.is_connected()

    def next(self, timeout: float | None) -> Delivery | None:
        """The next message; None when none comes within `timeout` seconds."""
        try:
            return self._waiting.get(timeout=timeout) if timeout else self._waiting.get_nowait()
        except queue.Empty:
            return None

    def acknowledge(self, deliveries: list[Delivery]) -> None:
        """Tell the broker that it can forget `deliveries`.

        Those of an earlier connection are left out; they come again.
        """
        for delivery in deliveries:
            with self._lock:
                if delivery.qos and delivery.connection == self._connection:
                    self._client.ack(delivery.packet, delivery.qos)

    def close(self) -> None:
        """Disconnect; the broker keeps the session and what was not acknowledged."""
        self._closing.set()
        stopped = None
        # While one client stops, its last callback may still put another in its place.
        while stopped is not self._client:
            stopped = self._client
            stopped.disconnect()
            stopped.loop_stop()

    def _open(self, version: MQTTProtocolVersion) -> mqtt.Client:
        modern = version == MQTTProtocolVersion.MQTTv5
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._client_id,
            protocol=version,
            clean_session=None if modern else False,
            manual_ack=True,
        )
        if self._address.user is not None:
            client.username_pw_set(self._address.user, self._address.password)
        if self._address.tls:
            client.tls_set()
        client.reconnect_delay_set(1, 30)
        client.on_connect = self._on_connect
        client.on_connect_fail = self._on_connect_fail
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        properties = None
        if modern:
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
            properties.SessionExpiryInterval = _SESSION_SECONDS
            properties.ReceiveMaximum = self._in_flight
        client.connect_async(
            self._address.host,
            self._address.port,
            keepalive=_KEEPALIVE_SECONDS,
            clean_start=False if modern else mqtt.MQTT_CLEAN_START_FIRST_ONLY,
            properties=properties,
        )
        return client

    def _on_connect(
        self,
        client: mqtt.Client,
        _: object,
        flags: mqtt.ConnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            # Said by the broker itself, so another version of MQTT would not help.
            if str(reason) != "Unsupported protocol version":
                self._answered = True
            self._say_lost(f"the broker refuses us: {reason}")
            return
        self._answered = True
        modern = client.protocol == MQTTProtocolVersion.MQTTv5
        if modern:
            # Retained messages come once, when the subscription is new.
            options = SubscribeOptions(
                qos=_QOS, retainHandling=SubscribeOptions.RETAIN_SEND_IF_NEW_SUB
            )
            client.subscribe([(topic, options) for topic in self._topics])
        else:
            client.subscribe([(topic, _QOS) for topic in self._topics])
        log.info(
            "event=broker_%s broker=%s protocol=%s session=%s",
            "back" if self._lost else "connected",
            self._address,
            "5" if modern else "3.1.1",
            "resumed" if flags.session_present else "new",
        )
        self._lost = False

    def _on_connect_fail(self, client: mqtt.Client, _: object) -> None:
        self._say_lost("nobody answers")

    def _on_disconnect(
        self,
        client: mqtt.Client,
        _: object,
        flags: mqtt.DisconnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        if client is not self._client:
            return
        with self._lock:
            self._connection += 1
        if self._closing.is_set():
            return
        if self._answered:
            self._say_lost(str(reason))
            return
        # It hung up before it said anything: perhaps it does not speak this version of MQTT.
        client.loop_stop()
        if client.protocol == MQTTProtocolVersion.MQTTv5:
            version = MQTTProtocolVersion.MQTTv311
        else:
            self._say_lost("it hangs up without a word; is it MQTT, and is TLS right?")
            if self._closing.wait(_HUNG_UP_SECONDS):
                return
            version = MQTTProtocolVersion.MQTTv5
        self._client = self._open(version)
        self._client.loop_start()

    def _on_message(self, client: mqtt.Client, _: object, message: mqtt.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError as error:
            topic = error.object.decode(errors="backslashreplace")
        delivery = Delivery(
            Message(topic, bytes(message.payload), datetime.now(UTC)),
            message.mid,
            message.qos,
            self._connection,
        )
        while not self._closing.is_set():
            try:
                self._waiting.put(delivery, timeout=1)
            except queue.Full:
                continue
            return

    def _say_lost(self, why: str) -> None:
        if not self._lost:
            self._lost = True
            log.warning("event=broker_lost broker=%s why=%r", self._address, why)
