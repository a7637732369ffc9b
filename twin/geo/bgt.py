"""Panden and surfaces of the BGT (large-scale base map), from GML or GDAL's formats.

History (`eindRegistratie` set) and plans are left out and counted. Field names differ by
delivery (`bgt-fysiekVoorkomen`, `bgt_fysiekvoorkomen`, `bgt_fysiek_voorkomen`), so they are
compared without case and punctuation.

Source: Gegevenscatalogus BGT 1.2 and IMGeo 2.1.1 (Geonovum).
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.geometry.base import BaseGeometry

from twin.errors import FileUnreadable, NotInRd
from twin.geo import bag
from twin.geo.crs import check_rd
from twin.geo.gml import read_features
from twin.geo.panden import Pand
from twin.geo.shapes import clean, polygons
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
}
"""BGT object types that GML and older exports call by their CityGML name."""

_KINDS = {kind.value: kind for kind in SurfaceKind} | {"overigescheiding": SurfaceKind.SCHEIDING}
_UNKNOWN = frozenset({"waardeonbekend", "geenwaarde", "niet-bgt", "transitie", ""})
_NO_POLYGON = "line, point or sliver: no polygon"


@dataclass(frozen=True, slots=True)
class Bgt:
    """What BGT files tell; `read` counts objects by type, history included."""

    panden: tuple[Pand, ...]
    surfaces: tuple[Surface, ...]
    read: tuple[tuple[str, int], ...]
    left_out: tuple[LeftOut, ...]
    dated: date | None


@dataclass(frozen=True, slots=True, eq=False)
class _Object:
    kind: str
    facts: Facts
    geometry: BaseGeometry | None


def read(paths: Iterable[Path]) -> Bgt:
    """Read BGT files, one or more object types each.

    Parameters
    ----------
    paths
        IMGeo GML (`.gml`), or SpatiaLite or GeoPackage with layers or files named after the type.

    Raises
    ------
    FileUnreadable
        A file is missing, cut off or of another kind.
    NotInRd
        Coordinates are not RD New.
    """
    tally = Tally()
    panden: dict[str, list[BaseGeometry]] = {}
    surfaces: dict[str, Surface] = {}
    counts: dict[str, int] = {}
    newest = ""
    for path in paths:
        for each in _newest_version(_objects(path), tally):
            layer = f"bgt_{each.kind}"
            counts[layer] = counts.get(layer, 0) + 1
            newest = max(newest, each.facts.get("lvpublicatiedatum", ""))
            if not _stands(each, layer, tally):
                continue
            if each.kind == "pand":
                _add_pand(panden, each, layer, tally)
            else:
                _add_surface(surfaces, each, layer, tally)
    drafts = []
    for identity, parts in panden.items():
        footprint = clean(shapely.union_all(parts))
        if footprint is not None:
            drafts.append(Pand(identity, footprint))
    return Bgt(
        tuple(drafts),
        tuple(surfaces.values()),
        tuple(counts.items()),
        tally.left_out(),
        _date(newest),
    )


def _objects(path: Path) -> Iterator[_Object]:
    found = _from_gml(path) if path.suffix.lower() == ".gml" else _from_gdal(path)
    geometries = [each.geometry for each in found if each.geometry is not None]
    if geometries:
        bounds = shapely.total_bounds(geometries)
        if not math.isnan(bounds[0]):  # all of them empty
            check_rd((bounds[0], bounds[1], bounds[2], bounds[3]), str(path))
    return iter(found)


def _from_gml(path: Path) -> list[_Object]:
    objects = []
    for feature in read_features(path):
        code = re.search(r"(\d+)$", feature.srs_name)
        if code and code[1] not in ("28992", "7415"):
            raise NotInRd(
                f"'{path}' is in '{feature.srs_name}'", hint="deliver the file in EPSG:28992"
            )
        facts = _facts(feature.facts.items())
        kind = _kind(feature.kind)
        objects.append(_Object(kind, facts, feature.geometry))
    if not objects:
        raise FileUnreadable(
            f"'{path}' has no IMGeo objects", hint="we read BGT as PDOK delivers it: IMGeo 2.1 GML"
        )
    return objects


def _from_gdal(path: Path) -> list[_Object]:
    if not path.is_file():
        raise FileUnreadable(f"cannot read '{path}': no such file")
    try:
        with warnings.catch_warnings():
            # GDAL warns of what it then fails on, from a callback where no caller hears it.
            warnings.simplefilter("ignore", RuntimeWarning)
            found = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
            return [each for layer in found for each in _layer(path, layer, len(found) == 1)]
    except (DataSourceError, DataLayerError) as error:
        raise FileUnreadable(
            f"'{path}' cannot be read as a map file: {error}",
            hint="it may be cut off or of another kind; deliver SpatiaLite, GeoPackage or GML",
        ) from error


def _layer(path: Path, layer: str, only: bool) -> list[_Object]:
    meta, _, geometry, columns = pyogrio.raw.read(path, layer=layer)
    crs = str(meta["crs"] or "")
    if crs and not crs.endswith(("28992", "7415")):
        raise NotInRd(f"layer '{layer}' of '{path}' is in '{crs}'", hint="deliver it in EPSG:28992")
    kind = _kind(layer)
    if kind not in _KINDS and only:
        kind = _kind(path.stem)
    names = [str(name) for name in meta["fields"]]
    shapes = shapely.from_wkb(geometry)
    return [
        _Object(
            kind,
            _facts((name, _text(column[row])) for name, column in zip(names, columns, strict=True)),
            shape,
        )
        for row, shape in enumerate(shapes)
    ]


def _kind(name: str) -> str:
    plain = _plain(name).removeprefix("bgt")
    return _CITYGML.get(plain, plain)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _facts(pairs: Iterable[tuple[str, str]]) -> Facts:
    return {_plain(name): text for name, text in pairs if text}


def _text(value: object) -> str:
    """A column's value as text; whole floats (GDAL's integers with gaps) without their `.0`."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


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
    status = each.facts.get("bgtstatus", "bestaand")
    if status != "bestaand":
        tally.leave_out(layer, f"status '{status}': not there", name)
        return False
    return True


def _add_pand(
    panden: dict[str, list[BaseGeometry]], each: _Object, layer: str, tally: Tally
) -> None:
    told = each.facts.get("identificatiebagpnd")
    identity = bag.pand_id(told)
    parts = polygons(each.geometry)
    if identity is None:
        name = each.facts.get("lokaalid", "")
        tally.leave_out(layer, "pand without a BAG id", told or name)
    elif not parts:
        tally.leave_out(layer, _NO_POLYGON, identity)
    else:
        panden.setdefault(identity, []).extend(parts)


def _add_surface(surfaces: dict[str, Surface], each: _Object, layer: str, tally: Tally) -> None:
    name = each.facts.get("lokaalid") or f"{layer}-{len(surfaces)}"
    kind = _KINDS.get(each.kind)
    if kind is None:
        tally.leave_out(layer, "type that covers no ground or that we do not draw", name)
        return
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


_FUNCTIONS = (
    "function", "functie", "bgtfunctie", "class", "klasse", "bgttype", "type", "plustype",
)  # fmt: skip
_MATERIALS = (
    "plusfysiekvoorkomenwegdeel", "plusfysiekvoorkomenondersteunendwegdeel",
    "plusfysiekvoorkomen", "surfacematerial", "bgtfysiekvoorkomen", "fysiekvoorkomen",
)  # fmt: skip


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
