"""Files of a folder by what they are, and where a download came from."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from tests.geo import city, extract
from twin.errors import FileUnreadable
from twin.geo import provenance
from twin.geo.inputs import find_inputs
from twin.geo.kinds import Kind, kind_of
from twin.geo.provenance import Provenance

FEATURES = '{"type": "FeatureCollection", "features": []}'


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("bgt/wegdeel.geojson", FEATURES, Kind.BGT),
        ("bag/pand.geojson", FEATURES, Kind.BAG),
        ("bag/verblijfsobject.geojson", FEATURES, Kind.BAG),
        ("3dbag/1.city.jsonl", "", Kind.BAG3D),
        ("ahn/dtm_1_2.tif", "", Kind.RASTER),
        ("ahn/C_34EN1.LAZ", "", Kind.POINTS),
        ("cbs/buurten.geojson", FEATURES, Kind.CBS),
        ("boundary.geojson", FEATURES, Kind.BOUNDARY),
        ("sources.json", "{}", Kind.PART),
        ("bgt_pand.gml", "", Kind.BGT),
        ("bgt_pand.gfs", "", Kind.PART),
        ("BGT_wegdeel.geojson", FEATURES, Kind.BGT),
        ("export.geojson", FEATURES.replace("[]", '[{"bouwjaar": 1}]'), Kind.BAG),
        ("wandeling.geojson", FEATURES, Kind.OTHER),
        ("Bomen_2025.csv", "id;x;y", Kind.TREES),
        ("bomen.toml", "", Kind.PART),
        ("bomenregister.geojson", FEATURES, Kind.TREES),
        ("budget.csv", "id", Kind.OTHER),
        ("0164PND.xml", extract.delivery(), Kind.BAG),
        ("metadata.xml", "<x/>", Kind.OTHER),
        ("bag_gebouw.shp", "", Kind.BAG),
        ("bag_buurt.shp", "", Kind.CBS),
        ("bag_gebouw.dbf", "", Kind.PART),
        ("tile.json", '{"type": "CityJSON", "version": "2.0"}', Kind.BAG3D),
        ("package.json", '{"name": "x"}', Kind.OTHER),
        ("plan.dwg", "", Kind.OTHER),
    ],
)
def test_a_file_is_known_by_name_or_by_a_look_inside(
    tmp_path: Path, name: str, content: str, kind: Kind
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)
    assert kind_of(path, tmp_path) is kind


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["bgt_pand.gml", "bgt_wegdeel.gml"], Kind.BGT),
        (["9999PND01112026.zip", "Leveringsdocument-BAG-Extract.xml"], Kind.BAG),
        (["0164PND01112026-000001.xml"], Kind.BAG),
        (["foto.jpg"], Kind.OTHER),
    ],
)
def test_a_zip_is_known_by_the_names_in_it(tmp_path: Path, names: list[str], kind: Kind) -> None:
    path = tmp_path / "extract.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    assert kind_of(path, tmp_path) is kind


@pytest.mark.parametrize(
    ("layer", "field", "kind"),
    [("pand", "bouwjaar", Kind.BAG), ("pand", "lokaal_id", Kind.BGT), ("wegdeel", "x", Kind.BGT)],
)
def test_a_geopackage_is_known_by_its_layers(
    tmp_path: Path, layer: str, field: str, kind: Kind
) -> None:
    path = tmp_path / "gebied.gpkg"
    shape = np.array([shapely.to_wkb(shapely.box(0, 0, 1, 1))], dtype=object)
    pyogrio.raw.write(
        path,
        shape,
        [np.array([1])],
        [field],
        geometry_type="Polygon",
        crs="EPSG:28992",
        layer=layer,
    )
    assert kind_of(path, tmp_path) is kind


def test_real_folders_are_sorted_out(shared: Path) -> None:
    apeldoorn = find_inputs([shared / "apeldoorn"])
    assert [path.name for path in apeldoorn.bag] == ["bag_gebouw.shp", "bag_verblijfsobject.shp"]
    assert apeldoorn.ignored == ()
    assert len(find_inputs([shared / "hilversum-bgt"]).bgt) == 16


def written(folder: Path) -> dict[str, Provenance]:
    files = {
        "3dbag/1.city.jsonl": Provenance(
            "3dbag", "CC-BY-4.0", "https://example.org/items",
            datetime(2026, 11, 20, 8, tzinfo=UTC), date(2024, 12, 16), "v2024.12.16",
        )
    }  # fmt: skip
    provenance.write(folder, "Hart van Zuid", files)
    return files


def test_where_a_download_came_from_is_read_back(tmp_path: Path) -> None:
    files = written(tmp_path)
    told = provenance.read(tmp_path)
    assert told is not None
    assert (told.name, told.files) == ("Hart van Zuid", files)
    assert provenance.read(tmp_path / "elsewhere") is None


def test_a_download_gives_the_area_its_name_and_its_sources_their_dates(tmp_path: Path) -> None:
    from twin.jobs.load_area import NoProgress, read_area

    (tmp_path / "3dbag").mkdir()
    city.write(tmp_path / "3dbag" / "1.city.jsonl", city.house())
    files = written(tmp_path)
    inputs = find_inputs([tmp_path])
    assert inputs.provenance == {tmp_path / name: each for name, each in files.items()}
    area = read_area(str(tmp_path), shared=None, progress=NoProgress())
    assert area.name == "Hart van Zuid"
    (source,) = area.sources
    assert (source.dated, source.version) == (date(2024, 12, 16), "v2024.12.16")
    assert source.downloaded_at == datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"files": 1}', '{"files": {"a": {}}}', json.dumps({"files": {"a": {
        "source": "bgt", "licence": "", "address": "", "downloaded_at": "2026-11-20T08:00:00"}}})],
)  # fmt: skip
def test_a_broken_origin_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "sources.json").write_text(content)
    with pytest.raises(FileUnreadable, match=r"sources\.json"):
        provenance.read(tmp_path)
