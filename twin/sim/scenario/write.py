"""Edits as JSON, `{"edit": "add-building", …}` with GeoJSON geometry; `read` is the inverse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from twin.model import (
    AddBuilding,
    AddParking,
    ChangeUse,
    DigWater,
    Edit,
    FellTrees,
    PlantTrees,
    Programme,
    RemoveBuilding,
    Repave,
    SetHeight,
    SetTraffic,
    TreeSize,
)
from twin.sim.scenario.geometry import Crs, to_geojson

Json = dict[str, Any]


def write_edit(edit: Edit, *, crs: Crs = Crs.RD) -> Json:
    """The JSON form of an edit, with geometry in `crs`; what is None or empty is left out."""
    body = _WRITERS[type(edit)](edit, crs)
    return {key: value for key, value in body.items() if value is not None and value != []}


def write_edits(edits: Iterable[Edit], *, crs: Crs = Crs.RD) -> list[Json]:
    """The JSON form of each."""
    return [write_edit(edit, crs=crs) for edit in edits]


def _write_programme(programme: Programme | None) -> Json | None:
    if programme is None:
        return None
    return {
        "uses": {str(use): area for use, area in programme.uses},
        "homes": [
            {
                "type": str(homes.type),
                "tenure": str(homes.tenure),
                "count": homes.count,
                "floor_area": homes.floor_area,
            }
            for homes in programme.homes
        ],
    }


def _write_size(size: TreeSize | None) -> Json | None:
    return None if size is None else {"height": size.height, "crown_radius": size.crown_radius}


def _write_building(edit: AddBuilding, crs: Crs) -> Json:
    roof = {
        "kind": str(edit.roof.kind),
        "pitch": edit.roof.pitch,
        "ridge_direction": edit.roof.ridge_direction,
    }
    return {
        "edit": "add-building",
        "id": edit.id,
        "parts": [
            {
                "geometry": to_geojson(part.footprint, crs),
                "height": part.height,
                "storeys": part.storeys,
                "base": part.base,
            }
            for part in edit.parts
        ],
        "roof": roof,
        "programme": _write_programme(edit.programme),
        "solid": edit.solid
        and {
            "vertices": [list(vertex) for vertex in edit.solid.vertices],
            "triangles": [list(triangle) for triangle in edit.solid.triangles],
            "classes": [int(kind) for kind in edit.solid.classes],
        },
    }


def _write_trees(edit: PlantTrees, crs: Crs) -> Json:
    return {
        "edit": "plant-trees",
        "id": edit.id,
        "geometry": to_geojson(edit.points, crs),
        "species": str(edit.species),
        "now": _write_size(edit.now),
        "after_10": _write_size(edit.after_10),
        "after_30": _write_size(edit.after_30),
    }


def _write_repave(edit: Repave, crs: Crs) -> Json:
    return {
        "edit": "repave",
        "id": edit.id,
        "geometry": to_geojson(edit.footprint, crs),
        "kind": str(edit.kind),
        "material": edit.material,
        "function": edit.function,
    }


def _write_water(edit: DigWater, crs: Crs) -> Json:
    return {
        "edit": "dig-water",
        "id": edit.id,
        "geometry": to_geojson(edit.footprint, crs),
        "kind": str(edit.kind),
        "depth": edit.depth,
    }


def _write_parking(edit: AddParking, crs: Crs) -> Json:
    return {
        "edit": "add-parking",
        "id": edit.id,
        "geometry": to_geojson(edit.shape, crs),
        "places": edit.places,
        "kind": str(edit.kind),
    }


def _write_traffic(edit: SetTraffic, crs: Crs) -> Json:
    return {
        "edit": "set-traffic",
        "id": edit.id,
        "surfaces": list(edit.surfaces),
        "geometry": None if edit.line is None else to_geojson(edit.line, crs),
        "vehicles": {str(kind): count for kind, count in edit.vehicles},
        "speed": edit.speed,
    }


def _write_height(edit: SetHeight, _: Crs) -> Json:
    return {
        "edit": "set-height", "id": edit.id, "height": edit.height, "storeys": edit.storeys
    }  # fmt: skip


def _write_use(edit: ChangeUse, _: Crs) -> Json:
    return {"edit": "change-use", "id": edit.id, "programme": _write_programme(edit.programme)}


_WRITERS: Mapping[type[Any], Any] = {
    AddBuilding: _write_building,
    RemoveBuilding: lambda edit, _: {"edit": "remove-building", "id": edit.id},
    SetHeight: _write_height,
    ChangeUse: _write_use,
    PlantTrees: _write_trees,
    FellTrees: lambda edit, _: {"edit": "fell-trees", "ids": list(edit.ids)},
    Repave: _write_repave,
    DigWater: _write_water,
    AddParking: _write_parking,
    SetTraffic: _write_traffic,
}
