"""What the indicator of sun on façades tells of each point; its words are beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.sim.crowns import through_crowns
from twin.sim.facade_case import Facades, facades
from twin.sim.facade_sun import NORMS, WINDOWS, FacadeSun
from twin.sim.facade_verdicts import Hours, Verdicts, hours
from twin.sim.indicators.base import Case
from twin.sim.indicators.facade_parameters import FacadeParameters
from twin.sim.leaves import transmissivity
from twin.sim.sunlight import Suns
from twin.sim.verdict import Judgement

Floats = NDArray[np.float64]

_PLACE = {window.key: place for place, window in enumerate(WINDOWS)}
_LIGHT, _DARK = _PLACE[NORMS[0]], _PLACE["dark"]
_MARCH = _PLACE["march"]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Hours of the façades of a case, those of its base, and the columns of rows, (n,) each."""

    looked: Facades
    now: Hours
    before: Hours
    columns: dict[str, Floats]

    def names(self) -> list[tuple[int, int, float]]:
        """Façade, storey and azimuth of every point."""
        points = self.looked.now.points
        each = (points.facade, points.storey, points.azimuth)
        return list(zip(*(column.tolist() for column in each), strict=True))

    def values(self) -> list[dict[str, float | None]]:
        """Of every point, by column."""
        lists = [
            [None if value != value else value for value in column.tolist()]
            for column in self.columns.values()
        ]
        return [dict(zip(self.columns, each, strict=True)) for each in zip(*lists, strict=True)]

    def flags(self) -> list[tuple[str, ...]]:
        """Of every point, why there is no verdict by the TNO norm (light)."""
        able = self.now.possible[:, _LIGHT].tolist()
        return [() if each else ("cannot-get-sun",) for each in able]

    def best(self, points: NDArray[np.intp]) -> int:
        """The façade with most sun on its worst day."""
        return int(points[self.now.value[points, _LIGHT].argmax()])

    def lost(self, norm: str) -> int:
        """Façades that met a norm in the base and now do not."""
        was = self.looked.was
        place = NORMS.index(norm)
        before, now = Verdicts(self.before), Verdicts(self.now)
        there = was >= 0
        less = np.zeros(len(was), np.bool_)
        less[there] = self.now.value[there, place] < self.before.value[was[there], place]
        count = 0
        for point in np.flatnonzero(less & ~self.looked.now.blind).tolist():
            one, other = _judged(before, int(was[point]), norm), _judged(now, point, norm)
            count += one is Judgement.MEETS and other is Judgement.FAILS
        # A window that now stands against a wall has lost all its sun.
        walled = was[there & self.looked.now.blind]
        for old in walled[~self.looked.before.blind[walled]].tolist():
            count += _judged(before, old, norm) is Judgement.MEETS
        return count

    def mean_dark(self) -> float | None:
        """Hours a day in the dark months, mean over façades that can get sun."""
        able = self.now.possible[:, _LIGHT] & ~self.looked.now.blind
        return float(self.columns["dark"][able].mean()) if able.any() else None


def _judged(verdicts: Verdicts, point: int, norm: str) -> Judgement | None:
    return next((each.judgement for each in verdicts.of(point) if each.norm == norm), None)


def told_of(case: Case, parameters: FacadeParameters) -> Told:
    """Look at a case."""
    looked = facades(case, parameters.rules(), parameters.year)
    suns, state = looked.suns, looked.now
    now = hours(state, suns)
    before = now if looked.before is state else hours(looked.before, suns)
    dark_days = _days_of_sum(suns)
    worst_days = state.days[:, _LIGHT].astype(np.int64)
    march = np.full(len(worst_days), [each.month * 100 + each.day for each in suns.days].index(321))
    columns = {
        "worst": now.value[:, _LIGHT],
        "worst_error": now.error[:, _LIGHT],
        "worst_day": np.array([each.month * 100.0 + each.day for each in suns.days])[worst_days],
        "worst_trees": now.value[:, _LIGHT] - _kept(case, state, suns, worst_days),
        "march": now.value[:, _MARCH],
        "march_error": now.error[:, _MARCH],
        "march_trees": now.value[:, _MARCH] - _kept(case, state, suns, march),
        "june": now.value[:, _PLACE["june"]],
        "december": now.value[:, _PLACE["december"]],
        "dark": now.value[:, _DARK] / dark_days,
        "worst_change": _change(looked, now, before, _LIGHT),
        "march_change": _change(looked, now, before, _MARCH),
        "dark_change": _change(looked, now, before, _DARK) / dark_days,
    }
    return Told(looked, now, before, columns)


def _change(looked: Facades, now: Hours, before: Hours, place: int) -> Floats:
    """Hours gained against the base; NaN where there was no façade."""
    was = looked.was
    found = np.full(len(was), np.nan)
    there = was >= 0
    found[there] = now.value[there, place] - before.value[was[there], place]
    return found


def _kept(case: Case, state: FacadeSun, suns: Suns, days: NDArray[np.int64]) -> Floats:
    """Hours that crowns of trees keep from points on given days."""
    moments = through_crowns(
        state.points.position, state.first, state.skyline, days, suns, case.area.trees
    )
    through = np.array([transmissivity(day) for day in suns.days])[days]
    kept: Floats = moments * (1 - through) * suns.step_minutes / 60
    return kept


def _days_of_sum(suns: Suns) -> int:
    """Days in the dark months."""
    (month, day), (last_month, last_day) = WINDOWS[_DARK].first, WINDOWS[_DARK].last
    inside = [
        (each.month, each.day) >= (month, day) or (each.month, each.day) <= (last_month, last_day)
        for each in suns.days
    ]
    return sum(inside)
