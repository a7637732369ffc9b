"""A client that people use, GDAL (as in QGIS), reads our OGC API Features."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from tests.fix_api import Api
from twin.geo.crs import rd_to_lonlat
from twin.geo.layers import LAYERS
from twin.model import Area


@pytest.fixture
def source(api: Api) -> str:
    """The address as GDAL takes it; skips where its build lacks the driver."""
    if "OAPIF" not in pyogrio.list_drivers(read=True):
        pytest.skip("GDAL in this pyogrio has no driver for OGC API Features")
    return f"OAPIF:{api.url}/ogc/features"


@pytest.fixture(scope="module")
def gdal() -> Iterator[Callable[..., Any]]:
    """Runs a function of pyogrio in a process of its own.

    In this one it would hold the interpreter's lock while it waits for the server that needs it.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield lambda function, *given, **named: pool.submit(function, *given, **named).result(100)


def test_gdal_lists_every_layer(gdal: Callable[..., Any], source: str) -> None:
    listed = [name for name, _ in gdal(pyogrio.list_layers, source)]
    assert listed == [*(f"voorbeeldwijk.{layer.name}" for layer in LAYERS), "things"]


def test_gdal_reads_every_building_over_the_pages(
    gdal: Callable[..., Any], source: str, sample_area: Area
) -> None:
    meta, _, geometry, fields = gdal(pyogrio.raw.read, source, layer="voorbeeldwijk.pand")
    told = dict(zip(meta["fields"].tolist(), fields, strict=True))
    by_id = {one.id: one for one in sample_area.buildings}
    assert sorted(told["id"].tolist()) == sorted(by_id)
    assert set(told["origin"].tolist()) == {"synthetic"}
    for name, height, drawn in zip(
        told["id"], told["height"], shapely.from_wkb(geometry), strict=True
    ):
        one = by_id[name]
        assert height == pytest.approx(one.roof_height - one.ground_height, abs=0.01)
        assert shapely.hausdorff_distance(drawn, one.footprint) < 0.01
    assert meta["crs"] == "EPSG:28992"  # it takes the storage CRS when it may choose


def test_gdal_asks_for_a_box_and_gets_what_lies_in_it(
    gdal: Callable[..., Any], source: str, sample_area: Area
) -> None:
    tree = sample_area.trees[0]
    around = shapely.buffer(tree.position, 30).bounds
    *_, fields = gdal(pyogrio.raw.read, source, layer="voorbeeldwijk.boom", bbox=around)
    assert tree.id in np.asarray(fields[0]).tolist()
    assert len(fields[0]) < len(sample_area.trees) / 4


def test_gdal_reads_degrees(gdal: Callable[..., Any], source: str, sample_area: Area) -> None:
    _, _, geometry, _ = gdal(pyogrio.raw.read, source, layer="voorbeeldwijk.boom", CRS="OGC:CRS84")
    read = np.sort(shapely.get_coordinates(shapely.from_wkb(geometry)), axis=0)
    drawn = rd_to_lonlat(shapely.get_coordinates([one.position for one in sample_area.trees]))
    assert read == pytest.approx(np.sort(drawn, axis=0), abs=1e-6)
