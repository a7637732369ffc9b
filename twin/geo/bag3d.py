"""Buildings of 3D BAG (CityJSON or CityJSONSeq) as panden with LoD 2.2 or 1.3 meshes.

Source: https://docs.3dbag.nl/en/schema/ ; names of attributes differ by release: `h_dak_70p`
until 2022, `b3_h_dak_70p` since.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from shapely import MultiPolygon, Polygon
from shapely.ops import unary_union

from twin.errors import FileUnreadable
from twin.geo import bag
from twin.geo.cityjson import CityModel, Json, read_cityjson, rings
from twin.geo.crs import Bounds, check_nap
from twin.geo.meshes import Face, roof_height, triangulate_faces, volume
from twin.geo.panden import Pand
from twin.geo.shapes import clean, polygons
from twin.geo.tally import OUTSIDE, Tally
from twin.geo.terrain import LAST_FLIGHTS
from twin.model import FaceClass, HeightOrigin, LeftOut, Mesh

_DEPTH = {
    "MultiSurface": 1,
    "CompositeSurface": 1,
    "Solid": 2,
    "MultiSolid": 3,
    "CompositeSolid": 3,
}
_CLASSES = {
    "GroundSurface": FaceClass.GROUND,
    "OuterCeilingSurface": FaceClass.GROUND,
    "WallSurface": FaceClass.WALL,
    "ClosureSurface": FaceClass.WALL,
    "Window": FaceClass.WALL,
    "Door": FaceClass.WALL,
    "RoofSurface": FaceClass.ROOF,
    "OuterFloorSurface": FaceClass.ROOF,
}
# 3D BAG's name of a level of detail, and the origin of heights from it.
_ORIGINS = {
    2: ("lod22", HeightOrigin.BAG3D_LOD22),
    1: ("lod13", HeightOrigin.BAG3D_LOD13),
    0: ("lod22", HeightOrigin.BAG3D_ATTRIBUTE),
}
_LOD13 = 1.3  # below it every building is one block, which a prism is too
# Without semantics a face is a wall when it is within 15 degrees of upright.
_UPRIGHT = float(np.sin(np.radians(15)))


@dataclass(frozen=True, slots=True)
class Bag3d:
    """What a 3D BAG file tells.

    Attributes
    ----------
    panden
        Those that stand; `roof_height` is None where 3D BAG has none.
    read
        Buildings in the file, standing or not.
    """

    panden: tuple[Pand, ...]
    read: int
    left_out: tuple[LeftOut, ...]
    dated: date | None


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A building of any CityJSON file, such as a design: its name, RD footprint and model."""

    name: str
    footprint: Polygon | MultiPolygon
    mesh: Mesh


def forms(path: Path) -> list[Form]:
    """All buildings of a CityJSON file that have a model of LoD 1 or 2, in RD and NAP.

    Raises
    ------
    FileUnreadable, NotInRd
        As `read`.
    """
    model = read_cityjson(path)
    chosen = [
        (name, each) for name, each in model.objects.items() if _is_building(str(each.get("type")))
    ]
    found = []
    for (name, each), (mesh, _) in zip(chosen, _meshes(model, chosen, path, 1.0), strict=True):
        footprint = _footprint(model, each, mesh)
        if mesh is not None and footprint is not None:
            found.append(Form(name, footprint, mesh))
    return found


def read(path: Path, *, bounds: Bounds | None = None) -> Bag3d:
    """Read the buildings of a 3D BAG file.

    Parameters
    ----------
    path
        CityJSON 1.0, 1.1 or 2.0, or CityJSONSeq (`.jsonl`), in EPSG:7415.
    bounds
        RD; buildings of which the outline lies outside are left out before a mesh is made.

    Raises
    ------
    FileUnreadable
        Not such a file.
    NotInRd
        Coordinates or heights cannot be RD and NAP.
    """
    model = read_cityjson(path, lambda each: _lod(each) == 0 or _LOD13 <= _lod(each) < 3)
    tally = Tally()
    chosen: list[tuple[str, str, Json]] = []
    other: Counter[str] = Counter()
    for name, each in model.objects.items():
        kind = str(each.get("type"))
        if _is_building(kind):
            identity = _standing_id(name, each, path, tally)
            if identity is not None and not _meets(model, each, bounds):
                tally.leave_out("3D BAG", OUTSIDE, identity)
            elif identity is not None:
                chosen.append((identity, name, each))
        elif not _is_part(kind):
            other[kind] += 1
    for kind, count in other.items():
        tally.leave_out(path.name, f"a {kind} is not a building", count=count)
    count = sum(_is_building(str(each.get("type"))) for each in model.objects.values())
    meshes = _meshes(model, [(name, each) for _, name, each in chosen], path)
    panden = []
    for (identity, name, each), (mesh, lod) in zip(chosen, meshes, strict=True):
        footprint = _footprint(model, each, mesh)
        if footprint is None:
            tally.leave_out(path.name, "no LoD 0 and no LoD 2 geometry", name)
        else:
            panden.append(_pand(identity, each, footprint, mesh, lod, path))
    if not any(pand.has_height for pand in panden):
        reason = "no LoD 2.2 and no roof height: not of 3D BAG"
        tally.leave_out(path.name, reason, *(pand.id for pand in panden), count=len(panden))
        panden = []
    return Bag3d(tuple(panden), count, tally.left_out(), model.dated)


