"""The MQTT side of ingest: messages out, acknowledgements in, and everything that can go wrong.

Messages are acknowledged in the order in which they came, when their reader says so and not
before, and only on the connection that brought them: after a reconnect a broker may give the same
packet number to another message, and acknowledging that one would lose it
(docs/adr/0002-mqtt-versions.md). There is no thread: who calls `receive` again and again keeps the
connection alive.
"""

from __future__ import annotations

import logging
import select
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, unquote, urlsplit

from twin.errors import ParameterInvalid
from twin.ingest import mqtt
from twin.ingest.mqtt import Dismissed, Heard, Listener, Malformed, Subscribed, Version, Welcome

log = logging.getLogger("twin.ingest")

Clock = Callable[[], datetime]

_KEEPALIVE_SECONDS = 60
_SESSION_SECONDS = 7 * 24 * 3600
_ANSWER_SECONDS = 10.0
_FIRST_WAIT_SECONDS = 0.1
_LONGEST_WAIT_SECONDS = 15.0
_PIECE_BYTES = 262_144


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
    """A persistent QoS 1 session with a broker, connected again for as long as it is used.

    It speaks MQTT 5, and 3.1.1 where the broker hangs up on that. With MQTT 5 the broker sends at
    most `in_flight` messages that were not acknowledged; with 3.1.1 the broker decides how many.

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
    clock
        Tells when messages are received.

    Attributes
    ----------
    connected
        Whether the broker lets us listen.
    connection
        Rises with every connection.
    """

    def __init__(
        self,
        address: BrokerAddress,
        client_id: str,
        topics: tuple[str, ...],
        in_flight: int,
        clock: Clock,
    ) -> None:
        self._address = address
        self._client_id = client_id
        self._topics = topics
        self._in_flight = in_flight
        self._clock = clock
        self._version = Version.V5
        self._socket: socket.socket | None = None
        self._listener = Listener(self._version)
        self._answered = False  # the broker said something on this connection
        self._welcome = False  # it once spoke our version
        self._resumed = False
        self._lost = False
        self._wait = _FIRST_WAIT_SECONDS
        self._again_at = 0.0
        self._sent_at = 0.0
        self._asked_at: float | None = None  # since when an answer is due
        self._keepalive = float(_KEEPALIVE_SECONDS)
        self.connected = False
        self.connection = 0

    def receive(self, timeout: float) -> Heard:
        """What comes within `timeout` seconds, or nothing; connects if that is needed."""
        now = time.monotonic()
        if self._socket is None:
            if now < self._again_at:
                time.sleep(min(timeout, self._again_at - now))
                return Heard()
            self._connect()
        try:
            return self._listen(timeout)
        except (OSError, Malformed) as error:
            self._lose(str(error) or type(error).__name__)
            return Heard()

    def rest(self, seconds: float) -> None:
        """Stay connected for `seconds` without taking messages in."""
        try:
            self._ping(time.monotonic())
        except OSError as error:
            self._lose(str(error))
        time.sleep(seconds)

    def acknowledge(self, connection: int, acknowledgement: bytes) -> None:
        """Tell the broker that it can forget what `acknowledgement` names.

        On a later connection than the one that brought it this does nothing: it comes again.
        """
        if acknowledgement and connection == self.connection:
            try:
                self._send(acknowledgement)
            except OSError as error:
                self._lose(str(error))

    def close(self) -> None:
        """Disconnect; the broker keeps the session and what was not acknowledged."""
        if self._socket is None:
            return
        with suppress(OSError):
            self._send(mqtt.GOODBYE)
            # Closing with unread bytes resets the connection, and a reset may overtake the last
            # acknowledgements: so read until the broker has hung up.
            self._socket.settimeout(1)
            deadline = time.monotonic() + 1
            while self._socket.recv(_PIECE_BYTES) and time.monotonic() < deadline:
                pass
        self._hang_up()

    def _connect(self) -> None:
        """Call the broker and ask to be let in; it answers later."""
        address = self._address
        try:
            self._socket = socket.create_connection((address.host, address.port), _ANSWER_SECONDS)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if address.tls:
                context = ssl.create_default_context()
                self._socket = context.wrap_socket(self._socket, server_hostname=address.host)
            self._listener = Listener(self._version)
            self._answered = False
            self._asked_at = time.monotonic()
            self._send(
                mqtt.connect(
                    self._version,
                    self._client_id,
                    user=address.user,
                    password=address.password,
                    keepalive=_KEEPALIVE_SECONDS,
                    session=_SESSION_SECONDS,
                    in_flight=self._in_flight,
                )
            )
        except OSError as error:
            self._answered = True  # nobody to try another version with
            self._lose(str(error))

    def _listen(self, timeout: float) -> Heard:
        if self._socket is None:
            return Heard()
        waiting = isinstance(self._socket, ssl.SSLSocket) and self._socket.pending()
        if not waiting and not select.select([self._socket], [], [], timeout)[0]:
            now = time.monotonic()
            if self._asked_at is not None and now - self._asked_at > _ANSWER_SECONDS:
                raise ConnectionError("the broker fell silent")
            self._ping(now)
            return Heard()
        piece = self._socket.recv(_PIECE_BYTES)
        if not piece:
            raise ConnectionError("the broker hung up")
        self._answered, self._asked_at = True, None
        heard = self._listener.hear(piece, self._clock())
        for said in heard.said:
            self._take(said)
        self._ping(time.monotonic())
        return heard

    def _take(self, said: Welcome | Subscribed | Dismissed) -> None:
        """Act on what the broker said beside messages."""
        match said:
            case Welcome(refusal="", resumed=resumed, keepalive=keepalive):
                self._welcome, self._resumed = True, resumed
                self._keepalive = float(keepalive or _KEEPALIVE_SECONDS)
                self._send(mqtt.subscribe(self._version, self._topics))
            case Welcome(refusal=mqtt.UNSUPPORTED_VERSION):
                self._answered = False
                raise ConnectionError("the broker speaks another version of MQTT")
            case Welcome(refusal=why):
                raise ConnectionError(f"the broker refuses us: {why}")
            case Subscribed(refused=()):
                self.connected = True
                self._wait = _FIRST_WAIT_SECONDS
                log.info(
                    "event=broker_%s broker=%s protocol=%s session=%s",
                    "back" if self._lost else "connected",
                    self._address,
                    "5" if self._version is Version.V5 else "3.1.1",
                    "resumed" if self._resumed else "new",
                )
                self._lost = False
            case Subscribed(refused=refused):
                names = " ".join(self._topics[place] for place in refused)
                raise ConnectionError(f"the broker does not let us listen to '{names}'")
            case Dismissed(reason=why):
                raise ConnectionError(f"the broker sent us away: {why}")

    def _ping(self, now: float) -> None:
        if self.connected and now - self._sent_at > self._keepalive / 3:
            self._send(mqtt.PING)
            self._asked_at = self._asked_at or now

    def _send(self, data: bytes) -> None:
        if self._socket is not None:
            self._socket.sendall(data)
            self._sent_at = time.monotonic()

    def _lose(self, why: str) -> None:
        """Hang up, say so once, and decide when and how to call again."""
        self._hang_up()
        if not self._answered and not self._welcome:
            # It hung up before it said anything: perhaps it speaks only the other version.
            if self._version is Version.V5:
                self._version = Version.V311
                return
            self._version = Version.V5
            why = f"it hangs up without a word; is it MQTT, and is TLS right? ({why})"
        self._again_at = time.monotonic() + self._wait
        self._wait = min(2 * self._wait, _LONGEST_WAIT_SECONDS)
        if not self._lost:
            self._lost = True
            log.warning("event=broker_lost broker=%s why=%r", self._address, why)

    def _hang_up(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.close()
            self._socket = None
        self.connected = False
        self.connection += 1
