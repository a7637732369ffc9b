"""How much of the sky a window has: the vertical sky component; a proxy, no daylight in a room.

The sky is the overcast sky of the CIE, three times as bright overhead as at the horizon, and gives
no light but its own: nothing is reflected by ground and walls. An open field gives a vertical
window 39.6 % of what falls on open ground.

References
----------
Moon, P. and Spencer, D.E. (1942). Illumination from a non-uniform sky. Illuminating Engineering
37, 707-726; ISO 15469:2004 (CIE S 011), sky type 16. Littlefair, P. (2011). Site layout planning
for daylight and sunlight, BR 209: the vertical sky component.
"""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

from twin.sim.skyline_frame import FULL, HALF, STEP, Skyline

OPEN_GROUND = 7 * np.pi / 9
"""Light of the whole sky on open ground, in luminances of the zenith."""


def _above(sine: NDArray[np.float64]) -> NDArray[np.float64]:
    """Light on a vertical plane per radian of azimuth straight ahead, from above an elevation.

    The integral of (1 + 2·sin e)/3 · cos² e over e.
    """
    cosine = np.sqrt(np.maximum(1 - sine**2, 0))
    rest = np.pi / 2 - np.arcsin(sine) - sine * cosine
    return np.asarray((rest / 2 + 2 / 3 * cosine**3) / 3)


_COSINES, _SINES = (of(np.radians(np.arange(HALF) * STEP)) for of in (np.cos, np.sin))
_LIGHT = _above(np.arange(FULL + 1) / FULL).astype(np.float32)


def vertical_sky(
    skyline: Skyline, first: NDArray[np.int32], azimuth: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Vertical sky component of points as a share of the light on open ground, (n,).

    Parameters
    ----------
    skyline
        (n, HALF), from step of azimuth `first` on.
    azimuth
        (n,) degrees to which the façades look.
    """
    found = np.empty(len(first), np.float32)
    _summed(skyline, first, azimuth, _LIGHT, found)
    return found


@numba.njit(cache=True, parallel=True)
def _summed(
    skyline: Skyline, first: NDArray[np.int32], azimuth: NDArray[np.float64],
    light: NDArray[np.float32], found: NDArray[np.float32],
) -> None:  # fmt: skip
    for place in numba.prange(len(first)):
        begin = math.radians(first[place] * STEP - azimuth[place])
        cosine, sine = math.cos(begin), math.sin(begin)
        total = 0.0
        for ahead in range(HALF):
            slant = cosine * _COSINES[ahead] - sine * _SINES[ahead]
            total += light[skyline[place, ahead]] * max(slant, 0.0)
        found[place] = total * math.radians(STEP) / OPEN_GROUND
