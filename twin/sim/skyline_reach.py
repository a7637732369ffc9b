"""Compiled: where in the skylines of points some solids show, or may."""

from __future__ import annotations

import math

import numba
import numpy as np

from twin.sim.skyline_frame import (
    BLIND,
    COSINES,
    FULL,
    SINES,
    SLACK,
    Eye,
    Floats,
    Ints,
    Skyline,
    Steps,
    degrees,
    eye_at,
    plane,
    sector,
    span,
    turned,
)
from twin.sim.solids import Solids


@numba.njit(cache=True, parallel=True)
def mark(
    position: Floats, azimuths: Floats, firsts: Ints, shapes: Solids, low: Skyline, out: Steps
) -> None:
    """Mark the steps at which points see any of some solids as high as their lower skyline.

    Parameters
    ----------
    position, azimuths, firsts
        As in `twin.sim.skyline_loops.look`.
    low, out
        (n, HALF) lower skylines, and what is written: all of it where a solid is very near.
    """
    for place in numba.prange(len(position)):
        eye = eye_at(position[place], azimuths[place], firsts[place])
        out[place] = False
        for building in range(len(shapes.top)):
            if _mark_one(eye, shapes, building, low[place], out[place]):
                out[place] = True
                break


@numba.njit(cache=True)
def _mark_one(eye: Eye, shapes: Solids, building: int, low: Skyline, out: Steps) -> bool:
    """Mark where a building, one standard error higher, comes up; whether it is very near."""
    error = shapes.error[building]
    rise = shapes.top[building] + error - eye.z
    if rise <= 0:
        return False
    dx, dy = shapes.circle[building, 0] - eye.x, shapes.circle[building, 1] - eye.y
    radius = shapes.circle[building, 2]
    aside, ahead = turned(eye, dx, dy)
    if ahead + radius <= -BLIND:
        return False
    distance = math.hypot(dx, dy)
    if distance < radius + 2 * BLIND:
        return True
    begin, end = sector(eye, ahead, aside, distance, radius)
    if not _any_below(low, begin, end, _as_kept(np.float32(rise / (distance - radius)))):
        return False
    start = shapes.vertex_start[building]
    for edge in range(shapes.edge_start[building], shapes.edge_start[building + 1]):
        one, other = start + shapes.edges[edge, 0], start + shapes.edges[edge, 1]
        ax, ay = turned(eye, shapes.vertices[one, 0] - eye.x, shapes.vertices[one, 1] - eye.y)
        bx, by = turned(eye, shapes.vertices[other, 0] - eye.x, shapes.vertices[other, 1] - eye.y)
        begin, end = span(ax, ay, degrees(ax, ay), bx, by, degrees(bx, by), eye.azimuth)
        if end < begin:
            continue
        east, north, east_up, north_up = plane(eye, shapes.vertices, one, other, error)
        for step in range(begin, end + 1):
            sine, cosine = SINES[eye.first + step], COSINES[eye.first + step]
            tangent = (east + east_up) * sine + (north + north_up) * cosine
            if tangent > 0 and _as_kept(tangent) >= low[step]:
                out[step] = True
    return False


@numba.njit(cache=True)
def _any_below(low: Skyline, begin: int, end: int, bound: np.float32) -> bool:
    for step in range(begin, end + 1):  # noqa: SIM110 - any() is slow here
        if low[step] <= bound:
            return True
    return False


@numba.njit(cache=True)
def _as_kept(tangent: np.float32) -> np.float32:
    """The sine of a tangent as skylines have it, rather too large."""
    return tangent / math.sqrt(1.0 + tangent * tangent) * FULL * SLACK + 1.0
