"""How a Dutch neighbourhood behaves by hour, weekday and season: the truth that devices measure.

Shapes are plausible, not calibrated: they make pictures and tests lifelike and prove nothing
about any real place. Holidays are not known. All times are aware; people follow Amsterdam's
clock and the weather follows the sun.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sensors.simulator.chance import between, smooth, uniform

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_HOUR = 3600.0
_DAY = 86_400.0
_SHOWER_SLOT = 6 * _HOUR
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class City:
    """One neighbourhood; `seed` decides its weather and its chance events."""

    seed: int

    def temperature(self, at: datetime) -> float:
        """Air temperature in °C: season, hour of the day, and weather that changes in days."""
        season = _season(at)
        swing = 3.2 + 1.8 * season
        hour = (at.timestamp() % _DAY) / _HOUR
        return (
            self._day_mean(at)
            + swing * math.cos(math.tau * (hour - 13.5) / 24)
            + 0.8 * smooth(at.timestamp(), 5 * _HOUR, self.seed, "clouds")
        )

    def humidity(self, at: datetime) -> float:
        """Relative humidity in %, from temperature and a dew point that changes in days."""
        dew = self._day_mean(at) - 3.5 + 1.5 * smooth(at.timestamp(), _DAY, self.seed, "dew")
        wet = 2.0 if self.rain_rate(at) > 0 else 0.0
        ratio = _saturation(dew + wet) / _saturation(self.temperature(at))
        return min(100.0, max(20.0, 100 * ratio))

    def rain(self, start: datetime, end: datetime) -> float:
        """Rain in mm between two moments; showers fall on the whole area at once."""
        begin, stop = start.timestamp(), end.timestamp()
        # A shower may begin late in its slot and last into the next.
        slots = range(int(begin // _SHOWER_SLOT) - 1, int(stop // _SHOWER_SLOT) + 1)
        return sum(self._shower(slot, begin, stop) for slot in slots)

    def rain_rate(self, at: datetime) -> float:
        """Rain in mm/h over the last minute."""
        return 60 * self.rain(at - timedelta(minutes=1), at)

    def traffic(self, at: datetime) -> float:
        """Flow of cars as a part of the busiest hour of a working day: peaks at 8 and 17 h."""
        hour = _hour(at)
        if at.astimezone(AMSTERDAM).weekday() >= _SATURDAY:
            return 0.02 + 0.62 * _hump(hour, 14.0, 3.6)
        peaks = 0.85 * _hump(hour, 8.0, 0.9) + _hump(hour, 17.0, 1.3)
        return min(1.0, 0.02 + peaks + 0.45 * _hump(hour, 12.5, 3.4))

    def dust(self, at: datetime) -> float:
        """PM2.5 in µg/m³: background, traffic, and wood smoke on cold evenings; rain cleans."""
        background = 8.5 + 4.5 * smooth(at.timestamp(), 2.5 * _DAY, self.seed, "wind")
        cold = min(1.0, max(0.0, (13 - self.temperature(at)) / 12))
        weekend = 1.4 if at.astimezone(AMSTERDAM).weekday() in (4, _SATURDAY) else 1.0
        smoke = 13 * cold * weekend * _hump(_hour(at), 21.0, 1.9)
        washed = math.exp(-0.25 * self.rain_rate(at))
        return (background + smoke + 2.2 * self.traffic(at)) * washed

    def nitrogen_dioxide(self, at: datetime) -> float:
        """NO2 in µg/m³ beside a street of ordinary busyness."""
        background = 9 + 4 * smooth(at.timestamp(), 2.5 * _DAY, self.seed, "wind")
        return background - 3 * _season(at) + 19 * self.traffic(at)

    def water_table(self, at: datetime) -> float:
        """Groundwater in metres above its yearly mean: high in March, up after wet days."""
        recent = 0.0
        for days in range(1, 15):
            end = at - timedelta(days=days - 1)
            recent += self.rain(end - timedelta(days=1), end) * math.exp(-days / 5)
        return 0.28 * math.cos(math.tau * (_day_of_year(at) - 75) / 365.25) + 0.009 * recent

    def parked(self, at: datetime, use: str) -> float:
        """Occupied part of the parking places among `homes`, `work` or `shops`."""
        hour = _hour(at)
        weekday = at.astimezone(AMSTERDAM).weekday()
        working = weekday < _SATURDAY
        if use == "homes":
            return 0.9 - (0.38 if working else 0.18) * _hump(hour, 12.5, 3.6)
        if use == "work":
            return 0.04 + (0.84 if working else 0.08) * _plateau(hour, 8.2, 17.2)
        open_today = 0.35 if weekday == 6 else 0.72 if working else 0.93
        return 0.05 + open_today * _plateau(hour, 9.7, 17.8)

    def power(self, at: datetime) -> float:
        """Electric load in kW of a block of some ten homes: breakfast, evening and winter."""
        hour = _hour(at)
        rhythm = 0.45 + 0.5 * _hump(hour, 7.7, 1.1) + 1.1 * _hump(hour, 19.0, 2.3)
        return 4.6 * rhythm * (1.15 - 0.25 * _season(at))

    def _day_mean(self, at: datetime) -> float:
        weather = 3.2 * smooth(at.timestamp(), 3 * _DAY, self.seed, "air")
        return 10.4 + 7.4 * _season(at) + weather

    def _shower(self, slot: int, begin: float, stop: float) -> float:
        """Mm of the shower of a slot of six hours, as far as it falls between two moments."""
        if uniform(self.seed, "shower", slot) > 0.24:
            return 0.0
        start = slot * _SHOWER_SLOT + between(0, _SHOWER_SLOT, self.seed, "start", slot)
        length = between(0.3, 3.5, self.seed, "length", slot) * _HOUR
        # Most showers are light.
        peak = 0.4 + 7.0 * uniform(self.seed, "peak", slot) ** 3

        def fallen(moment: float) -> float:
            x = min(length, max(0.0, moment - start))
            return x / 2 - length / (4 * math.pi) * math.sin(math.tau * x / length)

        return peak / _HOUR * (fallen(stop) - fallen(begin))


@lru_cache(maxsize=1_000)
def _shower(seed: int, slot: int) -> tuple[float, float, float] | None:
    """Start and length in seconds and peak in mm/h of the shower in a slot, if it has one."""
    if uniform(seed, "shower", slot) > 0.24:
        return None
    start = slot * _SHOWER_SLOT + between(0, _SHOWER_SLOT, seed, "start", slot)
    length = between(0.3, 3.5, seed, "length", slot) * _HOUR
    # Most showers are light.
    return start, length, 0.4 + 7.0 * uniform(seed, "peak", slot) ** 3


def bin_filling(start: datetime, end: datetime) -> float:
    """How many average days of rubbish fall between two moments: by day, not by night."""
    return _waking_days(end) - _waking_days(start)


def _waking_days(at: datetime) -> float:
    local = at.astimezone(AMSTERDAM)
    part = min(1.0, max(0.0, (_hour(at) - 7.5) / 15))
    return local.toordinal() + part * part * (3 - 2 * part)


def _season(at: datetime) -> float:
    """1 in the middle of July, -1 in the middle of January."""
    return math.cos(math.tau * (_day_of_year(at) - 199) / 365.25)


def _day_of_year(at: datetime) -> float:
    start = datetime(at.year, 1, 1, tzinfo=at.tzinfo)
    return (at - start) / timedelta(days=1)


def _hour(at: datetime) -> float:
    local = at.astimezone(AMSTERDAM)
    return local.hour + local.minute / 60 + local.second / 3600


def _hump(hour: float, middle: float, width: float) -> float:
    away = min(abs(hour - middle), 24 - abs(hour - middle))
    return math.exp(-0.5 * (away / width) ** 2)


def _plateau(hour: float, opens: float, closes: float) -> float:
    rise = 1 / (1 + math.exp(-2.6 * (hour - opens)))
    return rise / (1 + math.exp(2.6 * (hour - closes)))


def _saturation(temperature: float) -> float:
    """Vapour pressure in hPa over water at a temperature in °C (Magnus, WMO-No. 8)."""
    return 6.112 * math.exp(17.62 * temperature / (243.12 + temperature))
