"""What kind of source a file is: by its name and, where that can mean more, by a look inside.

A look inside reads at most `_HEAD` bytes, the names in an archive or the layers of a GeoPackage.
"""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from pathlib import Path

from twin.geo.provenance import BOUNDARY, NAME

_HEAD = 65_536


class Kind(StrEnum):
    """What a file is read as."""

    BGT = "bgt"
    BAG = "bag"
    BAG3D = "3dbag"
    POINTS = "points"
    RASTER = "raster"
    TREES = "trees"
    CBS = "cbs"
    PARCELS = "parcels"
    BOUNDARY = "boundary"
    PART = "part"  # belongs to a file beside it and is read with that
    OTHER = "other"


_BY_SUFFIX = {
    ".gml": Kind.BGT,
    ".las": Kind.POINTS,
    ".laz": Kind.POINTS,
    ".tif": Kind.RASTER,
    ".tiff": Kind.RASTER,
    ".jsonl": Kind.BAG3D,
}
_PARTS = frozenset({".shx", ".dbf", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".qix", ".gfs", ".xsd"})
_BAG_LAYERS = frozenset(
    {"pand", "panden", "gebouw", "verblijfsobject", "verblijfsobjecten", "ligplaats",
     "ligplaatsen", "standplaats", "standplaatsen", "woonplaats", "openbareruimte",
     "nummeraanduiding", "adres"}
)  # fmt: skip
_BAG_FACTS = frozenset({"bouwjaar", "oorspronkelijkbouwjaar", "gebruiksdoel", "gebruiksdo",
                        "pandidentificatie", "pandidenti"})  # fmt: skip
_EXTRACT = re.compile(r"(^|/)\d{4}(PND|VBO|NUM|OPR|WPL|LIG|STA)\d{8}|BAG-Extract", re.IGNORECASE)
_TREES = re.compile(r"bomen|boom|tree", re.IGNORECASE)
_CBS = re.compile(r"buurt|wijk|cbs", re.IGNORECASE)
_PARCELS = re.compile(r"percee?l|kadastra", re.IGNORECASE)


def kind_of(path: Path, folder: Path) -> Kind:
    """What `path`, found below `folder`, is read as."""
    if path.name == BOUNDARY:
        return Kind.BOUNDARY
    if _is_part(path):
        return Kind.PART
    suffix = path.suffix.lower()
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    if suffix == ".csv":
        return Kind.TREES if _TREES.search(path.stem) else Kind.OTHER
    if suffix == ".xml":
        return Kind.BAG if b"bagStand" in _head(path) else Kind.OTHER
    if suffix == ".zip":
        return _of_zip(path)
    if suffix in (".json", ".geojson"):
        return _of_json(path, folder)
    if suffix in (".shp", ".gpkg", ".sqlite"):
        named = _by_name(path, folder)
        return named or (Kind.OTHER if suffix == ".shp" else _of_layers(path))
    return Kind.OTHER


def _is_part(path: Path) -> bool:
    suffix = path.suffix.lower()
    column_map = suffix == ".toml" and _TREES.search(path.stem) is not None
    return path.name == NAME or suffix in _PARTS or column_map


def _by_name(path: Path, folder: Path) -> Kind | None:
    """By the folder's names below `folder`, as downloads have them, and the file's own."""
    below = [part.lower() for part in path.relative_to(folder).parts[:-1]]
    stem = path.stem.lower()
    for part in reversed(below):
        if part in ("bgt", "bag", "cbs"):
            return Kind(part)
    if stem.startswith("bgt"):
        return Kind.BGT
    if _TREES.search(stem):
        return Kind.TREES
    if re.sub(r"[^a-z]", "", stem.removeprefix("bag")) in _BAG_LAYERS:
        return Kind.BAG
    if _PARCELS.search(stem):
        return Kind.PARCELS
    if _CBS.search(stem):
        return Kind.CBS
    return Kind.BAG if stem.startswith("bag") else None


def _of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [each.filename for each in archive.filelist]
    except (OSError, zipfile.BadZipFile):
        # Its name is all there is to go by; its reader will say what is wrong.
        return Kind.BAG if path.name.upper().startswith("BAG") else Kind.BGT
    if any(_EXTRACT.search(name) for name in names):
        return Kind.BAG
    return Kind.BGT if any(name.lower().endswith(".gml") for name in names) else Kind.OTHER


def _of_json(path: Path, folder: Path) -> Kind:
    head = _head(path)
    if b"CityJSON" in head or b'"CityObjects"' in head or path.name.endswith(".city.json"):
        return Kind.BAG3D
    if b"FeatureCollection" not in head:
        return Kind.OTHER
    named = _by_name(path, folder)
    if named is not None:
        return named
    facts = {_plain(name.decode("utf-8", "replace")) for name in re.findall(rb'"([\w.\-]+)"', head)}
    return Kind.BAG if facts & _BAG_FACTS else Kind.OTHER


def _of_layers(path: Path) -> Kind:
    """BAG when the layers of a GeoPackage or SpatiaLite are the BAG's; else BGT."""
    import pyogrio  # brings GDAL, which the names of most files make needless
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        layers = {_plain(str(name)) for name, _ in pyogrio.list_layers(path)} & _BAG_LAYERS
        if layers == {"pand"}:
            facts = {_plain(str(name)) for name in pyogrio.read_info(path, layer="pand")["fields"]}
            return Kind.BAG if facts & _BAG_FACTS else Kind.BGT
    except (DataSourceError, DataLayerError):
        return Kind.BGT  # its reader will say what is wrong
    return Kind.BAG if layers else Kind.BGT


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_HEAD)
    except OSError:
        return b""
