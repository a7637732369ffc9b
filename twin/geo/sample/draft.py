"""What the makers of the sample hand to each other, in the plan's own metres.

The plan has u to its right, v up, and heights above the ground at hand; `make` turns it into RD.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from twin.geo.envelope import Face as Face
from twin.model import SurfaceKind

Floats = NDArray[np.float64]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """A place for a building: its front left corner and the direction of its front.

    x runs along the front, y away from the street, both in metres.
    """

    u: float
    v: float
    angle: float
    """Radians, counter-clockwise from u."""

    def place(self, points: Floats) -> Floats:
        """Points (n, 2) or (n, 3) of the frame in the plan; heights stay."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        placed = points.astype(np.float64, copy=True)
        placed[:, 0] = self.u + cos * points[:, 0] - sin * points[:, 1]
        placed[:, 1] = self.v + sin * points[:, 0] + cos * points[:, 1]
        return placed

    def rectangle(self, x0: float, y0: float, x1: float, y1: float) -> Polygon:
        """A rectangle of the frame in the plan."""
        return Polygon(self.place(np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])))

    def moved(self, x: float, y: float) -> Frame:
        """The same directions from another corner."""
        u, v = self.point(x, y)
        return Frame(u, v, self.angle)

    def point(self, x: float, y: float) -> Point:
        """A point of the frame in the plan."""
        u, v = self.place(np.array([(x, y)]))[0]
        return float(u), float(v)


@dataclass(frozen=True, slots=True)
class Unit:
    """A home or firm in a building, which gets a number in the street.

    Attributes
    ----------
    at
        Where it is, in the plan.
    floors
        Heights of its floors above the ground, in metres, the lowest first; those that the roof
        leaves no room for are not there.
    storey
        Of the lowest; 0 is the ground floor.
    share
        Of those floors (0-1) that is its own.
    letter
        After the number; the number is then that of the unit before.
    """

    use: str
    at: Point
    floors: tuple[float, ...] = (0.0,)
    storey: int = 0
    share: float = 1.0
    letter: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A building in the plan; heights of `faces` are above its own ground.

    Attributes
    ----------
    street
        That it looks upon, by its name in the plan; '' is the nearest.
    lot
        Its own ground with its gardens, from the street to the back; None where it shares that.
    """

    footprint: Polygon
    faces: tuple[Face, ...]
    use: str
    year: int
    status: str = "Pand in gebruik"
    units: tuple[Unit, ...] = ()
    street: str = ""
    lot: Polygon | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A claim on the ground: who comes first gets it. Only the polygons of `shape` count."""

    shape: BaseGeometry
    kind: SurfaceKind
    function: str | None = None
    material: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Plant:
    """A tree in the plan."""

    u: float
    v: float
    height: float
    crown_radius: float
    species: str


def smooth(points: Sequence[Point], *, closed: bool = False, rounds: int = 3) -> Floats:
    """A line through corners, rounded by cutting them (Chaikin 1974); its ends stay.

    Parameters
    ----------
    points
        Corners in the plan.
    closed
        Whether the last corner joins the first, as in a ring.
    rounds
        Times that every corner is cut.
    """
    line = np.array(points, dtype=np.float64)
    for _ in range(rounds):
        following = np.roll(line, -1, axis=0)
        cut = np.stack([0.75 * line + 0.25 * following, 0.25 * line + 0.75 * following], axis=1)
        if closed:
            line = cut.reshape(-1, 2)
        else:
            inner = cut[:-1].reshape(-1, 2)
            line = np.concatenate([line[:1], inner[1:-1], line[-1:]])
    return line


def along(line: LineString, distance: float) -> tuple[Floats, float]:
    """The point of a line after `distance` metres and its direction there in radians."""
    before = line.interpolate(max(distance - 0.5, 0.0))
    after = line.interpolate(min(distance + 0.5, line.length))
    here = line.interpolate(distance)
    return np.array([here.x, here.y]), math.atan2(after.y - before.y, after.x - before.x)
