"""An area written as files is what other programs read."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import cityjson_lib
import geoparquet_validator
import numpy as np
import pyogrio
import pytest
import shapely
from arro3.io import read_parquet
from shapely import LineString, box

from tests.fix_shared import SHARED
from twin.errors import InputError
from twin.geo.layers import LAYERS
from twin.jobs.export_area import export_cityjson, export_geopackage, export_geoparquet
from twin.model import Area, Barrier, BarrierHeight

AREAS = ["sample_area", "delft_area"]
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module", params=AREAS)
def area(request: pytest.FixtureRequest) -> Area:
    found: Area = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def city(area: Area, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cityjson") / "gebied.city.json"
    export_cityjson(area, path, made_on=TODAY)
    return path


def test_the_official_validator_finds_nothing_wrong_with_the_cityjson(city: Path) -> None:
    if importlib.util.find_spec("cjvalpy") is None:
        pytest.skip("cjvalpy, the official validator, has no wheel for this machine")
    import cjvalpy  # type: ignore[import-not-found,unused-ignore]

    validator = cjvalpy.CJValidator([city.read_text()])
    assert validator.validate(), validator.get_report()


def leaves(nested: Any) -> Iterator[Any]:
    """Indices of boundaries, at any depth."""
    for each in nested:
        if isinstance(each, list):
            yield from leaves(each)
        else:
            yield each


def test_cityjson_keeps_the_rules_that_no_schema_can_tell(city: Path) -> None:
    """What the official validator looks at beside the schemas (CityJSON 2.0.1, chapters 2-4)."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({name for name, _ in pairs}) == len(pairs), "a name twice"
        return dict(pairs)

    told = json.loads(city.read_bytes(), object_pairs_hook=once)
    assert (told["type"], told["version"]) == ("CityJSON", "2.0")
    assert set(told["transform"]) == {"scale", "translate"}
    vertices = told["vertices"]
    assert all(type(number) is int for vertex in vertices for number in vertex)
    used: set[int] = set()
    objects = told["CityObjects"]
    for name, each in objects.items():
        assert all(name in objects[child]["parents"] for child in each.get("children", ()))
        assert all(name in objects[one]["children"] for one in each.get("parents", ()))
        own: set[int] = set()
        for geometry in each["geometry"]:
            own |= set(leaves(geometry["boundaries"]))
            solids, values = geometry["boundaries"], geometry.get("semantics", {}).get("values")
            if geometry["type"] == "MultiSurface":
                solids, values = [[solids]], values and [[values]]
            elif geometry["type"] == "Solid":
                solids, values = [solids], values and [values]
            rings = [ring for solid in solids for shell in solid for face in shell for ring in face]
            assert all(len(ring) == len(set(ring)) >= 3 for ring in rings), name
            if values is not None:
                assert [[len(shell) for shell in solid] for solid in values] == [
                    [len(shell) for shell in solid] for solid in solids
                ]
                surfaces = geometry["semantics"]["surfaces"]
                assert set(leaves(values)) <= set(range(len(surfaces)))
        # Of neighbours each has its own, since a file is written building by building.
        assert len({tuple(vertices[index]) for index in own}) == len(own), "a vertex twice"
        used |= own
    assert used == set(range(len(vertices))), "a vertex that is not there, or of no use"


def test_another_reader_of_cityjson_takes_every_building(city: Path, area: Area) -> None:
    model = cityjson_lib.CityModel.parse_document_bytes(city.read_bytes())
    summary = model.summary()
    assert summary.version.name == "V2_0"
    assert summary.cityobject_count == len(area.buildings)
    assert summary.has_metadata
    assert summary.has_transform


def test_cityjson_tells_where_it_is_from(city: Path, area: Area) -> None:
    told = json.loads(city.read_bytes())["metadata"]
    assert told["referenceSystem"].endswith("/EPSG/0/7415")
    assert told["referenceDate"] == "2026-11-22"
    assert told["origin"] == area.origin
    assert ("notice" in told) == (area.origin == "synthetic")
    assert [(one["licence"], one["attribution"]) for one in told["sources"]] == [
        (one.licence, one.attribution) for one in area.sources
    ]


def volume(boundaries: Any, vertices: np.ndarray[Any, Any]) -> float:
    """What a shell of faces without holes encloses, in m³: fans around their first corners."""
    total = 0.0
    for (ring,) in boundaries:
        corners = vertices[ring]
        for second, third in pairwise(corners[1:]):
            total += float(np.dot(corners[0], np.cross(second, third))) / 6
    return total


def test_the_solids_of_cityjson_turn_outwards_and_hold_what_they_should(
    city: Path, area: Area
) -> None:
    told = json.loads(city.read_bytes())
    vertices = np.array(told["vertices"]) * told["transform"]["scale"]
    assert np.unique(vertices, axis=0).shape[0] > 0
    levels: set[str] = set()
    for one in area.buildings:
        body = told["CityObjects"][one.id]
        assert body["attributes"]["height_origin"] == one.height_origin
        assert body["attributes"].get("height_error") == (
            None if one.height_error is None else round(one.height_error, 2)
        )
        for geometry in body["geometry"]:
            levels.add(geometry["lod"])
            whole = geometry["type"] == "Solid" and all(
                len(face) == 1 for face in geometry["boundaries"][0]
            )
            if not whole:
                continue
            held = volume(geometry["boundaries"][0], vertices - vertices.mean(axis=0))
            if geometry["lod"] == "1.2":
                block = one.footprint.area * (one.roof_height - one.ground_height)
                assert held == pytest.approx(block, rel=0.01, abs=0.5), one.id
            else:
                assert held > 0, one.id
    assert {"0", "1.2"} < levels


