"""Neighbourhoods and parcels: read as CBS and the Kadaster deliver them, cut at the area."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from shapely import Polygon, box

from twin.errors import FileUnreadable
from twin.geo.grounds import read_grounds
from twin.geo.inputs import find_inputs
from twin.geo.kinds import Kind, kind_of
from twin.geo.places import read_place
from twin.model import GroundLevel

AREA = box(254_000, 476_000, 254_100, 476_100)


def write(path: Path, *features: tuple[dict[str, object], Polygon]) -> Path:
    """A GeoJSON file in RD."""
    rd = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    told = [
        {"type": "Feature", "properties": facts, "geometry": json.loads(shapely.to_geojson(shape))}
        for facts, shape in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": rd, "features": told}))
    return path


def parcel(number: int) -> dict[str, object]:
    return {"kadastraleGemeenteWaarde": "HGL00", "sectie": "A", "perceelnummer": number}


def test_the_districts_of_hengelo_lie_in_hengelo(shared: Path) -> None:
    hengelo = read_place(shared / "hengelo" / "hengelo_gemeentegebied_rd.geojson").boundary
    found = read_grounds([shared / "hengelo" / "wijk_2023_hengelo.geojson"], hengelo)
    assert [each.id for each in found] == [f"WK01640{number}" for number in range(10)]
    assert {each.level for each in found} == {GroundLevel.DISTRICT}
    assert all(each.label != each.id for each in found)
    # Drawn to about 100 m, so that they do not fit to the metre.
    assert sum(each.shape.area for each in found) == pytest.approx(hengelo.area, rel=0.05)
    assert shapely.covers(hengelo.buffer(0.01), [each.shape for each in found]).all()


def test_a_neighbourhood_in_degrees_has_its_code_and_name(shared: Path) -> None:
    path = shared / "apeldoorn" / "bag_buurt.shp"
    (whole,) = read_grounds([path], box(190_000, 465_000, 202_000, 478_000))
    assert (whole.level, whole.id) == (GroundLevel.NEIGHBOURHOOD, "BU02000706")
    assert whole.label == "Bedrijvenpark Apeldoorn Noord"
    assert whole.shape.area == pytest.approx(2_090_000, rel=0.01)  # CBS says 209 ha


def test_parcels_are_called_as_the_kadaster_calls_them(tmp_path: Path) -> None:
    path = write(
        tmp_path / "percelen.geojson",
        (parcel(12), box(254_010, 476_010, 254_030, 476_040)),
        (parcel(7), box(254_040, 476_010, 254_050, 476_040)),
    )
    found = read_grounds([path], AREA)
    assert [each.id for each in found] == ["HGL00 A 12", "HGL00 A 7"]
    assert found[0].label == "Perceel HGL00 A 12"
    assert found[0].shape.area == pytest.approx(600)


def test_what_crosses_the_boundary_is_cut_and_says_so(tmp_path: Path) -> None:
    path = write(
        tmp_path / "percelen.geojson",
        (parcel(1), box(254_090, 476_000, 254_110, 476_010)),
        (parcel(2), box(254_099.95, 476_000, 254_110, 476_010)),
        (parcel(3), box(254_050, 476_000, 254_100.05, 476_010)),
        (parcel(4), box(255_000, 476_000, 255_010, 476_010)),
    )
    half, whole = read_grounds([path], AREA)
    assert half.label == "Perceel HGL00 A 1 (deel)"
    assert half.shape.area == pytest.approx(100)
    assert whole.label == "Perceel HGL00 A 3"


def test_a_file_without_either_is_refused_and_an_empty_one_is_not(tmp_path: Path) -> None:
    other = write(tmp_path / "perceel.geojson", ({"naam": "x"}, AREA))
    with pytest.raises(FileUnreadable, match="neither neighbourhoods nor parcels"):
        read_grounds([other], AREA)
    elsewhere = write(tmp_path / "buurten.geojson", ({"buurtcode": "BU1"}, AREA))
    assert read_grounds([elsewhere], box(100_000, 400_000, 100_100, 400_100)) == ()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("percelen.geojson", Kind.PARCELS),
        ("kadastralekaart_perceel.gpkg", Kind.PARCELS),
        ("cbs_buurten_2024.gpkg", Kind.CBS),
        ("wijken.geojson", Kind.CBS),
    ],
)
def test_files_are_known_by_their_names(tmp_path: Path, name: str, kind: Kind) -> None:
    path = tmp_path / name
    path.write_text('{"type": "FeatureCollection", "features": []}')
    assert kind_of(path, tmp_path) is kind


def test_parcels_beside_a_map_are_read_with_it(tmp_path: Path) -> None:
    write(tmp_path / "percelen.geojson", (parcel(1), AREA))
    write(tmp_path / "bgt_wegdeel.geojson", ({"lokaalID": "w"}, AREA))
    inputs = find_inputs([tmp_path])
    assert [path.name for path in inputs.parcels] == ["percelen.geojson"]
    assert inputs.parcels[0] in inputs.files
