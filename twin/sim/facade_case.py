"""What façades keep of sun and sky in a case: its base from where it is kept, then the edits."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date

import numpy as np

from twin.sim.facade_sun import (
    FacadeSun,
    Rules,
    facade_sun,
    facade_sun_after,
    of_arrays,
    places_before,
)
from twin.sim.indicators.base import Arrays, Case
from twin.sim.sunlight import STEP_MINUTES, Suns, suns_of


@dataclass(frozen=True, slots=True, eq=False)
class Facades:
    """Façades of a case and of its base, and the year of sun that both had.

    Attributes
    ----------
    was
        (n,) int; for each point its place in `before`, -1 where it was not there.
    """

    suns: Suns
    now: FacadeSun
    before: FacadeSun
    was: np.ndarray[tuple[int], np.dtype[np.intp]]


def facades(case: Case, rules: Rules, year: int) -> Facades:
    """Look at the façades of a case; those of its base are kept for the next run.

    Raises
    ------
    ParameterInvalid
        As `twin.sim.sun.sun_of_year`.
    """
    suns = year_of_sun(case, year)
    key = f"{year}-" + "-".join(f"{each:g}" for each in astuple(rules))
    base = of_arrays(
        case.keep(
            f"facade-sun-{case.base_key}-{key}",
            lambda: facade_sun(case.base, suns, rules, case.watch).arrays(),
        )
    )
    if case.area is case.base:
        return Facades(suns, base, base, np.arange(len(base.points)))

    def make() -> Arrays:
        return facade_sun_after(base, case.base, case.area, suns, rules, case.watch).arrays()

    # Sun, daylight and view of one plan are asked for together, of several processes.
    now = of_arrays(case.keep(f"facade-sun-{case.area_key}-{key}", make))
    return Facades(suns, now, base, _was(case, base, now))


def year_of_sun(case: Case, year: int) -> Suns:
    """The sun during a year at the middle of the base, kept for the next run."""
    x, y = (round(each) for each in case.base.boundary.centroid.coords[0])

    def make() -> Arrays:
        suns = suns_of(year, x, y)
        return {"start": suns.start, "azimuth": suns.azimuth, "elevation": suns.elevation}

    kept = case.keep(f"suns-{year}-{x}-{y}-{STEP_MINUTES}", make)
    first = date(year, 1, 1).toordinal()
    days = tuple(date.fromordinal(first + number) for number in range(len(kept["start"]) - 1))
    return Suns(days, kept["start"], kept["azimuth"], kept["elevation"], STEP_MINUTES)


def _was(
    case: Case, before: FacadeSun, now: FacadeSun
) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """By building, place on it, and storey: a building that only got higher keeps its façades."""
    found = np.full(len(now.points), -1, np.intp)
    there = {building.id: place for place, building in enumerate(case.base.buildings)}
    same = places_before(case.base, case.area)
    old_starts, starts = (
        np.searchsorted(state.points.building, np.arange(count + 1))
        for state, count in ((before, len(there)), (now, len(same)))
    )
    for place, (building, old) in enumerate(zip(case.area.buildings, same.tolist(), strict=True)):
        own = slice(starts[place], starts[place + 1])
        if old >= 0:
            found[own] = np.arange(old_starts[old], old_starts[old + 1])
        elif building.id in there:
            first = old_starts[there[building.id]]
            its = slice(first, old_starts[there[building.id] + 1])
            known = {name: first + count for count, name in enumerate(_names(before, its))}
            found[own] = [known.get(name, -1) for name in _names(now, own)]
    return found


def _names(state: FacadeSun, own: slice) -> list[tuple[int, int, float, float]]:
    points = state.points
    return list(
        zip(
            points.facade[own].tolist(),
            points.storey[own].tolist(),
            points.position[own, 0].tolist(),
            points.position[own, 1].tolist(),
            strict=True,
        )
    )
