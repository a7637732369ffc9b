"""Writing an area as files that other programs read: CityJSON, GeoPackage, GeoParquet.

Objects go to the file as they are made, so that an area is in memory once. A file appears under its
name when it is whole.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from twin.errors import InputError
from twin.geo import export_tables as tables
from twin.geo.crs import RD_CODE
from twin.geo.export_cityjson import buildings_layer, city_object, head, translation
from twin.geo.layers import LAYERS
from twin.model import Area


def export_cityjson(area: Area, path: Path, *, made_on: date) -> None:
    """Write the buildings of `area` as CityJSON 2.0 (EPSG:7415).

    Parameters
    ----------
    made_on
        The reference date of the file: today.

    Raises
    ------
    InputError
        The folder of `path` does not exist.
    """
    layer, at = buildings_layer(), translation(area)
    with _whole(path) as part, part.open("wb") as file:
        file.write(orjson.dumps(head(area, made_on))[:-1] + b',"CityObjects":{')
        vertices: list[NDArray[np.int32]] = []
        count = 0
        for record, building in zip(layer.records(area), area.buildings, strict=True):
            made = city_object(record, building, layer, at, count)
            comma = b"," if vertices else b""
            file.write(comma + orjson.dumps(record.id) + b":" + orjson.dumps(made.body))
            vertices.append(made.vertices.astype(np.int32))
            count += len(made.vertices)
        file.write(b'},"vertices":[')
        for number, some in enumerate(vertices):
            listed = orjson.dumps(some, option=orjson.OPT_SERIALIZE_NUMPY)
            file.write((b"," if number else b"") + listed[1:-1])
        file.write(b"]}")


def export_geopackage(area: Area, path: Path) -> None:
    """Write every layer of `area` as a GeoPackage in RD New, with a table of sources.

    A layer without objects is there too: it says that none was found.

    Raises
    ------
    InputError
        The folder of `path` does not exist.
    """
    with _whole(path) as part, _unsynchronised():
        for layer in LAYERS:
            batches = tables.batches(layer.records(area))
            for number, batch in enumerate(chain([next(batches, [])], batches)):
                values, missing = tables.columns(layer, batch)
                about = tables.sentence(area, layer)
                _write(
                    part,
                    layer.name,
                    [tables.IDENTIFICATION, *(field.name for field in layer.fields)],
                    values,
                    field_mask=missing,
                    geometry=tables.to_wkb(layer, batch),
                    geometry_type="Unknown" if layer.shape == "Geometry" else layer.shape,
                    crs=RD_CODE,
                    append=number > 0,
                    dataset_metadata=tables.metadata(area) if number == 0 else None,
                    layer_options={"DESCRIPTION": about} if number == 0 else {},
                )
        sources = tables.source_columns(area)
        _write(part, "bronnen", list(tables.SOURCE), sources, geometry=None, geometry_type=None)


def _write(path: Path, layer: str, fields: list[str], columns: list[Any], **how: Any) -> None:
    from pyogrio import raw

    raw.write(str(path), field_data=columns, fields=fields, layer=layer, driver="GPKG", **how)


def export_geoparquet(area: Area, folder: Path) -> list[Path]:
    """Write every layer of `area` as GeoParquet 1.1 in RD New; gives the files.

    A layer without objects gives no file.

    Parameters
    ----------
    folder
        Made when it does not exist; files of the same name in it are replaced.

    Raises
    ------
    InputError
        The folder that `folder` is to be in does not exist.
    """
    from arro3.core import RecordBatchReader
    from arro3.io import write_parquet

    _exists(folder)
    folder.mkdir(exist_ok=True)
    written = []
    for layer in LAYERS:
        batches = tables.batches(layer.records(area))
        first = next(batches, None)
        if first is None:
            continue
        path = folder / f"{layer.name}.parquet"
        arrow = (tables.arrow(layer, batch) for batch in chain([first], batches))
        with _whole(path) as part:
            write_parquet(
                RecordBatchReader.from_batches(tables.schema(layer), arrow),
                part,
                compression="zstd(6)",
                key_value_metadata=tables.parquet_metadata(area, layer),
            )
        written.append(path)
    return written


@contextlib.contextmanager
def _unsynchronised() -> Iterator[None]:
    """SQLite need not wait for the disk: a file that did not become whole is thrown away."""
    from pyogrio import get_gdal_config_option, set_gdal_config_options

    name = "OGR_SQLITE_SYNCHRONOUS"
    before = get_gdal_config_option(name)
    set_gdal_config_options({name: "OFF"})
    try:
        yield
    finally:
        set_gdal_config_options({name: before})


@contextlib.contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its place when all went well, and goes when not."""
    _exists(path)
    room = path.parent / f".{path.name}.part"
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir()
    try:
        yield room / path.name
        (room / path.name).replace(path)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _exists(path: Path) -> None:
    if not path.parent.is_dir():
        raise InputError(
            f"the folder '{path.parent}' does not exist", hint="make it first, or write elsewhere"
        )
