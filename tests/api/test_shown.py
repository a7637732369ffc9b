"""What the API tells of measurements: flags beside values, passports, and of people only groups."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.api.test_live import listening
from tests.api.test_resources import ask
from tests.fix_api import Api
from twin.api.flags import FlagPage
from twin.api.observations import Interval, LatestPage, Series, Value
from twin.api.passports import PassportBody, PassportPage
from twin.api.things import DatastreamBody, ThingBody
from twin.model import Flag, Origin, Passport, Thing, Words
from twin.store.observations import Reading, store_batch
from twin.store.things import registry, save_things

BOTH = Words("Ja.", "Yes.")
PASSPORT = Passport("Gemeente", "a@b.example", BOTH, BOTH, BOTH, BOTH, timedelta(days=90))
DAY = timedelta(days=1)
COUNTED = {0: 30, 1: 9, 2: 12}
"""Vehicles by how many whole hours ago."""


@pytest.fixture(scope="module")
def hour(api: Api) -> datetime:
    """When the last whole hour began; a counter and a flagged value were stored before."""
    with psycopg.connect(api.database.owner, autocommit=True) as conn:
        things = [
            Thing("lus", "Lus", Origin.REAL, ("vehicle_count",),
                  passports={"vehicle_count": PASSPORT}),
            Thing("raar", "Raar", Origin.REAL, ("noise_level", "noise_level.calibrated"),
                  calibrations={"noise_level.calibrated": "Door ons."}),
        ]  # fmt: skip
        save_things(conn, things)
        row = conn.execute("SELECT date_trunc('hour', now()) - INTERVAL '1 hour'").fetchone()
        known = registry(conn).streams
    assert row is not None
    last: datetime = row[0]
    counter, noise = known["lus", "vehicle_count"].id, known["raar", "noise_level"].id
    readings = [
        Reading(counter, last - timedelta(hours=ago) + timedelta(minutes=10 * part), n / 3, last)
        for ago, n in COUNTED.items()
        for part in range(3)
    ]
    # This hour has begun and must not be told yet.
    readings.append(Reading(counter, last + timedelta(hours=1), 50.0, last))
    flags = Flag.SPIKE | Flag.UNCALIBRATED
    readings.append(Reading(noise, last, 130.0, last, flags))
    with psycopg.connect(api.database.ingest, autocommit=True) as conn:
        store_batch(conn, readings, [])
    return last


def an_hour_passed(hour: datetime) -> bool:
    """Whether the hour that was running when this began is whole by now."""
    return datetime.now(UTC) >= hour + timedelta(hours=2)


def number(api: Api, thing: str, variant: str | None = None) -> int:
    body = ask(api, f"/api/v1/things/{thing}", ThingBody)
    return next(one.id for one in body.datastreams if one.variant == variant)


def series(api: Api, number: int, interval: str, start: datetime, end: datetime) -> Series:
    span = f"from={start:%Y-%m-%dT%H:%M:%SZ}&to={end:%Y-%m-%dT%H:%M:%SZ}"
    where = f"/api/v1/datastreams/{number}/observations?interval={interval}&{span}"
    return ask(api, where, Series)


def test_a_flagged_value_is_given_as_sent_with_its_flags_by_name(api: Api, hour: datetime) -> None:
    noise = number(api, "raar")
    told = series(api, noise, "raw", hour, hour + timedelta(hours=1))
    value = told.items[0]
    assert isinstance(value, Value)
    assert (value.v, value.flags) == (130.0, ["spike", "uncalibrated"])
    stream = ask(api, f"/api/v1/datastreams/{noise}", DatastreamBody)
    assert stream.latest is not None
    assert stream.latest.flags == ["spike", "uncalibrated"]
    known = {flag.name: flag for flag in ask(api, "/api/v1/flags", FlagPage).items}
    assert set(value.flags) <= set(known)
    assert sum(flag.number for flag in known.values()) == sum(Flag)


def test_a_calibrated_series_stands_beside_the_raw_one(api: Api, hour: datetime) -> None:
    body = ask(api, "/api/v1/things/raar", ThingBody)
    assert [(one.variant, one.calibration) for one in body.datastreams] == [
        (None, None),
        ("calibrated", "Door ons."),
    ]


def test_hours_of_fewer_than_ten_are_hidden_and_the_running_hour_is_not_told(
    api: Api, hour: datetime
) -> None:
    told = series(api, number(api, "lus"), "hour", hour - timedelta(hours=2), hour + DAY)
    rows = [row for row in told.items if isinstance(row, Interval)]
    sums = [(row.sum, row.hidden, row.min, row.max) for row in rows if row.t <= hour]
    assert len(rows) == len(sums) or an_hour_passed(hour)
    assert sums == [(12.0, False, None, None), (None, True, None, None), (30.0, False, None, None)]


def test_a_day_is_the_sum_of_the_hours_that_are_shown(api: Api, hour: datetime) -> None:
    told = series(api, number(api, "lus"), "day", hour - DAY, hour + DAY)
    total = sum(row.sum or 0 for row in told.items if isinstance(row, Interval))
    assert total == 42 or an_hour_passed(hour)


def test_the_newest_value_of_a_counter_is_its_last_whole_hour(api: Api, hour: datetime) -> None:
    page = ask(api, "/api/v1/observations/latest", LatestPage)
    (newest,) = [item for item in page.items if item.thing == "lus"]
    told = (newest.interval, newest.t, newest.v, newest.hidden)
    assert told == ("hour", hour, 30.0, False) or an_hour_passed(hour)


def test_raw_values_of_a_counter_are_refused_with_what_to_ask_instead(api: Api) -> None:
    answer = api.client.get(f"/api/v1/datastreams/{number(api, 'lus')}/observations")
    assert answer.status_code == 400
    assert "interval=hour" in answer.json()["hint"]


def test_live_values_never_tell_of_a_counter(api: Api, hour: datetime) -> None:
    counter = number(api, "lus")
    with listening(api) as events:
        seen = [next(events)]
        with psycopg.connect(api.database.ingest, autocommit=True) as conn:
            late = hour + timedelta(hours=1, minutes=1)
            store_batch(conn, [Reading(counter, late, 1.0, late)], [])
        api.store(77.0, hour + timedelta(days=30))
        while seen[-1]["v"] != 77.0:
            seen.append(next(events))
    assert counter not in {event["datastream"] for event in seen}
    assert all("flags" in event for event in seen)


@pytest.mark.parametrize(
    ("days", "chosen", "of_counter"),
    [(1, "raw", "hour"), (2, "raw", "hour"), (7, "hour", "hour"), (62, "hour", "hour"),
     (63, "day", "day"), (365, "day", "day"), (9000, "day", "day")],
)  # fmt: skip
def test_auto_chooses_what_fits_the_span(
    api: Api, hour: datetime, days: int, chosen: str, of_counter: str
) -> None:
    start = hour - timedelta(days=days)
    assert series(api, api.pm25, "auto", start, hour).interval == chosen
    assert series(api, number(api, "lus"), "auto", start, hour).interval == of_counter


def test_a_passport_is_had_by_datastream_and_in_a_list(api: Api, hour: datetime) -> None:
    counter = number(api, "lus")
    passport = ask(api, f"/api/v1/datastreams/{counter}/passport", PassportBody)
    assert (passport.owner, passport.retention, passport.counting) == ("Gemeente", "P90D", True)
    listed = ask(api, "/api/v1/passports", PassportPage)
    assert [one.datastream for one in listed.items] == [counter]
    assert ask(api, "/api/v1/passports?area=elders", PassportPage).items == []


def test_a_datastream_without_a_passport_says_how_to_give_one(api: Api) -> None:
    answer = api.client.get(f"/api/v1/datastreams/{api.pm25}/passport")
    assert answer.status_code == 404
    problem: dict[str, Any] = answer.json()
    assert "twin sensors import" in problem["hint"]
