"""A model beside a sensor: what the twin would have expected it to measure, hour by hour.

Pure. Only global radiation has a model today: a clear sky (`twin.sim.clear_sky`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from twin.model import Floats, Origin, Thing
from twin.sim.clear_sky import Difference, clear_hours, clear_sky, difference
from twin.store.observations import RollUp

LONGEST = timedelta(days=366)
"""Over which a sensor is compared at most."""

_WHOLE = 0.8  # share of the usual readings that makes an hour whole
_HOUR = 3600.0


class Unfit(StrEnum):
    """Why a series cannot be compared."""

    MADE_UP = "made_up"
    """Nobody measured it."""
    OTHER_TIME = "other_time"
    """It is replayed at other times than it was measured, when the sun stood elsewhere."""
    NO_PLACE = "no_place"
    """Where it was measured is not known."""


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """Measurements and model of the same hours.

    Attributes
    ----------
    hour_starts
        (hours,) seconds since 1970-01-01 UTC. An hour is the one that its readings tell of, each of
        which is taken as the mean since the reading before it.
    measured
        (hours,) means; NaN where too little was measured.
    model
        (hours,) means.
    clear
        (hours,) whether the hour is compared.
    difference
        None where no hour is.
    """

    hour_starts: Floats
    measured: Floats
    model: Floats
    clear: NDArray[np.bool_]
    difference: Difference | None


def predicts(quantity: str) -> bool:
    """Whether a model predicts this quantity."""
    return quantity == "solar_radiation"


def beside(thing: Thing, rows: Sequence[RollUp], start: datetime, end: datetime) -> Beside | Unfit:
    """The model beside the hours of a sensor of global radiation in W/m².

    Parameters
    ----------
    rows
        What it measured per hour, oldest first.
    start, end
        Aware; the model is given for each hour between them, measured or not.
    """
    if thing.origin is Origin.SYNTHETIC:
        return Unfit.MADE_UP
    place = _place(thing)
    if place is None:
        return Unfit.NO_PLACE
    kept = [row for row in rows if _as_measured(thing, row.start)]
    if rows and not kept:
        return Unfit.OTHER_TIME
    buckets = np.arange(start.timestamp() // _HOUR, np.ceil(end.timestamp() / _HOUR)) * _HOUR
    usual = float(np.median([row.count for row in kept])) if kept else 1.0
    measured = np.full(len(buckets), np.nan)
    for row in kept:
        at = round((row.start.timestamp() - buckets[0]) / _HOUR)
        if row.mean is not None and row.count >= _WHOLE * usual and 0 <= at < len(buckets):
            measured[at] = row.mean
    hours = buckets - _HOUR / max(usual, 1.0)  # the first reading tells of the time before it
    sky = clear_sky(hours, *place)
    clear = clear_hours(hours, measured, sky)
    return Beside(hours, measured, sky.irradiance, clear, difference(hours, measured, sky, clear))


def _place(thing: Thing) -> tuple[float, float] | None:
    """Longitude and latitude where it really stood, in degrees."""
    if thing.properties.get("moved") is True:
        real = thing.properties.get("real_location")
        if isinstance(real, list) and len(real) == 2:
            return float(real[0]), float(real[1])
        return None
    if thing.longitude_lonlat is None or thing.latitude_lonlat is None:
        return None
    return thing.longitude_lonlat, thing.latitude_lonlat


def _as_measured(thing: Thing, at: datetime) -> bool:
    """Whether a moment is one at which the series was really measured."""
    if thing.origin is not Origin.REPLAY:
        return True
    first, _, last = str(thing.properties.get("replayed_from", "")).partition("/")
    try:
        return date.fromisoformat(first) <= at.date() <= date.fromisoformat(last)
    except ValueError:
        return False
