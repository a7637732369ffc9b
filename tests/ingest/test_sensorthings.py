from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ingest.examples import Examples
from twin.errors import PayloadRejected
from twin.ingest.decoders import sensorthings
from twin.ingest.decoders.moments import EARLIEST, MAX_AHEAD

EXAMPLES = Examples("sensorthings")


@pytest.mark.parametrize("example", EXAMPLES.all, ids=lambda example: example["name"])
def test_example(example: Mapping[str, Any]) -> None:
    EXAMPLES.check(example)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
times = st.one_of(
    st.just("2026-11-22T10:00:00Z"),
    st.just("2026-11-22T09:00:00Z/2026-11-22T10:00:00Z"),
    st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat),
    json_values,
)
entities = st.fixed_dictionaries(
    {},
    optional={
        "result": st.floats() | json_values,
        "phenomenonTime": times,
        "resultTime": times,
        "Datastream": st.fixed_dictionaries({"@iot.id": st.integers(0, 4) | json_values})
        | json_values,
    },
)


def find(number: int) -> tuple[str, str]:
    stream = EXAMPLES.registry.by_number.get(number)
    if stream is None:
        raise PayloadRejected("unknown_datastream", f"no datastream has number '{number}'")
    return stream.thing, stream.key


@given(
    st.none() | st.integers(0, 4),
    st.binary() | (entities | json_values).map(lambda document: json.dumps(document).encode()),
)
def test_no_input_crashes_it_or_gives_a_value_from_nowhere(
    number: int | None, payload: bytes
) -> None:
    decoded = sensorthings.decode(number, find, payload, EXAMPLES.received_at)
    assert decoded.readings == 1
    for one in decoded.observations:
        entity = json.loads(payload)
        assert one.value == float(entity["result"])
        assert math.isfinite(one.value)
        assert EARLIEST <= one.phenomenon_time <= EXAMPLES.received_at + MAX_AHEAD
        assert EXAMPLES.registry.streams[one.thing, one.quantity].id in (
            number,
            (entity.get("Datastream") or {}).get("@iot.id"),
        )
    assert all(one.rejection.detail.isprintable() for one in decoded.refused)
