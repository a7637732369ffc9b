"""Trees of the sample: along streets and canal, in the wood, the park, gardens and green."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from twin.geo.sample import plan
from twin.geo.sample.draft import Plant, along

_STREET = (
    ("Tilia europaea", 13.0, 3.6),
    ("Acer platanoides", 11.0, 3.2),
    ("Prunus avium", 8.0, 2.4),
)
_PARK = (("Quercus robur", 17.0, 5.2), ("Fagus sylvatica", 19.0, 5.6),
         ("Betula pendula", 14.0, 3.0), ("Salix alba", 13.0, 4.6))  # fmt: skip
_GARDEN = (("Malus domestica", 4.5, 1.8), ("Magnolia", 5.0, 2.0), ("Betula pendula", 9.0, 2.3))
_PIT = 1.0
_PIT_EVERY = 21.0


def pits() -> list[tuple[Point, Polygon]]:
    """Planted places in the parking strips of streets: their middle and their square metres."""
    found = []
    for street in plan.STREETS.values():
        profile = street.profile
        if not profile.parking:
            continue
        off = (profile.carriageway + profile.parking) / 2
        for number, where in enumerate(np.arange(12.0, street.line.length - 8, _PIT_EVERY)):
            middle, angle = along(street.line, float(where))
            side = 1 if number % 2 else -1
            place = Point(
                middle[0] - side * off * np.sin(angle), middle[1] + side * off * np.cos(angle)
            )
            found.append((place, place.buffer(_PIT, cap_style="square")))
    return found


def plant(
    boundary: Polygon,
    buildings: BaseGeometry,
    keep_clear: BaseGeometry,
    gardens: list[Polygon],
    rng: np.random.Generator,
) -> list[Plant]:
    """All trees; none grows through a wall, out of a carriageway or in the water.

    Parameters
    ----------
    boundary
        Of the plan; trees stand within it.
    buildings
        Footprints; a trunk keeps two thirds of its crown's radius away.
    keep_clear
        Carriageways, cycle paths and water.
    gardens
        Plots behind and before homes.
    """
    shapely.prepare(keep_clear)
    found: list[Plant] = []
    wanted = [
        *_street_trees(rng),
        *_canal_trees(rng),
        *_park_trees(rng),
        *_garden_trees(gardens, rng),
    ]
    near = shapely.distance(shapely.points([(each.u, each.v) for each in wanted]), buildings)
    for each, distance in zip(wanted, near, strict=True):
        trunk = Point(each.u, each.v)
        if (
            distance >= 0.66 * each.crown_radius
            and boundary.contains(trunk)
            and not keep_clear.contains(trunk)
        ):
            found.append(each)
    return found


def _tree(u: float, v: float, kind: tuple[str, float, float], rng: np.random.Generator) -> Plant:
    size = float(rng.uniform(0.75, 1.2))
    return Plant(u, v, round(kind[1] * size, 1), round(kind[2] * size, 1), kind[0])


def _street_trees(rng: np.random.Generator) -> Iterator[Plant]:
    main = plan.STREETS["laan"]
    off = main.profile.carriageway / 2 + main.profile.verge / 2
    for where in np.arange(6.0, main.line.length, 11.0):
        middle, angle = along(main.line, float(where))
        for side in (-1, 1):
            u = middle[0] - side * off * np.sin(angle)
            v = middle[1] + side * off * np.cos(angle)
            yield _tree(float(u), float(v), _STREET[0], rng)
    for place, _ in pits():
        yield _tree(place.x, place.y, _STREET[int(rng.integers(1, 3))], rng)
    woonerf = plan.STREETS["weefgetouw"].line
    for number, where in enumerate(np.arange(8.0, woonerf.length, 17.0)):
        middle, angle = along(woonerf, float(where))
        aside = (4.2 if number % 2 else -4.2) + float(rng.uniform(-0.4, 0.4))
        yield _tree(
            float(middle[0] - aside * np.sin(angle)),
            float(middle[1] + aside * np.cos(angle)),
            _STREET[2],
            rng,
        )
    for u, v in (
        (460, 372),
        (470, 404),
        (480, 440),
        (462, 436),
        (540, 382),
        (546, 428),
        (520, 440),
    ):
        yield _tree(u, v, _STREET[0], rng)


def _canal_trees(rng: np.random.Generator) -> Iterator[Plant]:
    off = plan.CANAL_WIDTH / 2 + 6.0
    for where in np.arange(30.0, plan.CANAL.length, 13.0):
        middle, angle = along(plan.CANAL, float(where))
        u, v = middle[0] + off * np.sin(angle), middle[1] - off * np.cos(angle)
        yield _tree(float(u), float(v), _PARK[3 if rng.random() < 0.3 else 2], rng)


def _park_trees(rng: np.random.Generator) -> Iterator[Plant]:
    clumps = (
        (22, 104, 13),
        (110, 38, 11),
        (226, 54, 11),
        (94, 80, 7),
        (228, 170, 13),
        (16, 178, 11),
    )
    for middle_u, middle_v, reach in clumps:
        for _ in range(int(reach * 1.1)):
            turn, out = float(rng.uniform(0, 2 * np.pi)), reach * float(np.sqrt(rng.random()))
            kind = _PARK[int(rng.integers(0, 3))]
            yield _tree(
                float(middle_u + out * np.cos(turn)),
                float(middle_v + out * np.sin(turn)),
                kind,
                rng,
            )
    scattered = (
        (plan.PARK, 70),
        (plan.FLATS_GREEN, 130),
        (plan.SCHOOL, 34),
        (plan.WOOD, 190),
        (plan.COMMONS, 26),
        (plan.NORTH_GREEN, 60),
        (plan.EAST_GREEN, 30),
        (plan.GREEN_STRIP, 60),
    )
    for shape, count in scattered:
        west, south, east, north = shape.bounds
        for _ in range(count):
            u, v = float(rng.uniform(west, east)), float(rng.uniform(south, north))
            if shape.contains(Point(u, v)) and not plan.PLAYGROUND.contains(Point(u, v)):
                yield _tree(u, v, _PARK[int(rng.integers(0, 4))], rng)
    for edge in plan.PITCHES:
        ring = edge.buffer(7.0).exterior
        for where in np.arange(0.0, ring.length, 12.0):
            spot = ring.interpolate(float(where))
            yield _tree(spot.x, spot.y, _PARK[2], rng)
    for u, v in ((478, 80), (496, 118), (520, 96), (544, 124), (704, 262), (712, 280), (470, 300)):
        yield _tree(u + float(rng.uniform(-4, 4)), v, _PARK[2], rng)


def _garden_trees(gardens: list[Polygon], rng: np.random.Generator) -> Iterator[Plant]:
    for plot in gardens:
        west, south, east, north = plot.bounds
        for _ in range(3):
            u, v = float(rng.uniform(west, east)), float(rng.uniform(south, north))
            if plot.contains(Point(u, v)):
                yield _tree(u, v, _GARDEN[int(rng.integers(0, 3))], rng)
