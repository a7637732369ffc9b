"""A served twin with all that SensorThings tells of: places, passports, calibration, counting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import httpx
import psycopg
import pytest

from tests.fix_api import serving
from tests.fix_db import Database
from twin.model import Flag, Origin, Passport, Thing, Words
from twin.store.observations import Reading, store_batch
from twin.store.things import registry, save_things

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTES = 1500
"""Readings of pm25 of kit-1: one a minute up to noon."""

MOVED = NOON - timedelta(minutes=30)
"""When kit-1 was put elsewhere."""

PASSPORT = Passport(
    owner="Gemeente Hengelo",
    contact="data@hengelo.nl",
    purpose=Words("Weten hoe schoon de lucht is", "To know how clean the air is"),
    legal_ground=Words("Publieke taak", "Public task"),
    measures=Words("Fijnstof in de straat", "Fine dust in the street"),
    cannot=Words("Mensen herkennen", "Recognise people"),
    retention=None,
    dtpr=(),
)
THINGS = (
    Thing(
        "kit-1", "Luchtmeter 1", Origin.REPLAY, ("pm25", "temperature", "pm25.calibrated"),
        "delft", 6.79, 52.26, 2.5, "Aan de lantaarn bij de school",
        {"replayed_from": "2024", "battery": 3.6, "indoor": False, "owner": "O'Brien"},
        passports={"pm25": PASSPORT},
        calibrations={"pm25.calibrated": "RIVM Samen Meten, tegen het station ernaast"},
    ),
    Thing("kit-2", "Luchtmeter 2", Origin.SYNTHETIC, ("pm25",), "delft"),
    Thing("lus-1", "Telpunt 1", Origin.REAL, ("vehicle_count",), "delft", 4.36, 52.01),
)  # fmt: skip


@dataclass(frozen=True)
class SensorThings:
    """A served twin: the address of the service, a client of it, and numbers of datastreams."""

    url: str
    client: httpx.Client
    database: Database
    streams: dict[tuple[str, str], int]


def fill(database: Database) -> dict[tuple[str, str], int]:
    """Register the things, measure for a day, and move the first one at the end."""
    with psycopg.connect(database.owner, autocommit=True) as conn:
        save_things(conn, THINGS)
        streams = {key: stream.id for key, stream in registry(conn).streams.items()}
    pm25, calibrated = streams["kit-1", "pm25"], streams["kit-1", "pm25.calibrated"]
    readings = [
        Reading(
            pm25, NOON - timedelta(minutes=minute), float(minute % 50), NOON, source="test",
            flags=Flag.SPIKE if minute == 1 else Flag(0),
        )
        for minute in range(MINUTES)
    ]  # fmt: skip
    readings += [
        Reading(calibrated, NOON, 7.25, NOON + timedelta(seconds=3), source="test"),
        Reading(streams["kit-1", "temperature"], NOON, 20.0, NOON, sent="68 [degF]", source="test"),
        Reading(streams["kit-2", "pm25"], NOON - timedelta(hours=1), 99.5, NOON, source="test"),
        Reading(streams["lus-1", "vehicle_count"], NOON, 3.0, NOON, source="test"),
    ]
    with psycopg.connect(database.ingest, autocommit=True) as conn:
        store_batch(conn, readings, [])
    with psycopg.connect(database.owner, autocommit=True) as conn:
        save_things(conn, [replace(THINGS[0], longitude_lonlat=6.8)])
        # The database noted its own clock; the tests need a moment that they know.
        conn.execute("UPDATE places SET valid_until = %s WHERE valid_until < 'infinity'", [MOVED])
        conn.execute("UPDATE places SET valid_from = %s WHERE valid_from > '-infinity'", [MOVED])
        conn.execute("UPDATE places SET since = greatest('2026-01-01', valid_from)")
    return streams


@pytest.fixture(scope="module")
def sta(module_database: Database) -> Iterator[SensorThings]:
    """The service with its things, and a client that asks it."""
    streams = fill(module_database)
    with serving(module_database.api) as root:
        url = f"{root}/sta/v1.1"
        with httpx.Client(base_url=url, timeout=60) as client:
            yield SensorThings(url, client, module_database, streams)
