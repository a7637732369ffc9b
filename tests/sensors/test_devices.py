from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensors.simulator import encode, fleet
from sensors.simulator.city import City
from sensors.simulator.devices import Device, Emission, Faults, emissions, ticks, truth
from sensors.simulator.publish import past
from sensors.spots import Spot
from sensors.things import dump
from tests.fix_ingest import every
from tests.fix_registry import registry_of
from twin.ingest import intake
from twin.ingest.decoders import native
from twin.jobs.things import read_things
from twin.model import Message, Origin, Thing
from twin.quantities import QUANTITIES

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
CITY = City(seed=1)
FLEET = fleet.load()
SPOTS = [
    Spot(kind, "delft", 4.36 + n / 1000, 52.01, 0.4, use, "Stationsplein" if n == 0 else "")
    for n, (kind, use) in enumerate(
        (kind, use)
        for use in ("homes", "work", "shops")
        for kind in ("road", "square", "green", "water", "building", "parking")
    )
]
THINGS = fleet.things(FLEET, SPOTS, seed=0)
DEVICES = list(fleet.devices(FLEET, THINGS))
BY_KIND = {device.kind: device for device in reversed(DEVICES)}


def day(device: Device, key: str, start: datetime, *, minutes: int = 15) -> dict[float, float]:
    """The truth of a day by Amsterdam's hour; November is an hour ahead of UTC."""
    moments = (start + timedelta(minutes=minutes * n) for n in range(24 * 60 // minutes))
    return {(at - start) / timedelta(hours=1) + 1: truth(CITY, device, at)[key] for at in moments}


def around(hours: dict[float, float], hour: float) -> float:
    return mean(value for at, value in hours.items() if abs(at - hour) <= 1)


def test_the_fleet_has_at_least_forty_things_of_every_kind() -> None:
    assert len(THINGS) >= 40
    assert {quantity for thing in THINGS for quantity in thing.quantities} == {
        "pm25", "pm10", "no2", "temperature", "humidity", "noise_level", "groundwater_level",
        "precipitation", "vehicle_count", "parking_occupied", "energy", "bin_level",
    }  # fmt: skip


def test_things_say_that_they_are_made_up_and_have_plain_names() -> None:
    assert all(thing.origin is Origin.SYNTHETIC for thing in THINGS)
    assert all("Verzonnen" in thing.description for thing in THINGS)
    assert THINGS[0].name == "Luchtmeter Stationsplein 1"
    assert THINGS[1].name == "Luchtmeter 2"


def test_passports_say_that_nobody_is_measured_and_counts_are_kept_shorter(tmp_path: Path) -> None:
    for thing in THINGS:
        assert set(thing.passports) == set(thing.quantities)
        for key, passport in thing.passports.items():
            assert "verzonnen" in passport.owner
            assert "bestaat niet" in passport.purpose.nl
            of_people = QUANTITIES[key].counting or key == "energy"
            assert passport.retention == timedelta(days=90 if of_people else 400)
    file = tmp_path / "things.json"
    file.write_text(dump(THINGS))
    assert read_things(file) == THINGS


def test_things_stand_where_their_kind_belongs() -> None:
    place = {thing.id: thing.properties["spot"] for thing in THINGS}
    assert place["sim-delft-parking-1"] == "parking"
    assert place["sim-delft-groundwater-1"] == "water"
    assert place["sim-delft-noise-1"] == "building"


def test_readings_do_not_depend_on_the_order_in_which_they_are_asked_for() -> None:
    wanted = [(device, MONDAY + timedelta(minutes=n)) for device in DEVICES for n in range(3)]
    forward = {(d.id, at): emissions(CITY, d, at, FLEET.faults) for d, at in wanted}
    random.Random(3).shuffle(wanted)
    assert {(d.id, at): emissions(City(1), d, at, FLEET.faults) for d, at in wanted} == forward


def test_another_seed_is_another_city() -> None:
    air = BY_KIND["air"]
    assert truth(City(1), air, MONDAY) != truth(City(2), air, MONDAY)


@pytest.mark.parametrize("device", BY_KIND.values(), ids=BY_KIND)
def test_true_values_are_plausible_all_year(device: Device) -> None:
    for hours in range(0, 365 * 24, 67):
        values = truth(CITY, device, MONDAY + timedelta(hours=hours))
        for key, value in values.items():
            assert QUANTITIES[key].valid_min <= value <= QUANTITIES[key].valid_max
            assert value == round(value, QUANTITIES[key].decimals)


def test_traffic_peaks_at_eight_and_at_five_on_working_days_only() -> None:
    counts = day(BY_KIND["traffic"], "vehicle_count", MONDAY)
    assert around(counts, 8) > 1.5 * around(counts, 10.5)
    assert around(counts, 17) > 1.3 * around(counts, 13)
    sunday = day(BY_KIND["traffic"], "vehicle_count", MONDAY - timedelta(days=1))
    assert around(sunday, 8) < 0.5 * around(sunday, 14)


def test_noise_follows_traffic() -> None:
    levels = day(BY_KIND["noise"], "noise_level", MONDAY)
    assert around(levels, 17) > around(levels, 4) + 6


def test_cold_evenings_smell_of_wood_smoke() -> None:
    evenings, afternoons = [], []
    for days in range(14):
        dust = day(BY_KIND["air"], "pm25", MONDAY + timedelta(days=days), minutes=60)
        evenings.append(around(dust, 21))
        afternoons.append(around(dust, 14))
    assert mean(evenings) > mean(afternoons) + 1


def test_afternoons_and_summers_are_warm() -> None:
    climate = BY_KIND["climate"]
    july = day(climate, "temperature", datetime(2026, 7, 6, tzinfo=UTC), minutes=60)
    january = day(climate, "temperature", datetime(2026, 1, 12, tzinfo=UTC), minutes=60)
    assert mean(july.values()) > mean(january.values()) + 8
    assert around(july, 15) > around(july, 5) + 4


def test_a_shower_falls_on_every_gauge_at_once() -> None:
    gauges = [device for device in DEVICES if device.kind == "rain"]
    wet = 0
    for n in range(0, 30 * 288, 7):
        at = MONDAY + timedelta(minutes=5 * n)
        caught = [truth(CITY, gauge, at)["precipitation"] for gauge in gauges]
        assert max(caught) - min(caught) <= 0.2
        wet += max(caught) > 0
    assert 0 < wet < 30 * 288 / 7 / 4


def test_groundwater_moves_slowly() -> None:
    levels = [
        truth(CITY, BY_KIND["groundwater"], MONDAY + timedelta(hours=n))["groundwater_level"]
        for n in range(72)
    ]
    assert max(abs(b - a) for a, b in pairwise(levels)) < 0.05


def test_homes_park_by_night_and_offices_by_day() -> None:
    homes = Device("p", "parking", ("parking_occupied",), 30, use="homes")
    offices = Device("p", "parking", ("parking_occupied",), 30, use="work")
    at_homes = day(homes, "parking_occupied", MONDAY, minutes=60)
    at_offices = day(offices, "parking_occupied", MONDAY, minutes=60)
    assert around(at_homes, 4) > around(at_homes, 13)
    assert around(at_offices, 13) > 5 * around(at_offices, 4)


def test_bins_fill_and_are_emptied_once_a_week() -> None:
    levels = [
        truth(CITY, BY_KIND["bins"], MONDAY + timedelta(hours=n))["bin_level"]
        for n in range(28 * 24)
    ]
    assert sum(after < before - 20 for before, after in pairwise(levels)) == 4
    assert all(after >= before or after < before - 20 for before, after in pairwise(levels))


class Sent(NamedTuple):
    times: int
    skew: timedelta
    value: float


def a_day_of(faults: Faults) -> Iterator[Sent]:
    device = BY_KIND["climate"]
    for at in ticks(device, MONDAY, MONDAY + timedelta(days=1), 60):
        sent = emissions(CITY, device, at, faults)
        first = sent[0] if sent else Emission(at, timedelta(0), {"temperature": 0.0})
        yield Sent(len(sent), first.skew, first.values["temperature"])


def test_without_faults_every_reading_is_sent_once_and_on_time() -> None:
    assert all((n, skew) == (1, timedelta(0)) for n, skew, _ in a_day_of(Faults()))


def test_a_gap_is_one_stretch_without_readings() -> None:
    counts = [n for n, _, _ in a_day_of(Faults(gap_per_day=1.0, longest=60))]
    assert 0 < counts.count(0) <= 60
    assert sum(a != b for a, b in pairwise(counts)) == 2


def test_a_stuck_device_repeats_itself() -> None:
    stuck = [value for _, _, value in a_day_of(Faults(stuck_per_day=1.0, longest=60))]
    free = [value for _, _, value in a_day_of(Faults())]
    changed = [s for s, f in zip(stuck, free, strict=True) if s != f]
    assert changed
    assert len(set(changed)) == 1


def test_spikes_are_wild() -> None:
    spiked = [value for _, _, value in a_day_of(Faults(spike=0.02))]
    free = [value for _, _, value in a_day_of(Faults())]
    assert max(spiked) > 2 * max(free)


def test_duplicates_are_the_same_reading_twice() -> None:
    assert {n for n, _, _ in a_day_of(Faults(duplicate=0.1))} == {1, 2}


def test_a_wrong_clock_stays_wrong() -> None:
    skews = {skew for _, skew, _ in a_day_of(Faults(wrong_clock=1.0, skew=90))}
    assert len(skews) == 1
    assert timedelta(0) < abs(skews.pop()) <= timedelta(seconds=90)


def test_local_time_sent_as_utc_is_an_hour_ahead_in_november() -> None:
    skews = {skew for _, skew, _ in a_day_of(Faults(local_time_per_day=1.0))}
    assert skews == {timedelta(0), timedelta(hours=1)}


def test_the_past_comes_at_the_moments_at_which_the_present_would_have_come() -> None:
    device = BY_KIND["air"]
    often = set(ticks(device, MONDAY, MONDAY + timedelta(hours=3)))
    seldom = list(ticks(device, MONDAY, MONDAY + timedelta(hours=3), 300))
    assert len(seldom) == 36
    assert often.issuperset(seldom)


finite = st.floats(allow_nan=False, allow_infinity=False)
_SECONDS = round((MONDAY - datetime(1990, 1, 2, tzinfo=UTC)).total_seconds())
moments = st.builds(
    lambda back, micro: MONDAY - timedelta(seconds=back, microseconds=micro),
    st.integers(1, _SECONDS),
    st.integers(0, 999_999),
)


@given(
    st.lists(
        st.tuples(moments, st.dictionaries(st.sampled_from([*QUANTITIES]), finite, min_size=1)),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_encoded_is_decoded_as_it_was(
    readings: list[tuple[datetime, dict[str, float]]],
) -> None:
    topic, payload = encode.message("sim-1", readings)
    assert topic == "twin/v1/sim-1"
    decoded = native.decode("sim-1", None, payload, MONDAY)
    assert not decoded.refused
    assert [(o.thing, o.quantity, o.phenomenon_time, o.value) for o in decoded.observations] == [
        ("sim-1", key, at, value) for at, values in readings for key, value in values.items()
    ]


@given(moments, st.sampled_from([*QUANTITIES]), finite)
def test_a_single_value_is_decoded_as_it_was(at: datetime, key: str, value: float) -> None:
    topic, payload = encode.single("sim-1", key, at, value)
    assert topic == f"twin/v1/sim-1/{key}"
    (observation,) = native.decode("sim-1", key, payload, MONDAY).observations
    assert (observation.quantity, observation.phenomenon_time, observation.value) == (
        key, at, value,
    )  # fmt: skip


SPEAKERS = [
    Thing("sim-1", "", Origin.SYNTHETIC, (), address=address, alias=alias, profile=profile)
    for address, alias, profile in (
        (None, None, None),
        ("v3/simulator@twin/devices/sim-1", None, "own-formatter"),
        ("senml/simulator", "urn:dev:org:32473-sim-1", None),
    )
]


@given(
    st.sampled_from(SPEAKERS),
    st.sets(st.sampled_from([*QUANTITIES]), min_size=1).flatmap(
        lambda keys: st.lists(
            st.tuples(moments, st.fixed_dictionaries(dict.fromkeys(sorted(keys), finite))),
            min_size=1,
            max_size=5,
        )
    ),
)
def test_in_every_format_what_is_encoded_is_decoded_as_it_was(
    speaker: Thing, readings: list[tuple[datetime, dict[str, float]]]
) -> None:
    registry = registry_of([replace(speaker, quantities=tuple(readings[0][1]))])
    seen = []
    for topic, payload in encode.messages("sim-1", speaker.address, speaker.alias, readings):
        said = intake.read(Message(topic, payload, MONDAY), registry, None)
        assert not said.dead_letters
        seen += [
            (registry.by_number[one.datastream].key, one.phenomenon_time, one.value)
            for one in every(said)
        ]
    sent = [(key, at, value) for at, values in readings for key, value in values.items()]
    assert sorted(seen) == sorted(sent)


def test_with_formats_a_day_of_the_fleet_is_read_like_a_native_one() -> None:
    speaking = fleet.things(FLEET, SPOTS, seed=0, formats=True)
    assert {str(thing.address).partition("/")[0] for thing in speaking} == {"None", "v3", "senml"}
    start = MONDAY - timedelta(hours=3)

    def read(things: list[Thing]) -> set[tuple[str, str, datetime, float]]:
        registry = registry_of(things)
        return {
            (stream.thing, stream.key, one.phenomenon_time, one.value)
            for topic, payload in past(
                CITY, list(fleet.devices(FLEET, things)), Faults(), start, MONDAY
            )
            for one in every(intake.read(Message(topic, payload, MONDAY), registry, None))
            for stream in [registry.by_number[one.datastream]]
        }

    assert read(speaking) == read(THINGS)


def test_a_day_of_the_fleet_decodes_but_for_the_clocks_that_are_an_hour_ahead() -> None:
    refused = 0
    readings = 0
    registry = registry_of(THINGS)
    start = MONDAY - timedelta(hours=6)
    for topic, payload in past(CITY, DEVICES, FLEET.faults, start, MONDAY):
        said = intake.read(Message(topic, payload, MONDAY), registry, None)
        readings += said.counts().total()
        refused += len(said.dead_letters)
        assert {str(letter.reason) for letter in said.dead_letters} <= {"bad_time"}
    assert readings > 5_000
    assert refused < readings / 100