def _is_building(kind: str) -> bool:
    """`Building`, or an extension of it such as `+NoiseBuilding`."""
    return kind == "Building" or (kind.startswith("+") and kind.endswith("Building"))


def _is_part(kind: str) -> bool:
    return kind == "BuildingPart" or (kind.startswith("+") and kind.endswith("BuildingPart"))


def _standing_id(name: str, building: Json, path: Path, tally: Tally) -> str | None:
    """The pand's id, or None after counting why it is left out."""
    attributes = building.get("attributes") or {}
    told = attributes.get("identificatie", attributes.get("identificatiebagpnd", name))
    identity = bag.pand_id(told)
    if identity is None:
        tally.leave_out(path.name, "building without a BAG id", str(told))
        return None
    status = attributes.get("status")
    if not bag.stands(status):
        tally.leave_out(path.name, f"status '{status}': nothing stands there", identity)
        return None
    return identity


def _pand(
    identity: str,
    building: Json,
    footprint: Polygon | MultiPolygon,
    mesh: Mesh | None,
    lod: int,
    path: Path,
) -> Pand:
    attributes = building.get("attributes") or {}
    ground = _attribute(attributes, "h_maaiveld", identity, path)
    roof = _attribute(attributes, "h_dak_70p", identity, path)
    if mesh is not None:
        ground = float(mesh.vertices[:, 2].min()) if ground is None else ground
        roof = roof_height(mesh) if roof is None else roof
    for height in (ground, roof):
        if height is not None:
            check_nap(height, height, f"{path}: {identity}")
    year = attributes.get("oorspronkelijkbouwjaar")
    name, origin = _ORIGINS[lod]
    flown = _flown(attributes)
    return Pand(
        id=identity,
        footprint=footprint,
        ground_height=ground,
        roof_height=roof,
        height_origin=None if roof is None else origin,
        height_error=_attribute(attributes, f"rmse_{name}", identity, path),
        year=int(year) if year is not None else None,
        status=attributes.get("status"),
        mesh=mesh,
        measured_in=flown,
        point_density=_density(attributes),
    )


def _flown(attributes: Json) -> int | None:
    """Year of the points behind a model; where only the AHN is told, the last of its flights."""
    told = re.match(r"\d{4}", str(attributes.get("b3_pw_datum", attributes.get("pw_datum"))))
    return int(told[0]) if told else LAST_FLIGHTS.get(_points_of(attributes))


def _points_of(attributes: Json) -> str:
    """`ahn3`, `ahn4`, …; '' when it is not told."""
    return str(attributes.get("b3_pw_bron", attributes.get("pw_bron")) or "").lower()


def _density(attributes: Json) -> float | None:
    """Points per m² of the AHN that the model was made of."""
    told = attributes.get(f"b3_puntdichtheid_{_points_of(attributes)}")
    return float(told) if isinstance(told, int | float) else None


def _attribute(attributes: Json, name: str, identity: str, path: Path) -> float | None:
    """A number under its name of either release; None when absent or null."""
    value = attributes.get(f"b3_{name}", attributes.get(name))
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FileUnreadable(
            f"'{name}' of pand '{identity}' in '{path}' is no number: '{value}'",
            hint="download the file again",
        )
    return float(value)


def _geometries(model: CityModel, building: Json) -> Iterator[Json]:
    """Geometries of a building and of its parts, at any depth."""
    yield from building.get("geometry", ())
    for child in building.get("children", ()):
        part = model.objects.get(child)
        if part is not None and _is_part(str(part.get("type"))):
            yield from _geometries(model, part)


def _lod(geometry: Json) -> float:
    try:
        return float(geometry["lod"])
    except (KeyError, TypeError, ValueError):
        return -1.0


