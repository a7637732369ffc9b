"""KNMI: hourly weather of station 290 Twenthe, in the file format of `uurgegevens`.

Numbers are tenths of units. HH runs from 1 to 24 in UTC and names the end of the hour. RH is -1
for a trace of less than 0.05 mm, which becomes 0: that is what it rounds to. Q is in J/cm² over
the hour and becomes the mean W/m².
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sensors.replay.series import GATEWAY, Row, Series, Tally, find
from twin.errors import FileUnreadable
from twin.model import Origin, Passport, Thing, Words

_NAMES = ("uurgeg_290_2011-2020.zip", "knmi-twenthe/uurgeg_290_2011-2020.zip")
_THING = "knmi-290"
_LONGITUDE, _LATITUDE = 6.891, 52.274

_PASSPORT = Passport(
    owner="KNMI",
    contact="https://www.knmi.nl/over-het-knmi/contact",
    purpose=Words(
        "Het weer volgen. Hier worden oude metingen van het KNMI opnieuw verstuurd.",
        "Follow the weather. Here, old measurements of KNMI are sent again.",
    ),
    legal_ground=Words(
        "Open data van het KNMI (CC BY 4.0), zonder persoonsgegevens.",
        "Open data of KNMI (CC BY 4.0), without personal data.",
    ),
    measures=Words("Het weer, per uur.", "The weather, per hour."),
    cannot=Words(
        "Iets meten dat met mensen te maken heeft.", "Measure anything that has to do with people."
    ),
    retention=None,
    dtpr=(
        "purpose__ecology",
        "data__values_time",
        "access__available_to_download",
        "retention__data_retained",
    ),
)

_QUANTITIES: dict[str, tuple[str, Callable[[float], float]]] = {
    "T": ("temperature", lambda tenths: tenths / 10),
    "U": ("humidity", lambda percent: percent),
    "FH": ("wind_speed", lambda tenths: tenths / 10),
    "P": ("pressure", lambda tenths: tenths / 10),
    "Q": ("solar_radiation", lambda joules: round(joules * 10_000 / 3600, 1)),
    "RH": ("precipitation", lambda tenths: max(0.0, tenths / 10)),
}


def rows(folder: Path, tally: Tally) -> Iterator[Row]:
    """The hours of the file in `folder`, in order.

    Raises
    ------
    FileUnreadable
        The file is missing, damaged, or has no heading.
    """
    path = find(folder, _NAMES)
    columns: list[str] | None = None
    for line in _lines(path):
        cells = [cell.strip() for cell in line.split(",")]
        if cells[0] == "# STN":
            columns = ["STN", *cells[1:]]
            continue
        if columns is None or len(cells) < 2:
            continue
        tally.read += 1
        if len(cells) != len(columns):
            tally.unusable["broken line"] += 1
            continue
        facts = dict(zip(columns, cells, strict=True))
        try:
            day = facts["YYYYMMDD"]
            midnight = datetime(int(day[:4]), int(day[4:6]), int(day[6:]), tzinfo=UTC)
            at = midnight + timedelta(hours=int(facts["HH"]))
            values = {
                quantity: convert(float(facts[column]))
                for column, (quantity, convert) in _QUANTITIES.items()
                if facts[column]
            }
        except (ValueError, KeyError):
            tally.unusable["not a number"] += 1
            continue
        if not values:
            tally.unusable["no values"] += 1
            continue
        yield Row(_THING, at, values)
    if columns is None:
        raise FileUnreadable(f"'{path}' has no line that begins with '# STN'")


def things(folder: Path, tally: Tally) -> list[Thing]:
    """The station as a thing where it really stands.

    Raises
    ------
    FileUnreadable
        The file is missing, damaged, or has no heading.
    """
    first = last = None
    for row in rows(folder, tally):
        first = first or row.at
        last = row.at
    span = f"{first.date()}/{last.date()}" if first and last else ""
    return [
        Thing(
            id=_THING,
            name="KNMI-station Twenthe",
            origin=Origin.REPLAY,
            quantities=tuple(quantity for quantity, _ in _QUANTITIES.values()),
            longitude_lonlat=_LONGITUDE,
            latitude_lonlat=_LATITUDE,
            height=1.5,
            description="Echte uurwaarden van het weerstation, later opnieuw verstuurd.",
            properties={
                "replayed_from": span,
                "moved": False,
                "real_location": [_LONGITUDE, _LATITUDE],
                "source": "KNMI uurgegevens, station 290 Twenthe",
                "licence": "CC BY 4.0",
                "attribution": "KNMI",
                "url": "https://www.knmi.nl/nederland-nu/klimatologie/uurgegevens",
            },
            passports={key: _PASSPORT for key, _ in _QUANTITIES.values()},
            gateway=GATEWAY,
        )
    ]


KNMI = Series("knmi", rows, things)
"""The hourly weather of Twenthe."""


def _lines(path: Path) -> Iterator[str]:
    try:
        with (
            zipfile.ZipFile(path) as archive,
            archive.open(archive.namelist()[0]) as file,
            io.TextIOWrapper(file, encoding="latin-1") as text,
        ):
            yield from text
    except (zipfile.BadZipFile, IndexError, EOFError) as error:
        raise FileUnreadable(
            f"'{path}' is damaged: {error}", hint="download it again from KNMI"
        ) from None
