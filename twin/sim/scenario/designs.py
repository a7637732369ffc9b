"""Designs that others drew, as edits: GeoJSON features and buildings of CityJSON; and the way back.

A GeoJSON feature with a property `edit` is an edit in its own form, as `to_features` writes it. Any
other polygon is a new building: its height is in `height`, `hoogte` or `bouwhoogte` (metres above
the ground), or its storeys in `storeys`, `bouwlagen` or `lagen`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from twin.errors import EditsInvalid, InputError, Issue
from twin.model import PLANNED_ID, AddBuilding, Edit, FaceClass, Mesh, Part, Solid
from twin.sim.scenario.geometry import Crs, to_geojson
from twin.sim.scenario.massing import footprint_of
from twin.sim.scenario.read import read_edits
from twin.sim.scenario.write import write_edit

Json = dict[str, Any]

_HEIGHTS = ("height", "hoogte", "bouwhoogte")
_STOREYS = ("storeys", "bouwlagen", "lagen")
_KEPT = ("roof", "programme")
_LARGEST_DEGREE = 180.0


def from_features(
    collection: Json, *, crs: Crs | None = None, taken: Collection[str] = ()
) -> tuple[Edit, ...]:
    """The edits of a GeoJSON FeatureCollection, Feature or geometry.

    Parameters
    ----------
    crs
        Of its coordinates; None: as its `crs` member tells, else RD when they cannot be degrees.
    taken
        Ids that are in use.

    Raises
    ------
    EditsInvalid
        Features that are no edits; all of them, as `features[3]`.
    InputError
        It is no GeoJSON.
    """
    features = _features(collection)
    crs = crs or _crs(collection, features)
    issues: list[Issue] = []
    raw: list[Json] = []
    for number, feature in enumerate(features):
        try:
            raw.append(_form(feature))
        except ValueError as error:
            dutch, english = error.args
            issues.append(Issue(f"features[{number}]", "no-edit", dutch, english))
    if issues:
        raise EditsInvalid(issues, hint="docs/scenarios.md tells what a feature can be")
    try:
        return read_edits(raw, crs=crs, taken=taken)
    except EditsInvalid as error:
        raise EditsInvalid([_of_feature(issue) for issue in error.issues]) from error


def to_features(edits: Iterable[Edit], crs: Crs) -> Json:
    """Edits as a GeoJSON FeatureCollection, from which `from_features` makes the same again."""
    features = []
    for edit in edits:
        body = write_edit(edit, crs=crs)
        geometry = body.pop("geometry", None)
        if isinstance(edit, AddBuilding):
            geometry = to_geojson(footprint_of(edit), crs)
        features.append({"type": "Feature", "properties": body, "geometry": geometry})
    collection: Json = {"type": "FeatureCollection", "features": features}
    if crs is Crs.RD:
        collection["crs"] = {"type": "name", "properties": {"name": str(Crs.RD)}}
    return collection


def from_forms(
    forms: Sequence[tuple[str, Polygon | MultiPolygon, Mesh]], taken: Collection[str] = ()
) -> tuple[Edit, ...]:
    """New buildings of designed forms (name, RD footprint, mesh in RD and NAP)."""
    used = set(taken)
    edits = []
    for name, footprint, mesh in forms:
        z = mesh.vertices[:, 2]
        height = round(float(z.max() - z.min()), 3)
        parts = tuple(Part(each, height=height) for each in shapely.get_parts(footprint))
        solid = Solid(
            tuple((x, y, up) for x, y, up in mesh.vertices.tolist()),
            tuple((a, b, c) for a, b, c in mesh.triangles.tolist()),
            tuple(FaceClass(kind) for kind in np.asarray(mesh.classes).tolist()),
        )
        identity = _free_id(name, used)
        used.add(identity)
        edits.append(AddBuilding(identity, parts, solid=solid))
    return tuple(edits)


def _free_id(name: str, used: Collection[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50].strip("-") or "gebouw"
    wanted = PLANNED_ID + plain.removeprefix(PLANNED_ID)
    number = 1
    while (wanted if number == 1 else f"{wanted}-{number}") in used:
        number += 1
    return wanted if number == 1 else f"{wanted}-{number}"


def _features(collection: Json) -> list[Json]:
    kind = collection.get("type")
    if kind == "FeatureCollection" and isinstance(collection.get("features"), list):
        return list(collection["features"])
    if kind == "Feature":
        return [collection]
    if kind in ("Polygon", "MultiPolygon"):
        return [{"type": "Feature", "properties": {}, "geometry": collection}]
    raise InputError(
        f"'{kind}' is no GeoJSON design", hint="give a FeatureCollection, a Feature or a Polygon"
    )


def _crs(collection: Json, features: Sequence[Json]) -> Crs:
    """As the file tells in the old way, or by the size of the first coordinate."""
    if "28992" in str(collection.get("crs", "")):
        return Crs.RD
    for feature in features:
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        nested: Any = geometry.get("coordinates") if isinstance(geometry, dict) else None
        while isinstance(nested, list) and nested:
            nested = nested[0]
        if isinstance(nested, int | float):
            return Crs.RD if abs(nested) > _LARGEST_DEGREE else Crs.LONLAT
    return Crs.LONLAT


def _form(feature: Any) -> Json:
    """A feature as the JSON form of an edit; ValueError with words in Dutch and in English."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise ValueError("dit is geen Feature", "this is no Feature")
    facts, geometry = feature.get("properties") or {}, feature.get("geometry")
    if not isinstance(facts, dict) or not isinstance(geometry, dict | None):
        raise ValueError(
            "'properties' en 'geometry' van een Feature zijn objecten of null",
            "'properties' and 'geometry' of a Feature are objects or null",
        )
    if "edit" in facts:
        # What names its own parts, or nothing on the map, has its geometry only to be drawn.
        drawn = geometry is None or "parts" in facts
        return dict(facts) if drawn else {**facts, "geometry": geometry}
    kind = (geometry or {}).get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(
            f"een '{kind}' zonder eigenschap 'edit' zegt niet wat het is",
            f"a '{kind}' without a property 'edit' does not tell what it is",
        )
    form: Json = {"edit": "add-building", "geometry": geometry}
    for name, spellings in (("height", _HEIGHTS), ("storeys", _STOREYS)):
        told = [facts[spelling] for spelling in spellings if facts.get(spelling) is not None]
        if told:
            form[name] = told[0]
    identity = facts.get("id", feature.get("id"))
    if isinstance(identity, str) and identity.startswith(PLANNED_ID):
        form["id"] = identity
    return form | {name: facts[name] for name in _KEPT if facts.get(name) is not None}


def _of_feature(issue: Issue) -> Issue:
    place = issue.place.replace("edits[", "features[", 1)
    return Issue(place, issue.code, issue.nl, issue.en, issue.at)
