"""Samen Meten: citizens' air quality kits, hourly, as RIVM's analysis tool exports them.

Replayed is what the kit itself measured (`pm10`, `pm25`, and `temp` and `rh` where it has them).
RIVM's calibrated series (`pm10_kal`, `pm25_kal`) was computed afterwards and is left out. Times
are UTC, as the documentation of the tool says. A kit without a place, or at (0, 0), is replayed
as it is: its thing has no location.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sensors.replay.series import Row, Series, Tally, find, period
from twin.errors import FileUnreadable
from twin.model import Origin, Thing

_NAMES = ("Voorbeeld_sensoren.csv", "samenmeten/Voorbeeld_sensoren.csv")
_QUANTITIES = {"pm10": "pm10", "pm25": "pm25", "rh": "humidity", "temp": "temperature"}


def rows(folder: Path, tally: Tally) -> Iterator[Row]:
    """The rows of the file in `folder`, kit by kit.

    Raises
    ------
    FileUnreadable
        The file is missing or lacks a column.
    """
    for facts in _lines(folder):
        tally.read += 1
        try:
            at = datetime.fromisoformat(facts["date"]).replace(tzinfo=UTC)
        except ValueError:
            tally.unusable["no time"] += 1
            continue
        values = {}
        for column, quantity in _QUANTITIES.items():
            value = _number(facts[column])
            if value is not None:
                values[quantity] = value
        if not values:
            tally.unusable["no values"] += 1
            continue
        yield Row(_id(facts["kit_id"]), at, values)


def things(folder: Path, tally: Tally) -> list[Thing]:
    """The kits as things where they really stood.

    Raises
    ------
    FileUnreadable
        The file is missing or lacks a column.
    """
    measured: dict[str, set[str]] = {}
    times = []
    for row in rows(folder, tally):
        measured.setdefault(row.thing, set()).update(row.values)
        times.append(row)
    replayed = period(times)
    found: dict[str, Thing] = {}
    for facts in _lines(folder):
        id_ = _id(facts["kit_id"])
        if id_ in found or id_ not in measured:
            continue
        place = _place(facts["lon"], facts["lat"])
        found[id_] = Thing(
            id=id_,
            name=f"Meetkit {facts['kit_id']}",
            origin=Origin.REPLAY,
            quantities=tuple(q for q in _QUANTITIES.values() if q in measured[id_]),
            longitude_lonlat=place[0] if place else None,
            latitude_lonlat=place[1] if place else None,
            description=(
                "Echte metingen van een burgermeetkit in Noord-Holland, later opnieuw verstuurd. "
                "De kit is niet gekalibreerd."
            ),
            properties={
                "replayed_from": replayed,
                "moved": False,
                "real_location": list(place) if place else None,
                "source": "Samen Meten, RIVM (Samen-analyseren-tool)",
                "licence": "open data",
                "attribution": "Samen Meten (RIVM) en de eigenaren van de meetkits",
                "url": "https://samenmeten.nl",
            },
        )
    return list(found.values())


SAMENMETEN = Series("samenmeten", rows, things)
"""The Samen Meten kits."""


def _lines(folder: Path) -> Iterator[dict[str, str]]:
    path = find(folder, _NAMES)
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file, restval="NA")
        missing = {"kit_id", "date", "lat", "lon", *_QUANTITIES} - set(reader.fieldnames or ())
        if missing:
            raise FileUnreadable(f"'{path}' has no column '{min(missing)}'")
        yield from reader


def _id(kit: str) -> str:
    return f"samenmeten-{kit.lower()}"


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _place(longitude: str, latitude: str) -> tuple[float, float] | None:
    x, y = _number(longitude), _number(latitude)
    return (x, y) if x and y else None