def test_a_geopackage_has_every_layer_in_rd_with_its_sources(area: Area, tmp_path: Path) -> None:
    path = tmp_path / "gebied.gpkg"
    export_geopackage(area, path)
    listed = [name for name, _ in pyogrio.list_layers(path)]
    assert listed == [*(layer.name for layer in LAYERS), "bronnen"]
    for layer in LAYERS:
        meta, _, geometry, fields = pyogrio.raw.read(path, layer=layer.name)
        records = list(layer.records(area))
        assert meta["crs"] == "EPSG:28992"
        assert fields[0].tolist() == [record.id for record in records]
        for record, drawn in zip(records, shapely.from_wkb(geometry), strict=True):
            assert (drawn is None) == (record.geometry is None)
            assert drawn is None or drawn.equals(record.geometry)
        for place, field in enumerate(layer.fields, start=1):
            known = [record.values[place - 1] for record in records]
            for was, read in zip(known, fields[place].tolist(), strict=True):
                assert read == was or (was is None and (read is None or read != read)), field.name
    *_, columns = pyogrio.raw.read(path, layer="bronnen")
    assert columns[0].tolist() == [source.name for source in area.sources]
    assert columns[2].tolist() == [source.licence for source in area.sources]
    told = pyogrio.read_info(path, layer="pand")["dataset_metadata"]
    assert told["ORIGIN"] == area.origin
    assert ("NOTICE" in told) == (area.origin == "synthetic")
    assert not list(tmp_path.glob(".*")), "nothing is left behind"


def test_geoparquet_conforms_and_holds_every_object(area: Area, tmp_path: Path) -> None:
    written = export_geoparquet(area, tmp_path / "lagen")
    assert {path.stem for path in written} == {
        layer.name for layer in LAYERS if next(layer.records(area), None) is not None
    }
    by_name = {layer.name: layer for layer in LAYERS}
    for path in written:
        report = geoparquet_validator.check(str(path))
        assert geoparquet_validator.failed(report) == []
        assert any(one["status"] == "pass" for one in report["outcomes"])
        table = read_parquet(path).read_all()
        layer = by_name[path.stem]
        records = list(layer.records(area))
        assert table["identification"].to_pylist() == [record.id for record in records]
        drawn = shapely.from_wkb(table["geometry"].to_pylist())
        assert shapely.total_bounds(drawn) == pytest.approx(
            shapely.total_bounds([record.geometry for record in records])
        )
        for place, field in enumerate(layer.fields):
            assert table[field.name].to_pylist() == [record.values[place] for record in records]


def test_walls_go_out_as_the_lines_or_the_ground_that_they_are(
    sample_area: Area, tmp_path: Path
) -> None:
    x, y = shapely.get_coordinates(sample_area.boundary.centroid)[0]
    hedge = LineString([(x, y), (x + 8, y), (x + 8, y + 3)])
    walls = (
        Barrier("haag-1", "haag", hedge, 23.0, 1.5, True, BarrierHeight.ASSUMED),
        Barrier("muur-1", "muur", box(x, y, x + 5, y + 0.4), 23.0, 2.13, True, BarrierHeight.LASER),
        Barrier("hek-1", "hek", hedge, 23.0, 1.0, False, BarrierHeight.ASSUMED),
    )
    small = replace(
        sample_area, buildings=sample_area.buildings[:2], surfaces=(), trees=(), barriers=walls
    )
    export_geopackage(small, tmp_path / "gebied.gpkg")
    meta, _, shapes, fields = pyogrio.raw.read(tmp_path / "gebied.gpkg", layer="afscheiding")
    told = dict(zip(meta["fields"], fields, strict=True))
    assert [shape.geom_type for shape in shapely.from_wkb(shapes)] == [
        "LineString", "Polygon", "LineString",
    ]  # fmt: skip
    assert told["kind"].tolist() == ["haag", "muur", "hek"]
    assert told["height"].tolist() == [1.5, 2.1, 1.0]
    assert told["closed"].tolist() == ["yes", "yes", "no"]
    assert told["height_origin"].tolist() == ["assumed", "laser", "assumed"]
    written = {path.stem: path for path in export_geoparquet(small, tmp_path / "lagen")}
    report = geoparquet_validator.check(str(written["afscheiding"]))
    assert geoparquet_validator.failed(report) == []
    drawn = shapely.from_wkb(
        read_parquet(written["afscheiding"]).read_all()["geometry"].to_pylist()
    )
    assert shapely.equals(drawn, [each.shape for each in walls]).all()


def test_a_file_in_a_folder_that_is_not_there_is_refused(sample_area: Area, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        export_cityjson(sample_area, tmp_path / "weg" / "a.city.json", made_on=TODAY)


def test_what_stood_there_stays_when_writing_fails(sample_area: Area, tmp_path: Path) -> None:
    path = tmp_path / "a.city.json"
    path.write_text("van eerder")
    (tmp_path / ".a.city.json.part").write_text("in de weg")
    with pytest.raises(FileExistsError):
        export_cityjson(sample_area, path, made_on=TODAY)
    assert path.read_text() == "van eerder"


def test_the_layers_cover_every_kind_of_surface() -> None:
    from twin.model import SurfaceKind

    assert {kind.value for kind in SurfaceKind} <= {layer.name for layer in LAYERS}


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the real open data beside the checkout")
def test_twente_goes_to_a_browser_in_less_than_two_and_a_half_megabytes(
    twente_area: Area,
) -> None:
    import gzip

    from twin.scene.compose import scene_meshes
    from twin.scene.glb import Paint, encode

    assert dict(twente_area.report.read)["3D BAG buildings"] == 884
    sent = sum(
        len(gzip.compress(encode(mesh, Paint.VERTEX), 8, mtime=0))
        for mesh in scene_meshes(twente_area).values()
    )
    assert sent < 2_500_000
