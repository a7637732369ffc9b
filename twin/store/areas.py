"""Areas saved and read back whole: RD New geometry as WKB, meshes and terrain as plain arrays."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from twin.errors import NotFound
from twin.model import (
    Area,
    Barrier,
    BarrierHeight,
    Ground,
    GroundLevel,
    LeftOut,
    LoadReport,
    Mismatch,
    MismatchKind,
    Origin,
    SizeOrigin,
    Source,
    Surface,
    SurfaceKind,
    Terrain,
    Tree,
    TreeOrigin,
)
from twin.store import buildings as rows
from twin.store.buildings import save_buildings
from twin.store.pool import Connection
from twin.store.queries import queries
from twin.store.shapes import from_bytes, from_wkb, to_bytes, to_wkb

_SQL = queries("areas")

_HEIGHTS = np.dtype("<f4")  # byte order is part of what is stored


@dataclass(frozen=True, slots=True)
class AreaRow:
    """What a list of areas tells of each; `boundary` is RD, `reference_height` NAP.

    Attributes
    ----------
    saved_at
        When it was loaded.
    changed_at
        Since when its content is what it is: what was computed earlier is out of date.
    """

    id: str
    name: str
    origin: Origin
    boundary: Polygon | MultiPolygon
    reference_height: float
    saved_at: datetime
    changed_at: datetime
    buildings: int
    surfaces: int
    trees: int


def save_area(
    conn: Connection, area: Area, fingerprint: str, *, changed_at: datetime | None = None
) -> None:
    """Save `area` in place of what had its id; things and observations are not touched.

    Parameters
    ----------
    fingerprint
        What its files look like now; `fingerprint` gives it back.
    changed_at
        Since when its content is what it is; None: since now.
    """
    with conn.transaction():
        conn.execute(_SQL["delete_area"], {"id": area.id})
        conn.execute(
            _SQL["insert_area"],
            {
                "id": area.id,
                "name": area.name,
                "origin": area.origin.value,
                "boundary": shapely.to_wkb(area.boundary),
                "reference_height": area.reference_height,
                "sources": json.dumps([_source_json(source) for source in area.sources]),
                "report": json.dumps(asdict(area.report)),
                "fingerprint": fingerprint,
                "changed_at": changed_at,
            },
        )
        save_buildings(conn, area.id, area.buildings, area.planned)
        _save_surfaces(conn, area.id, area.surfaces)
        _save_trees(conn, area.id, area.trees)
        _save_barriers(conn, area.id, area.barriers)
        _save_grounds(conn, area.id, area.grounds)
        if area.terrain is not None:
            _save_terrain(conn, area.id, area.terrain)


def load_area(conn: Connection, id: str) -> Area:  # noqa: A002 - its name in the contract
    """The area called `id`, as it was saved.

    Raises
    ------
    NotFound
        No area is called so.
    """
    with conn.transaction():
        # One snapshot, so that an area that is replaced meanwhile is not read half old, half new.
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = conn.execute(_SQL["area"], {"id": id}).fetchone()
        if row is None:
            known = ", ".join(area.id for area in list_areas(conn))
            hint = f"known are: {known}" if known else "load one with: twin area load"
            raise NotFound(f"no area is called '{id}'", hint=hint)
        name, origin, boundary, reference_height, sources, report = row
        inside = rows.dwellings(_rows(conn, "dwellings", id))
        return Area(
            id=id,
            name=name,
            origin=Origin(origin),
            boundary=from_wkb([boundary])[0],
            reference_height=reference_height,
            sources=tuple(_source(source) for source in sources),
            buildings=rows.buildings(_rows(conn, "buildings", id), inside),
            planned=rows.planned(_rows(conn, "planned", id), inside),
            surfaces=_surfaces(_rows(conn, "surfaces", id)),
            trees=_trees(_rows(conn, "trees", id)),
            barriers=_barriers(_rows(conn, "barriers", id)),
            grounds=_grounds(_rows(conn, "grounds", id)),
            terrain=_terrain(_rows(conn, "terrain", id)),
            report=_report(report),
        )


def list_areas(conn: Connection) -> list[AreaRow]:
    """All areas by id."""
    rows = conn.execute(_SQL["list_areas"]).fetchall()
    boundaries = from_wkb([row[3] for row in rows])
    return [
        AreaRow(row[0], row[1], Origin(row[2]), boundary, *row[4:])
        for row, boundary in zip(rows, boundaries, strict=True)
    ]


def fingerprint(conn: Connection, id: str) -> str | None:  # noqa: A002 - its name in the contract
    """What the files of area `id` looked like when it was saved; None when it is not there."""
    row = conn.execute(_SQL["fingerprint"], {"id": id}).fetchone()
    return None if row is None else str(row[0])


def _save_surfaces(conn: Connection, area: str, surfaces: Sequence[Surface]) -> None:
    conn.execute(
        _SQL["insert_surfaces"],
        {
            "area": area,
            "id": [surface.id for surface in surfaces],
            "kind": [surface.kind.value for surface in surfaces],
            "footprint": to_wkb([surface.footprint for surface in surfaces]),
            "function": [surface.function for surface in surfaces],
            "material": [surface.material for surface in surfaces],
            "level": [surface.level for surface in surfaces],
        },
    )


def _save_trees(conn: Connection, area: str, trees: Sequence[Tree]) -> None:
    conn.execute(
        _SQL["insert_trees"],
        {
            "area": area,
            "id": [tree.id for tree in trees],
            "position": to_wkb([tree.position for tree in trees]),
            "ground_height": [float(tree.ground_height) for tree in trees],
            "height": [float(tree.height) for tree in trees],
            "crown_radius": [float(tree.crown_radius) for tree in trees],
            "species": [tree.species for tree in trees],
            "origin": [tree.origin.value for tree in trees],
            "sizes": [tree.sizes.value for tree in trees],
            "known_by": [tree.known_by.value for tree in trees],
        },
    )


def _save_barriers(conn: Connection, area: str, barriers: Sequence[Barrier]) -> None:
    conn.execute(
        _SQL["insert_barriers"],
        {
            "area": area,
            "id": [each.id for each in barriers],
            "kind": [each.kind for each in barriers],
            "shape": to_wkb([each.shape for each in barriers]),
            "ground_height": [float(each.ground_height) for each in barriers],
            "height": [float(each.height) for each in barriers],
            "closed": [each.closed for each in barriers],
            "height_origin": [each.height_origin.value for each in barriers],
        },
    )


def _save_grounds(conn: Connection, area: str, grounds: Sequence[Ground]) -> None:
    conn.execute(
        _SQL["insert_grounds"],
        {
            "area": area,
            "level": [each.level.value for each in grounds],
            "id": [each.id for each in grounds],
            "label": [each.label for each in grounds],
            "shape": to_wkb([each.shape for each in grounds]),
        },
    )


def _save_terrain(conn: Connection, area: str, terrain: Terrain) -> None:
    rows, columns = terrain.heights.shape
    conn.execute(
        _SQL["insert_terrain"],
        {
            "area": area,
            "x0": float(terrain.x0),
            "y0": float(terrain.y0),
            "cell": float(terrain.cell),
            "row_count": rows,
            "column_count": columns,
            "heights": to_bytes(terrain.heights, _HEIGHTS),
            "method": terrain.method,
        },
    )


def _rows(conn: Connection, query: str, area: str) -> list[tuple[Any, ...]]:
    """Rows of a query, in binary: geometry and meshes arrive as they are."""
    with conn.cursor(binary=True) as cursor:
        return cursor.execute(_SQL[query], {"id": area}).fetchall()


def _surfaces(rows: list[tuple[Any, ...]]) -> tuple[Surface, ...]:
    footprints = from_wkb([row[2] for row in rows])
    return tuple(
        Surface(row[0], SurfaceKind(row[1]), footprint, *row[3:])
        for row, footprint in zip(rows, footprints, strict=True)
    )


def _trees(rows: list[tuple[Any, ...]]) -> tuple[Tree, ...]:
    positions = from_wkb([row[1] for row in rows])
    return tuple(
        Tree(
            id=row[0],
            position=position,
            ground_height=row[2],
            height=row[3],
            crown_radius=row[4],
            species=row[5],
            origin=Origin(row[6]),
            sizes=SizeOrigin(row[7]),
            known_by=TreeOrigin(row[8]),
        )
        for row, position in zip(rows, positions, strict=True)
    )


def _barriers(rows: list[tuple[Any, ...]]) -> tuple[Barrier, ...]:
    shapes = from_wkb([row[2] for row in rows])
    return tuple(
        Barrier(row[0], row[1], shape, row[3], row[4], row[5], BarrierHeight(row[6]))
        for row, shape in zip(rows, shapes, strict=True)
    )


def _grounds(rows: list[tuple[Any, ...]]) -> tuple[Ground, ...]:
    shapes = from_wkb([row[3] for row in rows])
    return tuple(
        Ground(GroundLevel(row[0]), row[1], row[2], shape)
        for row, shape in zip(rows, shapes, strict=True)
    )


def _terrain(rows: list[tuple[Any, ...]]) -> Terrain | None:
    if not rows:
        return None
    x0, y0, cell, row_count, column_count, heights, method = rows[0]
    grid = from_bytes(heights, _HEIGHTS, np.float32).reshape(row_count, column_count)
    return Terrain(x0, y0, cell, grid, method)


def _source_json(source: Source) -> dict[str, Any]:
    moment = source.downloaded_at
    return asdict(source) | {
        "dated": source.dated and source.dated.isoformat(),
        "downloaded_at": moment and moment.isoformat(),
    }


def _source(data: dict[str, Any]) -> Source:
    dated, moment = data["dated"], data.get("downloaded_at")
    return Source(
        **data
        | {
            "dated": None if dated is None else date.fromisoformat(dated),
            "downloaded_at": None if moment is None else datetime.fromisoformat(moment),
        }
    )


def _report(data: dict[str, Any]) -> LoadReport:
    return LoadReport(
        read=tuple((layer, count) for layer, count in data["read"]),
        heights=tuple((origin, count) for origin, count in data["heights"]),
        left_out=tuple(
            LeftOut(**left_out | {"examples": tuple(left_out["examples"])})
            for left_out in data["left_out"]
        ),
        notes=tuple(data["notes"]),
        # Areas that were saved before these were counted do not have them.
        mismatches=tuple(
            Mismatch(**each | {"kind": MismatchKind(each["kind"])})
            for each in data.get("mismatches", ())
        ),
        repaired=tuple((layer, count) for layer, count in data.get("repaired", ())),
    )
