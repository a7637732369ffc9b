"""Compiled: the skyline of the terrain."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from twin.sim.skyline_frame import COSINES, HALF, REACH, SINES, Eye, Steps, Tangents

_STEP = 8  # steps of azimuth between looks over the terrain, 2 degrees


class Ground(NamedTuple):
    """The terrain: heights in metres NAP by rows from the south, RD of the first, cell, highest."""

    heights: NDArray[np.float32]
    x0: float
    y0: float
    cell: float
    highest: float


@numba.njit(cache=True)
def terrain(eye: Eye, ground: Ground, wanted: Steps, found: Tangents) -> None:
    """Write the tangents of the terrain, not below 0, at the steps that are wanted."""
    for step in range(HALF):
        if wanted[step]:
            found[step] = 0.0
    if ground.highest <= eye.z:
        return
    known = -1
    before = tangent = np.float32(0.0)
    for start in range(0, HALF, _STEP):
        if not wanted[start : start + _STEP].any():
            continue
        if known == start:
            before = tangent
        else:
            before = _rise(eye, ground, SINES[eye.first + start], COSINES[eye.first + start])
        known = start + _STEP
        tangent = _rise(eye, ground, SINES[eye.first + known], COSINES[eye.first + known])
        for step in range(_STEP):
            if wanted[start + step]:
                share = np.float32(step / _STEP)
                found[start + step] = before + share * (tangent - before)


@numba.njit(cache=True)
def _rise(eye: Eye, ground: Ground, east: float, north: float) -> np.float32:
    """The tangent of the terrain one way, marched with steps that grow with the distance."""
    rows, cols = ground.heights.shape
    best, distance = 0.0, ground.cell
    while distance < REACH and ground.highest - eye.z > best * distance:
        col = (eye.x + distance * east - ground.x0) / ground.cell
        row = (eye.y + distance * north - ground.y0) / ground.cell
        if col < 0 or row < 0 or col > cols - 1 or row > rows - 1:
            break
        c, r = min(int(col), max(cols - 2, 0)), min(int(row), max(rows - 2, 0))
        c1, r1 = min(c + 1, cols - 1), min(r + 1, rows - 1)
        along, up = col - c, row - r
        south = ground.heights[r, c] * (1 - along) + ground.heights[r, c1] * along
        beyond = ground.heights[r1, c] * (1 - along) + ground.heights[r1, c1] * along
        best = max(best, (south * (1 - up) + beyond * up - eye.z) / distance)
        distance += max(ground.cell, distance / 16.0)
    return np.float32(best)
