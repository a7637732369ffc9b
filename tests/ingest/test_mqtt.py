"""Bytes as OASIS MQTT 3.1.1 and 5.0 write them; the brokers' own are in test_subscription."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.ingest import mqtt
from twin.ingest.mqtt import Dismissed, Heard, Listener, Malformed, Subscribed, Version, Welcome

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def length(count: int) -> bytes:
    done = bytearray()
    while True:
        count, low = divmod(count, 128)
        done.append(low | (128 if count else 0))
        if not count:
            return bytes(done)


def message(
    topic: bytes, payload: bytes, packet: int | None, properties: bytes | None = None
) -> bytes:
    """A PUBLISH; `packet` None is QoS 0, `properties` None is MQTT 3.1.1."""
    body = len(topic).to_bytes(2, "big") + topic
    body += b"" if packet is None else packet.to_bytes(2, "big")
    body += b"" if properties is None else length(len(properties)) + properties
    body += payload
    return (b"\x30" if packet is None else b"\x32") + length(len(body)) + body


def told(heard: Heard) -> list[tuple[str, bytes]]:
    return [(one.topic, one.payload) for one in heard.kept]


def test_messages_are_told_apart_by_who_keeps_them() -> None:
    heard = Listener(Version.V311).hear(
        message(b"a/1", b"x", 7) + message(b"b/2", b"y", None) + message(b"a/1", b"", 258), NOW
    )
    assert told(heard) == [("a/1", b"x"), ("a/1", b"")]
    assert [(one.topic, one.payload) for one in heard.loose] == [("b/2", b"y")]
    assert heard.acknowledgement == b"\x40\x02\x00\x07\x40\x02\x01\x02"


def test_no_two_messages_were_received_at_the_same_moment() -> None:
    heard = Listener(Version.V311).hear(message(b"a", b"", 1) * 3, NOW)
    assert len({one.received_at for one in heard.kept}) == 3


@pytest.mark.parametrize("properties", [b"", b"\x01\x01", b"\x26\x00\x01k\x00\x01v" * 40])
def test_properties_of_a_message_are_passed_over(properties: bytes) -> None:
    heard = Listener(Version.V5).hear(message(b"a", b"{}", 1, properties), NOW)
    assert told(heard) == [("a", b"{}")]


@given(
    st.lists(st.tuples(st.binary(max_size=300), st.integers(1, 65_535)), max_size=8),
    st.lists(st.integers(1, 50), min_size=1),
    st.booleans(),
)
def test_it_does_not_matter_how_the_bytes_are_cut(
    sent: list[tuple[bytes, int]], cuts: list[int], modern: bool
) -> None:
    stream = b"".join(
        message(b"t", payload, packet, b"" if modern else None) for payload, packet in sent
    )
    listener = Listener(Version.V5 if modern else Version.V311)
    got, answers = [], b""
    while stream:
        size = cuts[len(stream) % len(cuts)]
        heard = listener.hear(stream[:size], NOW)
        stream = stream[size:]
        got += [one.payload for one in heard.kept]
        answers += heard.acknowledgement
    assert got == [payload for payload, _ in sent]
    assert answers == b"".join(b"\x40\x02" + packet.to_bytes(2, "big") for _, packet in sent)


@given(st.binary(max_size=100), st.booleans())
def test_nonsense_never_crashes_it(nonsense: bytes, modern: bool) -> None:
    listener = Listener(Version.V5 if modern else Version.V311)
    with contextlib.suppress(Malformed):
        listener.hear(nonsense, NOW)


def test_a_large_message_comes_in_many_pieces() -> None:
    whole = message(b"t", b"x" * 3_000_000, 1)
    listener = Listener(Version.V311)
    pieces = [whole[at : at + 65_536] for at in range(0, len(whole), 65_536)]
    heard = [listener.hear(piece, NOW) for piece in pieces]
    assert [len(one.payload) for piece in heard for one in piece.kept] == [3_000_000]


def test_a_topic_that_is_no_text_is_kept_readable() -> None:
    heard = Listener(Version.V311).hear(message(b"a\xff", b"", 1), NOW)
    assert told(heard) == [("a\\xff", b"")]


@pytest.mark.parametrize(
    ("version", "packet", "said"),
    [
        (Version.V311, b"\x20\x02\x01\x00", Welcome("", True, None)),
        (Version.V311, b"\x20\x02\x00\x05", Welcome("Not authorized", False, None)),
        (Version.V5, b"\x20\x06\x00\x00\x03\x13\x00\x0a", Welcome("", False, 10)),
        (Version.V5, b"\x20\x07\x00\x89\x04\x1f\x00\x01X", Welcome("Server busy: X", False, None)),
        (Version.V5, b"\x20\x02\x00\x01", Welcome(mqtt.UNSUPPORTED_VERSION, False, None)),
        (Version.V5, b"\x20\x03\x00\x84\x00", Welcome(mqtt.UNSUPPORTED_VERSION, False, None)),
        (Version.V311, b"\x90\x04\x00\x01\x01\x80", Subscribed((1,))),
        (Version.V5, b"\x90\x05\x00\x01\x00\x01\x00", Subscribed(())),
        (Version.V5, b"\x90\x05\x00\x01\x00\x9e\x00", Subscribed((0,))),
        (Version.V5, b"\xe0\x02\x8e\x00", Dismissed("Session taken over")),
        (Version.V5, b"\xe0\x00", Dismissed("Normal disconnection")),
    ],
)  # fmt: skip
def test_what_else_a_broker_says(
    version: Version, packet: bytes, said: Welcome | Subscribed | Dismissed
) -> None:
    assert Listener(version).hear(packet, NOW).said == [said]
    assert Listener(version).hear(packet + b"\xd0\x00", NOW).said == [said]


@pytest.mark.parametrize("packet", [b"\x30\xff\xff\xff\xff\x01", b"\x32\x03\x00\x09a", b"\x20\x00"])
def test_what_is_not_mqtt_is_told(packet: bytes) -> None:
    with pytest.raises(Malformed):
        Listener(Version.V5).hear(packet, NOW)


def test_we_ask_for_a_session_that_outlives_the_connection() -> None:
    asked = mqtt.connect(
        Version.V5, "me", user="u", password="p", keepalive=60, session=3_600, in_flight=500
    )
    assert asked == (
        b"\x10\x1d\x00\x04MQTT\x05\xc0\x00\x3c\x08\x11\x00\x00\x0e\x10\x21\x01\xf4"
        b"\x00\x02me\x00\x01u\x00\x01p"
    )
    asked = mqtt.connect(
        Version.V311, "me", user=None, password=None, keepalive=60, session=9, in_flight=9
    )
    assert asked == b"\x10\x0e\x00\x04MQTT\x04\x00\x00\x3c\x00\x02me"
    assert mqtt.subscribe(Version.V311, ["#"]) == b"\x82\x06\x00\x01\x00\x01#\x01"
    assert mqtt.subscribe(Version.V5, ["#"]) == b"\x82\x07\x00\x01\x00\x00\x01#\x11"
