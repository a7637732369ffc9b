from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ingest.examples import Examples
from twin.ingest.decoders import native
from twin.ingest.decoders.moments import EARLIEST, MAX_AHEAD
from twin.ingest.decoders.result import Decoded
from twin.ingest.decoders.text import MAX_PAYLOAD_BYTES, MAX_READINGS
from twin.model import RejectionReason
from twin.quantities import QUANTITIES

NOW = datetime(2026, 11, 22, 10, 0, 5, tzinfo=UTC)
EXAMPLES = Examples("native")


def decode(topic: str, payload: bytes) -> Decoded:
    parts = topic.split("/")
    return native.decode(parts[2], parts[3] if parts[3:] else None, payload, NOW)


@pytest.mark.parametrize("example", EXAMPLES.all, ids=lambda example: example["name"])
def test_example(example: Mapping[str, Any]) -> None:
    EXAMPLES.check(example)


def test_refused_readings_can_be_sent_again_once_the_cause_is_mended() -> None:
    topic = "twin/v1/luchtmeter-1"
    good = {"t": "2026-11-22T09:00:00Z", "values": {"pm25": 7.9}}
    bad = {"t": "2026-11-22T08:00:00Z", "values": {"pm25": 8.1, "pm10": "11"}}
    decoded = decode(topic, json.dumps([good, bad]).encode())
    (refused,) = decoded.refused
    mended = refused.fragment.replace(b'"11"', b"11")
    (again,) = decode(topic, mended).observations
    assert (again.quantity, again.value) == ("pm10", 11.0)


def test_a_payload_that_is_too_large_is_refused_unread() -> None:
    (refused,) = decode("twin/v1/a/pm25", b" " * (MAX_PAYLOAD_BYTES + 1)).refused
    assert refused.rejection.reason is RejectionReason.TOO_LARGE


def test_a_list_that_is_too_long_is_refused_unread() -> None:
    (refused,) = decode("twin/v1/a/pm25", json.dumps([1] * (MAX_READINGS + 1)).encode()).refused
    assert refused.rejection.reason is RejectionReason.TOO_LARGE


@pytest.mark.parametrize(
    "payload",
    [
        b"[" * 100_000,
        b'{"v":' * 100_000,
        b'{"t": "2026-11-22T10:00:00Z", "v": ' + b"9" * 200_000 + b"}",
        b"\xff\xfe\x00",
        b"\xef\xbb\xbf{}",
        b'{"t": "0001-01-01T00:00:00+23:59", "v": 1}',
        b'{"t": "9999-12-31T23:59:59-23:59", "v": 1}',
        b'{"t": "2026-11-22T10:00:00+99:99", "v": 1}',
        b'{"t": "2026-11-22T10:00:60Z", "v": 1}',
        '{"t": "２０２６-11-22T10:00:00Z", "v": 1}'.encode(),
        b'{"t": "\\ud800", "v": "\\u0000\\ud800"}',
        b'{"t": "2026-11-22T10:00:00Z", "v": 1.7e308, "u": "mg/m3"}',
    ],
    ids=lambda payload: repr(payload[:40]),
)
def test_hostile_payload_is_refused_in_printable_words(payload: bytes) -> None:
    decoded = decode("twin/v1/a/pm25", payload)
    assert not decoded.observations
    assert decoded.refused
    assert all(refused.rejection.detail.isprintable() for refused in decoded.refused)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
times = st.one_of(
    st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat),
    st.just("2026-11-22T10:00:00Z"),
    json_values,
)
readings = st.fixed_dictionaries(
    {},
    optional={
        "t": times,
        "v": json_values,
        "u": st.sampled_from(["Cel", "K", "mg/m3"]) | json_values,
        "values": st.dictionaries(st.sampled_from([*QUANTITIES]) | st.text(), json_values),
    },
)
documents = json_values | readings | st.lists(readings | json_values)
keys = st.none() | st.sampled_from([*QUANTITIES]) | st.text()


@given(keys, st.binary() | documents.map(lambda document: json.dumps(document).encode()))
def test_no_input_crashes_it_or_gives_a_value_from_nowhere(key: str | None, payload: bytes) -> None:
    decoded = native.decode("a", key, payload, NOW)
    assert decoded.readings >= 1
    for observation in decoded.observations:
        assert math.isfinite(observation.value)
        assert observation.quantity in QUANTITIES
        assert EARLIEST <= observation.phenomenon_time <= NOW + MAX_AHEAD
        assert observation.value in set(_values(json.loads(payload), observation.quantity))
    for refused in decoded.refused:
        assert refused.rejection.detail.isprintable()


def _values(document: object, quantity: str) -> list[float]:
    """Every number in a payload in the place of a value, in each unit that it could be in."""
    found: list[float] = []
    factors = [(1.0, 0.0), *((f, o) for _, f, o in QUANTITIES[quantity].accepts)]
    for item in document if isinstance(document, list) else [document]:
        if isinstance(item, dict):
            values = item.get("values")
            several = list(values.values()) if isinstance(values, dict) else []
            found += [
                float(v) * factor + offset
                for v in (item.get("v"), *several)
                if isinstance(v, int | float) and abs(v) < 1e308
                for factor, offset in factors
            ]
    return found


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5))
def test_good_values_come_through_to_the_last_bit(values: list[float]) -> None:
    start = datetime(2026, 11, 22, tzinfo=UTC)
    sent = [
        {"t": (start + timedelta(minutes=n)).isoformat(), "values": {"pm25": value}}
        for n, value in enumerate(values)
    ]
    decoded = decode("twin/v1/a", json.dumps(sent).encode())
    assert [o.value for o in decoded.observations] == values
