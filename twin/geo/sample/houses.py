"""Homes along streets: rows, pairs and villas with their gardens, sheds, dormers and back lanes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from twin.geo.envelope import enclosed
from twin.geo.sample.draft import Draft, Face, Frame, Piece, Unit, along
from twin.geo.sample.plan import STREETS, Street
from twin.geo.sample.solids import (
    Profile,
    box_on,
    dormer,
    drawn_out,
    flat,
    gable,
    hipped,
    mansard,
    turned,
)
from twin.model import SurfaceKind

_LANE = 1.4
_SHED_WIDTH, _SHED_DEPTH = 2.6, 3.2
_CHIMNEY = 0.5
_FLOORS = (0.0, 2.8, 5.6)  # metres above the ground; the last is an attic


@dataclass(frozen=True)
class Homes:
    """A kind of home as it was built in a period; lengths in metres, shares 0-1.

    Attributes
    ----------
    row
        Fewest and most homes under one roof line.
    gap
        Between rows.
    stagger
        How far every second home stands back.
    """

    row: tuple[int, int]
    width: float
    depth: float
    eaves: float
    ridge: float
    years: tuple[int, int]
    roof: str = "gable"
    setback: float = 3.5
    garden: float = 11.0
    gap: float = 4.0
    stagger: float = 0.0
    sheds: float = 0.3
    dormers: float = 0.0
    extensions: float = 0.0
    chimneys: float = 0.0
    garages: float = 0.0


THIRTIES = Homes(
    (5, 8), 6.3, 8.8, 5.4, 9.6, (1928, 1938), sheds=0.1, dormers=0.35, extensions=0.3, chimneys=0.8
)
GARDEN_TOWN = Homes(
    (4, 6),
    6.9,
    8.4,
    3.6,
    8.8,
    (1920, 1927),
    "mansard",
    4.5,
    13,
    5,
    chimneys=0.9,
    sheds=0.15,
    extensions=0.25,
)
POST_WAR = Homes((5, 8), 6.7, 8.2, 5.6, 8.4, (1951, 1959), dormers=0.15, chimneys=0.5, sheds=0.12)
PAIRS = Homes(
    (2, 2),
    6.8,
    9.4,
    5.5,
    9.8,
    (1932, 1939),
    "hip",
    5,
    13,
    7.0,
    chimneys=0.8,
    garages=0.4,
    sheds=0.1,
)
SEVENTIES = Homes(
    (3, 6),
    6.3,
    9.2,
    4.4,
    9.0,
    (1973, 1979),
    "steep",
    4,
    9,
    4.5,
    stagger=1.4,
    sheds=0.15,
    dormers=0.2,
)
RECENT_PAIRS = Homes(
    (2, 2), 7.0, 10.4, 5.8, 9.6, (2003, 2012), "turned", 5, 12, 7, garages=0.7, sheds=0.1
)
VILLAS = Homes(
    (1, 1),
    10.5,
    10.0,
    4.6,
    9.2,
    (1998, 2014),
    "hip",
    7,
    15,
    9,
    garages=0.5,
    chimneys=0.4,
    sheds=0.1,
)

_ALONG: tuple[tuple[str, str, float, float, Homes], ...] = (
    # street, side, from and to as shares of its length, homes
    ("laan", "left", 0.02, 0.46, PAIRS),
    ("linde", "right", 0, 1, THIRTIES),
    ("linde", "left", 0, 1, THIRTIES),
    ("eik", "right", 0, 1, THIRTIES),
    ("eik", "left", 0, 1, GARDEN_TOWN),
    ("beuk", "right", 0, 1, GARDEN_TOWN),
    ("beuk", "left", 0, 1, PAIRS),
    ("weefgetouw", "left", 0.3, 1, SEVENTIES),
    ("weefgetouw", "right", 0.55, 1, SEVENTIES),
    ("spoel", "left", 0.05, 0.95, SEVENTIES),
    ("spoel", "right", 0.05, 0.95, SEVENTIES),
    ("schering", "left", 0, 1, SEVENTIES),
    ("schering", "right", 0, 1, SEVENTIES),
    ("inslag", "left", 0, 1, SEVENTIES),
    ("inslag", "right", 0, 1, SEVENTIES),
    ("parkrand", "left", 0, 1, POST_WAR),
    ("zaaier", "left", 0, 1, POST_WAR),
    ("zaaier", "right", 0, 1, POST_WAR),
    ("maaier", "left", 0, 1, POST_WAR),
    ("maaier", "right", 0, 1, POST_WAR),
    ("overkant", "right", 0.1, 1, RECENT_PAIRS),
    ("overkant", "left", 0.15, 1, VILLAS),
)  # fmt: skip


@dataclass
class Settlement:
    """What has been built so far: homes, the ground they claim, and where nothing more fits."""

    homes: list[Draft] = field(default_factory=list)
    claims: list[Piece] = field(default_factory=list)
    plots: list[Polygon] = field(default_factory=list)


def settle(free: BaseGeometry, rng: np.random.Generator) -> Settlement:
    """Build homes along all streets where the plan wants them and there is room.

    Parameters
    ----------
    free
        Ground in the plan that is not street, water, park or taken by other buildings.
    rng
        Decides lengths of rows, years and what people added to their homes.
    """
    shapely.prepare(free)
    done = Settlement()
    for name, side, start, stop, kind in _ALONG:
        street = STREETS[name]
        where = start * street.line.length
        end = stop * street.line.length
        while where < end:
            count = int(rng.integers(kind.row[0], kind.row[1] + 1))
            length = _build_row(street, side == "left", where, count, kind, free, done, rng)
            # Where a row does not fit, a shorter one may, a little further on.
            while not length and count > kind.row[0]:
                count -= 1
                length = _build_row(street, side == "left", where, count, kind, free, done, rng)
            where += length + kind.gap if length else 4.0
    return done


def _build_row(
    street: Street,
    left: bool,
    where: float,
    count: int,
    kind: Homes,
    free: BaseGeometry,
    done: Settlement,
    rng: np.random.Generator,
) -> float:
    """Build one row that starts `where`; its length, or 0 when there is no room."""
    length = count * kind.width
    if where + length > street.line.length:
        return 0.0
    middle, angle = along(street.line, where + length / 2)
    angle = angle if left else angle + math.pi
    off = street.profile.half + kind.setback
    frame = Frame(float(middle[0]), float(middle[1]), angle).moved(-length / 2, off)
    depth = kind.depth + kind.stagger
    side = 3.6 if kind.garages else 1.5
    houses = frame.rectangle(-0.6, -0.6, length + 0.6, depth + 3.5)
    if not free.contains(houses) or _taken(houses, done):
        return 0.0
    garden = kind.garden
    while garden >= 4.0:
        plot = frame.rectangle(-side, -kind.setback + 0.2, length + side, depth + garden)
        if not _taken(
            frame.rectangle(0, 0, length, depth + garden + _LANE / 2), done
        ) and free.contains(frame.rectangle(0, 0, length, depth + garden)):
            break
        garden -= 1.5
    else:
        return 0.0
    year = int(rng.integers(kind.years[0], kind.years[1] + 1))
    for place in range(count):
        home = frame.moved(place * kind.width, kind.stagger * (place % 2))
        lot = frame.rectangle(
            place * kind.width, 0.2 - kind.setback, (place + 1) * kind.width, depth + garden
        )
        done.homes.append(_home(home, kind, year, street.name, lot, rng))
        if rng.random() < kind.sheds:
            x = place * kind.width + (0.2 if place % 2 else kind.width - _SHED_WIDTH - 0.2)
            done.homes.append(_shed(frame.moved(x, depth + garden - _SHED_DEPTH), year, rng))
    if rng.random() < kind.garages:
        garage = frame.moved(length + 0.3, kind.depth - 2.0)
        body = garage.rectangle(0, 0, 3.0, 6.0)
        if free.contains(body) and not _taken(body, done):
            done.homes.append(_garage(garage, year))
    done.plots.append(plot)
    done.claims.append(Piece(plot, SurfaceKind.ONBEGROEIDTERREINDEEL, None, "erf"))
    if count > 2:
        lanes = (
            frame.rectangle(-side, depth + garden, length + side, depth + garden + _LANE),
            frame.rectangle(length, -kind.setback, length + 1.3, depth + garden + _LANE),
        )
        done.claims += [Piece(lane, SurfaceKind.WEGDEEL, "voetpad", "tegels") for lane in lanes]
    return length


def _taken(shape: Polygon, done: Settlement) -> bool:
    return bool(shapely.intersects(done.plots, shape).any()) if done.plots else False


def _profile(kind: Homes) -> Profile:
    if kind.roof == "mansard":
        return mansard(kind.depth, kind.eaves, kind.eaves + 3.0, kind.ridge)
    if kind.roof == "flat":
        return flat(kind.depth, kind.ridge)
    if kind.roof == "steep":  # a low front under a long slope, as the seventies liked it
        return [
            (0, kind.eaves - 1.4),
            (kind.depth * 0.62, kind.ridge),
            (kind.depth, kind.eaves + 1.0),
        ]
    return gable(kind.depth, kind.eaves, kind.ridge)


def _home(
    frame: Frame, kind: Homes, year: int, street: str, lot: Polygon, rng: np.random.Generator
) -> Draft:
    width, depth = kind.width, kind.depth
    profile = _profile(kind)
    if kind.roof == "hip":
        faces = hipped(frame, width, depth, kind.eaves, kind.ridge)
    elif kind.roof == "turned":
        side, along_side, across = turned(frame, width, depth)
        faces = drawn_out(side, along_side, gable(across, kind.eaves, kind.ridge))
    else:
        faces = drawn_out(frame, width, profile)
    if rng.random() < kind.chimneys:
        chimney = frame.moved(0.3, depth / 2 - _CHIMNEY / 2)
        low = kind.ridge - (3.2 if kind.roof == "hip" else 0.5)
        faces += box_on(chimney, _CHIMNEY, _CHIMNEY, low, kind.ridge + 0.7)
    if rng.random() < kind.dormers:
        faces += _dormer(frame, width, depth, profile, back=rng.random() < 0.6)
    footprint = frame.rectangle(0, 0, width, depth)
    if rng.random() < kind.extensions:
        reach = 2.6 + 0.3 * int(rng.integers(0, 3))
        x1 = width if rng.random() < 0.5 else 0.6 * width
        annex = frame.moved(0, depth)
        faces += drawn_out(annex, x1, flat(reach, 2.9))
        corners = [(0, 0), (width, 0), (width, depth), (x1, depth), (x1, depth + reach)]
        corners += [(0, depth + reach)]
        footprint = Polygon(frame.place(np.array(corners, dtype=np.float64)))
    inside = Unit("woonfunctie", frame.point(width / 2, depth / 2), _FLOORS)
    return Draft(
        footprint,
        tuple(enclosed(faces)),
        inside.use,
        year,
        units=(inside,),
        street=street,
        lot=lot,
    )


def _dormer(
    frame: Frame, width: float, depth: float, profile: Profile, *, back: bool
) -> list[Face]:
    """A dormer of half the width of the home, on the front or the back slope."""
    wide = 0.5 * width
    if back:
        frame = Frame(*frame.point(width, depth), frame.angle + math.pi)
        profile = [(depth - y, z) for y, z in reversed(profile)]
    (_, eaves), (ridge_at, ridge) = profile[0], profile[1]
    slope = (ridge - eaves) / ridge_at
    inset = 1.0
    low = eaves + slope * inset
    high = min(low + 1.6, ridge - 0.2)
    return dormer(frame.moved((width - wide) / 2, inset), wide, low, high, (high - low) / slope)


def _shed(frame: Frame, year: int, rng: np.random.Generator) -> Draft:
    roof: Profile = flat(_SHED_DEPTH, 2.4)
    if rng.random() < 0.5:
        roof = gable(_SHED_DEPTH, 2.1, 3.0)
    return Draft(
        frame.rectangle(0, 0, _SHED_WIDTH, _SHED_DEPTH),
        tuple(drawn_out(frame, _SHED_WIDTH, roof)),
        "overige gebruiksfunctie",
        year + int(rng.integers(0, 30)),
    )


def _garage(frame: Frame, year: int) -> Draft:
    faces = tuple(drawn_out(frame, 3.0, flat(6.0, 2.6)))
    return Draft(frame.rectangle(0, 0, 3.0, 6.0), faces, "overige gebruiksfunctie", year)
