"""What façades keep of sun and sky in a case: its base from where it is kept, then the edits."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date

import numpy as np

from twin.sim.facade_sun import FacadeSun, Rules, facade_sun, facade_sun_after, of_arrays
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
    key = "-".join(f"{each:g}" for each in astuple(rules))
    base = of_arrays(
        case.keep(
            f"facade-sun-{case.base_key}-{year}-{key}",
            lambda: facade_sun(case.base, suns, rules, case.watch).arrays(),
        )
    )
    if case.area is case.base:
        return Facades(suns, base, base, np.arange(len(base.points)))
    now = facade_sun_after(base, case.base, case.area, suns, rules, case.watch)
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

    def names(buildings: list[str], points: FacadeSun) -> list[tuple[str, int, int, float, float]]:
        at = points.points
        return [
            (buildings[building], facade, storey, x, y)
            for building, facade, storey, (x, y) in zip(
                at.building.tolist(), at.facade.tolist(), at.storey.tolist(),
                at.position[:, :2].tolist(), strict=True,
            )
        ]  # fmt: skip

    there = {
        name: place
        for place, name in enumerate(names([each.id for each in case.base.buildings], before))
    }
    found = [there.get(name, -1) for name in names([each.id for each in case.area.buildings], now)]
    return np.array(found, np.intp)
