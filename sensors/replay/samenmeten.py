"""Samen Meten: citizens' air quality kits, hourly, as RIVM's analysis tool exports them.

Replayed is what the kit itself measured (`pm10`, `pm25`, and `temp` and `rh` where it has them),
and beside it, as datastreams of their own, what RIVM made of it (`pm10_kal`, `pm25_kal`). Times
are UTC, as the documentation of the tool says. A kit without a place, or at (0, 0), is replayed
as it is: its thing has no location.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sensors.replay.series import GATEWAY, Row, Series, Tally, find, period
from twin.errors import FileUnreadable
from twin.model import CALIBRATED, Origin, Passport, Thing, Words, split_key

_NAMES = ("Voorbeeld_sensoren.csv", "samenmeten/Voorbeeld_sensoren.csv")
_KEYS = {
    "pm10": "pm10",
    "pm25": "pm25",
    "pm10_kal": "pm10.calibrated",
    "pm25_kal": "pm25.calibrated",
    "rh": "humidity",
    "temp": "temperature",
}
_CALIBRATION = (
    "Gekalibreerd door het RIVM: de kits van een gebied worden elk uur bijgesteld naar officiële "
    "meetstations in de buurt. Kolom '{column}' van de Samen-analyseren-tool."
)
_CANNOT = Words(
    "Zeggen waar het fijnstof vandaan komt. Er is geen camera en geen microfoon.",
    "Say where the fine dust comes from. There is no camera and no microphone.",
)
_PASSPORT = Passport(
    owner="De eigenaar van de meetkit; RIVM (Samen Meten) geeft de metingen uit",
    contact="https://samenmeten.nl",
    purpose=Words(
        "Bewoners meten zelf de lucht. Hier worden hun oude metingen opnieuw verstuurd.",
        "Residents measure the air themselves. Here, old measurements of theirs are sent again.",
    ),
    legal_ground=Words(
        "Open data, door de eigenaren zelf gedeeld.", "Open data, shared by the owners themselves."
    ),
    measures=Words(
        "Wat de kit zelf meet, elk uur, zonder correctie.",
        "What the kit itself measures, every hour, not corrected.",
    ),
    cannot=_CANNOT,
    retention=None,
    dtpr=(
        "purpose__ecology",
        "purpose__health",
        "tech__air_quality",
        "data__values_time",
        "access__available_to_download",
        "retention__data_retained",
    ),
)
_CORRECTED = replace(
    _PASSPORT,
    measures=Words(
        "Fijnstof zoals het RIVM het achteraf uit de meting van de kit berekende, elk uur.",
        "Fine dust as RIVM computed it afterwards from what the kit measured, every hour.",
    ),
)


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
        for column, key in _KEYS.items():
            value = _number(facts[column])
            if value is not None:
                values[key] = value
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
        columns = {key: column for column, key in _KEYS.items() if key in measured[id_]}
        corrected = [key for key in columns if split_key(key)[1] == CALIBRATED]
        found[id_] = Thing(
            id=id_,
            name=f"Meetkit {facts['kit_id']}",
            origin=Origin.REPLAY,
            quantities=tuple(columns),
            longitude_lonlat=place[0] if place else None,
            latitude_lonlat=place[1] if place else None,
            description=(
                "Echte metingen van een burgermeetkit in Noord-Holland, later opnieuw verstuurd. "
                "Ernaast staat wat het RIVM ervan maakte."
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
            passports=dict.fromkeys(columns, _PASSPORT) | dict.fromkeys(corrected, _CORRECTED),
            calibrations={key: _CALIBRATION.format(column=columns[key]) for key in corrected},
            gateway=GATEWAY,
        )
    return list(found.values())


SAMENMETEN = Series("samenmeten", rows, things)
"""The Samen Meten kits."""


def _lines(folder: Path) -> Iterator[dict[str, str]]:
    path = find(folder, _NAMES)
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file, restval="NA")
        missing = {"kit_id", "date", "lat", "lon", *_KEYS} - set(reader.fieldnames or ())
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
