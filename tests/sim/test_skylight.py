"""The vertical sky component against its integral in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest

from twin.sim.horizons import first_steps
from twin.sim.skylight import vertical_sky
from twin.sim.skyline_frame import FULL, HALF, STEP


def of(skyline: np.ndarray[tuple[int], np.dtype[np.float64]], azimuth: float = 180.0) -> float:
    """VSC of a point with a skyline in degrees."""
    sines = np.rint(np.sin(np.radians(skyline)) * FULL).astype(np.uint16)
    at = np.array([azimuth])
    return float(vertical_sky(sines[None], first_steps(at), at)[0])


@pytest.mark.parametrize("azimuth", [0.0, 33.3, 180.0, 271.9])
def test_an_open_field_gives_39_6_percent(azimuth: float) -> None:
    exact = (math.pi / 4 + 2 / 3) / 3 * 2 / (7 * math.pi / 9)
    assert exact == pytest.approx(0.3962, abs=1e-4)
    assert of(np.zeros(HALF), azimuth) == pytest.approx(exact, abs=1e-4)


@pytest.mark.parametrize("height", [0.2, 1.0, 3.0])
def test_an_endless_wall_hides_what_the_integral_says(height: float) -> None:
    # Tangent of the wall: height over distance, less aside.
    aside = np.radians((np.arange(HALF) + 0.5) * STEP - 90)
    skyline = np.degrees(np.arctan(height * np.cos(aside)))
    above = np.radians(skyline)
    exact = 0.0
    for turn, low in zip(aside, above, strict=True):
        rises = np.linspace(low, math.pi / 2, 400)
        light = (1 + 2 * np.sin(rises)) / 3 * np.cos(rises) ** 2
        exact += float(np.trapezoid(light, rises)) * math.cos(turn) * math.radians(STEP)
    assert of(skyline) == pytest.approx(exact / (7 * math.pi / 9), abs=5e-4)
