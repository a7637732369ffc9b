"""Records of layers as columns, and what a GeoPackage and GeoParquet 1.1 file tell of themselves.

Makes no files. Sources: OGC 12-128r19; https://geoparquet.org/releases/v1.1.0/.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import shapely
from arro3.core import Array, DataType, RecordBatch, Schema, struct_array
from arro3.core import Field as ArrowField
from numpy.typing import NDArray

from twin.geo.crs import rd_projjson
from twin.geo.layers import MADE_UP, Field, Layer, Record, Value
from twin.model import Area, Origin

BATCH = 5_000
"""Records that are written at a time."""

IDENTIFICATION = "identification"
SOURCE = ("name", "holder", "licence", "attribution", "url", "dated", "version")
"""The columns of a table of sources."""

Column = NDArray[Any]

_GEOMETRY_TYPES = {"Geometry": ["LineString", "Polygon"]}
_EMPTY: dict[type, Any] = {int: 0, float: 0.0}
_NUMPY: dict[type, Any] = {int: np.int64, float: np.float64}


def batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Records in lists of at most `BATCH`."""
    rest = iter(records)
    while batch := list(islice(rest, BATCH)):
        yield batch


def columns(layer: Layer, records: Sequence[Record]) -> tuple[list[Column], list[Column]]:
    """The identification and every field as columns, and for each where it is not known."""
    ids = np.array([record.id for record in records], dtype=object)
    values, missing = [ids], [np.zeros(len(records), dtype=bool)]
    for place, field in enumerate(layer.fields):
        column = [record.values[place] for record in records]
        values.append(_column(field, column))
        missing.append(np.array([value is None for value in column], dtype=bool))
    return values, missing


def _column(field: Field, values: Sequence[Value]) -> Column:
    if field.kind is str:
        return np.array(values, dtype=object)
    empty = _EMPTY[field.kind]
    filled = [empty if value is None else value for value in values]
    return np.array(filled, dtype=_NUMPY[field.kind])


def to_wkb(layer: Layer, records: Sequence[Record]) -> Column:
    """Geometries as (n,) WKB in RD, None where there is none; polygons as multipolygons."""
    wkb: Column = shapely.to_wkb(_shapes(layer, records), flavor="iso")
    return wkb


def _shapes(layer: Layer, records: Sequence[Record]) -> Column:
    found = np.array([record.geometry for record in records], dtype=object)
    if layer.shape == "MultiPolygon":
        single = shapely.get_type_id(found) == shapely.GeometryType.POLYGON
        found[single] = [shapely.MultiPolygon([one]) for one in found[single]]
    return found


def source_columns(area: Area) -> list[Column]:
    """The table of sources by column, as text."""
    rows = [
        (*(getattr(source, name) for name in SOURCE[:5]),
         source.dated.isoformat() if source.dated else None, source.version or None)
        for source in area.sources
    ]  # fmt: skip
    return [np.array([row[place] for row in rows], dtype=object) for place in range(len(SOURCE))]


def metadata(area: Area) -> dict[str, str]:
    """What a file tells of itself: title, origin, sources with licence; a notice if made up."""
    told = {
        "TITLE": area.name,
        "AREA": area.id,
        "ORIGIN": str(area.origin),
        "ATTRIBUTION": "; ".join(dict.fromkeys(source.attribution for source in area.sources)),
        "LICENCE": "; ".join(dict.fromkeys(source.licence for source in area.sources)),
        "SOURCES": "; ".join(
            f"{source.name} ({source.holder}{f', {source.dated}' if source.dated else ''})"
            for source in area.sources
        ),
    }
    return told | ({"NOTICE": MADE_UP.nl} if area.origin is Origin.SYNTHETIC else {})


def sentence(area: Area, layer: Layer) -> str:
    """What a layer of this area is, for people."""
    made_up = f" {MADE_UP.nl}" if area.origin is Origin.SYNTHETIC else ""
    return f"{layer.about.nl}{made_up}"


def schema(layer: Layer) -> Schema:
    """Arrow's schema of a layer, with the bounds of each geometry as GeoParquet's covering."""
    kinds = {str: DataType.utf8(), int: DataType.int64(), float: DataType.float64()}
    return Schema(
        [
            ArrowField(IDENTIFICATION, DataType.utf8(), nullable=False),
            *(ArrowField(field.name, kinds[field.kind]) for field in layer.fields),
            ArrowField("bbox", _BOUNDS),
            ArrowField("geometry", DataType.binary()),
        ]
    )


_SIDES = [ArrowField(side, DataType.float64()) for side in ("xmin", "ymin", "xmax", "ymax")]
_BOUNDS = DataType.struct(_SIDES)


def arrow(layer: Layer, records: Sequence[Record]) -> RecordBatch:
    """Records as Arrow."""
    form = schema(layer)
    kinds = [form.field(place).type for place in range(len(layer.fields) + 1)]
    told = [[record.id for record in records]]
    told += [list(values) for values in zip(*(each.values for each in records), strict=True)]
    # A missing geometry has no bounds: NaN, which no reader takes for inside.
    sides = [np.ascontiguousarray(side) for side in shapely.bounds(_shapes(layer, records)).T]
    return RecordBatch.from_arrays(
        [
            *(Array(values, kind) for values, kind in zip(told, kinds, strict=True)),
            struct_array([Array(side) for side in sides], fields=_SIDES),
            Array(to_wkb(layer, records).tolist(), DataType.binary()),
        ],
        schema=form,
    )


def parquet_metadata(area: Area, layer: Layer) -> dict[str, str]:
    """The `geo` metadata of GeoParquet 1.1, and our own beside it."""
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {
                "encoding": "WKB",
                "geometry_types": _GEOMETRY_TYPES.get(layer.shape, [layer.shape]),
                "crs": rd_projjson(),
                "edges": "planar",
                "covering": {
                    "bbox": {side.name: ["bbox", side.name] for side in _SIDES},
                },
            }
        },
    }
    return {
        "geo": json.dumps(geo),
        "description": sentence(area, layer),
        **{name.lower(): text for name, text in metadata(area).items()},
    }
