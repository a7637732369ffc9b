"""What all recorded series have in common: rows, and a tally of those that could not be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from twin.errors import FileUnreadable
from twin.model import Thing

GATEWAY = "replay"
"""The login through which all that is replayed is published."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one device measured at one moment.

    Attributes
    ----------
    thing
        The id of its thing.
    at
        Aware; the end of the hour that it stands for.
    values
        By key of the datastream, in the unit of its quantity.
    """

    thing: str
    at: datetime
    values: Mapping[str, float]


@dataclass(slots=True)
class Tally:
    """How many rows were read, and how many could not be used, by reason."""

    read: int = 0
    unusable: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        left_out = ", ".join(f"{reason}: {count}" for reason, count in self.unusable.items())
        return f"rows={self.read} unusable={self.unusable.total()}" + (
            f" ({left_out})" if left_out else ""
        )


@dataclass(frozen=True, slots=True)
class Series:
    """A recorded data set.

    Attributes
    ----------
    rows
        Reads the file, row by row; the tally is complete when it is at its end.
    things
        The devices in the file as things at their real places.
    """

    key: str
    rows: Callable[[Path, Tally], Iterator[Row]]
    things: Callable[[Path, Tally], list[Thing]]


def find(folder: Path, names: Iterable[str]) -> Path:
    """The first of `names` that there is in `folder`.

    Raises
    ------
    FileUnreadable
        There is none.
    """
    for name in names:
        if (folder / name).is_file():
            return folder / name
    wanted = " or ".join(f"'{name}'" for name in names)
    raise FileUnreadable(
        f"'{folder}' has no {wanted}", hint="--data is the folder of the real series"
    )


def period(rows: Iterable[Row]) -> str:
    """First and last day of `rows`, as `2020-02-07/2020-02-21`."""
    days = [row.at.date() for row in rows]
    return f"{min(days)}/{max(days)}" if days else ""
