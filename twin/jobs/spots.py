"""Places in an area where a device can really stand: beside the road, not on it.

Deterministic: the same area gives the same places in the same order. Within each kind they are
ordered so that the first few already lie spread over the area. Where nothing is known but
buildings, open ground between them stands in for streets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from twin.geo.crs import Floats, rd_to_lonlat
from twin.model import Area, Building, Surface, SurfaceKind

KINDS = ("road", "square", "green", "water", "building", "parking")
"""What a place is: beside a road, on a square, in grass or shrubs, at the water, at a wall, at
parking places."""

APART = 2.0
"""Places lie at least so many metres apart."""

_PER_KIND = 60
_CELL = 35.0  # one candidate of a kind in each square of this many metres
_CARS = ("rijbaan", "ov-baan", "woonerf", "overweg", "inrit")
_FEET = ("voetpad", "voetgangersgebied", "inrit")
_SQUARE_RADIUS = 4.0
_HOMES = ("woonfunctie",)
_WORK = ("kantoorfunctie", "industriefunctie", "onderwijsfunctie", "gezondheidszorgfunctie")
_SHOPS = ("winkelfunctie", "bijeenkomstfunctie", "horeca")


def spots(area: Area) -> dict[str, Any]:
    """Where devices can stand in `area`, as GeoJSON.

    Returns
    -------
    A FeatureCollection of points in CRS84 with properties `kind` (one of `KINDS`), `area` (its
    id), `ground_height` (metres NAP) and `use` (`homes`, `work` or `shops`: what is around it).
    """
    places = _Places(area)
    features = []
    for kind, at in places.chosen():
        ((longitude, latitude),) = rd_to_lonlat([(at.x, at.y)]).tolist()
        ground, use = places.surroundings(at)
        features.append(
            {
                "type": "Feature",
                "geometry": {
                    "type": "Point",
                    "coordinates": [round(longitude, 7), round(latitude, 7)],
                },
                "properties": {
                    "kind": kind,
                    "area": area.id,
                    "ground_height": round(ground, 2),
                    "use": use,
                },
            }
        )
    return {"type": "FeatureCollection", "features": features}


class _Places:
    """The search through one area."""

    def __init__(self, area: Area) -> None:
        self._area = area
        self._boundary = area.boundary
        self._panden = sorted(area.buildings, key=lambda building: building.id)
        self._walls = shapely.STRtree([building.footprint for building in self._panden])
        ground = sorted((s for s in area.surfaces if s.level == 0), key=lambda s: s.id)
        self._ways = [s for s in ground if s.kind is SurfaceKind.WEGDEEL]
        self._ground = ground
        shapely.prepare(self._boundary)

    def chosen(self) -> Iterator[tuple[str, Point]]:
        """The kind and RD point of every place: kinds by turns, each spread over the area."""
        taken = _Apart()
        orders = [
            (kind, _spread([at for at in candidates if self._free(at)]))
            for kind, candidates in self._candidates()
        ]
        for turn in range(_PER_KIND):
            for kind, order in orders:
                if turn < len(order) and taken.add(order[turn]):
                    yield kind, order[turn]

    def surroundings(self, at: Point) -> tuple[float, str]:
        """Height of the ground in metres NAP, and what the nearest buildings are used for."""
        if not self._panden:
            return self._area.reference_height, "homes"
        nearest = self._panden[int(self._walls.nearest(at))]
        near = self._walls.query(at, predicate="dwithin", distance=40.0)
        uses = [_use(self._panden[int(index)]) for index in near] or [_use(nearest)]
        return nearest.ground_height, max(sorted(set(uses)), key=uses.count)

    def _candidates(self) -> Iterator[tuple[str, list[Point]]]:
        cars = _union(s for s in self._ways if _named(s, _CARS))
        feet = [s for s in self._ways if _named(s, _FEET)]
        verges = [s for s in self._ground if s.kind is SurfaceKind.ONDERSTEUNENDWEGDEEL]
        beside = cars.buffer(3.0, quad_segs=2).difference(cars.buffer(0.4, quad_segs=2))
        roads = _in_cells(_union([*feet, *verges]).intersection(beside))
        squares = self._squares(feet)
        greens = _in_cells(
            _union(s for s in self._ground if s.kind is SurfaceKind.BEGROEIDTERREINDEEL)
        )
        water = _union(s for s in self._ground if s.kind is SurfaceKind.WATERDEEL)
        banks = water.buffer(2.0, quad_segs=2).difference(water.buffer(0.7, quad_segs=2))
        parking = [_inside(s.footprint) for s in self._ways if _named(s, ("parkeervlak",))]
        open_ground = [] if roads and squares else self._open_ground()
        yield "road", roads or open_ground[0::2]
        yield "square", squares or open_ground[1::2]
        yield "green", greens
        yield "water", _in_cells(banks)
        yield "building", [wall for building in self._panden if (wall := _at_wall(building))]
        yield "parking", parking

    def _squares(self, feet: Sequence[Surface]) -> list[Point]:
        """Middles of paved ground that is wide all around."""
        paved = [
            *feet,
            *(
                s
                for s in self._ground
                if s.kind is SurfaceKind.ONBEGROEIDTERREINDEEL
                and (s.function or s.material or "") != "erf"
            ),
        ]
        found = []
        for surface in paved:
            radius = shapely.maximum_inscribed_circle(surface.footprint, tolerance=0.5)
            if radius.length >= _SQUARE_RADIUS:
                found.append(Point(radius.coords[0]))
        return found

    def _open_ground(self) -> list[Point]:
        """Points of a grid that keep 3 to 25 metres from the nearest building."""
        if not self._panden:
            return []
        west, south, east, north = self._boundary.bounds
        columns, rows = np.meshgrid(
            np.arange(west + _CELL / 2, east, _CELL), np.arange(south + _CELL / 2, north, _CELL)
        )
        points = shapely.points(columns.ravel(), rows.ravel())
        _, distances = self._walls.query_nearest(points, return_distance=True, all_matches=False)
        return [point for point, away in zip(points, distances, strict=True) if 3.0 <= away <= 25.0]

    def _free(self, at: Point) -> bool:
        """Within the area and outside every building."""
        return bool(self._boundary.contains(at)) and not len(
            self._walls.query(at, predicate="intersects")
        )


class _Apart:
    """Points that keep their distance, found again by squares of the side `APART`."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Point]] = {}

    def add(self, at: Point) -> bool:
        """Take `at`, unless it is too near to a point that was taken."""
        column, row = int(at.x // APART), int(at.y // APART)
        around = ((column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if any(
            at.distance(other) < APART for cell in around for other in self._cells.get(cell, ())
        ):
            return False
        self._cells.setdefault((column, row), []).append(at)
        return True


def _named(surface: Surface, words: tuple[str, ...]) -> bool:
    return surface.function is not None and surface.function.startswith(words)


def _union(surfaces: Iterable[Surface]) -> BaseGeometry:
    return shapely.union_all([surface.footprint for surface in surfaces])


def _in_cells(ground: BaseGeometry) -> list[Point]:
    """A point well inside `ground` in each square of a grid that it touches."""
    if ground.is_empty:
        return []
    west, south, east, north = ground.bounds
    found = []
    shapely.prepare(ground)
    for x in np.arange(west, east, _CELL):
        for y in np.arange(south, north, _CELL):
            cell = shapely.box(x, y, x + _CELL, y + _CELL)
            if ground.intersects(cell):
                part = max(shapely.get_parts(ground.intersection(cell)), key=lambda part: part.area)
                if part.area >= 1.0:
                    found.append(_inside(part))
    return found


def _inside(polygon: BaseGeometry) -> Point:
    return Point(polygon.representative_point())


def _at_wall(building: Building) -> Point | None:
    """Thirty centimetres out of the middle of the longest wall."""
    footprint = building.footprint
    whole = (
        max(footprint.geoms, key=lambda p: p.area)
        if isinstance(footprint, MultiPolygon)
        else footprint
    )
    ring = shapely.orient_polygons(Polygon(whole.exterior))
    corners: Floats = np.asarray(ring.exterior.coords)[:, :2]
    walls = np.diff(corners, axis=0)
    lengths = np.hypot(walls[:, 0], walls[:, 1])
    longest = int(lengths.argmax())
    if lengths[longest] < 1.0:
        return None
    along = walls[longest] / lengths[longest]
    outward = np.array([along[1], -along[0]])  # the ring runs counter-clockwise
    return Point(corners[longest] + walls[longest] / 2 + 0.3 * outward)


def _use(building: Building) -> str:
    use = (building.use or "").lower()
    for name, words in (("shops", _SHOPS), ("work", _WORK), ("homes", _HOMES)):
        if any(word in use for word in words):
            return name
    # Without a register: few homes are larger than 400 m².
    return "work" if building.footprint.area > 400 else "homes"


def _spread(points: Sequence[Point]) -> list[Point]:
    """The points, each the farthest from all before it; begins nearest to their middle."""
    if not points:
        return []
    xy = np.array([(point.x, point.y) for point in points])
    order = [int(np.hypot(*(xy - xy.mean(axis=0)).T).argmin())]
    away = np.full(len(xy), np.inf)
    while len(order) < min(len(points), 2 * _PER_KIND):
        away = np.minimum(away, np.hypot(*(xy - xy[order[-1]]).T))
        order.append(int(away.argmax()))
    return [points[index] for index in order]
