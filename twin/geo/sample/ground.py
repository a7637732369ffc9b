"""The ground of the sample: claims in order of rank, so that it has no gaps and no overlaps.

As in the BGT every spot at level 0 is one object, and panden are holes in the ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import shapely
from shapely import LineString, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from twin.geo.sample import plan
from twin.geo.sample.draft import Draft, Piece
from twin.geo.shapes import polygons
from twin.model import SurfaceKind

_MM = 0.001
_GREEN = SurfaceKind.BEGROEIDTERREINDEEL
_ROAD = SurfaceKind.WEGDEEL
_BARE = SurfaceKind.ONBEGROEIDTERREINDEEL


def band(line: LineString, half: float) -> Polygon:
    """A strip of `half` metres on both sides of a line."""
    strip = line.buffer(half, cap_style="flat", quad_segs=4)
    assert isinstance(strip, Polygon)  # noqa: S101 - a buffered line is one polygon
    return strip


def corridors() -> BaseGeometry:
    """All streets from pavement to pavement."""
    return shapely.union_all([band(each.line, each.profile.half) for each in plan.STREETS.values()])


def water() -> dict[str, Polygon]:
    """Water by its BGT type."""
    return {"waterloop": band(plan.CANAL, plan.CANAL_WIDTH / 2), "watervlakte": plan.POND}


def decks() -> list[Piece]:
    """Bridges over the canal, drawn at level 1 from bank to bank."""
    street = plan.STREETS["fabrieksstraat"]
    over = band(plan.CANAL, plan.CANAL_WIDTH / 2 + 1.5)
    road, foot = band(street.line, street.profile.half), band(plan.FOOT_BRIDGE, 1.6)
    deck = SurfaceKind.OVERBRUGGINGSDEEL
    carriageway = band(street.line, street.profile.carriageway / 2)
    found = [
        Piece(road & over, deck, "dek"),
        Piece(foot & over, deck, "dek"),
        Piece(carriageway & over, _ROAD, "rijbaan lokale weg", "asfalt"),
    ]
    pavements = (band(street.line, street.profile.half) - carriageway) & over
    found += [Piece(part, _ROAD, "voetpad", "tegels") for part in polygons(pavements)]
    return [*found, Piece(foot & over, _ROAD, "voetpad", "cementbeton")]


def claims(
    homes: Sequence[Piece], pits: Sequence[Polygon], landmarks: Sequence[Draft]
) -> Iterator[Piece]:
    """All claims on the ground, the strongest first.

    Parameters
    ----------
    homes
        Claims of plots and back lanes.
    pits
        Planted places between the parking places of streets.
    landmarks
        Buildings that need a path to the street.
    """
    yield from _water_claims()
    streets = sorted(plan.STREETS.values(), key=lambda street: street.rank)
    for street in streets:
        yield from _traffic(street)
    yield Piece(plan.SQUARE, _ROAD, "voetgangersgebied", "gebakken klinkers")
    for street in streets:
        yield from _edges(street, pits)
    yield from _car_parks()
    yield Piece(plan.PLAYGROUND, _BARE, None, "tegels")
    # Lanes before plots: a lane cuts through the gardens it serves.
    yield from sorted(homes, key=lambda piece: piece.kind is not _ROAD)
    yield from _factory()
    yield from _doorsteps(landmarks)
    yield from _park()
    yield Piece(plan.SCHOOL, _GREEN, "groenvoorziening", "gras- en kruidachtigen")


def _water_claims() -> Iterator[Piece]:
    for kind, shape in water().items():
        yield Piece(shape, SurfaceKind.WATERDEEL, kind)
    quay = (
        band(plan.CANAL, plan.CANAL_WIDTH / 2 + 0.6) - band(plan.CANAL, plan.CANAL_WIDTH / 2)
    ) & plan.QUAY
    for part in polygons(quay):
        yield Piece(part, SurfaceKind.SCHEIDING, "kademuur")
    banks: tuple[BaseGeometry, ...] = (
        band(plan.CANAL, plan.CANAL_WIDTH / 2 + 4) - plan.QUAY,
        plan.POND.buffer(2.5),
    )
    streets = plan.STREETS["fabrieksstraat"].line, plan.FOOT_BRIDGE
    kept = shapely.union_all([band(line, 5.2 if line is streets[0] else 1.6) for line in streets])
    for bank in banks:
        yield Piece(bank - kept, SurfaceKind.ONDERSTEUNENDWATERDEEL, "oever, slootkant")


def _traffic(street: plan.Street) -> Iterator[Piece]:
    profile = street.profile
    edge = profile.carriageway / 2
    yield Piece(band(street.line, edge), _ROAD, profile.function, profile.material)
    if profile.cycle_path:
        inner = edge + profile.verge
        for part in polygons(
            band(street.line, inner + profile.cycle_path) - band(street.line, inner)
        ):
            yield Piece(part, _ROAD, "fietspad", "asfalt")


def _edges(street: plan.Street, pits: Sequence[Polygon]) -> Iterator[Piece]:
    """Parking with tree pits, pavements and verges, from the carriageway outwards."""
    profile = street.profile
    edge = profile.carriageway / 2
    if profile.parking:
        strip = band(street.line, edge + profile.parking)
        for pit in pits:
            if pit.intersects(strip):
                yield Piece(pit, _GREEN, "groenvoorziening", "heesters")
        yield Piece(strip, _ROAD, "parkeervlak", "betonstraatstenen")
    inner = profile.half - profile.pavement
    if profile.pavement:
        yield Piece(
            band(street.line, profile.half) - band(street.line, inner), _ROAD, "voetpad", "tegels"
        )
    if profile.verge:
        yield Piece(
            band(street.line, inner),
            SurfaceKind.ONDERSTEUNENDWEGDEEL,
            "berm",
            "gras- en kruidachtigen",
        )


def _car_parks() -> Iterator[Piece]:
    """Each a lane in the middle with places on both sides, and a lane to the nearest street."""
    streets = shapely.union_all([street.line for street in plan.STREETS.values()])
    for shape in plan.CAR_PARKS:
        west, south, east, north = shape.bounds
        middle = LineString([(west, shape.centroid.y), (east, shape.centroid.y)])
        lane = band(middle, (north - south) * 0.2)
        way = shapely.shortest_line(shape.centroid, streets)
        assert isinstance(way, LineString)  # noqa: S101 - there are streets
        yield Piece(band(way, 2.5), _ROAD, "rijbaan lokale weg", "betonstraatstenen")
        yield Piece(lane & shape, _ROAD, "rijbaan lokale weg", "betonstraatstenen")
        yield Piece(shape, _ROAD, "parkeervlak", "betonstraatstenen")


def _doorsteps(landmarks: Sequence[Draft]) -> Iterator[Piece]:
    """A path from every building to the nearest street."""
    streets = shapely.union(corridors(), plan.SQUARE)
    for each in landmarks:
        way = shapely.shortest_line(each.footprint.centroid, streets)
        if isinstance(way, LineString) and way.length > 8.0:
            yield Piece(band(way, 1.2), _ROAD, "voetpad", "tegels")


def _factory() -> Iterator[Piece]:
    """Paved yard, gone wild at its edges."""
    site = plan.FACTORY
    wild = [Polygon([(470, 60), (540, 84), (560, 130), (500, 150), (462, 120)]).buffer(4),
            Polygon([(690, 240), (722, 246), (720, 290), (694, 286)]).buffer(3)]  # fmt: skip
    for shape in wild:
        yield Piece(shape, _GREEN, "struiken")
    yield Piece(Polygon([(560, 100), (640, 130), (632, 150), (552, 122)]), _BARE, None, "zand")
    yield Piece(
        Polygon([(590, 296), (650, 306), (650, 330), (590, 330)]), _BARE, None, "half verhard"
    )
    yield Piece(site, _BARE, None, "gesloten verharding")


def _park() -> Iterator[Piece]:
    yield Piece(band(plan.CYCLE_ROUTE, 1.6), _ROAD, "fietspad", "asfalt")
    for line in plan.PATHS:
        yield Piece(band(line, 1.3), _ROAD, "voetpad", "half verhard")
    for u, v, reach in (
        (22, 104, 15),
        (110, 38, 13),
        (226, 54, 13),
        (94, 80, 9),
        (228, 170, 15),
        (16, 178, 12),
    ):
        yield Piece(
            shapely.Point(u, v).buffer(reach, quad_segs=6),
            _GREEN,
            "groenvoorziening",
            "bosplantsoen",
        )
    yield Piece(plan.PARK, _GREEN, "groenvoorziening", "gras- en kruidachtigen")
    yield Piece(plan.COMMONS, _GREEN, "groenvoorziening", "gras- en kruidachtigen")
    yield Piece(plan.WOOD, _GREEN, "loofbos")
    for pitch in plan.PITCHES:
        yield Piece(pitch, _GREEN, "groenvoorziening", "gras- en kruidachtigen")


def partition(
    boundary: Polygon, buildings: Sequence[Draft], pieces: Iterable[Piece]
) -> list[Piece]:
    """What every claim gets of the ground outside buildings; grass takes what nobody claims.

    Overlays run on a grid of millimetres, so that neighbours share their edges.
    """
    claimed = list(pieces)
    shapes = [_surface(each.shape) for each in claimed]
    everything = np.array([each.footprint for each in buildings] + shapes)
    first = len(buildings)
    tree = STRtree(everything)
    inside = shapely.Polygon(boundary)
    shapely.prepare(inside)
    found: list[Piece] = []
    for place, (piece, shape) in enumerate(zip(claimed, shapes, strict=True), start=first):
        near = np.sort(tree.query(shape, predicate="intersects"))
        got = shape
        if (near < place).any():
            before = shapely.union_all(everything[near[near < place]])
            got = shapely.difference(shape, before, grid_size=_MM)
        if not inside.contains(shape):
            got = shapely.intersection(boundary, _surface(got), grid_size=_MM)
        found += [Piece(part, piece.kind, piece.function, piece.material) for part in polygons(got)]
    rest = shapely.difference(boundary, shapely.union_all(everything), grid_size=_MM)
    grass = ("groenvoorziening", "gras- en kruidachtigen")
    return found + [Piece(part, _GREEN, *grass) for part in polygons(rest)]


def _surface(shape: BaseGeometry) -> BaseGeometry:
    """Its polygons only; cutting shapes can leave lines."""
    return shape if isinstance(shape, Polygon) else shapely.union_all(polygons(shape))
