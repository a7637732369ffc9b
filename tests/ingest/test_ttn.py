from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fix_registry import registry_of
from tests.ingest.examples import Examples
from twin.ingest import intake
from twin.ingest.decoders import ttn
from twin.ingest.decoders.moments import EARLIEST, MAX_AHEAD
from twin.ingest.profiles import Profile, profiles, read
from twin.model import Message, Origin, RejectionReason, Thing, Uplink
from twin.quantities import QUANTITIES
from twin.store.ledger import KEPT_BYTES

EXAMPLES = Examples("ttn")
NOW = EXAMPLES.received_at


@pytest.mark.parametrize("example", EXAMPLES.all, ids=lambda example: example["name"])
def test_example(example: Mapping[str, Any]) -> None:
    EXAMPLES.check(example)


def thing(device: str, profile: str, *keys: str) -> Thing:
    address = f"v3/stad@ttn/devices/{device}"
    return Thing(device, "", Origin.REAL, keys, address=address, profile=profile)


def uplink(decoded: object, **more: object) -> bytes:
    message = {"f_port": 2, "received_at": "2026-11-22T10:00:00Z", "decoded_payload": decoded}
    return json.dumps({"uplink_message": {**message, **more}}).encode()


def test_a_refused_field_can_be_sent_again_and_brings_no_zeros_with_it() -> None:
    topic = "v3/stad@ttn/devices/zelf/up"
    bad = uplink({"temperature": "warm", "pm25": 8.1}, f_port=1, f_cnt=7, session_key_id="AYc=",
                 frm_payload="AQI=")  # fmt: skip
    said = EXAMPLES.read(topic, bad)
    assert [one.value for one in said.readings] == [0.0]  # precipitation
    letters = {letter.reason: letter for letter in said.dead_letters}
    mended = letters[RejectionReason.NOT_A_NUMBER].payload.replace(b'"warm"', b"14.3")
    (again,) = EXAMPLES.read(topic, mended).readings
    assert (again.value, again.phenomenon_time) == (14.3, said.readings[0].phenomenon_time)
    assert again.uplink == Uplink("AYc=", 7)
    stray = letters[RejectionReason.UNKNOWN_DATASTREAM].payload
    registered = registry_of([thing("zelf", "own-formatter", "pm25", "precipitation")])
    (one,) = intake.read(Message(topic, stray, NOW), registered, None).readings
    assert (one.value, one.uplink) == (8.1, Uplink("AYc=", 7))


def test_an_uplink_of_an_unknown_device_that_many_gateways_heard_is_kept_whole_enough() -> None:
    gateways = [{"gateway_ids": {"gateway_id": f"gw-{n}"}, "rssi": -n, "pad": "x" * 300}
                for n in range(20)]  # fmt: skip
    gateways[7]["gps_time"] = "2026-11-22T09:59:59Z"
    topic = "v3/stad@ttn/devices/nieuw/up"
    (letter,) = EXAMPLES.read(topic, uplink({"TempC_SHT": 14.3}, rx_metadata=gateways)).dead_letters
    assert len(letter.payload) < KEPT_BYTES
    new = thing("nieuw", "dragino-lht65", "temperature")
    said = intake.read(Message(topic, letter.payload, NOW), registry_of([new]), None)
    (one,) = said.readings
    assert (one.value, one.phenomenon_time) == (
        14.3, datetime.fromisoformat("2026-11-22T09:59:59Z"),
    )  # fmt: skip


def test_a_history_that_is_none_is_refused() -> None:
    topic = "v3/stad@ttn/devices/poort/up"
    for history in ("yesterday", [{"period_in": 1, "timestamp": 1795338000}] * 201):
        said = EXAMPLES.read(topic, uplink({"history": history}, f_port=85))
        assert [letter.reason for letter in said.dead_letters] == [RejectionReason.WRONG_SHAPE]


@pytest.mark.parametrize("name", profiles())
def test_every_profile_names_its_formatter_and_quantities_that_exist(name: str) -> None:
    profile = profiles()[name]
    assert profile.device
    assert profile.formatter
    assert profile.fields


def test_a_profile_that_takes_every_absent_field_for_zero_is_refused() -> None:
    text = 'device = "x"\nformatter = "y"\n[fields.n]\nkey = "people_count"\nzero_omitted = true\n'
    with pytest.raises(ValueError, match="names no ports"):
        read("bad", text)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
LABELS = sorted({label for profile in profiles().values() for label in profile.fields})
fields = st.one_of(
    st.floats(),
    st.floats().map(lambda value: f"{value} C"),
    st.builds(lambda value, unit: {"value": value, "unit": unit}, st.floats(), st.text(max_size=3)),
    json_values,
)
rows = st.dictionaries(
    st.sampled_from([*LABELS, "time", "timestamp", "Systimestamp"]), fields, max_size=5
)
measured = rows | st.builds(lambda row, more: {**row, "history": more}, rows, st.lists(rows))
clocks = st.just("2026-11-22T10:00:00Z") | json_values
uplinks = st.fixed_dictionaries(
    {},
    optional={
        "received_at": clocks,
        "simulated": st.booleans(),
        "uplink_message": st.fixed_dictionaries(
            {"decoded_payload": measured | json_values},
            optional={
                "f_port": st.sampled_from([1, 2, 85]) | json_values,
                "f_cnt": st.integers(0, 9) | json_values,
                "session_key_id": st.just("AYc=") | json_values,
                "frm_payload": st.just("AQI="),
                "received_at": clocks,
                "rx_metadata": st.lists(st.fixed_dictionaries({"gps_time": clocks})) | json_values,
            },
        )
        | json_values,
    },
)


@given(
    st.sampled_from(sorted(profiles())),
    st.binary() | (uplinks | json_values).map(lambda document: json.dumps(document).encode()),
)
def test_no_input_crashes_it_or_gives_a_value_from_nowhere(name: str, payload: bytes) -> None:
    profile = profiles()[name]
    decoded = ttn.decode("a", profile, lambda key: True, payload, NOW)
    assert decoded.readings >= 1
    omitted = {field.key for field in profile.fields.values() if field.zero_omitted}
    for one in decoded.observations:
        assert math.isfinite(one.value)
        assert EARLIEST <= one.phenomenon_time <= NOW + MAX_AHEAD
        assert one.value in set(_values(json.loads(payload), profile, one.quantity)) or (
            one.value == 0 and one.quantity in omitted
        )
    for refused in decoded.refused:
        assert refused.rejection.detail.isprintable()
    assert ttn.compact(payload) == payload or len(payload) > KEPT_BYTES


def _values(document: Any, profile: Profile, key: str) -> Iterator[float]:
    """Every number in the place of a value of `key`, in every unit that it could be in."""
    known = QUANTITIES[key.partition(".")[0]]
    sent = document["uplink_message"]["decoded_payload"]
    history = sent.get("history")
    for row in [sent, *(history if isinstance(history, list) else ())]:
        for label, field in profile.fields.items():
            if field.key == key and isinstance(row, dict) and label in row:
                given = row[label]
                given = given.get("value") if isinstance(given, dict) else given
                try:
                    number = float(given.split()[0] if isinstance(given, str) else given or 0)
                except (IndexError, OverflowError, TypeError, ValueError):
                    continue  # refused; the value may stand in another row
                for factor, offset in ((1.0, 0.0), *((f, o) for _, f, o in known.accepts)):
                    yield number * factor + offset
