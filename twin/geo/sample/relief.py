"""The lie of the land: a gentle slope with a swell, and banks that go down to the water."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]

_BANK = 0.7  # metres that the ground falls towards the water
_REACH = 7.0


def heights(u: Floats, v: Floats, water: BaseGeometry) -> Floats:
    """Ground heights in metres NAP at points of the plan; (n,)."""
    slope = 22.6 + 1.3 * (u / 860) + 1.1 * (v / 720)
    swell = 0.35 * np.sin(u / 170 + 0.6) * np.cos(v / 140) + 0.12 * np.sin((u + v) / 60)
    # Only banks need their distance: it is slow, and further away the fall is nothing.
    banks = water.buffer(3 * _REACH)
    shapely.prepare(banks)
    near = shapely.contains_xy(banks, u, v)
    fall = np.zeros_like(u)
    away = shapely.distance(shapely.points(u[near], v[near]), water)
    fall[near] = _BANK * np.exp(-((away / _REACH) ** 2))
    return np.asarray(slope + swell - fall)
