"""What the indicator of sun on the ground computes; its words are beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from twin.sim.grid import Heights, Raster, cover, heights, heights_after
from twin.sim.ground_sun import (
    hours_of_day,
    moments_of,
    patched,
    reached,
    season_days,
    sun_of_day,
    worst_day,
)
from twin.sim.indicators.base import Arrays, Case
from twin.sim.sunlight import norm_window, suns_of

Maps = Mapping[str, Raster]
"""By column: hours on open ground, nan elsewhere."""


def maps_of(case: Case, cell: float, day: date, season: str) -> tuple[Heights, Maps]:
    """The heights of a case and its hours; `season` is a norm, or '' for none."""
    middle = case.base.boundary.centroid
    lookup = _Days(day, season, middle.x, middle.y)
    base = heights(case.base, grid=cover(case.base.boundary, cell))
    about = f"sun-ground/{cell}/{day}/{season}"
    before = case.keep(f"{about}/{case.base_key}", lambda: _hours(base, lookup, case))
    after, now = before, base
    if case.area is not case.base:
        now = heights_after(base, case.base, case.area)
        after = case.keep(
            f"{about}/{case.area_key}",
            lambda: _hours_after(before, base, now, lookup, case),
        )
    inside = np.zeros(now.grid.shape, np.bool_)
    inside[now.grid.inside(case.area.boundary)] = True
    is_open = now.open & inside
    return now, {
        name: np.where(is_open, values, np.nan)
        for name, values in (*after.items(), ("change", after["hours"] - before["hours"]))
    }


@dataclass(frozen=True, slots=True)
class _Days:
    """The day and the season that are asked for, and where the sun is looked up (RD)."""

    day: date
    season: str
    x: float
    y: float


def _hours(found: Heights, days: _Days, case: Case) -> Arrays:
    told = hours_of_day(found, days.day, days.x, days.y)
    made = {"hours": told.hours, "with_trees": told.with_trees}
    if days.season:
        suns = suns_of(days.day.year, days.x, days.y)
        season = norm_window(days.season)
        made["worst_day"] = worst_day(found, suns, season, watch=case.watch).hours
    return made


def _hours_after(before: Arrays, old: Heights, new: Heights, days: _Days, case: Case) -> Arrays:
    """As `_hours`, computed where the change reaches only."""
    made = dict(before)
    part = reached(old, new, *sun_of_day(days.day, days.x, days.y))
    if part is not None:
        told = hours_of_day(new, days.day, days.x, days.y, target=part)
        made["hours"] = patched(before["hours"], part, lambda _: told.hours)
        made["with_trees"] = patched(before["with_trees"], part, lambda _: told.with_trees)
    if days.season:
        suns, season = suns_of(days.day.year, days.x, days.y), norm_window(days.season)
        moments = [moments_of(suns, each, season.lowest) for each in season_days(suns, season)]
        azimuth, elevation = (np.concatenate(each) for each in zip(*moments, strict=True))
        made["worst_day"] = patched(
            before["worst_day"],
            reached(old, new, azimuth, elevation),
            lambda part: worst_day(new, suns, season, target=part, watch=case.watch).hours,
        )
    return made
