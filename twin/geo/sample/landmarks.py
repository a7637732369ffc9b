"""Buildings with a place of their own: square, church, school, flats and the former factory."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import shapely

from twin.geo.envelope import enclosed
from twin.geo.sample.draft import Draft, Face, Frame, Unit
from twin.geo.sample.solids import (
    Profile,
    box_on,
    drawn_out,
    flat,
    gable,
    hipped,
    lifted,
    mansard,
    round_tower,
    saw_teeth,
    turned,
)

SHOP, HOME, SCHOOL_USE = "winkelfunctie", "woonfunctie", "onderwijsfunctie"
INDUSTRY, OFFICE, MEETING = "industriefunctie", "kantoorfunctie", "bijeenkomstfunctie"
VACANT = "Pand buiten gebruik"
SQUARE, WORKS = "plein", "fabrieksstraat"
_FLAT = 88.0
"""m² of a storey for each home on it, with its share of walls and stairs."""


def landmarks() -> list[Draft]:
    """All of them, in a fixed order."""
    return [
        *_square(),
        _church(),
        *_school(),
        *_flats(),
        *_post_war_flats(),
        *_factory(),
        *_works(),
    ]


def _block(
    u: float, v: float, degrees: float, width: float, roof: Profile, use: str, year: int
) -> Draft:
    """One building under one profile with one user, by its front left corner."""
    frame = Frame(u, v, math.radians(degrees))
    faces = drawn_out(frame, width, roof)
    depth = roof[-1][0]
    inside = Unit(use, frame.point(width / 2, depth / 2))
    return Draft(frame.rectangle(0, 0, width, depth), tuple(faces), use, year, units=(inside,))


def _square() -> list[Draft]:
    """Shops on two floors with a home above around the square, each its own house and roof."""
    found = []
    north = ((7.5, 11.2, "gable"), (6.4, 9.6, "mansard"), (8.2, 12.4, "gable"), (6.8, 10.2, "flat"),
             (9.4, 12.8, "gable"), (7.2, 11.0, "mansard"), (8.6, 12.0, "flat"),
             (7.0, 10.6, "gable"), (9.0, 12.2, "mansard"), (8.0, 11.6, "gable"))  # fmt: skip
    x = 0.0
    row = Frame(458.0, 458.0, math.radians(-2.5))
    for number, (width, ridge, roof) in enumerate(north):
        found.append(_shop(row.moved(x, 0.0), width, ridge, roof, 1898 + 7 * number, SQUARE))
        x += width
    east = ((9.0, 10.8, "flat"), (7.4, 11.8, "mansard"), (8.8, 12.6, "gable"), (10.2, 9.4, "flat"),
            (7.8, 11.4, "gable"), (9.2, 12.0, "gable"))  # fmt: skip
    x = 0.0
    row = Frame(556.0, 376.0, math.radians(83))
    for number, (width, ridge, roof) in enumerate(east):
        # Its back to the east: the front looks at the square.
        frame = row.moved(x + width, 0)
        turned_frame = Frame(frame.u, frame.v, frame.angle + math.pi).moved(0, -13.0)
        found.append(_shop(turned_frame, width, ridge, roof, 1926 + 6 * number, SQUARE))
        x += width
    # Across the shopping street, on the corner with the main street.
    west = ((8.4, 10.4, "mansard"), (7.2, 11.2, "gable"), (8.0, 10.0, "mansard"),
            (9.6, 11.8, "gable"), (7.0, 10.8, "gable"))  # fmt: skip
    x = 0.0
    row = Frame(451.0, 226.0, math.radians(96))
    for number, (width, ridge, roof) in enumerate(west):
        frame = row.moved(x + width, 0)
        found.append(
            _shop(
                Frame(frame.u, frame.v, frame.angle + math.pi),
                width,
                ridge,
                roof,
                1909 + 5 * number,
                "dorpsstraat-zuid",
            )
        )
        x += width
    supermarket = _block(776, 276, -9, 44, flat(30, 5.6), SHOP, 2006)
    clubhouse = _block(300, 664, -3, 30, gable(12, 3.2, 6.4), "sportfunctie", 1988)
    return [*found, supermarket, clubhouse]


def _shop(frame: Frame, width: float, ridge: float, roof: str, year: int, street: str) -> Draft:
    depth = 13.0
    if roof == "gable":  # its gable looks at the street
        side, along, across = turned(frame, width, depth)
        faces = drawn_out(side, along, gable(across, ridge - 3.4, ridge))
    elif roof == "mansard":
        faces = drawn_out(frame, width, mansard(depth, ridge - 4.2, ridge - 1.4, ridge))
    else:
        faces = drawn_out(frame, width, flat(depth, ridge))
    middle = frame.point(width / 2, depth / 2)
    inside = (
        Unit(SHOP, middle, (0.0, 3.3)),
        Unit(HOME, middle, (6.1, 8.9), storey=2, letter="A"),
    )
    shape = frame.rectangle(0, 0, width, depth)
    return Draft(shape, tuple(faces), SHOP, year, units=inside, street=street)


def _church() -> Draft:
    """A nave with a steep roof, an apse and a tower with a spire, as one pand."""
    frame = Frame(500.0, 398.0, math.radians(8))
    nave, tower, apse = frame, frame.moved(-6.4, 2.8), frame.moved(30.0, 3.0)
    faces: list[Face] = drawn_out(nave, 30.0, gable(12.0, 8.0, 16.0))
    faces += drawn_out(tower, 6.4, flat(6.4, 24.0))
    faces += [lifted(face, 24.0) for face in hipped(tower, 6.4, 6.4, 0.0, 17.0)[4:]]
    faces += hipped(apse, 6.0, 6.0, 7.0, 11.5)
    parts = [
        nave.rectangle(0, 0, 30, 12),
        tower.rectangle(0, 0, 6.4, 6.4),
        apse.rectangle(0, 0, 6, 6),
    ]
    inside = Unit(MEETING, nave.point(15, 6))
    shape = _one(parts)
    return Draft(shape, tuple(enclosed(faces)), MEETING, 1911, units=(inside,), street=SQUARE)


def _school() -> list[Draft]:
    """Two wings of one floor around a hall, and a gymnasium."""
    frame = Frame(470.0, 560.0, math.radians(-1))
    hall, wing = frame.moved(0, 0), frame.moved(52, -8)
    faces = drawn_out(hall, 52.0, flat(13.0, 4.2))
    faces += drawn_out(wing, 14.0, flat(36.0, 7.4))
    faces += box_on(hall.moved(20, 2), 12.0, 9.0, 4.2, 6.4)
    school = Draft(
        _one([hall.rectangle(0, 0, 52, 13), wing.rectangle(0, 0, 14, 36)]),
        tuple(enclosed(faces)),
        SCHOOL_USE,
        1976,
        units=(Unit(SCHOOL_USE, hall.point(26, 6.5), (0.0, 3.6)),),
    )
    gymnasium = _block(476, 662, -2, 30, flat(18, 7.2), SCHOOL_USE, 1978)
    nursery = _block(522, 662, -2, 24, gable(14, 3.2, 6.6), MEETING, 1994)
    return [school, gymnasium, nursery]


def _flats() -> list[Draft]:
    """Gallery flats in green: eight, six and five storeys, and two towers."""
    slabs = (
        (576.0, 382.0, 74.0, 62.0, 8),
        (664.0, 376.0, -2.0, 66.0, 5),
        (768.0, 366.0, -6.0, 70.0, 6),
        (594.0, 488.0, 4.0, 52.0, 4),
        (672.0, 494.0, -8.0, 54.0, 4),
    )
    found = [
        _slab(u, v, degrees, width, 11.5, storeys, 1968) for u, v, degrees, width, storeys in slabs
    ]
    towers = ((812.0, 488.0, 12.0), (760.0, 492.0, 12.0))
    return found + [_slab(u, v, degrees, 21.0, 21.0, 7, 1971) for u, v, degrees in towers]


def _post_war_flats() -> list[Draft]:
    """Strips of four storeys in green, as the fifties built them."""
    beside = ((286.0, 20.0, 4.0), (350.0, 22.0, 6.0))
    found = [_slab(u, v, degrees, 46.0, 10.5, 4, 1958) for u, v, degrees in beside]
    found.append(_slab(290.0, 196.0, -1.0, 52.0, 11.0, 4, 1962))
    found.append(_slab(362.0, 198.0, 2.0, 50.0, 11.0, 4, 1962))
    return found


def _slab(
    u: float, v: float, degrees: float, width: float, depth: float, storeys: int, year: int
) -> Draft:
    """Flats with a flat roof and a lift house; numbers go along a storey, then to the next."""
    frame = Frame(u, v, math.radians(degrees))
    rise = 2.85
    height = 0.6 + rise * storeys
    faces = drawn_out(frame, width, flat(depth, height))
    faces += box_on(frame.moved(width * 0.46, depth * 0.3), 4.4, 4.0, height, height + 2.8)
    beside = round(width * depth / _FLAT)
    inside = tuple(
        Unit(
            HOME,
            frame.point((place + 0.5) * width / beside, depth / 2),
            (storey * rise,),
            storey,
            1 / beside,
        )
        for storey in range(storeys)
        for place in range(beside)
    )
    shape = frame.rectangle(0, 0, width, depth)
    return Draft(shape, tuple(enclosed(faces)), HOME, year, units=inside)


def _factory() -> list[Draft]:
    """The weaving mill: a hall with saw-tooth roof, chimney, boiler house, sheds and the office."""
    angle = 21.0
    hall = _hall(562, 158, angle, 88, 62, 6.0, 9.0, 8, 1924)
    spinning = _hall(484, 232, angle, 46, 44, 5.4, 8.0, 6, 1936)
    frame = Frame(640.0, 274.0, math.radians(angle))
    boiler = drawn_out(frame, 22.0, gable(14.0, 8.0, 12.0))
    chimney_at = Frame(632.0, 292.0, 0.0)
    chimney = Draft(
        _round(chimney_at, 2.3),
        tuple(round_tower(chimney_at, 2.3, 42.0, top=1.4)),
        INDUSTRY,
        1924,
        VACANT,
    )
    office_frame = Frame(664.0, 318.0, math.radians(-3.5))
    office = drawn_out(office_frame, 40.0, mansard(14.0, 9.6, 12.2, 13.6))
    office += box_on(office_frame.moved(17.0, 0.0), 6.0, 6.0, 9.6, 17.4)
    warehouse = _block(472, 162, angle, 36, gable(18, 8.5, 12.0), INDUSTRY, 1931)
    garage = _block(690, 206, angle, 26, flat(14, 5.0), INDUSTRY, 1958)
    porter = _block(716, 300, -3.5, 9, gable(6, 3.0, 5.2), INDUSTRY, 1924)
    return [
        hall,
        spinning,
        Draft(frame.rectangle(0, 0, 22, 14), tuple(boiler), INDUSTRY, 1924, VACANT),
        chimney,
        Draft(
            office_frame.rectangle(0, 0, 40, 14),
            tuple(enclosed(office)),
            OFFICE,
            1927,
            VACANT,
            street=WORKS,
            units=(Unit(OFFICE, office_frame.point(20, 7), (0.0, 3.4, 6.8, 10.2)),),
        ),
        *(_vacant(each) for each in (warehouse, garage, porter)),
    ]


def _hall(
    u: float, v: float, degrees: float, width: float, depth: float, eaves: float, ridge: float,
    teeth: int, year: int,
) -> Draft:  # fmt: skip
    return _vacant(
        _block(u, v, degrees, width, saw_teeth(depth, eaves, ridge, teeth), INDUSTRY, year)
    )


def _vacant(draft: Draft) -> Draft:
    return replace(draft, status=VACANT, street=WORKS)


def _works() -> list[Draft]:
    """Small firms and apartments east of the former factory."""
    apartments = _slab(778.0, 210.0, 20.0, 52.0, 14.0, 5, 2009)
    workshop = _block(770, 312, -9, 26, gable(16, 4.6, 7.0), INDUSTRY, 1986)
    return [apartments, workshop]


def _one(parts: Sequence[shapely.Polygon]) -> shapely.Polygon:
    whole = shapely.union_all(list(parts), grid_size=0.001)
    assert isinstance(whole, shapely.Polygon)  # noqa: S101 - the parts are drawn to touch
    return whole


def _round(frame: Frame, radius: float) -> shapely.Polygon:
    return shapely.Point(frame.u, frame.v).buffer(radius, quad_segs=3)
