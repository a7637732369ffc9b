"""Map files that GDAL reads: layers as columns of text and shapes in RD.

GeoPackage, SpatiaLite, shapefile and GeoJSON. IMGeo GML is not for GDAL, which gives many of its
features as the point of their label (`twin.geo.gml`).
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError

from twin.errors import FileUnreadable
from twin.geo.crs import Bounds, Reference, check_rd, lonlat_bounds, lonlat_to_rd, reference

MOST_FEATURES = 2_000_000
"""More than a city has; a layer with more is asked for by its place."""

LARGEST_TEXT = 1_000_000_000
"""Bytes of a GeoJSON file: it has no index, so all of it is read to find what is wanted."""

_TOO_LARGE = "cut out the area and a margin, or give a GeoPackage, which has an index"

# Degrees per step of an arc, for curves in GeoPackages: 1 cm from the arc at a radius of 1 km.
pyogrio.set_gdal_config_options({"OGR_ARC_STEPSIZE": "0.5"})


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One layer of a map file.

    Attributes
    ----------
    columns
        Text by column, in the order of the features; '' where there is none. Names in lower case
        without punctuation, since deliveries differ in that only.
    geometry
        (n,) shapes in RD, None where a feature has none.
    converted
        Whether the file was in longitude and latitude: then places are right to 0.25 m.
    """

    name: str
    columns: dict[str, list[str]]
    geometry: NDArray[Any]
    converted: bool

    def column(self, *names: str) -> list[str]:
        """The first column of these that the layer has; empty texts when it has none."""
        for name in names:
            if name in self.columns:
                return self.columns[name]
        return [""] * len(self.geometry)


def plain(name: str) -> str:
    """A name in lower case without punctuation."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def read_layers(
    path: Path,
    *,
    bounds: Bounds | None = None,
    wanted: Callable[[str], bool] = lambda _: True,
    columns: Callable[[str], bool] = lambda _: True,
) -> Iterator[Layer]:
    """Layers of a map file, one by one.

    Parameters
    ----------
    path
        GeoPackage, SpatiaLite, shapefile or GeoJSON.
    bounds
        RD; features whose box lies outside are not read.
    wanted, columns
        Which layers and which columns to read, by their plain name.

    Raises
    ------
    FileUnreadable
        Missing, cut off, of another kind or larger than an area can be.
    NotInRd
        Neither in RD nor in longitude and latitude, or not where it says.
    """
    if not path.is_file():
        raise FileUnreadable(f"cannot read '{path}': no such file")
    if path.suffix.lower() in (".geojson", ".json") and path.stat().st_size > LARGEST_TEXT:
        raise FileUnreadable(
            f"'{path}' has {path.stat().st_size:,} bytes, more than {LARGEST_TEXT:,}",
            hint=_TOO_LARGE,
        )
    try:
        with warnings.catch_warnings():
            # GDAL warns of what it then fails on, from a callback where no caller hears it.
            warnings.simplefilter("ignore", RuntimeWarning)
            names = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
            found = [name for name in names if wanted(plain(name))]
            layers = [_layer(path, name, bounds, columns) for name in found]
    except (DataSourceError, DataLayerError, FeatureError, GeometryError, MemoryError) as error:
        raise FileUnreadable(
            f"'{path}' cannot be read as a map file: {error}",
            hint="it may be cut off or of another kind; deliver GeoPackage, SpatiaLite, "
            "shapefile or GeoJSON",
        ) from error
    except shapely.errors.GEOSException as error:
        raise FileUnreadable(
            f"'{path}' has a shape that cannot be read: {error}", hint="export it again"
        ) from error
    yield from layers


def _layer(path: Path, name: str, bounds: Bounds | None, columns: Callable[[str], bool]) -> Layer:
    info = pyogrio.read_info(path, layer=name, force_feature_count=True)
    lonlat = reference(str(info["crs"] or ""), str(path)) is Reference.LONLAT
    box = bounds if bounds is None or not lonlat else lonlat_bounds(bounds)
    fields = [str(each) for each in info["fields"] if columns(plain(str(each)))]
    meta, _, wkb, values = pyogrio.raw.read(
        path,
        layer=name,
        bbox=box,
        columns=fields,
        # GDAL makes room for as many as may come.
        max_features=min(max(int(info["features"]), 1), MOST_FEATURES + 1),
        datetime_as_string=True,
    )
    if len(wkb) > MOST_FEATURES:
        raise FileUnreadable(
            f"layer '{name}' of '{path}' has more than {MOST_FEATURES:,} features",
            hint=_TOO_LARGE,
        )
    shapes = shapely.from_wkb(wkb)
    if lonlat:
        shapes = shapely.transform(shapely.force_2d(shapes), lonlat_to_rd)
    if len(shapes):
        west, south, east, north = shapely.total_bounds(shapes).tolist()
        if not math.isnan(west):  # all of them empty
            check_rd((west, south, east, north), str(path))
    named = zip((str(each) for each in meta["fields"]), values, strict=True)
    return Layer(name, {plain(field): _texts(column) for field, column in named}, shapes, lonlat)


def _texts(column: NDArray[Any]) -> list[str]:
    """A column's values as text; whole floats (GDAL's integers with gaps) without their `.0`."""
    if column.dtype.kind == "f":
        whole = np.isfinite(column) & (column == np.floor(column))
        return [
            str(int(value)) if is_whole else ("" if math.isnan(value) else repr(value))
            for value, is_whole in zip(column.tolist(), whole.tolist(), strict=True)
        ]
    return [_text(value) for value in column.tolist()]


def _text(value: object) -> str:
    if value is None or value == "NaT":
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, list | np.ndarray):
        return ",".join(map(str, value))
    return str(value)
