from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeGuard

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fix_registry import registry_of
from tests.ingest.examples import Examples
from twin.ingest import intake
from twin.ingest.decoders import senml
from twin.ingest.decoders.moments import EARLIEST, MAX_AHEAD
from twin.ingest.decoders.text import MAX_READINGS
from twin.ingest.naming import record_of
from twin.model import Message, Origin, RejectionReason, Thing
from twin.quantities import QUANTITIES

EXAMPLES = Examples("senml")
NOW = EXAMPLES.received_at


@pytest.mark.parametrize("example", EXAMPLES.all, ids=lambda example: example["name"])
def test_example(example: Mapping[str, Any]) -> None:
    EXAMPLES.check(example)


def test_a_pack_that_is_too_long_is_refused_unread() -> None:
    pack = [{"n": "paal-2/temperature", "v": 1}] * (MAX_READINGS + 1)
    (letter,) = EXAMPLES.read("senml/gw-1", json.dumps(pack).encode()).dead_letters
    assert letter.reason is RejectionReason.TOO_LARGE


def test_refused_records_can_be_sent_again_by_themselves() -> None:
    pack = [
        {"bn": "nieuw:", "bt": 1795341000, "bu": "K", "bv": 273.15, "n": "temperature", "v": 8.1},
        {"n": "temperature", "t": 60, "v": 8.4},
        {"bn": "paal-2:", "bt": 0, "n": "humidity", "t": -5, "u": "/", "bv": 0, "v": 0.81},
    ]
    said = EXAMPLES.read("senml/gw-1", json.dumps(pack).encode())
    assert not said.readings
    new = Thing("nieuw", "", Origin.REAL, ("temperature",), address="senml/gw-1")
    known = Thing("paal-2", "", Origin.REAL, ("humidity",), address="senml/gw-1")
    registry = registry_of([new, known])
    later = NOW + timedelta(days=1)
    again = [
        intake.read(Message(letter.topic, letter.payload, later), registry, None).readings
        for letter in said.dead_letters
    ]
    assert [one.phenomenon_time for (one,) in again] == [
        datetime.fromisoformat("2026-11-22T09:50:00Z"),
        datetime.fromisoformat("2026-11-22T09:51:00Z"),
        datetime.fromisoformat("2026-11-22T10:00:00Z"),
    ]
    assert [one.value for (one,) in again] == pytest.approx([8.1, 8.4, 81.0])


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
numbers = st.floats() | st.integers() | st.integers(1795340000, 1795342000) | json_values
names = st.sampled_from(["paal-1/", "paal-2:", "urn:dev:mac:0024befffe804ff1:", "lht."])
keys = st.sampled_from(["temperature", "humidity", "wind_speed", "pm25.calibrated", "TempC_SHT"])
units = st.sampled_from(["Cel", "K", "%RH", "/", "Wh"])
records = st.fixed_dictionaries(
    {},
    optional={
        "bn": names | json_values,
        "bt": numbers,
        "bu": units | json_values,
        "bv": numbers,
        "n": keys | json_values,
        "u": units | json_values,
        "t": numbers,
        "v": numbers,
        "vs": json_values,
        "s": numbers,
    },
)
packs = st.lists(records | json_values, max_size=4) | json_values


@given(st.binary() | packs.map(lambda pack: json.dumps(pack).encode()))
def test_no_input_crashes_it_or_gives_a_value_from_nowhere(payload: bytes) -> None:
    find = partial(record_of, topic="senml/gw-1", registry=EXAMPLES.registry)
    decoded = senml.decode(find, payload, NOW)
    assert decoded.readings >= 1
    for one in decoded.observations:
        assert math.isfinite(one.value)
        assert EARLIEST <= one.phenomenon_time <= NOW + MAX_AHEAD
        assert one.value in set(_values(json.loads(payload), one.quantity))
    assert all(one.rejection.detail.isprintable() for one in decoded.refused)


def _values(pack: list[Any], key: str) -> Iterator[float]:
    """Every number in the place of a value, with every base value, in every unit."""
    known = QUANTITIES[key.partition(".")[0]]
    records = [record for record in pack if isinstance(record, dict)]
    bases = [0, *(record["bv"] for record in records if _number(record.get("bv")))]
    for record in records:
        if _number(given := record.get("v")):
            for base in bases:
                for factor, offset in ((1.0, 0.0), *((f, o) for _, f, o in known.accepts)):
                    yield float(given + base if base else given) * factor + offset


def _number(given: object) -> TypeGuard[float]:
    return isinstance(given, int | float) and math.isfinite(given) and abs(given) < 1e308
