"""Buildings as CityJSON 2.0 (OGC 20-072r5): RD and NAP in whole millimetres.

Makes objects and no files. Each building has LoD 0 (its footprint), LoD 1.2 (a block up to
`roof_height`) and, where it has a model, LoD 1.3 or 2.2; a model that is not closed is a
MultiSurface instead of a Solid. Source: https://www.cityjson.org/specs/2.0.1/.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from twin.geo.crs import RD_NAP
from twin.geo.layers import LAYERS, MADE_UP, Layer, Record
from twin.model import Area, Building, FaceClass, HeightOrigin, Mesh, Origin

Ints = NDArray[np.int64]
Ring = list[int]

SCALE = 0.001
"""Metres that one step of a coordinate is."""

_SURFACES = {
    FaceClass.GROUND: "GroundSurface",
    FaceClass.WALL: "WallSurface",
    FaceClass.ROOF: "RoofSurface",
}
_SEMANTICS = [{"type": _SURFACES[kind]} for kind in FaceClass]
_LOD = dict.fromkeys((HeightOrigin.BAG3D_LOD22, HeightOrigin.SYNTHETIC, HeightOrigin.DESIGN), "2.2")
_FLAT_PARTS = "1.3"
"""The level of all other models: parts with flat roofs."""


@dataclass(frozen=True, slots=True, eq=False)
class CityObject:
    """A building with vertices of its own.

    Attributes
    ----------
    body
        As CityJSON has it; indices count from `first`.
    vertices
        (n, 3) int64; millimetres from the translation of the file.
    """

    body: dict[str, Any]
    vertices: Ints


def head(area: Area, made_on: date) -> dict[str, Any]:
    """The file without its city objects and vertices: transform and metadata.

    `metadata` has beside the standard's own members `sources`, with holder and licence, and
    `origin`, with a `notice` when the area is made up.
    """
    synthetic = area.origin is Origin.SYNTHETIC
    return {
        "type": "CityJSON",
        "version": "2.0",
        "transform": {"scale": [SCALE] * 3, "translate": translation(area)},
        "metadata": {
            "identifier": area.id,
            "title": f"{area.name}. {MADE_UP.nl}" if synthetic else area.name,
            "referenceSystem": RD_NAP,
            "referenceDate": made_on.isoformat(),
            "geographicalExtent": _extent(area),
            "origin": str(area.origin),
            **({"notice": MADE_UP.nl} if synthetic else {}),
            "sources": [
                {
                    "name": source.name,
                    "holder": source.holder,
                    "licence": source.licence,
                    "attribution": source.attribution,
                    "url": source.url,
                    "dated": source.dated and source.dated.isoformat(),
                }
                for source in area.sources
            ],
        },
    }


def translation(area: Area) -> list[float]:
    """Where coordinates count from: whole metres in RD, and 0 m NAP."""
    west, south, _, _ = area.boundary.bounds
    return [float(np.floor(west)), float(np.floor(south)), 0.0]


def city_object(record: Record, building: Building, layer: Layer, at: list[float], first: int
                ) -> CityObject:  # fmt: skip
    """A building as a city object.

    Parameters
    ----------
    record, layer
        What the layer of buildings tells of it; its fields are the attributes.
    at
        The translation of the file.
    first
        Number of vertices that the file has already.
    """
    points = _Points(np.asarray(at))
    geometry = [_footprint(building, points)]
    if building.roof_height > building.ground_height:
        geometry.append(_block(building, points))
    if building.mesh is not None:
        modelled = _model(building.mesh, _LOD.get(building.height_origin, _FLAT_PARTS), points)
        if modelled is not None:
            geometry.append(modelled)
    vertices, order = points.packed()
    facts = {
        field.name: value
        for field, value in zip(layer.fields, record.values, strict=True)
        if value is not None
    }
    for one in geometry:
        one["boundaries"] = _renumbered(one["boundaries"], order, first)
    return CityObject({"type": "Building", "attributes": facts, "geometry": geometry}, vertices)


def buildings_layer() -> Layer:
    """The layer that tells the attributes of buildings."""
    return next(layer for layer in LAYERS if layer.name == "pand")


class _Points:
    """Collects points; equal millimetres become one vertex."""

    def __init__(self, at: NDArray[np.float64]) -> None:
        self._at = at
        self._parts: list[Ints] = []
        self._count = 0

    def add(self, points: NDArray[np.float64]) -> range:
        """Adds (n, 3) RD and NAP; gives the numbers that they have until they are packed."""
        self._parts.append(np.rint((points - self._at) / SCALE).astype(np.int64))
        begin = self._count
        self._count += len(points)
        return range(begin, self._count)

    def packed(self) -> tuple[Ints, list[int]]:
        """The vertices, each once, and the new number of each point."""
        unique, order = np.unique(np.concatenate(self._parts), axis=0, return_inverse=True)
        return unique, order.reshape(-1).tolist()


def _renumbered(boundaries: Any, order: list[int], first: int) -> Any:
    if isinstance(boundaries, list):
        return [_renumbered(each, order, first) for each in boundaries]
    return order[boundaries] + first


def _parts(footprint: Polygon | MultiPolygon) -> list[list[NDArray[np.float64]]]:
    """The rings of each part, open and without millimetre steps, the outer one anticlockwise."""
    found = []
    for part in shapely.get_parts(shapely.orient_polygons(footprint)):
        rings = [_ring(ring) for ring in (part.exterior, *part.interiors)]
        if len(rings[0]) >= 3:
            found.append([ring for ring in rings if len(ring) >= 3])
    return found


def _ring(ring: shapely.LinearRing) -> NDArray[np.float64]:
    """Its points in whole millimetres; no point equals the one before."""
    xy = np.round(shapely.get_coordinates(ring), 3)
    return xy[np.any(xy != np.roll(xy, 1, axis=0), axis=1)]


def _at_height(ring: NDArray[np.float64], height: float) -> NDArray[np.float64]:
    return np.column_stack([ring, np.full(len(ring), height)])


def _footprint(building: Building, points: _Points) -> dict[str, Any]:
    surfaces = [
        [list(points.add(_at_height(ring, building.ground_height))) for ring in rings]
        for rings in _parts(building.footprint)
    ]
    return {"type": "MultiSurface", "lod": "0", "boundaries": surfaces}


def _block(building: Building, points: _Points) -> dict[str, Any]:
    """From ground to roof height; a footprint of several parts is several solids."""
    solids, values = [], []
    for rings in _parts(building.footprint):
        low = [list(points.add(_at_height(ring, building.ground_height))) for ring in rings]
        high = [list(points.add(_at_height(ring, building.roof_height))) for ring in rings]
        walls = [
            [[floor[place - 1], floor[place], roof[place], roof[place - 1]]]
            for floor, roof in zip(low, high, strict=True)
            for place in range(len(floor))
        ]
        solids.append([[[ring[::-1] for ring in low], high, *walls]])
        values.append([[int(FaceClass.GROUND), int(FaceClass.ROOF),
                        *[int(FaceClass.WALL)] * len(walls)]])  # fmt: skip
    single = len(solids) == 1
    return {
        "type": "Solid" if single else "MultiSolid",
        "lod": "1.2",
        "boundaries": solids[0] if single else solids,
        "semantics": {"surfaces": _SEMANTICS, "values": values[0] if single else values},
    }


def _model(mesh: Mesh, lod: str, points: _Points) -> dict[str, Any] | None:
    """A mesh; None when nothing is left of it in whole millimetres."""
    _, same = np.unique(np.round(mesh.vertices, 3), axis=0, return_inverse=True)
    welded = same.reshape(-1)[mesh.triangles]
    whole = (np.roll(welded, 1, axis=1) != welded).all(axis=1)
    if not whole.any():
        return None
    begin = points.add(mesh.vertices).start
    surfaces = [[triangle] for triangle in (mesh.triangles[whole] + begin).tolist()]
    values = mesh.classes[whole].tolist()
    closed = _closed(welded[whole])
    return {
        "type": "Solid" if closed else "MultiSurface",
        "lod": lod,
        "boundaries": [surfaces] if closed else surfaces,
        "semantics": {"surfaces": _SEMANTICS, "values": [values] if closed else values},
    }


def _closed(triangles: NDArray[np.integer]) -> bool:
    """Whether every edge is passed as often one way as the other, and once each way."""
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    forth, counts = np.unique(edges, axis=0, return_counts=True)
    back = np.unique(edges[:, ::-1], axis=0)
    return bool((counts == 1).all()) and np.array_equal(forth, back)


def _extent(area: Area) -> list[float]:
    """West, south, lowest, east, north and highest of all buildings; of the boundary if none."""
    buildings = area.buildings
    flat = [area.boundary] if not buildings else [each.footprint for each in buildings]
    west, south, east, north = shapely.total_bounds(flat).tolist()
    low = [each.ground_height for each in buildings]
    high = [max(each.roof_height, each.ground_height) for each in buildings]
    for each in buildings:
        if each.mesh is not None and len(each.mesh.vertices):
            least, most = each.mesh.vertices.min(axis=0), each.mesh.vertices.max(axis=0)
            west, south = min(west, least[0]), min(south, least[1])
            east, north = max(east, most[0]), max(north, most[1])
            low.append(float(least[2]))
            high.append(float(most[2]))
    bottom, top = (min(low), max(high)) if buildings else (area.reference_height,) * 2
    return [round(float(value), 3) for value in (west, south, bottom, east, north, top)]
