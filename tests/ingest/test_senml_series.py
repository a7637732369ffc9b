"""Long packs are read as series, and say exactly what they say record by record."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fix_ingest import every
from tests.fix_registry import registry_of
from twin.ingest import intake
from twin.ingest.decoders.senml_series import FEWEST
from twin.ingest.quality import Judge
from twin.model import Message, Origin, Thing
from twin.store.registry import Stream

NOW = datetime(2026, 11, 22, 10, 0, 5, tzinfo=UTC)
START = 1795341000
THINGS = [
    Thing(name, "", Origin.REAL, ("temperature", "pm25"), address="senml/gw") for name in ("a", "b")
]


def test_a_long_pack_is_a_series_for_each_datastream() -> None:
    pack: list[Any] = [{"bn": "a/", "bt": START}]
    pack += [{"n": "temperature", "t": n / 8, "v": n % 7} for n in range(FEWEST)]
    pack += [{"n": "pm25", "u": "ug/m3", "t": n - 4000, "v": 8.1} for n in range(FEWEST)]
    pack += [{"bn": "b/", "n": "temperature", "u": "Cel", "t": n, "v": 8.1} for n in range(FEWEST)]
    message = Message("senml/gw", json.dumps(pack).encode(), NOW)
    said = intake.read(message, registry_of(THINGS), Judge())
    assert [len(series.value) for series in said.series] == [FEWEST] * 3
    assert said.counts() == {"mqtt:senml": 3 * FEWEST}
    seen = every(said)
    assert seen[1].phenomenon_time == datetime.fromtimestamp(START, UTC) + timedelta(seconds=1 / 8)
    assert [one.value for one in seen[:3]] == [0.0, 1.0, 2.0]


records = st.fixed_dictionaries(
    {
        "n": st.sampled_from(["temperature"] * 6 + ["pm25"]),
        "t": st.integers(-40, 40) | st.floats(-4000, 600) | st.integers(-9999, 700),
        "v": st.integers(-60, 60) | st.floats(-70, 70) | st.sampled_from([8.1, 20.0, 8.1]),
    }
)
odd = st.sampled_from(
    [
        {"bu": None}, {"bt": 1e301}, {"bn": 3}, {"v": None}, {"v": True}, {"v": 2**60}, {"t": "x"},
        {"u": "K"}, {"u": None}, {"u": ""}, {"bt": 3}, {"bv": 1}, {"bver": 10}, {"x_": 1},
        {"vs": "x"}, {"n": "wind"}, {"n": None}, {"bn": "c/"}, {"bn": "b/"}, {"t": 10**400},
    ]
)  # fmt: skip


@pytest.mark.parametrize("label", ["bn", "bt", "bu", "n", "u", "t", "v"])
@pytest.mark.parametrize("value", [["x"], {"x": 1}])
def test_a_list_or_an_object_in_the_place_of_a_word_or_number_is_refused_as_such(
    label: str, value: Any
) -> None:
    pack: list[Any] = [{"bn": "a/", "bt": START}]
    pack += [{"n": "temperature", "t": n, "v": n % 7} for n in range(2 * FEWEST)]
    pack[FEWEST] |= {label: value}
    message = Message("senml/gw", json.dumps(pack).encode(), NOW)
    said = intake.read(message, registry_of(THINGS), Judge(), settled=True)
    assert not said.series
    assert len(said.dead_letters) == 1


@given(st.lists(records, min_size=FEWEST, max_size=80), st.none() | odd, st.integers(0, 40))
def test_it_says_what_its_records_say_one_by_one(
    pack: list[dict[str, Any]], oddity: dict[str, Any] | None, place: int
) -> None:
    if oddity:
        pack[min(place, len(pack) - 1)] |= oddity
    pack.insert(0, {"bn": "a/", "bt": START})
    message = Message("senml/gw", json.dumps(pack).encode(), NOW)
    registry = registry_of(THINGS)
    at_once = intake.read(message, registry, Judge(), settled=True)
    # A label that means nothing, which only the long way passes over.
    slowly = Message("senml/gw", json.dumps([*pack, {"n": "temperature", "z": 1}]).encode(), NOW)
    one_by_one = intake.read(slowly, registry, Judge(), settled=True)
    assert not one_by_one.series

    def said(read: intake.Intake) -> list[Any]:
        return sorted((*one[:3], int(one.flags), one.sent) for one in every(read))

    assert said(at_once) == said(one_by_one)
    if not at_once.series:
        return
    assert len(one_by_one.dead_letters) == 1


@given(
    st.sampled_from(["temperature", "pm25", "humidity", "vehicle_count"]),
    st.lists(
        st.tuples(
            st.integers(-1, 5) | st.sampled_from([60, 3600, 7200, 43_200]),
            st.sampled_from([8.0, 8.0, 8.0, 8.1, 30.0, 100.0, -50.0, 1000.0]) | st.floats(-99, 999),
        ),
        min_size=1,
        max_size=40,
    ),
    st.integers(0, 40),
)
def test_a_series_is_judged_as_its_readings_one_by_one(
    key: str, steps: list[tuple[int, float]], cut: int
) -> None:
    stream = Stream(1, "meter", key, key, calibrated=False)
    seconds = np.cumsum([step for step, _ in steps])
    values = np.array([value for _, value in steps])
    start = datetime(2026, 11, 22, 9, tzinfo=UTC)
    micro = 1_000_000 * (int(start.timestamp()) + seconds)
    one_by_one, at_once = Judge(), Judge()
    expected = [
        int(one_by_one.flags(stream, start + timedelta(seconds=int(second)), float(value), NOW))
        for second, value in zip(seconds, values, strict=True)
    ]
    found = [
        int(flag)
        for part in (slice(0, cut), slice(cut, None))
        if len(values[part])
        for flag in at_once.flags_of_series(stream, micro[part], values[part], NOW)
    ]
    assert found == expected
