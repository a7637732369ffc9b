"""Values for tests of the store: small areas, things and readings, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from shapely import LineString, MultiPolygon, Point, Polygon, box

from twin.geo.changes import Aspect, BuildingChange, Changes, Difference, GroundChange
from twin.model import (
    Area,
    Barrier,
    BarrierHeight,
    Building,
    Dwelling,
    Ground,
    GroundLevel,
    HeightOrigin,
    LeftOut,
    LoadReport,
    Mesh,
    Origin,
    PlannedBuilding,
    RejectionReason,
    SizeOrigin,
    Source,
    Surface,
    SurfaceKind,
    Terrain,
    Thing,
    Tree,
    TreeOrigin,
)
from twin.store.observations import DeadLetter, Reading

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def thing(name: str = "kit-1", *quantities: str, area: str | None = "buurt") -> Thing:
    """A thing in an area."""
    return Thing(name, f"Kit {name}", Origin.REAL, quantities or ("pm25", "temperature"), area=area)


def reading(datastream: int = 1, minutes: float = 0, value: float = 1.0, **more: Any) -> Reading:
    """A reading some minutes after noon, received a second later."""
    moment = NOON + timedelta(minutes=minutes)
    return Reading(datastream, moment, value, moment + timedelta(seconds=1), **more)


def dead_letter(
    reason: RejectionReason = RejectionReason.NOT_JSON,
    *,
    payload: bytes = b"x",
    detail: str = "no",
    **more: Any,
) -> DeadLetter:
    """A refused message."""
    return DeadLetter(NOON, "twin/v1/kit-1/pm25", payload, reason, detail, **more)


def cube(x: float, y: float, z: float, side: float) -> Mesh:
    """A box of two triangles, which is all that storing needs."""
    corners = [[x, y, z], [x + side, y, z], [x + side, y + side, z], [x, y + side, z + side]]
    return Mesh(
        np.array(corners),
        np.array([[0, 1, 2], [0, 2, 3]], np.int32),
        np.array([0, 2], np.uint8),
    )


def area(
    name: str = "buurt",
    *,
    buildings: Sequence[Building] | None = None,
    surfaces: Sequence[Surface] | None = None,
) -> Area:
    """An area with one of everything, and with every optional field both present and absent."""
    square = box(250_000, 476_000, 250_010, 476_010)
    holed = Polygon(square.exterior, [box(250_002, 476_002, 250_004, 476_004).exterior])
    parts = MultiPolygon([square, box(250_020, 476_000, 250_030, 476_010)])
    return Area(
        id=name,
        name="De Buurt 't Zand",
        boundary=parts,
        reference_height=17.25,
        origin=Origin.SYNTHETIC,
        sources=(
            Source(
                "BAG", "Kadaster", "CC0", "© Kadaster", "https://example.org", date(2026, 1, 2),
                "v2", datetime(2026, 1, 3, 4, 5, tzinfo=UTC),
            ),
            Source("verzonnen", "Twin", "EUPL-1.2", "verzonnen", "https://example.org"),
        ),
        buildings=tuple(buildings)
        if buildings is not None
        else (
            Building(
                "verzonnen-2", parts, 17.0, 25.5, HeightOrigin.BAG3D_LOD22, 0.4, 1932,
                "Pand in gebruik", "woonfunctie", cube(250_000, 476_000, 17, 8.5), 2020, 31.5,
                (
                    Dwelling(
                        "0164010000000001", ("woonfunctie", "winkelfunctie"), 95, "Lange Wemen 3a",
                        "7551AA", "Hengelo", "Verblijfsobject in gebruik", Point(250_003, 476_003),
                        2,
                    ),
                    Dwelling("0164010000000002"),
                ),
            ),
            Building("verzonnen-1", holed, 17.1, 20.0, HeightOrigin.NEIGHBOURS),
        ),
        surfaces=tuple(surfaces)
        if surfaces is not None
        else (
            Surface("vlak", SurfaceKind.WEGDEEL, square, "voetpad", "gesloten verharding"),
            Surface("vlak", SurfaceKind.OVERBRUGGINGSDEEL, holed, level=1),
        ),
        trees=(
            Tree("boom-1", Point(250_001, 476_001), 17.0, 12.0, 4.0, "Quercus robur",
                 sizes=SizeOrigin.REGISTER),
            Tree("boom-2", Point(250_002, 476_001), 17.0, 6.0, 2.0, origin=Origin.SYNTHETIC,
                 sizes=SizeOrigin.LASER, known_by=TreeOrigin.DETECTED),
        ),
        barriers=(
            Barrier("muur-1", "muur", LineString([(250_000, 476_000), (250_004, 476_000)]), 17.0,
                    2.0, True, BarrierHeight.ASSUMED),
            Barrier("hek-1", "hek", square, 17.0, 1.1, False, BarrierHeight.LASER),
        ),
        grounds=(
            Ground(GroundLevel.NEIGHBOURHOOD, "BU01640303", "Berflo Es (deel)", parts),
            Ground(GroundLevel.PLOT, "HGL00 A 1234", "Perceel HGL00 A 1234", square),
        ),
        terrain=Terrain(
            250_000.5, 476_000.5, 1.0, np.arange(6, dtype=np.float32).reshape(2, 3), "AHN, min"
        ),
        report=LoadReport(
            read=(("pand", 3),),
            heights=(("ahn", 2),),
            left_out=(LeftOut("pand.gml", 1, "no footprint", ("0163100000000001",)),),
            notes=("een opmerking",),
        ),
        planned=(
            PlannedBuilding(
                "0164100000000003", square, "Bouw gestart", 2027, "woonfunctie",
                (Dwelling("0164010000000003", ("woonfunctie",)),),
            ),
            PlannedBuilding("0164100000000004", parts, "Bouwvergunning verleend"),
        ),
    )  # fmt: skip


def changes() -> Changes:
    """Changes of every kind."""
    status = Difference(Aspect.STATUS, None, "Pand in gebruik")
    return Changes(
        built=("0164100000000001",),
        planned_before=("0164100000000001",),
        changed=(BuildingChange("0164100000000002", (status,), 0.91),),
        gone=("0164100000000003",),
        came_in=("0164100000000004",),
        fell_out=("0164100000000005",),
        ground=(GroundChange("wegdeel", 120.5, 0.0),),
        surfaces=("G0164.1", "G0164.2"),
        trees_new=("boom-3",),
        trees_gone=("boom-1",),
        trees_changed=("boom-2",),
    )
