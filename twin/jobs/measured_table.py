"""Measurements as rows of a table: when in two clocks, the value with its unit, what was noticed.

Pure. What the database hides (hours of few people or vehicles) comes hidden and stays so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from twin.jobs.spreadsheet import Cell
from twin.model import Datastream, Language
from twin.quantities import quantity
from twin.store.observations import RollUp, Sample

_ZONE = ZoneInfo("Europe/Amsterdam")
_ABOUT = {
    "nl": ("sensor", "meting", "reeks", "herkomst"),
    "en": ("sensor", "quantity", "series", "origin"),
}


def raw_head(stream: Datastream, language: Language) -> tuple[str, ...]:
    """The names of the columns of values as measured."""
    unit = quantity(stream.quantity).unit_label
    if language == "nl":
        return ("tijd_utc", "tijd_nederland", *_ABOUT["nl"], f"waarde ({unit})", "kwaliteit")
    return ("time_utc", "time_netherlands", *_ABOUT["en"], f"value ({unit})", "quality")


def raw_lines(
    stream: Datastream, samples: Iterable[tuple[Sample, str]]
) -> Iterator[tuple[Cell, ...]]:
    """A line per value; beside each sample what was noticed of it, in words."""
    about = _about(stream)
    for sample, noticed in samples:
        yield (*_clocks(sample.phenomenon_time), *about, sample.value, noticed)


def rolled_head(stream: Datastream, language: Language) -> tuple[str, ...]:
    """The names of the columns of values per hour or day."""
    known = quantity(stream.quantity)
    names = {
        "nl": ("begin_utc", "begin_nederland", "totaal", "gemiddelde", "laagste", "hoogste",
               "aantal_metingen", "verborgen"),
        "en": ("start_utc", "start_netherlands", "total", "mean", "lowest", "highest",
               "measurements", "hidden"),
    }[language]  # fmt: skip
    utc, here, total, mean, lowest, highest, count, hidden = names
    values = (total,) if known.aggregation == "sum" else (mean, lowest, highest)
    units = tuple(f"{name} ({known.unit_label})" for name in values)
    return (utc, here, *_ABOUT[language], *units, count, hidden)


def rolled_lines(
    stream: Datastream, rows: Iterable[RollUp], language: Language
) -> Iterator[tuple[Cell, ...]]:
    """A line per hour or day; what is hidden has no value and says so."""
    about = _about(stream)
    yes = "ja" if language == "nl" else "yes"
    amount = quantity(stream.quantity).aggregation == "sum"
    for row in rows:
        values = (row.total,) if amount else (row.mean, row.minimum, row.maximum)
        yield (*_clocks(row.start), *about, *values, row.count, yes if row.hidden else "")


def _about(stream: Datastream) -> tuple[str, str, str, str]:
    return stream.thing, stream.quantity, stream.variant or "raw", str(stream.origin)


def _clocks(at: datetime) -> tuple[str, str]:
    """UTC, which no clock change makes double, and the clock on the wall."""
    utc = at.astimezone(UTC)
    return (
        utc.isoformat(timespec="milliseconds" if utc.microsecond else "seconds").replace(
            "+00:00", "Z"
        ),
        f"{at.astimezone(_ZONE):%Y-%m-%d %H:%M:%S}",
    )
