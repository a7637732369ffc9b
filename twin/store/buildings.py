"""Buildings of an area, standing and planned, with meshes and dwellings, as rows and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from twin.model import Building, Dwelling, HeightOrigin, Mesh, PlannedBuilding
from twin.store.pool import Connection
from twin.store.queries import queries
from twin.store.shapes import from_bytes, from_wkb, to_bytes, to_wkb

_SQL = queries("areas")

# Byte order is part of what is stored.
_VERTICES = np.dtype("<f8")
_TRIANGLES = np.dtype("<i4")
_CLASSES = np.dtype("u1")

Row = tuple[Any, ...]


def save_buildings(
    conn: Connection,
    area: str,
    buildings: Sequence[Building],
    planned: Sequence[PlannedBuilding],
) -> None:
    """Save what stands and what is planned in an area that has none yet, with all dwellings."""
    meshes = [building.mesh for building in buildings]
    conn.execute(
        _SQL["insert_buildings"],
        {
            "area": area,
            "id": [building.id for building in buildings],
            "footprint": to_wkb([building.footprint for building in buildings]),
            "ground_height": [float(building.ground_height) for building in buildings],
            "roof_height": [float(building.roof_height) for building in buildings],
            "height_origin": [building.height_origin.value for building in buildings],
            "height_error": [building.height_error for building in buildings],
            "year": [building.year for building in buildings],
            "status": [building.status for building in buildings],
            "use": [building.use for building in buildings],
            "mesh_vertices": [mesh and to_bytes(mesh.vertices, _VERTICES) for mesh in meshes],
            "mesh_triangles": [mesh and to_bytes(mesh.triangles, _TRIANGLES) for mesh in meshes],
            "mesh_classes": [mesh and to_bytes(mesh.classes, _CLASSES) for mesh in meshes],
            "measured_in": [building.measured_in for building in buildings],
            "point_density": [building.point_density for building in buildings],
        },
    )
    conn.execute(
        _SQL["insert_planned"],
        {
            "area": area,
            "id": [each.id for each in planned],
            "footprint": to_wkb([each.footprint for each in planned]),
            "status": [each.status for each in planned],
            "year": [each.year for each in planned],
            "use": [each.use for each in planned],
        },
    )
    _save_dwellings(conn, area, [*buildings, *planned])


def _save_dwellings(
    conn: Connection, area: str, buildings: Sequence[Building | PlannedBuilding]
) -> None:
    rows = [(building.id, each) for building in buildings for each in building.dwellings]
    conn.execute(
        _SQL["insert_dwellings"],
        {
            "area": area,
            "building": [building for building, _ in rows],
            "id": [each.id for _, each in rows],
            "uses": [",".join(each.uses) for _, each in rows],
            "floor_area": [each.floor_area for _, each in rows],
            "address": [each.address for _, each in rows],
            "postcode": [each.postcode for _, each in rows],
            "city": [each.city for _, each in rows],
            "status": [each.status for _, each in rows],
            "position": to_wkb([each.position for _, each in rows]),
            "storey": [each.storey for _, each in rows],
        },
    )


def dwellings(rows: Sequence[Row]) -> dict[str, tuple[Dwelling, ...]]:
    """Rows of query `dwellings`, by building."""
    found: dict[str, list[Dwelling]] = defaultdict(list)
    for row, position in zip(rows, from_wkb([row[8] for row in rows]), strict=True):
        found[row[0]].append(
            Dwelling(
                id=row[1],
                uses=tuple(row[2]),
                floor_area=row[3],
                address=row[4],
                postcode=row[5],
                city=row[6],
                status=row[7],
                position=position,
                storey=row[9],
            )
        )
    return {building: tuple(each) for building, each in found.items()}


def buildings(rows: Sequence[Row], inside: dict[str, tuple[Dwelling, ...]]) -> tuple[Building, ...]:
    """Rows of query `buildings`, with the dwellings in them."""
    footprints = from_wkb([row[1] for row in rows])
    return tuple(
        Building(
            id=row[0],
            footprint=footprint,
            ground_height=row[2],
            roof_height=row[3],
            height_origin=HeightOrigin(row[4]),
            height_error=row[5],
            year=row[6],
            status=row[7],
            use=row[8],
            mesh=None if row[9] is None else _mesh(*row[9:12]),
            measured_in=row[12],
            point_density=row[13],
            dwellings=inside.get(row[0], ()),
        )
        for row, footprint in zip(rows, footprints, strict=True)
    )


def planned(
    rows: Sequence[Row], inside: dict[str, tuple[Dwelling, ...]]
) -> tuple[PlannedBuilding, ...]:
    """Rows of query `planned`, with the dwellings that are to be in them."""
    footprints = from_wkb([row[1] for row in rows])
    return tuple(
        PlannedBuilding(
            id=row[0],
            footprint=footprint,
            status=row[2],
            year=row[3],
            use=row[4],
            dwellings=inside.get(row[0], ()),
        )
        for row, footprint in zip(rows, footprints, strict=True)
    )


def _mesh(vertices: bytes, triangles: bytes, classes: bytes) -> Mesh:
    return Mesh(
        from_bytes(vertices, _VERTICES, np.float64).reshape(-1, 3),
        from_bytes(triangles, _TRIANGLES, np.int32).reshape(-1, 3),
        from_bytes(classes, _CLASSES, np.uint8),
    )