def _meets(model: CityModel, building: Json, bounds: Bounds | None) -> bool:
    """Whether the box of its LoD 0 meets bounds; without one it may."""
    if bounds is None:
        return True
    around = [
        index
        for geometry in _geometries(model, building)
        if _lod(geometry) == 0
        for ring in rings(geometry.get("boundaries"))
        for index in ring
    ]
    if not around:
        return True
    xy = model.vertices[around, :2]
    (west, south), (east, north) = xy.min(axis=0), xy.max(axis=0)
    return bool(
        west <= bounds[2] and east >= bounds[0] and south <= bounds[3] and north >= bounds[1]
    )


def _footprint(
    model: CityModel, building: Json, mesh: Mesh | None
) -> Polygon | MultiPolygon | None:
    """LoD 0, else the outline of the mesh seen from above."""
    flat: list[Polygon] = []
    for geometry in _geometries(model, building):
        if _lod(geometry) == 0:
            for face, _ in _faces(geometry):
                rings = [model.vertices[ring, :2] for ring in face if len(ring) >= 3]
                flat += polygons(Polygon(rings[0], rings[1:])) if rings else []
    if not flat and mesh is not None:
        corners = mesh.vertices[mesh.triangles][..., :2]
        level = corners[mesh.classes == FaceClass.GROUND]
        flat = [
            part
            for corner in (level if len(level) else corners)
            for part in polygons(Polygon(corner), smallest=1e-6)
        ]
    return clean(unary_union(flat)) if flat else None


def _meshes(
    model: CityModel, buildings: list[tuple[str, Json]], path: Path, lowest: float = _LOD13
) -> list[tuple[Mesh | None, int]]:
    """LoD 2, else LoD 1 from `lowest`, of every building as a mesh, triangulated all at once.

    With each its level: 2, 1, or 0 for none.
    """
    faces: list[Face] = []
    classes: list[int] = []
    ends: list[int] = []
    levels: list[int] = []
    for name, building in buildings:
        found = list(_geometries(model, building))
        best = max((lod for lod in map(_lod, found) if lowest <= lod < 3), default=None)
        try:
            for geometry in found:
                if best is not None and _lod(geometry) == best:
                    for face, surface in _faces(geometry):
                        faces.append(face)
                        classes.append(_CLASSES.get(surface, -1))
        except (TypeError, IndexError, KeyError, AttributeError) as error:
            raise FileUnreadable(
                f"geometry of '{name}' in '{path}' is not valid CityJSON: {error!r}",
                hint="check the file with a CityJSON validator",
            ) from error
        ends.append(len(faces))
        levels.append(0 if best is None else int(best))
    triangles, owners, normals = triangulate_faces(model.vertices, faces)
    by_normal = np.select(
        [normals[:, 2] > _UPRIGHT, normals[:, 2] < -_UPRIGHT],
        [FaceClass.ROOF, FaceClass.GROUND],
        FaceClass.WALL,
    )
    told = np.array(classes, dtype=np.int64)
    face_classes = np.where(told < 0, by_normal, told).astype(np.uint8)
    stops = np.searchsorted(owners, ends)
    starts = np.concatenate([[0], stops[:-1]]) if len(stops) else stops
    made = [
        _mesh(model, triangles[start:stop], face_classes[owners[start:stop]])
        for start, stop in zip(starts, stops, strict=True)
    ]
    return [(mesh, 0 if mesh is None else level) for mesh, level in zip(made, levels, strict=True)]


def _mesh(model: CityModel, triangles: np.ndarray[Any, Any], classes: Any) -> Mesh | None:
    if not len(triangles):
        return None
    used, local = np.unique(triangles, return_inverse=True)
    vertices = model.vertices[used]
    corners = local.reshape(-1, 3).astype(np.int32)
    if volume(vertices, corners) < 0:  # a file that winds its faces clockwise
        corners = corners[:, ::-1]
    return Mesh(vertices, np.ascontiguousarray(corners), classes)


def _faces(geometry: Json) -> Iterator[tuple[Face, str]]:
    """Every face of a geometry with the type of its semantic surface ('' when it has none)."""
    semantics = geometry.get("semantics") or {}
    types = [str(surface.get("type", "")) for surface in semantics.get("surfaces", ())]
    depth = _DEPTH.get(str(geometry.get("type")), 0)
    if depth:
        for face, value in _level(geometry["boundaries"], semantics.get("values"), depth):
            yield face, "" if value is None else types[value]


def _level(boundaries: Any, values: Any, depth: int) -> Iterator[tuple[Face, int | None]]:
    """Walk boundaries and semantic values side by side; null values hold for all below."""
    for place, inner in enumerate(boundaries):
        value = None if values is None else values[place]
        if depth == 1:
            yield inner, value
        else:
            yield from _level(inner, value, depth - 1)
