"""Norms for sun held against the façades of a case, each with its error in hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from twin.sim.facade_sun import NORMS, WINDOWS, FacadeSun
from twin.sim.norms import norm
from twin.sim.sunlight import Suns, open_field, sampling_error
from twin.sim.verdict import Verdict, judge

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """Hours of sun of n points by the w `WINDOWS`.

    Attributes
    ----------
    value
        (n, w) hours.
    error
        (n, w) one standard error: heights of obstacles, and looking every few minutes only.
    by_height
        (n, w) the part of it that is from heights.
    possible
        (n, w) bool; whether the façade could meet the norm of the window over an open field. For
        windows of no norm: whether it could get any sun.
    """

    value: Floats
    error: Floats
    by_height: Floats
    possible: NDArray[np.bool_]


def hours(state: FacadeSun, suns: Suns) -> Hours:
    """Hours out of counted moments."""
    step = suns.step_minutes / 60
    middle, high, low = (state.counts[:, :, each].astype(np.float64) for each in range(3))
    # The larger way: where a wall just hides the sun, only a lower one would tell of the doubt.
    by_height = step * np.maximum(np.abs(low - middle), np.abs(middle - high))
    free = _open_field(suns)[state.first] * step
    least = [norm(key).numbers["hours"] for key in NORMS]
    least += [step] * (len(WINDOWS) - len(NORMS))
    return Hours(
        value=middle * step,
        error=np.hypot(by_height, sampling_error(suns.step_minutes)),
        by_height=by_height,
        possible=free >= np.array(least) - 1e-9,
    )


@lru_cache(maxsize=4)
def _open_field(suns: Suns) -> NDArray[np.uint16]:
    return open_field(suns, WINDOWS)


class Verdicts:
    """Judgements of the façades of a case, by every norm that each could meet over an open field.

    Made for asking about most of them: numbers are taken out of arrays at once, and façades with
    equal hours share a verdict.
    """

    def __init__(self, told: Hours) -> None:
        norms = len(NORMS)
        self._value = told.value[:, :norms].tolist()
        self._error = told.error[:, :norms].tolist()
        self._by_height = told.by_height[:, :norms].tolist()
        self._possible = told.possible[:, :norms].tolist()
        self._limits = [norm(key).numbers["hours"] for key in NORMS]
        self._made: list[dict[tuple[float, float], Verdict]] = [{} for _ in NORMS]

    def of(self, point: int) -> tuple[Verdict, ...]:
        """Of a façade."""
        return tuple(
            self._one(point, place)
            for place, able in enumerate(self._possible[point])
            if able
        )  # fmt: skip

    def best(self, points: Sequence[int]) -> tuple[Verdict, ...]:
        """Of a home by its best façade for each norm, of those that could meet it."""
        found = []
        for place in range(len(NORMS)):
            able = [point for point in points if self._possible[point][place]]
            if able:
                found.append(
                    self._one(max(able, key=lambda point: self._value[point][place]), place)
                )
        return tuple(found)

    def _one(self, point: int, place: int) -> Verdict:
        hours = self._value[point][place], self._by_height[point][place]
        found = self._made[place].get(hours)
        if found is None:
            found = self._made[place][hours] = judge(
                NORMS[place],
                hours[0],
                self._limits[place],
                self._error[point][place],
                causes=("height-uncertain",) if hours[1] > 0 else (),
            )
        return found
