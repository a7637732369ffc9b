"""What an MQTT subscriber says and hears, as bytes; without a socket, a thread or a clock.

Versions 3.1.1 and 5, and of them what a worker needs: connect to a persistent session, subscribe
at QoS 1, receive, acknowledge, ping, disconnect. It reads as many messages as came in one piece
and acknowledges as many in one piece, which makes ingest fast (docs/adr/0006-own-subscriber.md).

References: OASIS MQTT Version 3.1.1 and MQTT Version 5.0.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

from twin.model import Message

_CONNACK, _PUBLISH, _SUBACK, _DISCONNECT = 0x20, 0x30, 0x90, 0xE0
_SUBSCRIPTION = 1  # packet number of our only SUBSCRIBE
_PUBACK = b"\x40\x02"
_QOS = 1
_TOPICS_REMEMBERED = 20_000
_TICK = timedelta(microseconds=1)  # no two messages were received at the same moment

PING = b"\xc0\x00"
GOODBYE = b"\xe0\x00"


class Version(IntEnum):
    """The protocol level that CONNECT names."""

    V311 = 4
    V5 = 5


class Malformed(Exception):
    """The broker sent what is not MQTT."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """CONNACK: `refusal` is empty when the broker lets us in.

    Attributes
    ----------
    resumed
        The broker kept our session.
    keepalive
        Seconds, where the broker wants others than we asked for.
    """

    refusal: str
    resumed: bool
    keepalive: int | None


@dataclass(frozen=True, slots=True)
class Subscribed:
    """SUBACK: the filters that the broker refuses, by their place in the request."""

    refused: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dismissed:
    """DISCONNECT from the broker (MQTT 5), with its reason."""

    reason: str


@dataclass(slots=True)
class Heard:
    """What one piece of bytes brought.

    Attributes
    ----------
    kept
        Messages at QoS 1, in order: the broker keeps them until they are acknowledged.
    acknowledgement
        The bytes that acknowledge `kept`, all or the first so many, four bytes each.
    loose
        Messages at QoS 0, which nobody else has.
    size
        Bytes of all these messages, topics and payloads.
    said
        What else the broker said.
    """

    kept: list[Message] = field(default_factory=list)
    acknowledgement: bytes = b""
    loose: list[Message] = field(default_factory=list)
    size: int = 0
    said: list[Welcome | Subscribed | Dismissed] = field(default_factory=list)


def connect(
    version: Version,
    client_id: str,
    *,
    user: str | None,
    password: str | None,
    keepalive: int,
    session: int,
    in_flight: int,
) -> bytes:
    """CONNECT to a session that outlives the connection.

    Parameters
    ----------
    keepalive
        Seconds after which the broker may take us for dead if we are silent.
    session
        Seconds that the broker keeps the session while we are away (MQTT 5; 3.1.1 has no limit).
    in_flight
        Messages that the broker may send without acknowledgement (MQTT 5).
    """
    flags = 0
    login = b""
    if user is not None:
        flags |= 0x80
        login += _text(user)
        if password is not None:
            flags |= 0x40
            login += _text(password)
    properties = b""
    if version is Version.V5:
        properties = _sized(struct.pack(">BIBH", 0x11, session, 0x21, in_flight))
    head = _text("MQTT") + struct.pack(">BBH", version, flags, keepalive)
    return b"\x10" + _sized(head + properties + _text(client_id) + login)


def subscribe(version: Version, filters: Sequence[str]) -> bytes:
    """SUBSCRIBE at QoS 1.

    With MQTT 5, retained messages come once, when the subscription is new; never with a shared one.
    """
    modern = version is Version.V5
    options = bytes([_QOS | 0x10 if modern else _QOS])
    wanted = b"".join(_text(topic) + options for topic in filters)
    head = struct.pack(">H", _SUBSCRIPTION) + (b"\x00" if modern else b"")
    return b"\x82" + _sized(head + wanted)


class Listener:
    """Makes messages of the bytes of one connection, however these are cut into pieces."""

    def __init__(self, version: Version) -> None:
        self._modern = version is Version.V5
        self._rest = bytearray()
        self._needed = 2
        self._topics: dict[bytes, str] = {}

    def hear(self, piece: bytes, now: datetime) -> Heard:
        """What is complete with `piece`, received `now`.

        Raises
        ------
        Malformed
            It is not MQTT.
        """
        if self._rest:
            self._rest += piece
            if len(self._rest) < self._needed:
                return Heard()
            piece = bytes(self._rest)
        try:
            heard, used = self._read(piece, now)
        except (IndexError, struct.error, UnicodeDecodeError) as error:
            raise Malformed("the broker sent a packet that ends too early") from error
        self._rest = bytearray(piece[used:])
        return heard

    # One long loop, because a call per message would cost more than all the rest of it.
    def _read(self, data: bytes, now: datetime) -> tuple[Heard, int]:  # noqa: C901
        """The complete packets in `data`, and how many bytes they take."""
        heard = Heard()
        kept, loose, packets = heard.kept, heard.loose, []
        topics, modern = self._topics, self._modern
        position, end = 0, len(data)
        self._needed = 2
        while end - position >= 2:
            first = data[position]
            length = data[position + 1]
            body = position + 2
            if length > 127:
                long = _varint(data, position + 1, end)
                if long is None:
                    self._needed = end - position + 1
                    break
                length, body = long
            stop = body + length
            if stop > end:
                self._needed = stop - position
                break
            position = stop
            if first & 0xF0 != _PUBLISH:
                heard.said += self._other(first & 0xF0, data[body:stop])
                continue
            after = body + 2 + (data[body] << 8 | data[body + 1])
            name = data[body + 2 : after]
            topic = topics.get(name) or self._topic(name)
            heard.size += length
            if first & 0x06:
                packets.append(data[after : after + 2])
                after += 2
            if modern:
                skipped = data[after]
                after += 1
                if skipped:
                    if skipped > 127:
                        skipped, after = _varint(data, after - 1, stop) or (length, after)
                    after += skipped
            now += _TICK
            if after > stop:
                raise Malformed("the broker sent a packet that ends too early")
            (kept if first & 0x06 else loose).append(Message(topic, data[after:stop], now))
        if packets:
            heard.acknowledgement = _PUBACK + _PUBACK.join(packets)
        return heard, position

    def _topic(self, name: bytes) -> str:
        """The topic as text, remembered: most come again and again."""
        if len(self._topics) >= _TOPICS_REMEMBERED:
            self._topics.clear()
        topic = self._topics[name] = name.decode(errors="backslashreplace")
        return topic

    def _other(self, kind: int, body: bytes) -> Iterator[Welcome | Subscribed | Dismissed]:
        if kind == _CONNACK:
            known = _properties(body[2:]) if self._modern else {}
            keepalive = known.get(0x13)
            yield Welcome(
                _refusal(body[1], known, modern=self._modern) if body[1] else "",
                bool(body[0] & 1),
                int.from_bytes(keepalive, "big") if keepalive else None,
            )
        elif kind == _SUBACK:
            codes = body[2:]
            if self._modern:
                length, after = _varint(codes, 0, len(codes)) or (0, 0)
                codes = codes[after + length :]
            yield Subscribed(tuple(place for place, code in enumerate(codes) if code & 0x80))
        elif kind == _DISCONNECT:
            code = body[0] if body else 0
            yield Dismissed(_refusal(code, _properties(body[1:]), modern=True))


_CODES_311 = {
    1: "Unsupported protocol version", 2: "Client identifier not valid", 3: "Server unavailable",
    4: "Bad user name or password", 5: "Not authorized",
}  # fmt: skip
_CODES_5 = {
    0x00: "Normal disconnection",
    0x01: _CODES_311[1],  # how a broker that speaks only 3.1.1 answers
    0x80: "Unspecified error", 0x81: "Malformed packet",
    0x82: "Protocol error", 0x83: "Implementation specific error",
    0x84: "Unsupported protocol version", 0x85: "Client identifier not valid",
    0x86: "Bad user name or password", 0x87: "Not authorized", 0x88: "Server unavailable",
    0x89: "Server busy", 0x8A: "Banned", 0x8B: "Server shutting down", 0x8D: "Keep alive timeout",
    0x8E: "Session taken over", 0x93: "Receive maximum exceeded", 0x95: "Packet too large",
    0x97: "Quota exceeded", 0x98: "Administrative action", 0x9D: "Server moved",
    0x9E: "Shared subscriptions not supported", 0x9F: "Connection rate exceeded",
}  # fmt: skip

UNSUPPORTED_VERSION = _CODES_311[1]


def _refusal(code: int, known: dict[int, bytes], *, modern: bool) -> str:
    said = (_CODES_5 if modern else _CODES_311).get(code, f"reason {code}")
    why = known.get(0x1F)
    return f"{said}: {why.decode(errors='backslashreplace')}" if why else said


# Size in bytes of the properties of MQTT 5 that have a fixed one; the others tell their length.
_FIXED = {
    0x01: 1, 0x02: 4, 0x11: 4, 0x13: 2, 0x17: 1, 0x18: 4, 0x19: 1, 0x21: 2, 0x22: 2, 0x23: 2,
    0x24: 1, 0x25: 1, 0x27: 4, 0x28: 1, 0x29: 1, 0x2A: 1,
}  # fmt: skip
_USER_PROPERTY = 0x26


def _properties(data: bytes) -> dict[int, bytes]:
    """The properties at the beginning of `data`, as bytes; without those of users."""
    length, position = _varint(data, 0, len(data)) or (0, 0)
    end = position + length
    known: dict[int, bytes] = {}
    while position < end:
        name = data[position]
        position += 1
        if name == _USER_PROPERTY:
            for _ in range(2):
                position += 2 + int.from_bytes(data[position : position + 2], "big")
            continue
        size = _FIXED.get(name)
        if size is None:
            size = int.from_bytes(data[position : position + 2], "big")
            position += 2
        known[name] = data[position : position + size]
        position += size
    return known


def _varint(data: bytes, position: int, end: int) -> tuple[int, int] | None:
    """A variable byte integer and where it ends; None when it is not complete."""
    value = shift = 0
    while position < end:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 128:
            return value, position
        shift += 7
        if shift > 21:
            raise Malformed("the broker sent a length of more than four bytes")
    return None


def _sized(body: bytes) -> bytes:
    """`body` with its length before it."""
    size = bytearray()
    length = len(body)
    while True:
        length, part = divmod(length, 128)
        size.append(part | (0x80 if length else 0))
        if not length:
            return bytes(size) + body


def _text(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack(">H", len(encoded)) + encoded
