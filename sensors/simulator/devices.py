"""What each device measures at each moment, faults included: a function of device and time.

Devices measure at whole multiples of their interval after midnight UTC of 1970, each shifted by
its own phase, so that they do not all speak at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sensors.simulator.chance import between, normal, smooth, uniform
from sensors.simulator.city import AMSTERDAM, City, bin_filling
from twin.quantities import quantity

_DAY = 86_400

# Standard deviation of the noise of an instrument of this kind, in the unit of the quantity.
_NOISE = {"pm25": 0.4, "pm10": 0.7, "no2": 0.9, "temperature": 0.12, "humidity": 0.7,
          "noise_level": 1.6, "groundwater_level": 0.003}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Faults:
    """How often devices fail.

    Attributes
    ----------
    gap_per_day, stuck_per_day
        Chance per device and day of a time without readings, or with one value over and over.
    longest
        Such a time lasts at most so many minutes.
    spike, duplicate
        Chance per reading of a wild value, or of being sent twice.
    wrong_clock
        Part of the devices whose clock runs up to `skew` seconds ahead or behind.
    local_time_per_day
        Chance per device and day of a time in which it sends local time as if it were UTC.
    """

    gap_per_day: float = 0.0
    stuck_per_day: float = 0.0
    longest: float = 60.0
    spike: float = 0.0
    duplicate: float = 0.0
    wrong_clock: float = 0.0
    skew: float = 0.0
    local_time_per_day: float = 0.0


@dataclass(frozen=True, slots=True)
class Device:
    """A device as its thing describes it.

    Attributes
    ----------
    interval
        Whole seconds between readings.
    ground
        Height of the ground in metres NAP.
    use
        What is around it: `homes`, `work` or `shops`.
    address, alias
        Where and under what name it publishes; None: natively, under its id.
    """

    id: str
    kind: str
    quantities: tuple[str, ...]
    interval: int
    ground: float = 0.0
    use: str = "homes"
    address: str | None = None
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class Emission:
    """A reading as a device sends it.

    Attributes
    ----------
    at
        When it was measured.
    skew
        How far the clock of the device is ahead.
    """

    at: datetime
    skew: timedelta
    values: dict[str, float]


def ticks(device: Device, start: datetime, end: datetime, step: int = 0) -> Iterator[datetime]:
    """The moments from `start` up to but without `end` at which a device measures.

    With `step`, only one in every so many seconds, at moments that are among those without.
    """
    phase = int(uniform(device.id, "phase") * device.interval)
    step = max(1, math.ceil(step / device.interval)) * device.interval
    first = math.ceil((start.timestamp() - phase) / step) * step + phase
    for second in range(first, math.ceil(end.timestamp()), step):
        yield datetime.fromtimestamp(second, UTC)


def truth(city: City, device: Device, at: datetime) -> dict[str, float]:
    """What a device without faults reads, by quantity, in its unit and decimals."""
    values = {key: _TRUTHS[key](city, device, at) for key in device.quantities}
    if "pm10" in values and "pm25" in values:
        values["pm10"] = max(values["pm10"], values["pm25"])
    for key in values:
        noise = _NOISE.get(key, 0.0)
        values[key] += noise * normal(city.seed, device.id, key, int(at.timestamp()))
    return {key: _as_read(key, value) for key, value in values.items()}


def emissions(city: City, device: Device, at: datetime, faults: Faults) -> list[Emission]:
    """What a device sends of its reading at `at`: nothing in a gap, twice when it stutters."""
    key = (city.seed, device.id)
    if _during(at, faults.gap_per_day, faults, *key, "gap"):
        return []
    stuck_at = _during(at, faults.stuck_per_day, faults, *key, "stuck")
    values = truth(city, device, stuck_at or at)
    second = int(at.timestamp())
    for name in values:
        if uniform(*key, "spike", name, second) < faults.spike:
            factor = between(6, 25, *key, "size", name, second)
            values[name] = _as_read(name, (values[name] + 3) * factor)
    skew = 0.0
    if uniform(*key, "clock") < faults.wrong_clock:
        skew = round(between(-faults.skew, faults.skew, *key, "skew"))
    if _during(at, faults.local_time_per_day, faults, *key, "local"):
        offset = at.astimezone(AMSTERDAM).utcoffset()
        skew += offset.total_seconds() if offset else 0.0
    one = Emission(at, timedelta(seconds=skew), values)
    return [one, one] if uniform(*key, "twice", second) < faults.duplicate else [one]


def _during(at: datetime, per_day: float, faults: Faults, *key: str | int) -> datetime | None:
    """The beginning of the fault that goes on at `at`, or None; at most one a day."""
    day = int(at.timestamp()) // _DAY
    if uniform(*key, "happens", day) >= per_day:
        return None
    length = between(0.1, 1, *key, "length", day) * faults.longest * 60
    start = day * _DAY + between(0, _DAY - length, *key, "start", day)
    if not start <= at.timestamp() < start + length:
        return None
    return datetime.fromtimestamp(int(start), UTC)


def _as_read(key: str, value: float) -> float:
    kind = quantity(key)
    lowest = 0.0 if kind.valid_min == 0 else -math.inf
    highest = 100.0 if kind.unit == "%" else math.inf
    return round(min(highest, max(lowest, value)), kind.decimals) + 0.0


def _own(device: Device, what: str, low: float, high: float) -> float:
    """A property of the place of a device: the same for ever."""
    return between(low, high, device.id, what)


def _wander(city: City, device: Device, what: str, at: datetime, hours: float) -> float:
    return smooth(at.timestamp(), hours * 3600, city.seed, device.id, what)


def _pm25(city: City, device: Device, at: datetime) -> float:
    local = 1 + 0.12 * _wander(city, device, "dust", at, 2)
    return city.dust(at) * _own(device, "dust", 0.85, 1.2) * local


def _pm10(city: City, device: Device, at: datetime) -> float:
    coarse = 4 + 3 * city.traffic(at) + 1.5 * _wander(city, device, "coarse", at, 6)
    return _pm25(city, device, at) * 1.15 + coarse


def _no2(city: City, device: Device, at: datetime) -> float:
    return city.nitrogen_dioxide(at) * _own(device, "cars", 0.6, 1.5)


def _temperature(city: City, device: Device, at: datetime) -> float:
    # Stone is warmer than grass, most of all in the evening.
    return city.temperature(at) + _own(device, "stone", -0.6, 1.3)


def _humidity(city: City, device: Device, at: datetime) -> float:
    return city.humidity(at) - 3 * _own(device, "stone", -0.6, 1.3)


def _noise(city: City, device: Device, at: datetime) -> float:
    cars = 90 * _own(device, "cars", 0.3, 2.5) * city.traffic(at)
    rain = 2.0 if city.rain_rate(at) > 1 else 0.0
    return 37 + 10 * math.log10(1 + cars) + rain


def _groundwater(city: City, device: Device, at: datetime) -> float:
    return device.ground - _own(device, "depth", 0.9, 1.9) + city.water_table(at)


def _rain(city: City, device: Device, at: datetime) -> float:
    caught = _own(device, "shelter", 0.93, 1.0)
    return caught * city.rain(at - timedelta(seconds=device.interval), at)


def _vehicles(city: City, device: Device, at: datetime) -> float:
    """Cars in the past interval: a Poisson number, by its normal approximation."""
    mean = _own(device, "busy", 90, 700) * city.traffic(at) * device.interval / 3600
    spread = normal(city.seed, device.id, "cars", int(at.timestamp()))
    return max(0.0, mean + math.sqrt(mean) * spread)


def _parked(city: City, device: Device, at: datetime) -> float:
    places = round(_own(device, "places", 14, 60))
    part = city.parked(at, device.use) + 0.06 * _wander(city, device, "cars", at, 0.7)
    return places * min(1.0, max(0.0, part))


def _energy(city: City, device: Device, at: datetime) -> float:
    load = city.power(at) * _own(device, "homes", 0.6, 1.6)
    return load * (1 + 0.2 * _wander(city, device, "load", at, 0.4)) * device.interval / 3600


def _bin(city: City, device: Device, at: datetime) -> float:
    """Fills by day, and is emptied once a week at half past seven in the morning."""
    local = at.astimezone(AMSTERDAM)
    weekday = int(_own(device, "round", 0, 5))
    emptied = (local - timedelta(days=(local.weekday() - weekday) % 7)).replace(
        hour=7, minute=30, second=0, microsecond=0
    )
    if emptied > local:
        emptied -= timedelta(days=7)
    return 3 + _own(device, "rubbish", 8, 15) * bin_filling(emptied, local)


_TRUTHS = {
    "pm25": _pm25,
    "pm10": _pm10,
    "no2": _no2,
    "temperature": _temperature,
    "humidity": _humidity,
    "noise_level": _noise,
    "groundwater_level": _groundwater,
    "precipitation": _rain,
    "vehicle_count": _vehicles,
    "parking_occupied": _parked,
    "energy": _energy,
    "bin_level": _bin,
}
