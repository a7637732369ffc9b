"""Panden and surfaces of the BGT (large-scale base map), from GML or GDAL's formats.

History (`eindRegistratie` set) and plans are left out and counted. Field names differ by
delivery (`bgt-fysiekVoorkomen`, `bgt_fysiekvoorkomen`, `bgt_fysiek_voorkomen`), so they are
compared without case and punctuation.

Source: Gegevenscatalogus BGT 1.2 and IMGeo 2.1.1 (Geonovum).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from twin.errors import FileUnreadable, NotInRd
from twin.geo import bag
from twin.geo.archives import Archive
from twin.geo.crs import Bounds, check_rd
from twin.geo.gml import Feature, features, read_features
from twin.geo.maps import plain, read_layers
from twin.geo.panden import Pand
from twin.geo.shapes import clean, polygons
from twin.geo.standing import KINDS, MappedBarrier, MappedTree, standing
from twin.geo.tally import Tally
from twin.model import LeftOut, Surface, SurfaceKind

Facts = Mapping[str, str]
"""Simple facts of an object; keys in lower case without punctuation, empty values absent."""

_CITYGML = {
    "trafficarea": "wegdeel",
    "auxiliarytrafficarea": "ondersteunendwegdeel",
    "plantcover": "begroeidterreindeel",
    "bridgeconstructionelement": "overbruggingsdeel",
    "buildingpart": "pand",
    "tunnelpart": "tunneldeel",
    "railway": "spoor",
    "solitaryvegetationobject": "vegetatieobject",
}
"""BGT object types that GML and older exports call by their CityGML name."""

_KINDS = {kind.value: kind for kind in SurfaceKind} | {"overigescheiding": SurfaceKind.SCHEIDING}
_UNKNOWN = frozenset({"waardeonbekend", "geenwaarde", "niet-bgt", "transitie", ""})
_FUNCTIONS = (
    "function", "functie", "bgtfunctie", "class", "klasse", "bgttype", "type", "plustype",
)  # fmt: skip
_MATERIALS = (
    "plusfysiekvoorkomenwegdeel", "plusfysiekvoorkomenondersteunendwegdeel",
    "plusfysiekvoorkomen", "surfacematerial", "bgtfysiekvoorkomen", "fysiekvoorkomen",
)  # fmt: skip
_READ = frozenset(
    {"lokaalid", "eindregistratie", "bgtstatus", "status", "tijdstipregistratie",
     "lvpublicatiedatum", "identificatiebagpnd", "relatievehoogteligging", *_FUNCTIONS, *_MATERIALS}
)  # fmt: skip
"""Facts that we use."""
_NO_POLYGON = "line, point or sliver: no polygon"


@dataclass(frozen=True, slots=True)
class Bgt:
    """What BGT files tell; `read` counts objects by type, history included.

    `converted` names files that came in longitude and latitude: places are then right to 0.25 m.
    """

    panden: tuple[Pand, ...]
    surfaces: tuple[Surface, ...]
    read: tuple[tuple[str, int], ...]
    left_out: tuple[LeftOut, ...]
    dated: date | None
    converted: tuple[str, ...] = ()
    repaired: tuple[tuple[str, int], ...] = ()
    trees: tuple[MappedTree, ...] = ()
    barriers: tuple[MappedBarrier, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Object:
    kind: str
    facts: Facts
    geometry: BaseGeometry | None


def read(paths: Iterable[Path], *, bounds: Bounds | None = None) -> Bgt:
    """Read BGT files, one or more object types each.

    Parameters
    ----------
    paths
        IMGeo GML (`.gml`), a zip of those as PDOK delivers it, or GeoPackage, SpatiaLite or GeoJSON
        with layers or files named after the type.
    bounds
        RD; objects whose box lies outside are not read.

    Raises
    ------
    FileUnreadable
        A file is missing, cut off or of another kind.
    NotInRd
        Coordinates are neither RD New nor longitude and latitude that say so.
    """
    tally = Tally()
    panden: dict[str, list[BaseGeometry]] = {}
    surfaces: dict[str, Surface] = {}
    trees: list[MappedTree] = []
    barriers: list[MappedBarrier] = []
    counts: dict[str, int] = {}
    newest = ""
    converted: list[str] = []
    for path in paths:
        for each in _newest_version(_objects(path, bounds, converted), tally):
            layer = f"bgt_{each.kind}"
            counts[layer] = counts.get(layer, 0) + 1
            newest = max(newest, each.facts.get("lvpublicatiedatum", ""))
            if not _stands(each, layer, tally):
                continue
            stands = _add_standing(trees, barriers, each, layer, tally)
            if each.kind == "pand":
                _add_pand(panden, each, layer, tally)
            elif not stands or polygons(each.geometry):
                _add_surface(surfaces, each, layer, tally)
    drafts = []
    for identity, parts in panden.items():
        footprint = clean(shapely.union_all(parts) if len(parts) > 1 else parts[0])
        if footprint is not None:
            drafts.append(Pand(identity, footprint))
    return Bgt(
        tuple(drafts),
        tuple(surfaces.values()),
        tuple(counts.items()),
        tally.left_out(),
        _date(newest),
        tuple(converted),
        tally.repaired(),
        tuple(trees),
        tuple(barriers),
    )


def _objects(path: Path, bounds: Bounds | None, converted: list[str]) -> Iterator[_Object]:
    if path.suffix.lower() == ".zip":
        archive = Archive(path, lambda name: name.lower().endswith((".gml", ".zip")))
        for name, stream in archive.members():
            yield from _from_gml(features(stream, f"{path}/{name}"), f"{path}/{name}", bounds)
    elif path.suffix.lower() == ".gml":
        yield from _from_gml(read_features(path), str(path), bounds)
    else:
        yield from _from_map(path, bounds, converted)


def _from_gml(found: Iterable[Feature], source: str, bounds: Bounds | None) -> Iterator[_Object]:
    objects = []
    read = 0
    for feature in found:
        read += 1
        code = re.search(r"(\d+)$", feature.srs_name)
        if code and code[1] not in ("28992", "7415"):
            raise NotInRd(
                f"'{source}' is in '{feature.srs_name}'", hint="deliver the file in EPSG:28992"
            )
        if bounds is None or _meets(feature.geometry, bounds):
            facts = _facts(feature.facts.items())
            objects.append(_Object(_kind(feature.kind), facts, feature.geometry))
    if not read:
        raise FileUnreadable(
            f"'{source}' has no IMGeo objects",
            hint="we read BGT as PDOK delivers it: IMGeo 2.1 GML",
        )
    geometries = [each.geometry for each in objects if each.geometry is not None]
    if geometries:
        box = shapely.total_bounds(geometries)
        if not math.isnan(box[0]):  # all of them empty
            check_rd((box[0], box[1], box[2], box[3]), source)
    yield from objects


def _meets(geometry: BaseGeometry | None, bounds: Bounds) -> bool:
    """Whether the box of a geometry meets bounds; lines and points (None) are counted anywhere."""
    if geometry is None or geometry.is_empty:
        return True
    west, south, east, north = geometry.bounds
    return west <= bounds[2] and east >= bounds[0] and south <= bounds[3] and north >= bounds[1]


def _from_map(path: Path, bounds: Bounds | None, converted: list[str]) -> Iterator[_Object]:
    layers = list(read_layers(path, bounds=bounds, columns=_READ.__contains__))
    for layer in layers:
        if layer.converted:
            converted.append(path.name)
        kind = _kind(layer.name)
        if kind not in _KINDS and kind != "pand" and len(layers) == 1:
            kind = _kind(path.stem)
        names = list(layer.columns)
        rows = zip(*layer.columns.values(), strict=True) if names else [()] * len(layer.geometry)
        for values, shape in zip(rows, layer.geometry, strict=True):
            facts = {name: value for name, value in zip(names, values, strict=True) if value}
            yield _Object(kind, facts, shape)


def _kind(name: str) -> str:
    # PDOK's API has a collection for each kind of geometry, such as `scheiding_vlak`.
    kind = plain(re.sub(r"_(vlak|lijn|punt)$", "", name)).removeprefix("bgt")
    return _CITYGML.get(kind, kind)


def _facts(pairs: Iterable[tuple[str, str]]) -> Facts:
    return {_plain(name): text for name, text in pairs if text}


_plain = cache(plain)
"""The same few names come with every object."""


def _newest_version(objects: Iterator[_Object], tally: Tally) -> Iterator[_Object]:
    """Of current objects with the same local id only the one that was registered last."""
    kept: dict[str, _Object] = {}
    for each in objects:
        name = each.facts.get("lokaalid")
        if name is None or "eindregistratie" in each.facts:
            yield each
            continue
        other = kept.get(name)
        if other is not None:
            tally.leave_out(f"bgt_{each.kind}", "older version of an object", name)
            moment = "tijdstipregistratie"
            if each.facts.get(moment, "") < other.facts.get(moment, ""):
                continue
        kept[name] = each
    yield from kept.values()


def _stands(each: _Object, layer: str, tally: Tally) -> bool:
    name = each.facts.get("lokaalid", "")
    if "eindregistratie" in each.facts:
        tally.leave_out(layer, "history: its registration has ended", name)
        return False
    status = each.facts.get("bgtstatus") or each.facts.get("status", "bestaand")
    if status != "bestaand":
        tally.leave_out(layer, f"status '{status}': not there", name)
        return False
    return True


def _add_pand(
    panden: dict[str, list[BaseGeometry]], each: _Object, layer: str, tally: Tally
) -> None:
    told = each.facts.get("identificatiebagpnd")
    identity = bag.pand_id(told)
    tally.see(layer, each.geometry)
    parts = polygons(each.geometry)
    if identity is None:
        name = each.facts.get("lokaalid", "")
        tally.leave_out(layer, "pand without a BAG id", told or name)
    elif not parts:
        tally.leave_out(layer, _NO_POLYGON, identity)
    else:
        panden.setdefault(identity, []).extend(parts)


def _add_standing(
    trees: list[MappedTree],
    barriers: list[MappedBarrier],
    each: _Object,
    layer: str,
    tally: Tally,
) -> bool:
    """Keep what an object has of trees and barriers; whether there was any."""
    if each.kind not in KINDS:
        return False
    name = each.facts.get("lokaalid") or f"{layer}-{len(trees) + len(barriers)}"
    stems, walls = standing(name, _first(each.facts, _FUNCTIONS), each.geometry)
    if walls and each.facts.get("relatievehoogteligging", "0") != "0":
        tally.leave_out(layer, "wall or fence on a bridge or underground", name, count=len(walls))
        walls = []
    trees += stems
    barriers += walls
    return bool(stems or walls)


def _add_surface(surfaces: dict[str, Surface], each: _Object, layer: str, tally: Tally) -> None:
    name = each.facts.get("lokaalid") or f"{layer}-{len(surfaces)}"
    kind = _KINDS.get(each.kind)
    if kind is None:
        tally.leave_out(layer, "type that covers no ground or that we do not draw", name)
        return
    tally.see(layer, each.geometry)
    parts = polygons(each.geometry)
    if not parts:
        tally.leave_out(layer, _NO_POLYGON, name)
    for place, part in enumerate(parts):
        surfaces[name if place == 0 else f"{name}-{place + 1}"] = Surface(
            id=name if place == 0 else f"{name}-{place + 1}",
            kind=kind,
            footprint=part,
            function=_first(each.facts, _FUNCTIONS),
            material=_first(each.facts, _MATERIALS),
            level=int(each.facts.get("relatievehoogteligging", "0")),
        )


def _first(facts: Facts, names: Sequence[str]) -> str | None:
    """The first fact of these names that says something."""
    for name in names:
        value = facts.get(name, "")
        if value.lower() not in _UNKNOWN:
            return value
    return None


def _date(moment: str) -> date | None:
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})", moment)
    return date(int(found[1]), int(found[2]), int(found[3])) if found else None
