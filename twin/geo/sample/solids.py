"""Shapes of buildings as faces: profiles drawn out along the front, hipped roofs, spires, boxes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np

from twin.geo.sample.draft import Face, Floats, Frame
from twin.model import FaceClass

Profile = Sequence[tuple[float, float]]
"""Outline of a roof from front to back as (y, height), seen from the side."""

GROUND, WALL, ROOF = FaceClass.GROUND, FaceClass.WALL, FaceClass.ROOF


def drawn_out(frame: Frame, width: float, profile: Profile) -> list[Face]:
    """A profile drawn out along the front: gables, flat and single-pitched roofs, saw teeth.

    Upright parts of the profile are walls, such as the windows of a saw-tooth roof.
    """
    depth = profile[-1][0]
    front, back = profile[0][1], profile[-1][1]
    faces = [
        _face(frame, [(0, 0, 0), (0, depth, 0), (width, depth, 0), (width, 0, 0)], GROUND),
        _face(frame, [(0, 0, 0), (width, 0, 0), (width, 0, front), (0, 0, front)], WALL),
        _face(
            frame, [(width, depth, 0), (0, depth, 0), (0, depth, back), (width, depth, back)], WALL
        ),
        _face(frame, [(0, depth, 0), (0, 0, 0), *((0.0, y, z) for y, z in profile)], WALL),
        _face(
            frame,
            [(width, 0, 0), (width, depth, 0), *((width, y, z) for y, z in reversed(profile))],
            WALL,
        ),
    ]
    for (y0, z0), (y1, z1) in itertools.pairwise(profile):
        corners = [(0, y0, z0), (width, y0, z0), (width, y1, z1), (0, y1, z1)]
        faces.append(_face(frame, corners, WALL if y0 == y1 else ROOF))
    return faces


def turned(frame: Frame, width: float, depth: float) -> tuple[Frame, float, float]:
    """The same rectangle seen from its left side: for a ridge that runs away from the street."""
    corner = frame.moved(0, depth)
    return Frame(corner.u, corner.v, frame.angle - math.pi / 2), depth, width


def gable(depth: float, eaves: float, ridge: float, *, at: float = 0.5) -> Profile:
    """Two slopes; the ridge lies at the share `at` of the depth."""
    return [(0, eaves), (depth * at, ridge), (depth, eaves)]


def mansard(depth: float, eaves: float, knee: float, ridge: float) -> Profile:
    """Two slopes on either side, steep below."""
    inset = 0.16 * depth
    return [(0, eaves), (inset, knee), (depth / 2, ridge), (depth - inset, knee), (depth, eaves)]


def flat(depth: float, height: float) -> Profile:
    """A flat roof."""
    return [(0, height), (depth, height)]


def saw_teeth(depth: float, eaves: float, ridge: float, teeth: int) -> Profile:
    """Slopes from front to back that end in an upright window each."""
    step = depth / teeth
    profile: list[tuple[float, float]] = [(0, eaves)]
    for tooth in range(1, teeth + 1):
        profile += [(tooth * step, ridge), (tooth * step, eaves)]
    return profile[:-1]


def hipped(
    frame: Frame, width: float, depth: float, eaves: float, ridge: float, *, steepness: float = 1.0
) -> list[Face]:
    """Four slopes; the ridge runs along the longer side and shrinks to a point on a square."""
    if depth > width:
        frame, width, depth = turned(frame, width, depth)
    inset = min(depth / 2 * steepness, width / 2)
    left, right = (inset, depth / 2, ridge), (width - inset, depth / 2, ridge)
    a, b, c, d = (0, 0, eaves), (width, 0, eaves), (width, depth, eaves), (0, depth, eaves)
    body = drawn_out(frame, width, flat(depth, eaves))[:-1]
    ridge_points = [right, left] if inset < width / 2 else [left]
    return [
        *body,
        _face(frame, [a, b, *ridge_points], ROOF),
        _face(frame, [c, d, *reversed(ridge_points)], ROOF),
        _face(frame, [b, c, right], ROOF),
        _face(frame, [d, a, left], ROOF),
    ]


def round_tower(
    frame: Frame, radius: float, height: float, *, top: float, sides: int = 12
) -> list[Face]:
    """A round tower around the frame's corner that narrows to radius `top`, such as a chimney."""
    turn = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    circle = np.column_stack([np.cos(turn), np.sin(turn)])
    low = np.column_stack([circle * radius, np.zeros(sides)])
    high = np.column_stack([circle * top, np.full(sides, height)])
    around = np.roll(np.arange(sides), -1)
    walls = [
        Face(frame.place(np.stack([low[i], low[j], high[j], high[i]])), WALL)
        for i, j in enumerate(around)
    ]
    return [Face(frame.place(low[::-1]), GROUND), *walls, Face(frame.place(high), ROOF)]


def box_on(frame: Frame, width: float, depth: float, low: float, high: float) -> list[Face]:
    """A box that stands on a roof: a chimney or a lift house."""
    faces = drawn_out(frame, width, flat(depth, high - low))[1:]
    return [lifted(face, low) for face in faces]


def dormer(frame: Frame, width: float, low: float, high: float, back: float) -> list[Face]:
    """A flat-roofed dormer whose front stands at the frame and whose roof meets the slope.

    Parameters
    ----------
    frame
        Corner on the slope, looking out to the front.
    width
        Metres along the front.
    low, high
        Heights of its sill and its roof.
    back
        Metres from its front to where its roof meets the slope.
    """
    left = [(0, 0, low), (0, 0, high), (0, back, high)]
    right = [(width, 0, low), (width, back, high), (width, 0, high)]
    front = [(0, 0, low), (width, 0, low), (width, 0, high), (0, 0, high)]
    roof = [(0, 0, high), (width, 0, high), (width, back, high), (0, back, high)]
    return [
        _face(frame, front, WALL),
        _face(frame, left, WALL),
        _face(frame, right, WALL),
        _face(frame, roof, ROOF),
    ]


def lifted(face: Face, by: float) -> Face:
    """A face, higher."""
    return Face(face.corners + np.array([0, 0, by]), face.kind)


def _face(frame: Frame, corners: Sequence[tuple[float, float, float]], kind: FaceClass) -> Face:
    points: Floats = np.array(corners, dtype=np.float64)
    return Face(frame.place(points), kind)
