"""What all sensors of an area measured, hour by hour, to play it back; nothing is filled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from twin.model import Flag, Origin
from twin.store.pool import Connection
from twin.store.queries import queries

_SQL = queries("playback")


class Noticed(NamedTuple):
    """What quality control noticed in the hours from `first` up to and including `last`."""

    first: int
    last: int
    flags: Flag


@dataclass(frozen=True, slots=True)
class Hours:
    """A datastream over a number of hours, which are told by their place from the first.

    Attributes
    ----------
    levels
        One for each hour: the mean of levels or the sum of amounts, in the unit of the quantity.
        None: nothing was measured, or too few people or vehicles to tell (`hidden`).
    hidden
        Places of the latter.
    noticed
        In order of time, without hours in which nothing was noticed.
    """

    datastream: int
    thing: str
    quantity: str
    variant: str | None
    origin: Origin
    levels: tuple[float | None, ...]
    hidden: tuple[int, ...]
    noticed: tuple[Noticed, ...]


def hours(
    conn: Connection, area: str, start: datetime, count: int, quantity: str | None = None
) -> list[Hours]:
    """Every datastream of an area that measured in the `count` hours from `start`, by number.

    Parameters
    ----------
    start
        The beginning of an hour of UTC.
    quantity
        None: every quantity.
    """
    stop = start + timedelta(hours=count)
    asked = {"area": area, "quantity": quantity, "start": start, "stop": stop}
    with conn.cursor(binary=True) as cursor:  # an area of 2,000 sensors has 336,000 hours a week
        rows = cursor.execute(_SQL["hours"], asked).fetchall()
        told = {"ids": [row[0] for row in rows], "start": start, "stop": stop}
        noticed = {
            number: tuple(_runs(places, flags))
            for number, places, flags in cursor.execute(_SQL["flags"], told)
        }
    return [
        Hours(
            datastream=number,
            thing=thing,
            quantity=measured,
            variant=variant,
            origin=Origin(origin),
            levels=_spread(count, places, levels),
            hidden=tuple(hidden or ()),
            noticed=noticed.get(number, ()),
        )
        for number, thing, measured, variant, origin, places, levels, hidden in rows
    ]


def _spread(count: int, places: list[int], levels: list[float | None]) -> tuple[float | None, ...]:
    spread: list[float | None] = [None] * count
    for place, level in zip(places, levels, strict=True):
        spread[place] = level
    return tuple(spread)


def _runs(places: list[int], flags: list[int]) -> list[Noticed]:
    """Hours that follow on each other with the same flags, as one."""
    breaks = [
        n
        for n, ((one, before), (next_one, after)) in enumerate(
            pairwise(zip(places, flags, strict=True)), 1
        )
        if next_one != one + 1 or before != after
    ]
    edges = [0, *breaks, len(places)]
    return [
        Noticed(places[first], places[end - 1], Flag(flags[first]))
        for first, end in pairwise(edges)
    ]
